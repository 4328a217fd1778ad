package cmdport

import (
	"bytes"
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"helm.sh/helm/v4/pkg/chart/common/util"
	chart "helm.sh/helm/v4/pkg/chart/v2"

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
			found = append(found, wire.Violation{Chart: subPath, Message: "the subchart's values must be an object"})
		}
	}
	return found
}

func check(schema []byte, values map[string]any, path string) []wire.Violation {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		return []wire.Violation{{Chart: path, Message: "the schema is not JSON: " + err.Error()}}
	}
	const location = "file:///values.schema.json"
	compiler := jsonschema.NewCompiler()
	compiler.UseLoader(others())
	err = compiler.AddResource(location, document)
	var compiled *jsonschema.Schema
	if err == nil {
		compiled, err = compiler.Compile(location)
	}
	if err != nil {
		return []wire.Violation{{Chart: path, Message: "the schema cannot be used: " + err.Error()}}
	}
	var invalid *jsonschema.ValidationError
	if !errors.As(compiled.Validate(values), &invalid) {
		return nil
	}
	return leaves(invalid, path, message.NewPrinter(language.English))
}

// others load what a schema refers to, as Helm's do (ValidateAgainstSingleSchema, which makes its own).
func others() jsonschema.SchemeURLLoader {
	server := (*util.HTTPURLLoader)(&http.Client{Timeout: 15 * time.Second})
	return jsonschema.SchemeURLLoader{"file": jsonschema.FileLoader{}, "http": server, "https": server, "urn": anything{}}
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
			Message: invalid.ErrorKind.LocalizedString(printer),
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
