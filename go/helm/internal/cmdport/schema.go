package cmdport

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	chart "helm.sh/helm/v4/pkg/chart/v2"

	"bunhelm/helm/guard"
	"bunhelm/helm/internal/wire"
)

// Violations lists what the charts' schemas have against the values: Helm's own validation
// (pkg/chart/common/util/jsonschema.go) gives text only, so it is asked again once it has refused.
func Violations(ch *chart.Chart, values map[string]any) []wire.Violation {
	found := violations(ch, values, ch.Metadata.Name)
	slices.SortFunc(found, func(a, b wire.Violation) int {
		return cmp.Or(cmp.Compare(a.Chart, b.Chart), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Keyword, b.Keyword), cmp.Compare(a.Message, b.Message))
	})
	return found
}

func violations(ch *chart.Chart, values map[string]any, path string) []wire.Violation {
	found := []wire.Violation{}
	if ch.Schema != nil {
		found = append(found, check(ch.Schema, values, path)...)
	}
	for _, sub := range ch.Dependencies() {
		subPath := path + "/" + sub.Name()
		switch below := values[sub.Name()].(type) {
		case nil:
		case map[string]any:
			found = append(found, violations(sub, below, subPath)...)
		default:
			found = append(found, wire.Violation{Chart: subPath, Message: "must be an object, since these are the values of a subchart"})
		}
	}
	return found
}

func check(schema []byte, values map[string]any, path string) []wire.Violation {
	compiled, err := usable(schema)
	if err == nil {
		err = validate(compiled, values)
	}
	var invalid *jsonschema.ValidationError
	switch {
	case errors.As(err, &invalid):
		return leaves(invalid, path, message.NewPrinter(language.English))
	case err != nil:
		return []wire.Violation{{Chart: path, Message: "the schema cannot be used: " + err.Error()}}
	}
	return nil
}

// usable compiles a schema as Helm does (ValidateAgainstSingleSchema).
func usable(schema []byte) (compiled *jsonschema.Schema, err error) {
	defer recovered(&err)
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		return nil, fmt.Errorf("it is not JSON: %w", err)
	}
	const location = "file:///values.schema.json"
	compiler := jsonschema.NewCompiler()
	others := guard.References{}
	compiler.UseLoader(jsonschema.SchemeURLLoader{"file": others, "http": others, "https": others, "urn": anything{}})
	if err := compiler.AddResource(location, document); err != nil {
		return nil, err
	}
	return compiler.Compile(location)
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

// UnusableSchema finds a schema that Helm has asked and that says nothing about any values: then the
// chart is wrong. It comes with the chart's name, below those it is a dependency of.
func UnusableSchema(ch *chart.Chart, values map[string]any) (name string, err error) {
	if ch.Schema != nil {
		compiled, err := usable(ch.Schema)
		var invalid *jsonschema.ValidationError
		if err == nil {
			if err = validate(compiled, values); errors.As(err, &invalid) {
				err = nil
			}
		}
		if err != nil {
			return ch.Name(), err
		}
	}
	for _, sub := range ch.Dependencies() {
		below, ok := values[sub.Name()].(map[string]any)
		if !ok {
			continue
		}
		if name, err := UnusableSchema(sub, below); err != nil {
			return ch.Name() + "/" + name, err
		}
	}
	return "", nil
}

// anything is the schema of a URN that nobody resolves.
type anything struct{}

func (anything) Load(string) (any, error) { return true, nil }

// leaves are the violations that no other explains.
func leaves(invalid *jsonschema.ValidationError, path string, printer *message.Printer) []wire.Violation {
	if len(invalid.Causes) == 0 {
		return []wire.Violation{{
			Chart:   path,
			Path:    pointer(invalid.InstanceLocation),
			Keyword: pointer(invalid.ErrorKind.KeywordPath()),
			Message: complaint(invalid.ErrorKind, printer),
		}}
	}
	var found []wire.Violation
	for _, cause := range invalid.Causes {
		found = append(found, leaves(cause, path, printer)...)
	}
	return found
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
