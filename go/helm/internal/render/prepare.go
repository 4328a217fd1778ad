package render

import (
	"fmt"

	"github.com/Masterminds/semver/v3"

	"helm.sh/helm/v4/pkg/action"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	ri "helm.sh/helm/v4/pkg/release"

	"bunhelm/helm/internal/chartfiles"
	"bunhelm/helm/internal/dependencies"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/locate"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/schemas"
	"bunhelm/helm/internal/slots"
	"bunhelm/helm/internal/wire"
)

// Prepared is a chart with values, ready for an action.
type Prepared struct {
	Chart     *chart.Chart
	Values    map[string]any
	sensitive Sensitive
}

// Prepare reads chart and values; nothing is sent to a cluster. accepts is as in find.
func Prepare(op *operation.Operation, ref wire.ChartRef, from *wire.ChartSourceOptions, complete wire.DependencyUpdateOption, accepts func(*chart.Chart) error, options *wire.ValuesOptions) (*Prepared, error) {
	values, err := MergeValues(op, options)
	if err != nil {
		return nil, err
	}
	found, err := Find(op, ref, from, complete, accepts)
	if err != nil {
		return nil, err
	}
	return PrepareWith(op, found, values, options)
}

// Find finds a chart and, where that is wanted, completes its dependencies, if the verb accepts it; nil takes any.
func Find(op *operation.Operation, ref wire.ChartRef, from *wire.ChartSourceOptions, complete wire.DependencyUpdateOption, accepts func(*chart.Chart) error) (*chartfiles.Found, error) {
	found, err := locate.Chart(op, ref, from)
	if err == nil && complete.DependencyUpdate {
		err = dependencies.Complete(op, found, from, accepts)
	}
	return found, err
}

// PrepareWith is Prepare with a chart that is found and values that are merged.
func PrepareWith(op *operation.Operation, found *chartfiles.Found, values map[string]any, options *wire.ValuesOptions) (*Prepared, error) {
	ch, err := chartfiles.Load(op, found)
	if err != nil {
		return nil, err
	}
	if len(ch.Metadata.KubeVersion) > semver.MaxVersionLen { // each of its ranges is parsed, and an error repeats them
		return nil, fault.ChartInvalid(found.Reference, fmt.Errorf("kubeVersion in Chart.yaml has more than %d bytes", semver.MaxVersionLen))
	}
	if err := chartfiles.CheckDependencies(op, ch); err != nil {
		return nil, err
	}
	KnownOf(op, options).Chart(ch, values)
	return &Prepared{ch, values, SensitiveOf(options)}, nil
}

// SkipsSchema tells Helm whether to validate values: not those that are known to fit.
func (p *Prepared) SkipsSchema(skip bool) bool { return skip || schemas.Fit(p.Chart, p.Values) }

// Render runs an install that changes nothing and asks no cluster. A release may come with an error:
// a manifest that is broken helps to find out why.
func (p *Prepared) Render(op *operation.Operation, i *action.Install) (ri.Releaser, error) {
	if err := slots.Overloaded(); err != nil {
		return nil, err
	}
	op.Evidence.Phase(wire.PhaseRender, 0)
	i.SkipSchemaValidation = p.SkipsSchema(i.SkipSchemaValidation)
	if err := op.Err(); err != nil { // Helm would begin on the schemas again
		return nil, err
	}
	releaser, err := i.RunWithContext(Guarded(op), p.Chart, p.Values)
	if err == nil {
		err = op.Err()
	}
	return releaser, ExplainYAML(p.Explain(err, p.Values), Partly(releaser))
}
