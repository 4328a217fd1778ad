// Package schemas holds values to the JSON schemas of charts.
package schemas

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	chart "helm.sh/helm/v4/pkg/chart/v2"

	"bunhelm/helm/guard"
	"bunhelm/helm/internal/wire"
)

// toldViolations are as many as an error lists.
const toldViolations = 100

// UnusableError is a schema of a chart that says nothing about any values: then the chart is wrong.
type UnusableError struct {
	Chart string // below those it is a dependency of
	Err   error
}

func (e *UnusableError) Error() string {
	return strings.ReplaceAll(e.Err.Error(), schemaLocation, "values.schema.json")
}

func (e *UnusableError) Unwrap() error { return e.Err }

// CircleError is a schema that refers to itself in a circle.
type CircleError struct{ at string }

func (e *CircleError) Error() string { return fmt.Sprintf("%q refers to itself in a circle", e.at) }

// Violations lists what the charts' schemas have against the values, and tells how many more there are: Helm's own
// validation (pkg/chart/common/util/jsonschema.go) gives text only, so it is asked again once it has refused. err is
// a schema that cannot be used.
func Violations(ch *chart.Chart, values map[string]any) (found []wire.Violation, more int, err error) {
	var all []violation
	if err := violations(ch, values, ch.Metadata.Name, &all); err != nil {
		return nil, 0, err
	}
	if more = max(0, len(all)-toldViolations); more > 0 {
		slices.SortStableFunc(all, func(a, b violation) int {
			return cmp.Or(cmp.Compare(a.chart, b.chart), slices.Compare(a.place, b.place))
		})
	}
	printer := message.NewPrinter(language.English)
	for _, one := range all[:len(all)-more] {
		found = append(found, one.told(printer))
	}
	slices.SortFunc(found, func(a, b wire.Violation) int {
		return cmp.Or(cmp.Compare(a.Chart, b.Chart), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Keyword, b.Keyword), cmp.Compare(a.Message, b.Message))
	})
	return found, more, nil
}

// violation is one that no other explains.
type violation struct {
	chart string
	place []string
	of    jsonschema.ErrorKind // nil: the values of a subchart are no object
}

func (v violation) told(printer *message.Printer) wire.Violation {
	if v.of == nil {
		return wire.Violation{Chart: v.chart, Message: "must be an object, since these are the values of a subchart"}
	}
	place, whole := guard.Place(v.place)
	keyword, _ := guard.Place(v.of.KeywordPath())
	told := wire.Violation{Chart: v.chart, Path: pointer(place), Keyword: pointer(keyword), Message: guard.Below}
	if whole {
		told.Message = complaint(v.of, printer)
	}
	return told
}

func violations(ch *chart.Chart, values map[string]any, path string, found *[]violation) error {
	if ch.Schema != nil {
		if err := check(ch.Schema, values, path, found); err != nil {
			return &UnusableError{path, err}
		}
	}
	for _, sub := range ch.Dependencies() {
		subPath := path + "/" + sub.Name()
		switch below := values[sub.Name()].(type) {
		case nil:
		case map[string]any:
			if err := violations(sub, below, subPath, found); err != nil {
				return err
			}
		default:
			*found = append(*found, violation{chart: subPath})
		}
	}
	return nil
}

func check(schema []byte, values map[string]any, path string, found *[]violation) error {
	compiled, err := usable(schema)
	if err == nil {
		err = validate(compiled, values)
	}
	var invalid *jsonschema.ValidationError
	if !errors.As(err, &invalid) {
		return err
	}
	if circle := circular(invalid); circle != nil {
		return &CircleError{circle.URL}
	}
	leaves(invalid, path, found)
	return nil
}

// circular finds a reference in a circle because of which no values fit.
func circular(invalid *jsonschema.ValidationError) (found *kind.RefCycle) {
	isAny := false // one that fits would do
	switch k := invalid.ErrorKind.(type) {
	case *kind.RefCycle:
		return k
	case *kind.AnyOf, *kind.OneOf, *kind.Contains, *kind.MinContains:
		isAny = true
	}
	for _, cause := range invalid.Causes {
		circle := circular(cause)
		if isAny == (circle == nil) {
			return circle
		}
		found = circle
	}
	return found
}

// schemaLocation is where the validator has a schema from.
const schemaLocation = "file:///values.schema.json"

// usable compiles a schema as Helm does (ValidateAgainstSingleSchema).
func usable(schema []byte) (compiled *jsonschema.Schema, err error) {
	defer recovered(&err)
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		return nil, fmt.Errorf("it is not JSON: %w", err)
	}
	compiler := jsonschema.NewCompiler()
	others := guard.References{}
	compiler.UseLoader(jsonschema.SchemeURLLoader{"file": others, "http": others, "https": others, "urn": anything{}})
	if err := compiler.AddResource(schemaLocation, document); err != nil {
		return nil, err
	}
	return compiler.Compile(schemaLocation)
}

func validate(schema *jsonschema.Schema, values map[string]any) (err error) {
	defer recovered(&err)
	return schema.Validate(values)
}

// recovered makes an error of a panic, which is how the validator ends early.
func recovered(err *error) {
	if cause := recover(); cause != nil {
		*err = fmt.Errorf("%v", cause)
	}
}

// anything is the schema of a URN that nobody resolves.
type anything struct{}

func (anything) Load(string) (any, error) { return true, nil }

// leaves are the violations that no other explains.
func leaves(invalid *jsonschema.ValidationError, path string, found *[]violation) {
	if len(invalid.Causes) == 0 {
		*found = append(*found, violation{path, invalid.InstanceLocation, invalid.ErrorKind})
	}
	for _, cause := range invalid.Causes {
		leaves(cause, path, found)
	}
}

var pointerEscapes = strings.NewReplacer("~", "~0", "/", "~1")

// pointer is a JSON pointer (RFC 6901).
func pointer(steps []string) string {
	if len(steps) == 0 {
		return ""
	}
	var text strings.Builder
	for _, step := range steps {
		text.WriteString("/" + pointerEscapes.Replace(step))
	}
	return text.String()
}
