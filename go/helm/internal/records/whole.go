package records

import (
	"slices"

	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/release/common"
	release "helm.sh/helm/v4/pkg/release/v1"
)

// Whole fills in what a record lacks and takes out what is null: Helm follows these pointers without
// looking, on goroutines where a panic ends the process. It tells whether anything was missing.
func Whole(rel *release.Release) (changed bool) {
	if rel.Info == nil {
		rel.Info = &release.Info{Status: common.StatusUnknown}
		changed = true
	}
	if rel.Chart == nil {
		rel.Chart = &chart.Chart{}
		changed = true
	}
	if rel.Chart.Metadata == nil {
		rel.Chart.Metadata = &chart.Metadata{}
		changed = true
	}
	metadata := rel.Chart.Metadata
	changed = compact(&rel.Hooks) || changed
	changed = compact(&rel.Chart.Raw) || changed
	changed = compact(&rel.Chart.Templates) || changed
	changed = compact(&rel.Chart.Files) || changed
	changed = compact(&metadata.Dependencies) || changed
	changed = compact(&metadata.Maintainers) || changed
	if rel.Chart.Lock != nil {
		changed = compact(&rel.Chart.Lock.Dependencies) || changed
	}
	return changed
}

// compact takes the nil ones out.
func compact[T any](list *[]*T) bool {
	if !slices.Contains(*list, nil) {
		return false
	}
	*list = slices.DeleteFunc(*list, func(one *T) bool { return one == nil })
	return true
}
