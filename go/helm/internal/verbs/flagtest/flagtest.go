// Package flagtest holds what a verb makes of its options to the flags of the helm command, in tests.
package flagtest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/spf13/pflag"

	helmcmd "helm.sh/helm/v4/pkg/cmd"

	"bunhelm/helm/internal/wire"
)

// That names, types and documented defaults are the CLI's: test/command/flags.test.ts. Here: that each
// option does something, and that without it Helm's action is as the CLI makes it.

// samples are values that differ from every default, by type.
var samples = map[reflect.Type]any{
	reflect.TypeFor[bool]():              true,
	reflect.TypeFor[*bool]():             new(bool),
	reflect.TypeFor[string]():            "x",
	reflect.TypeFor[[]string]():          []string{"name=x"},
	reflect.TypeFor[map[string]string](): map[string]string{"a": "b"},
	reflect.TypeFor[int]():               3,
	reflect.TypeFor[*int]():              pointer(3),
	reflect.TypeFor[*wire.Duration]():    pointer(wire.Duration(time.Second)),
	reflect.TypeFor[wire.Location]():     wire.Location("x"),
	reflect.TypeFor[wire.Path]():         wire.Path("x"),
}

// samplesOf are values of a type; of an option that takes one of a few words, each of them.
func samplesOf(kind reflect.Type) (all []reflect.Value) {
	base := kind
	if kind.Kind() == reflect.Pointer {
		base = kind.Elem()
	}
	if option, ok := reflect.Zero(base).Interface().(wire.OneOf); ok {
		for _, choice := range option.Words() {
			word := reflect.New(base)
			word.Elem().SetString(choice.Means)
			if kind.Kind() != reflect.Pointer {
				word = word.Elem()
			}
			all = append(all, word)
		}
	} else if sample, known := samples[kind]; known {
		all = append(all, reflect.ValueOf(sample))
	}
	return all
}

func pointer[T any](value T) *T { return &value }

// passedOn are options that go to another package whole: test/command/flags.test.ts tries them.
var passedOn = []string{
	"namespace", "name", "chart", "valueFiles", "values", "setJson", "set", "setString", "setFile", "setLiteral", "sensitive", // test/secrets/values.test.ts
	"postRenderer", "postRendererPlugin", "postRendererArgs",
	"version", "devel", "repo", "verify", "keyring", "username", "password", "certFile", "keyFile", "caFile",
	"insecureSkipTlsVerify", "plainHttp", "passCredentials", // test/charts/sources.test.ts
	"dependencyUpdate", // test/charts/dependencies.test.ts
	"followLinks",      // test/charts/symbolic-links.test.ts
	"missingKinds",     // test/releases/missing-kinds.test.ts
	"takeOver",         // test/releases/take-over.test.ts
	"plan",             // test/releases/plan-apply.test.ts
	"readiness",        // test/releases/readiness.test.ts
	"objects",          // test/releases/objects.test.ts
	"skipIfUnchanged",  // test/releases/skip-if-unchanged.test.ts
	"schemaReferences", // test/values/schemas.test.ts
}

// Verb is a request by the CLI's command, and what newX makes of it.
type Verb struct {
	Command string
	Request any
	Action  func(request any) any
	// Elsewhere are options that newX leaves to another function of the verb.
	Elsewhere []string
	// Ignored are options that mean nothing here.
	Ignored []string
}

// Hold looks whether each option alone changes what Helm is asked for, with the command's default without it. The
// functions that read the rest are in the test's directory.
func Hold(t *testing.T, verbs []Verb) {
	t.Helper()
	read := fieldsRead(t)
	for _, verb := range verbs {
		name := verb.Command
		kind := reflect.TypeOf(verb.Request).Elem()
		flags := flagsOf(t, name)
		delete(flags, "wait") // those of releases have tests of their own
		delete(flags, "max")
		for _, field := range reflect.VisibleFields(kind) {
			option, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			if option == "" || slices.Contains(passedOn, option) || slices.Contains(verb.Ignored, option) {
				continue
			}
			some := samplesOf(field.Type)
			if len(some) == 0 {
				t.Errorf("%s: %s: no sample of %s", name, option, field.Type)
				continue
			}
			if verb.Action == nil || slices.Contains(verb.Elsewhere, option) {
				if !read[kind.Name()][field.Name] {
					t.Errorf("%s: nothing reads the option %s", name, option)
				}
				continue
			}
			changed := map[string]any{}
			for _, sample := range some {
				request := reflect.New(kind)
				request.Elem().FieldByIndex(field.Index).Set(sample)
				maps.Copy(changed, differences(verb.Action(verb.Request), verb.Action(request.Interface())))
			}
			flag := flags[kebabCase(option)]
			switch {
			case len(changed) == 0:
				t.Errorf("%s: newX does not read the option %s", name, option)
			case flag != nil && !slices.Contains(formatted(changed), flag.DefValue):
				t.Errorf("%s: %s is %v by default, not %s", name, option, changed, flag.DefValue)
			}
		}
	}
}

