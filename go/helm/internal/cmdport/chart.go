// Package cmdport holds behaviour that Helm keeps in unexported code of pkg/cmd and pkg/cli. Each
// function names where in v4.3.1 its model stands.
package cmdport

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"helm.sh/helm/v4/pkg/action"
	ci "helm.sh/helm/v4/pkg/chart"
	"helm.sh/helm/v4/pkg/chart/loader"
	chart "helm.sh/helm/v4/pkg/chart/v2"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// LoadChart reads the chart of a request: pkg/cmd/install.go runInstall, pkg/action/install.go
// LocateChart.
func LoadChart(op *operation.Operation, ref wire.ChartRef) (*chart.Chart, error) {
	op.Phase(wire.PhaseLoad, 0)
	charter, name, err := load(op, ref)
	if err != nil {
		return nil, err
	}
	loaded, ok := charter.(*chart.Chart)
	if !ok {
		return nil, chartInvalid(name, errors.New("only charts of apiVersion v1 and v2 can be used"))
	}
	if err := loaded.Validate(); err != nil {
		return nil, chartInvalid(name, err)
	}
	op.SetChart(wire.ChartInfo{Name: loaded.Metadata.Name, Version: loaded.Metadata.Version, AppVersion: loaded.Metadata.AppVersion})
	return loaded, nil
}

func load(op *operation.Operation, ref wire.ChartRef) (ci.Charter, string, error) {
	if ref.Archive != nil {
		data, found := op.Attachment(ref.Archive.Index)
		if !found {
			return nil, "", fault.InvalidArgument("chart", "chart: the bytes are missing")
		}
		charter, err := loader.LoadArchive(bytes.NewReader(data))
		if err != nil {
			return nil, "", chartInvalid("bytes", err)
		}
		return charter, "bytes", nil
	}
	reference := ref.Ref
	if strings.TrimSpace(reference) == "" {
		return nil, "", fault.InvalidArgument("chart", "chart: must not be empty")
	}
	path := op.Path(reference)
	if _, err := os.Stat(path); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, "", notFound(op, reference)
		}
		return nil, "", chartInvalid(reference, err)
	}
	charter, err := loader.Load(path)
	if err != nil {
		return nil, "", chartInvalid(reference, err)
	}
	return charter, reference, nil
}

// notFound tells a path that is not there from a reference that cannot be fetched.
func notFound(op *operation.Operation, reference string) error {
	details := wire.ChartDetails{Reference: reference}
	message := fmt.Sprintf("chart %q: there is no such directory or archive", reference)
	switch {
	case strings.Contains(reference, "://"):
		message = fmt.Sprintf("chart %q: charts cannot be fetched from URLs or registries", reference)
		details.Hint = "fetch the archive first and give its path or its bytes"
	case !filepath.IsAbs(reference) && !strings.HasPrefix(reference, ".") && strings.Count(reference, "/") == 1 && !exists(op.Path(filepath.Dir(reference))):
		details.Hint = "charts of repositories (\"repository/name\") cannot be fetched; give a directory, an archive or its bytes"
	}
	return fault.New(wire.CodeChartNotFound, details, errors.New(message))
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func chartInvalid(reference string, cause error) error {
	err := fault.New(wire.CodeChartInvalid, wire.ChartDetails{Reference: reference}, cause)
	err.Message = fmt.Sprintf("chart %q cannot be loaded: %v", reference, cause)
	return err
}

// Installable refuses library charts (pkg/cmd/install.go checkIfInstallable).
func Installable(ch *chart.Chart) error {
	switch ch.Metadata.Type {
	case "", "application":
		return nil
	}
	return chartInvalid(ch.Metadata.Name, fmt.Errorf("%s charts are not installable", ch.Metadata.Type))
}

// CheckDependencies refuses a chart that lacks some, and warns of a deprecated one
// (pkg/cmd/install.go runInstall, pkg/cmd/upgrade.go).
func CheckDependencies(op *operation.Operation, ch *chart.Chart) error {
	if ch.Metadata.Deprecated {
		op.Emit(wire.LogEvent{Level: wire.LogWarn, Message: "this chart is deprecated"})
	}
	required := make([]ci.Dependency, len(ch.Metadata.Dependencies))
	for i, dependency := range ch.Metadata.Dependencies {
		required[i] = dependency
	}
	return action.CheckDependencies(ch, required)
}
