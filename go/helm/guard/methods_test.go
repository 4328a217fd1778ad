package guard_test

import (
	"encoding/json"
	"flag"
	"io"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"text/template"

	"helm.sh/helm/v4/pkg/chart/common"
	v2 "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/engine"
)

var update = flag.Bool("update", false, "write methods.txt")

const methodsFile = "methods.txt"

// walk gathers what a template that has a value of a type can call, and on which types: the methods of the type, and
// those of all that it can get at from there.
func walk(typ reflect.Type, seen map[reflect.Type]bool, methods, types map[string]bool) {
	if seen[typ] {
		return
	}
	seen[typ] = true
	on := func(other reflect.Type) { walk(other, seen, methods, types) }
	for i := range typ.NumMethod() {
		method := typ.Method(i)
		methods[method.Name], types[typ.String()] = true, true
		on(method.Type)
	}
	switch typ.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Chan:
		on(typ.Elem())
	case reflect.Map:
		on(typ.Key())
		on(typ.Elem())
	case reflect.Struct:
		for i := range typ.NumField() {
			if field := typ.Field(i); field.IsExported() {
				on(field.Type)
			}
		}
	case reflect.Func:
		for i := range typ.NumOut() {
			on(typ.Out(i))
		}
	}
	if typ.Kind() != reflect.Pointer && typ.Kind() != reflect.Interface {
		on(reflect.PointerTo(typ)) // the engine takes the address where it can
	}
}

// The library's linker drops every method that nothing asks for by name. Templates ask for these.
func TestMethodsOfTemplatesAreThoseThatTheirValuesHave(t *testing.T) {
	seen, methods, types := map[reflect.Type]bool{}, map[string]bool{}, map[string]bool{}
	roots := []reflect.Type{ // beside plain values
		reflect.TypeFor[*common.Capabilities](), reflect.TypeFor[common.Values](), reflect.TypeOf(engine.Files(nil)),
		reflect.TypeFor[*v2.Metadata](), reflect.TypeFor[json.Number](),
	}
	for _, function := range engine.Functions() {
		roots = append(roots, reflect.TypeOf(function))
	}
	for _, root := range roots {
		walk(root, seen, methods, types)
	}
	names := slices.Sorted(maps.Keys(methods))
	text := strings.Join(append(names, slices.Sorted(maps.Keys(types))...), "\n") + "\n"
	if *update {
		if err := os.WriteFile(methodsFile, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	written, err := os.ReadFile(methodsFile)
	if err != nil {
		t.Fatal(err)
	}
	if string(written) != text {
		t.Errorf("%s is not as the types have it: run this test with -update", methodsFile)
	}
}

type stranger struct{}

func (stranger) Greet() string { return "hello" }

func TestAMethodThatNoTemplateWasExpectedToCallIsExplained(t *testing.T) {
	err := template.Must(template.New("name").Parse("{{.Greet}}")).Execute(io.Discard, stranger{})
	const explained = "can't evaluate field Greet in type guard_test.stranger: it is not a field, and of methods"
	if err == nil || !strings.Contains(err.Error(), explained) {
		t.Errorf("got %v", err)
	}
}
