package records

import (
	"reflect"
	"slices"

	chart "helm.sh/helm/v4/pkg/chart/v2"
	ri "helm.sh/helm/v4/pkg/release"
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

// Stored is a record as it is to be written, without the metadata that Whole has made up for Helm's sake.
func Stored(r ri.Releaser) ri.Releaser {
	rel, ok := r.(*release.Release)
	if !ok || rel.Chart == nil || rel.Chart.Metadata == nil || !reflect.DeepEqual(*rel.Chart.Metadata, chart.Metadata{}) {
		return r
	}
	stored, ch := *rel, *rel.Chart
	ch.Metadata, stored.Chart = nil, &ch
	return &stored
}
