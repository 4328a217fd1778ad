package dispatch

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"

	strict "sigs.k8s.io/json"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/wire"
)

// successors are options that Helm has given up, and what took their place.
var successors = map[string]string{
	"atomic":       "rollbackOnFailure",
	"force":        "forceReplace",
	"recreatePods": "forceReplace",
	"validate":     "dryRun",
	"disableHooks": "noHooks",
	"maxHistory":   "historyMax",
	"valuesFiles":  "valueFiles",
	"waitStrategy": "wait",

	// Flags that have another name elsewhere, and short ones.
	"insecure":              "insecureSkipTlsVerify",
	"insecureSkipTlsVerify": "insecure",
	"passwordStdin":         "password",
	"dest":                  "destination",
	"d":                     "destination",
}

// needless are flags of the command that take no place here, and what to do instead.
var needless = map[string]string{
	"passwordStdin":  "give the password itself as password",
	"failOnNoResult": "leave it out: an empty list says that there are no results",
}

// theClient is what has the options of new Helm.
const theClient = "the client"

// field is one option of a request, found through embedded structs.
type field struct {
	index []int
	kind  reflect.Type
}

var fieldCache sync.Map // reflect.Type -> map[string]field

// fieldsOf lists the options of a request by their JSON names.
func fieldsOf(t reflect.Type) map[string]field {
	if known, found := fieldCache.Load(t); found {
		return known.(map[string]field)
	}
	fields := map[string]field{}
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name != "" && name != "-" {
			fields[name] = field{index: f.Index, kind: f.Type}
		}
	}
	fieldCache.Store(t, fields)
	return fields
}

// decodeObject fills a struct from an object, one option at a time, so that an error can name the
// option it is about. owner is what has the options, such as "charts.template".
func decodeObject(owner string, object map[string]json.RawMessage, target reflect.Value) error {
	fields := fieldsOf(target.Type())
	for name, text := range object {
		f, known := fields[name]
		if !known {
			return unknown(owner, name, fields)
		}
		strictErrors, err := decodeOption(text, target.FieldByIndex(f.index))
		if err == nil && (string(text) == "null" || holdsNull(f.kind, text)) {
			err = errors.New("must not be null or contain null")
		}
		if err == nil {
			err = inner(name, f.kind, strictErrors)
		}
		var already *wire.Error
		if errors.As(err, &already) {
			return already
		}
		if err != nil {
			known := fault.InvalidArgument(name, "%s", said(name, complaint(err, f.kind, text)))
			known.Details = wire.InvalidArgumentDetails{Option: name, DidYouMean: nearestChoice(err.Error(), text)}
			return known
		}
	}
	return nil
}

// decodeOption reads one option, strictly. What reads itself is given its text at once: values may have
// many MB, and are known to be JSON.
func decodeOption(text json.RawMessage, into reflect.Value) (strictErrors []error, err error) {
	if option, ok := oneOf(into.Type()); ok && string(text) != "null" {
		word, err := wire.Choose(option, text)
		if into.Kind() == reflect.Pointer {
			into.Set(reflect.New(into.Type().Elem()))
			into = into.Elem()
		}
		into.SetString(word)
		return nil, err
	}
	if own, ok := into.Addr().Interface().(json.Unmarshaler); ok {
		return nil, own.UnmarshalJSON(text)
	}
	return strict.UnmarshalStrict(text, into.Addr().Interface())
}

// oneOf is an option of a type that takes one of a few words.
func oneOf(kind reflect.Type) (option wire.OneOf, ok bool) {
	if kind.Kind() == reflect.Pointer {
		kind = kind.Elem()
	}
	option, ok = reflect.Zero(kind).Interface().(wire.OneOf)
	return option, ok
}

var pathType = reflect.TypeFor[wire.Path]()

// resolvePaths makes paths of a request absolute: relative ones count from the caller's working directory.
func resolvePaths(request reflect.Value, absolute func(string) string) {
	for _, f := range fieldsOf(request.Type()) {
		if f.kind == pathType {
			path := request.FieldByIndex(f.index)
			path.SetString(absolute(path.String()))
		}
	}
}

// holdsNull finds a null in a list or map of strings, where it would turn into "".
func holdsNull(kind reflect.Type, text json.RawMessage) bool {
	isNull := func(element json.RawMessage) bool { return string(element) == "null" }
	switch {
	case kind == reflect.TypeFor[[]string](), kind == reflect.TypeFor[wire.Locations]():
		var list []json.RawMessage
		return json.Unmarshal(text, &list) == nil && slices.ContainsFunc(list, isNull)
	case kind == reflect.TypeFor[map[string]string]():
		var object map[string]json.RawMessage
		return json.Unmarshal(text, &object) == nil && slices.ContainsFunc(slices.Collect(maps.Values(object)), isNull)
	}
	return false
}

func unknown(owner, name string, fields map[string]field) error {
	suggestion := successors[name]
	if _, offered := fields[suggestion]; !offered {
		suggestion = fault.Nearest(name, maps.Keys(fields))
	}
	hint := needless[name]
	if _, ofClient := fieldsOf(reflect.TypeFor[wire.Client]())[name]; ofClient && owner != theClient {
		suggestion, hint = "", fmt.Sprintf("set it on the client: new Helm({ %s })", name)
	}
	return fault.UnknownOption(owner, name, suggestion, hint)
}

var unknownField = regexp.MustCompile(`^unknown field "([^"]+)"$`)

// inner says which part of an option that is an object does not exist.
func inner(name string, kind reflect.Type, complaints []error) error {
	for kind.Kind() == reflect.Pointer {
		kind = kind.Elem()
	}
	for _, complaint := range complaints {
		match := unknownField.FindStringSubmatch(complaint.Error())
		if match == nil || kind.Kind() != reflect.Struct {
			continue
		}
		known := fault.UnknownOption(name, match[1], fault.Nearest(match[1], maps.Keys(fieldsOf(kind))), "")
		known.Details = withOption(known.Details, name+"."+match[1])
		return known
	}
	return errors.Join(complaints...)
}

func withOption(details any, option string) wire.InvalidArgumentDetails {
	known := details.(wire.InvalidArgumentDetails)
	known.Option = option
	return known
}
