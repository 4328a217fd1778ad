package releases

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"io"
	"log/slog"
	"testing"
	"time"

	"helm.sh/helm/v4/pkg/action"
	chartcommon "helm.sh/helm/v4/pkg/chart/common"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	kubefake "helm.sh/helm/v4/pkg/kube/fake"
	ri "helm.sh/helm/v4/pkg/release"
	release "helm.sh/helm/v4/pkg/release/v1"
	"helm.sh/helm/v4/pkg/storage"
	"helm.sh/helm/v4/pkg/storage/driver"

	"bunhelm/helm/internal/records"
	"bunhelm/helm/internal/results"
	"bunhelm/helm/internal/wire"
)

// stranger is a driver whose records hold what a stranger has written; what Helm writes is forgotten.
type stranger struct{ stored []byte }

func (s stranger) Name() string { return "stranger" }

func (s stranger) read() (*release.Release, error) {
	reader := records.Reader{Limit: 1 << 20}
	rel, err := reader.Release(s.stored)
	if err == nil {
		rel.Labels = map[string]string{}
	}
	return rel, err
}

func (s stranger) Get(string) (ri.Releaser, error) { return s.read() }

func (s stranger) List(filter func(ri.Releaser) bool) ([]ri.Releaser, error) {
	rel, err := s.read()
	if err != nil || !filter(rel) {
		return nil, nil
	}
	return []ri.Releaser{rel}, nil
}

func (s stranger) Query(map[string]string) ([]ri.Releaser, error) {
	first, err := s.read()
	if err != nil {
		return nil, driver.ErrReleaseNotFound
	}
	second, _ := s.read()
	second.Version++
	return []ri.Releaser{first, second}, nil
}

// Encoding is part of writing.
func (s stranger) Create(_ string, r ri.Releaser) error {
	memory := driver.NewMemory()
	return memory.Create("sh.helm.release.v1.web.v1", r)
}

func (s stranger) Update(_ string, r ri.Releaser) error { return s.Create("", r) }

func (s stranger) Delete(string) (ri.Releaser, error) { return s.read() }

// Whatever a Secret holds, neither Helm's actions, some of which work on goroutines that nobody
// recovers, nor what is made of a release for JavaScript panics.
func FuzzRecords(f *testing.F) {
	for _, seed := range []string{
		`null`, `{}`, `[]`, `{"hooks":[null]}`, `{"info":null,"chart":null}`,
		`{"name":"web","version":1,"namespace":"a","info":{"status":"deployed","last_deployed":"2026-01-01T00:00:00Z"},
			"chart":{"metadata":{"name":"web","version":"1.0.0","dependencies":[null,{"name":"db"}],"maintainers":[null]},
			"templates":[null,{"name":"a","data":"YQ=="}],"files":[null],"values":{"a":null},"lock":{"dependencies":[null]},"schema":"e30="},
			"config":{"a":{"b":[1,null]}},"manifest":"kind: [","apply_method":"ssa",
			"hooks":[null,{"name":"a","kind":"Job","path":"b","manifest":"kind: Job","events":["pre-upgrade","pre-rollback","post-rollback","pre-delete","post-delete","test",null],
			"last_run":{"phase":"Running","started_at":"2999-01-01T00:00:00Z","completed_at":""},"weight":1,"delete_policies":["hook-failed",null],"output_log_policies":["hook-succeeded"]}]}`,
		`{"info":{"status":"pending-upgrade"},"version":-9223372036854775808}`,
		`{"info":{"resources":{"v1/Pod":[null]}}}`,
	} {
		f.Add([]byte(seed), true)
		f.Add([]byte(seed), false)
	}
	f.Fuzz(func(t *testing.T, content []byte, isPacked bool) {
		stored := content
		if isPacked {
			var text bytes.Buffer
			w := gzip.NewWriter(&text)
			_, _ = w.Write(content)
			_ = w.Close()
			stored = []byte(base64.StdEncoding.EncodeToString(text.Bytes()))
		}
		s := stranger{stored}
		if rel, err := s.read(); err == nil {
			shown(rel)
		}
		fresh := func() *action.Configuration {
			config := action.NewConfiguration(action.ConfigurationSetLogger(slog.DiscardHandler))
			config.Releases = storage.Init(s)
			config.KubeClient = &kubefake.PrintingKubeClient{Out: io.Discard, LogOutput: io.Discard}
			config.Capabilities = chartcommon.DefaultCapabilities.Copy()
			config.HookOutputFunc = func(_, _, _ string) io.Writer { return io.Discard }
			return config
		}
		_, _ = action.NewList(fresh()).Run()
		_, _ = action.NewHistory(fresh()).Run("web")
		_, _ = action.NewUninstall(fresh()).Run("web")
		for _, revision := range []int{0, 1} {
			rollback := action.NewRollback(fresh())
			rollback.Version = revision
			_ = rollback.Run("web")
		}
		for _, reuse := range []bool{false, true} {
			upgrade := action.NewUpgrade(fresh())
			upgrade.ReuseValues, upgrade.RollbackOnFailure, upgrade.Timeout = reuse, true, time.Second
			_, _ = upgrade.RunWithContext(context.Background(), "web", &chart.Chart{Metadata: &chart.Metadata{APIVersion: "v2", Name: "web", Version: "1.0.0"}}, nil)
		}
		tests := action.NewReleaseTesting(fresh())
		if _, cleanUp, _ := tests.Run("web"); cleanUp != nil {
			_ = cleanUp()
		}
	})
}

// shown is all that is made of a release.
func shown(rel *release.Release) {
	results.Summary(rel)
	results.Release(rel)
	results.Dependencies(rel.Chart.Metadata)
	tests(rel.Hooks, nil)
	_ = pendingError([]*release.Release{rel}, driver.ErrReleaseExists)
	_ = suspects([]*release.Release{rel, rel})
	previewRollback(rel, rel, &wire.RollbackRequest{})
}
