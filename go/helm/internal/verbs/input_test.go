package verbs

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bunhelm/helm/internal/wire"
)

// places are the names of options that are paths or URLs.
var places = regexp.MustCompile(`(?i)(file|files|dir|directory|path|url|repo|endpoint|destination|starter|merge)$`)

// plainText are such options that are neither, and words that others give too, each with the reason.
var plainText = map[string]string{
	"client.readChart file": "a name within the chart",
	"repositories.add url":  "an address that is kept as it is given",
	"setFile":               "key=path pairs",
	"jsonpath":              "an expression",
}

// An option that is a path has the type that TypeScript takes a URL for; one that takes a few words says which.
func TestOptionsHaveTheTypesOfWhatTheyTake(t *testing.T) {
	used := map[string]bool{}
	for _, entry := range All() {
		for _, field := range reflect.VisibleFields(entry.Request) {
			option, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			if option == "" {
				continue
			}
			kind := field.Type
			if kind.Kind() == reflect.Pointer {
				kind = kind.Elem()
			}
			for _, name := range []string{option, entry.Name + " " + option} {
				if plainText[name] != "" {
					used[name] = true
					kind = reflect.TypeFor[wire.Location]()
				}
			}
			text := kind.Kind() == reflect.String || kind.Kind() == reflect.Slice && kind.Elem().Kind() == reflect.String
			if !text {
				continue
			}
			if field.Type == reflect.TypeFor[*wire.Path]() {
				t.Errorf("%s: dispatch makes no path of %s absolute that may be nil", entry.Name, option)
			}
			known := []reflect.Type{reflect.TypeFor[wire.Path](), reflect.TypeFor[wire.Location](), reflect.TypeFor[wire.Locations]()}
			_, words := reflect.Zero(kind).Interface().(wire.OneOf)
			switch {
			case slices.Contains(known, kind), words:
			case places.MatchString(option):
				t.Errorf("%s: %s is a %s, not a wire.Path or wire.Location", entry.Name, option, kind)
			case kind.Kind() == reflect.String && kind.PkgPath() != "":
				t.Errorf("%s: %s is a %s, which has no Words", entry.Name, option, kind)
			}
		}
	}
	for name := range plainText {
		if !used[name] {
			t.Errorf("nothing needs %q", name)
		}
	}
}
