package charts

import (
	"bunhelm/helm/internal/chartfiles"
	"bunhelm/helm/internal/locate"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// Show is `helm show` (pkg/action/show.go), all its parts at once.
func Show(op *operation.Operation, r *wire.ShowRequest) (result wire.ShowResult, err error) {
	found, err := locate.Chart(op, r.Chart, &r.ChartSourceOptions)
	if err != nil {
		return result, err
	}
	ch, err := chartfiles.LoadAny(op, found)
	if err != nil {
		return result, err
	}
	text, err := chartfiles.Show(ch, r.Jsonpath)
	return wire.ShowResult{Metadata: metadata(ch.Metadata), Values: defaults(ch), Text: text}, err
}
