package chartfiles

import (
	"cmp"
	"os"
	"slices"

	chart "helm.sh/helm/v4/pkg/chart/v2"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// LoadDirectory loads an unpacked chart; reference is how the caller names it.
func LoadDirectory(op *operation.Operation, path, reference string) (*chart.Chart, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fault.Newf(wire.CodeChartNotFound, wire.ChartNotFoundDetails{ChartDetails: wire.ChartDetails{Reference: reference}}, err, "chart %q: there is no such directory", reference)
	}
	if !info.IsDir() {
		return nil, fault.InvalidArgument("path", "path: %s is not a directory; only an unpacked chart can be used", reference)
	}
	ch, err := ReadDirectory(path, Links(op.Client.FollowLinks))
	if err == nil {
		err = ch.Validate()
	}
	if err != nil {
		return nil, fault.ChartInvalid(reference, err)
	}
	SortDependencies(ch)
	return ch, nil
}

// SortDependencies brings the charts below charts/ into one order: Helm's loader gives them in any.
func SortDependencies(ch *chart.Chart) {
	below := slices.Clone(ch.Dependencies())
	slices.SortStableFunc(below, func(a, b *chart.Chart) int {
		return cmp.Or(cmp.Compare(a.Name(), b.Name()), cmp.Compare(a.Metadata.Version, b.Metadata.Version))
	})
	for _, sub := range below {
		SortDependencies(sub)
	}
	ch.SetDependencies(below...)
}
