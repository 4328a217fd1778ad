// Package chartfiles works with the files of a chart that is found, within limits: Helm limits the bytes
// of an archive's files alone (pkg/chart/loader/archive), so that a small archive of empty files, or of archives in it,
// can take all memory; and so can one in charts/ of a directory.
package chartfiles

import (
	"bytes"
	"errors"
	"fmt"
	"os"

	"helm.sh/helm/v4/pkg/action"
	ci "helm.sh/helm/v4/pkg/chart"
	"helm.sh/helm/v4/pkg/chart/loader"
	chart "helm.sh/helm/v4/pkg/chart/v2"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// ErrAPIVersion is a chart of another generation.
var ErrAPIVersion = errors.New("only charts of apiVersion v1 and v2 can be used")

// Load reads a chart that was found: pkg/cmd/install.go runInstall. It is the caller's to change.
func Load(op *operation.Operation, found *Found) (*chart.Chart, error) {
	return loadBy(op, found, readByVersion)
}

// LoadAny is Load for those who only look, which the command lets do with a chart of any apiVersion
// (pkg/action/show.go, pkg/action/dependency.go).
func LoadAny(op *operation.Operation, found *Found) (*chart.Chart, error) {
	return loadBy(op, found, readAny)
}

type loading func(*Found, Links) (ci.Charter, error)

func loadBy(op *operation.Operation, found *Found, read loading) (*chart.Chart, error) {
	loaded, err := load(found, Links(op.Client.FollowLinks), read)
	if err != nil {
		return nil, fault.ChartInvalid(found.Reference, err)
	}
	op.Evidence.Chart(wire.ChartInfo{Name: loaded.Metadata.Name, Version: loaded.Metadata.Version, AppVersion: loaded.Metadata.AppVersion})
	found.Tell(op, loaded.Metadata.Name, loaded.Metadata.Version)
	return loaded, nil
}

func load(found *Found, links Links, read loading) (*chart.Chart, error) {
	if found.Chart != nil {
		return Copy(found.Chart), nil
	}
	charter, err := read(found, links)
	if err != nil {
		return nil, err
	}
	loaded, ok := charter.(*chart.Chart)
	if !ok {
		return nil, ErrAPIVersion
	}
	if err := loaded.Validate(); err != nil {
		return nil, err
	}
	if err := CheckUses(loaded); err != nil {
		return nil, err
	}
	SortDependencies(loaded)
	return loaded, nil
}

func readAny(found *Found, links Links) (ci.Charter, error) {
	if found.Path == "" {
		return ReadBytes(found.Archive)
	}
	return Read(found.Path, links)
}

// readByVersion reads a chart of another apiVersion as what it is.
func readByVersion(found *Found, links Links) (ci.Charter, error) {
	if found.Path == "" {
		if err := checkArchive(found.Archive); err != nil {
			return nil, err
		}
		return loader.LoadArchive(bytes.NewReader(found.Archive))
	}
	if err := CheckPath(found.Path, links); err != nil {
		return nil, err
	}
	if info, err := os.Stat(found.Path); err == nil && !info.IsDir() {
		return loader.LoadFile(found.Path)
	}
	return loader.LoadDir(found.Path)
}

// Installable refuses library charts (pkg/cmd/install.go checkIfInstallable).
func Installable(ch *chart.Chart) error {
	switch ch.Metadata.Type {
	case "", "application":
		return nil
	}
	return fault.ChartInvalid(ch.Metadata.Name, fmt.Errorf("%s charts are not installable", ch.Metadata.Type))
}

// CheckDependencies refuses a chart that lacks some, and warns of a deprecated one
// (pkg/cmd/install.go runInstall, pkg/cmd/upgrade.go).
func CheckDependencies(op *operation.Operation, ch *chart.Chart) error {
	if ch.Metadata.Deprecated {
		op.Emit(wire.LogEvent{Level: wire.LogWarn, Message: "this chart is deprecated"})
	}
	return CheckComplete(ch)
}

// CheckComplete is an error when dependencies are missing in charts/.
func CheckComplete(ch *chart.Chart) error {
	required := make([]ci.Dependency, len(ch.Metadata.Dependencies))
	for i, dependency := range ch.Metadata.Dependencies {
		required[i] = dependency
	}
	return action.CheckDependencies(ch, required)
}
