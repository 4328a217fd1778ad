package results

import (
	chart "helm.sh/helm/v4/pkg/chart/v2"

	"bunhelm/helm/internal/wire"
)

func ChartInfo(ch *chart.Chart) wire.ChartInfo {
	if ch == nil || ch.Metadata == nil {
		return wire.ChartInfo{}
	}
	return wire.ChartInfo{Name: ch.Metadata.Name, Version: ch.Metadata.Version, AppVersion: ch.Metadata.AppVersion}
}

func Dependencies(metadata *chart.Metadata) (listed []wire.Dependency) {
	for _, d := range metadata.Dependencies {
		listed = append(listed, wire.Dependency{
			Name: d.Name, Version: d.Version, Repository: d.Repository, Condition: d.Condition, Tags: d.Tags,
			Enabled: d.Enabled, Alias: d.Alias, ImportValues: d.ImportValues,
		})
	}
	return listed
}
