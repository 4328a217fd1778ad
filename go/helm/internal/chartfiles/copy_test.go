package chartfiles

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
	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
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

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	os.Exit(m.Run())
}
