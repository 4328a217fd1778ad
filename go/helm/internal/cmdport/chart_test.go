package cmdport

import (
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"

	"helm.sh/helm/v4/pkg/action"
	"helm.sh/helm/v4/pkg/chart/common/util"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	chartutil "helm.sh/helm/v4/pkg/chart/v2/util"
	release "helm.sh/helm/v4/pkg/release/v1"
)

// helmCharts are the charts that Helm itself is tested with.
func helmCharts(t *testing.T) (paths []string) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "helm.sh/helm/v4").Output()
	if err != nil {
		t.Skip(err)
	}
	for _, folder := range []string{"pkg/cmd/testdata/testcharts", "pkg/action/testdata/charts", "pkg/chart/v2/util/testdata"} {
		found, err := filepath.Glob(filepath.Join(strings.TrimSpace(string(out)), folder, "*"))
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, found...)
	}
	return paths
}

func rendered(ch *chart.Chart, values map[string]any) string {
	config := action.NewConfiguration()
	config.SetLogger(slog.NewTextHandler(io.Discard, nil).WithGroup(""))
	i := action.NewInstall(config)
	i.DryRunStrategy, i.ReleaseName, i.Replace, i.IncludeCRDs = action.DryRunClient, "demo", true, true
	made, err := i.Run(ch, values)
	if err != nil {
		return err.Error()
	}
	return made.(*release.Release).Manifest
}

func TestWhatHelmDoesToACopyDoesNotReachTheChart(t *testing.T) {
	rendersOf := 0
	for _, path := range helmCharts(t) {
		kept, err := loader.Load(path)
		if err != nil {
			continue
		}
		before, err := loader.Load(path)
		if err != nil {
			t.Fatal(err)
		}
		fresh, err := loader.Load(path)
		if err != nil {
			t.Fatal(err)
		}
		sortDependencies(kept, before, fresh)
		values := map[string]any{"tags": map[string]any{"front-end": false}, "global": map[string]any{"a": "b"}}
		want := rendered(fresh, values)
		var all sync.WaitGroup
		for range 4 { // at once: the race detector looks on in CI
			all.Go(func() {
				if got := rendered(Copy(kept), values); got != want && !strings.Contains(want, "rror") {
					t.Errorf("%s: a copy renders to something else", path)
				}
			})
		}
		all.Wait()
		if !reflect.DeepEqual(kept, before) {
			t.Errorf("%s: rendering a copy has changed the chart", path)
		}
		rendersOf++
	}
	if rendersOf < 20 {
		t.Errorf("only %d charts were rendered", rendersOf)
	}
}

// sortDependencies: Helm loads them in the order of a map.
func sortDependencies(charts ...*chart.Chart) {
	for _, ch := range charts {
		subs := ch.Dependencies()
		for i := range subs {
			for j := range i {
				if subs[i].Name()+subs[i].Metadata.Version < subs[j].Name()+subs[j].Metadata.Version {
					subs[i], subs[j] = subs[j], subs[i]
				}
			}
		}
		sortDependencies(subs...)
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
			if got := FitsSchema(ch, c.values); got != c.fits {
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
		if got := FitsSchema(parent, values); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
		if got := helmSays(t, Copy(parent), values); got != want {
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

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	os.Exit(m.Run())
}
