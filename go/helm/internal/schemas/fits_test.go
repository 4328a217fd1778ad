package schemas

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"

	"helm.sh/helm/v4/pkg/chart/common/util"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	chartutil "helm.sh/helm/v4/pkg/chart/v2/util"

	"bunhelm/helm/internal/chartfiles"
)

func TestOfManySchemasThoseUnusedForLongestAreDropped(t *testing.T) {
	padding := strings.Repeat("x", 1<<20)
	var last []byte
	var all [][]byte
	for i := range 10 {
		last = fmt.Appendf(nil, `{"$comment": "%d %s"}`, i, padding)
		all = append(all, last)
		if compiled(last) == nil {
			t.Fatal("the schema is not compiled")
		}
	}
	size, newest := 0, compiled(last)
	for _, text := range all {
		if _, found := schemas.Find(sha256.Sum256(text)); found {
			size += len(text)
		}
	}
	if size > schemaLimit {
		t.Errorf("%d bytes of schemas are kept", size)
	}
	if compiled(last) != newest {
		t.Error("the newest was compiled again")
	}
}

func TestValuesAreKnownToFitOnlyWhereHelmSaysSo(t *testing.T) {
	padding := `"$comment": "` + strings.Repeat("x", schemaWorth) + `", `
	schema := func(text string) []byte { return []byte("{" + padding + text + "}") }
	number := map[string]any{"a": 1}
	for name, c := range map[string]struct {
		schema []byte
		values map[string]any
		fits   bool
	}{
		"a value that fits":          {schema(`"properties": {"a": {"type": "integer"}}`), number, true},
		"one that does not":          {schema(`"properties": {"a": {"type": "string"}}`), number, false},
		"one that is missing":        {schema(`"required": ["b"]`), number, false},
		"a reference within":         {schema(`"$defs": {"n": {"type": "integer"}}, "properties": {"a": {"$ref": "#/$defs/n"}}`), number, true},
		"a reference to a file":      {schema(`"properties": {"a": {"$ref": "other.json"}}`), number, false},
		"a reference to a server":    {schema(`"properties": {"a": {"$ref": "http://127.0.0.1:1/a"}}`), number, false},
		"a name Helm passes over":    {schema(`"properties": {"a": {"$ref": "urn:example:a"}}`), number, false},
		"what is no schema":          {schema(`"type": 5`), number, false},
		"what is no JSON":            {append(schema(""), '}', '}'), number, false},
		"a schema that costs little": {[]byte(`{"properties": {"a": {"type": "integer"}}}`), number, false},
	} {
		ch := &chart.Chart{Metadata: &chart.Metadata{APIVersion: "v2", Name: "shop", Version: "1.0.0"}, Schema: c.schema, Values: map[string]any{}}
		for round := range 2 {
			if got := Fit(ch, c.values); got != c.fits {
				t.Errorf("%s, round %d: %v, want %v", name, round, got, c.fits)
			}
		}
		if c.fits && !helmSays(t, ch, c.values) {
			t.Errorf("%s: Helm refuses it", name)
		}
	}
}

func TestSchemasOfSubchartsCountWithTheirValues(t *testing.T) {
	padding := `"$comment": "` + strings.Repeat("x", schemaWorth) + `", `
	sub := &chart.Chart{
		Metadata: &chart.Metadata{APIVersion: "v2", Name: "sub", Version: "1.0.0"},
		Schema:   []byte("{" + padding + `"properties": {"a": {"type": "integer"}}, "required": ["a"]}`),
		Values:   map[string]any{"a": 1},
	}
	parent := &chart.Chart{
		Metadata: &chart.Metadata{APIVersion: "v2", Name: "parent", Version: "1.0.0", Dependencies: []*chart.Dependency{
			{Name: "sub", Version: "1.0.0", Alias: "other", Condition: "other.enabled"},
		}},
		Values: map[string]any{},
	}
	parent.SetDependencies(sub)
	for text, want := range map[string]bool{
		"{}": true, "other: {a: 2}": true, "other: {a: x}": false, "other: {a: x, enabled: false}": true,
		"other: {a: null}": false, "sub: {a: x}": true, "other: text": false,
	} {
		values, err := loader.LoadValues(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if got := Fit(parent, values); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
		if got := helmSays(t, chartfiles.Copy(parent), values); got != want {
			t.Errorf("%s: Helm says %v, the test %v", text, got, want)
		}
	}
}

// helmSays what Helm's own validation has to say, where the chart's dependencies can be processed.
func helmSays(t *testing.T, ch *chart.Chart, values map[string]any) bool {
	t.Helper()
	if err := chartutil.ProcessDependencies(ch, values); err != nil {
		return false
	}
	coalesced, err := util.CoalesceValues(ch, values)
	return err == nil && util.ValidateAgainstSchema(ch, coalesced) == nil
}
