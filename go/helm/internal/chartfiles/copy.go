package chartfiles

import (
	"maps"
	"slices"

	chart "helm.sh/helm/v4/pkg/chart/v2"
)

// Copy makes a chart that Helm may change, as its actions do: metadata, dependencies and their order
// are new, files and values are shared, which it only reads.
func Copy(ch *chart.Chart) *chart.Chart {
	made := new(chart.Chart)
	*made = *ch
	if ch.Metadata != nil {
		metadata := *ch.Metadata
		metadata.Annotations = maps.Clone(metadata.Annotations) // templates get the map itself
		metadata.Dependencies = slices.Clone(metadata.Dependencies)
		for i, dependency := range metadata.Dependencies {
			if dependency != nil {
				copied := *dependency
				metadata.Dependencies[i] = &copied
			}
		}
		made.Metadata = &metadata
	}
	made.SetDependencies()
	for _, sub := range ch.Dependencies() {
		made.AddDependency(Copy(sub))
	}
	return made
}