// differences are the fields in which two actions differ, with the first's values.
func differences(one, other any) map[string]any {
	changed := map[string]any{}
	a, b := reflect.ValueOf(one).Elem(), reflect.ValueOf(other).Elem()
	for _, field := range reflect.VisibleFields(a.Type()) {
		if !field.IsExported() || field.Anonymous || field.Type.Kind() == reflect.Func {
			continue
		}
		was, is := a.FieldByIndex(field.Index).Interface(), b.FieldByIndex(field.Index).Interface()
		if !reflect.DeepEqual(was, is) {
			changed[field.Name] = was
		}
	}
	return changed
}

// formatted are values as flags print their defaults.
func formatted(values map[string]any) []string {
	texts := []string{}
	for _, value := range values {
		texts = append(texts, strings.TrimPrefix(fmt.Sprint(value), "map"))
	}
	return texts
}

// Default is the default of a flag of a command.
func Default(t *testing.T, command, flag string) string {
	t.Helper()
	return flagsOf(t, command)[flag].DefValue
}

func flagsOf(t *testing.T, name string) map[string]*pflag.Flag {
	t.Helper()
	name, toInstall := strings.CutSuffix(name, " --install")
	root, err := helmcmd.NewRootCmd(io.Discard, nil, func(bool) {})
	if err != nil {
		t.Fatal(err)
	}
	command, _, err := root.Find(strings.Fields(name))
	if err != nil || command.CommandPath() != "helm "+name {
		t.Fatal(name, err)
	}
	flags := map[string]*pflag.Flag{}
	command.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) { flags[f.Name] = f })
	if toInstall {
		delete(flags, "server-side") // an install cannot be "auto"
	}
	return flags
}

func kebabCase(option string) string {
	var flag strings.Builder
	for _, letter := range option {
		if unicode.IsUpper(letter) {
			flag.WriteByte('-')
		}
		flag.WriteRune(unicode.ToLower(letter))
	}
	return flag.String()
}

// fieldsRead are, by request, the fields that a function with that request as r reads as r.Field. The
// functions newX do not count: what they make of a field must show.
func fieldsRead(t *testing.T) map[string]map[string]bool {
	t.Helper()
	read := map[string]map[string]bool{}
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range files {
		if !strings.HasSuffix(entry.Name(), ".go") || strings.HasSuffix(entry.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), entry.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, declaration := range file.Decls {
			function, ok := declaration.(*ast.FuncDecl)
			if !ok || function.Body == nil || strings.HasPrefix(function.Name.Name, "new") {
				continue
			}
			request := requestOf(function)
			if read[request] == nil {
				read[request] = map[string]bool{}
			}
			ast.Inspect(function.Body, func(node ast.Node) bool {
				if selector, ok := node.(*ast.SelectorExpr); ok {
					if of, ok := selector.X.(*ast.Ident); ok && of.Name == "r" {
						read[request][selector.Sel.Name] = true
					}
				}
				return true
			})
		}
	}
	return read
}

// requestOf is the T of a parameter `r *wire.T`.
func requestOf(function *ast.FuncDecl) string {
	for _, parameter := range function.Type.Params.List {
		star, ok := parameter.Type.(*ast.StarExpr)
		if !ok || len(parameter.Names) != 1 || parameter.Names[0].Name != "r" {
			continue
		}
		if selector, ok := star.X.(*ast.SelectorExpr); ok {
			return selector.Sel.Name
		}
	}
	return ""
}
