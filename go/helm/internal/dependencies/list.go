package dependencies

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/Masterminds/semver/v3"

	chart "helm.sh/helm/v4/pkg/chart/v2"

	"bunhelm/helm/internal/chartfiles"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// List tells how a chart's dependencies stand, and warns of charts that are none
// (pkg/action/dependency.go List, which prints).
func List(op *operation.Operation, path string) ([]wire.ListedDependency, error) {
	found := &chartfiles.Found{Reference: path, Path: op.Client.Path(path)}
	if _, err := os.Stat(found.Path); err != nil {
		return nil, fault.Newf(wire.CodeChartNotFound, wire.ChartNotFoundDetails{ChartDetails: wire.ChartDetails{Reference: path}}, err, "chart %q: there is no such directory or archive", path)
	}
	ch, err := chartfiles.LoadAny(op, found)
	if err != nil {
		return nil, err
	}
	if ch.Metadata.Dependencies == nil {
		return nil, nil
	}
	listed := make([]wire.ListedDependency, len(ch.Metadata.Dependencies))
	for i, dependency := range ch.Metadata.Dependencies {
		listed[i] = wire.ListedDependency{
			Name: dependency.Name, Version: dependency.Version, Repository: dependency.Repository,
			Status: statusOf(found.Path, dependency, ch, chartfiles.Links(op.Client.FollowLinks)),
		}
	}
	warnOfOthers(op, found.Path, ch.Metadata.Dependencies)
	return listed, nil
}

// statusOf is that of pkg/action/dependency.go.
func statusOf(path string, dependency *chart.Dependency, parent *chart.Chart, links chartfiles.Links) wire.DependencyStatus {
	archives, err := filepath.Glob(filepath.Join(path, "charts", dependency.Name+"-*.tgz"))
	if err != nil {
		return wire.DependencyBadPattern
	}
	if len(archives) > 1 {
		archives = slices.DeleteFunc(archives, func(archive string) bool {
			version := strings.TrimPrefix(strings.TrimSuffix(filepath.Base(archive), ".tgz"), dependency.Name+"-")
			_, err := semver.StrictNewVersion(version)
			return err != nil
		})
		if len(archives) > 1 {
			return wire.DependencyTooManyMatches
		}
	}
	if len(archives) == 1 {
		if _, err := os.Stat(archives[0]); err == nil {
			return archiveStatus(archives[0], dependency, links)
		}
	}
	var found *chart.Chart
	for _, sub := range parent.Dependencies() {
		if sub.Name() == dependency.Name {
			found = sub
		}
	}
	if found == nil {
		return wire.DependencyMissing
	}
	return versionStatus(found, dependency, wire.DependencyUnpacked)
}

// archiveStatus is statArchiveForStatus.
func archiveStatus(archive string, dependency *chart.Dependency, links chartfiles.Links) wire.DependencyStatus {
	ch, err := chartfiles.Read(archive, links)
	switch {
	case err != nil:
		return wire.DependencyCorrupt
	case ch.Name() != dependency.Name:
		return wire.DependencyMisnamed
	}
	return versionStatus(ch, dependency, wire.DependencyOk)
}

func versionStatus(found *chart.Chart, dependency *chart.Dependency, right wire.DependencyStatus) wire.DependencyStatus {
	if found.Metadata.Version == dependency.Version {
		return right
	}
	constraint, constraintErr := semver.NewConstraint(dependency.Version)
	version, versionErr := semver.NewVersion(found.Metadata.Version)
	switch {
	case errors.Join(constraintErr, versionErr) != nil:
		return wire.DependencyInvalidVersion
	case !constraint.Check(version):
		return wire.DependencyWrongVersion
	}
	return right
}

// warnOfOthers is printMissing: what is in charts/ and not in Chart.yaml.
func warnOfOthers(op *operation.Operation, path string, required []*chart.Dependency) {
	files, _ := filepath.Glob(filepath.Join(path, "charts", "*"))
	for _, file := range files {
		info, err := os.Stat(file)
		if err != nil || !info.IsDir() && filepath.Ext(file) != ".tgz" {
			continue
		}
		ch, err := chartfiles.Read(file, chartfiles.Links(op.Client.FollowLinks))
		problem := "is not a chart"
		if err == nil {
			if slices.ContainsFunc(required, func(dependency *chart.Dependency) bool { return dependency.Name == ch.Name() }) {
				continue
			}
			problem = "is not in Chart.yaml"
		}
		op.Emit(wire.LogEvent{Level: wire.LogWarn, Message: fmt.Sprintf("%q %s", file, problem)})
	}
}
