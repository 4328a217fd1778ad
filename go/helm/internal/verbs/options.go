package verbs

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/Masterminds/semver/v3"
	"k8s.io/apimachinery/pkg/util/validation"

	"helm.sh/helm/v4/pkg/action"
	"helm.sh/helm/v4/pkg/chart/common/util"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/kube"
	"helm.sh/helm/v4/pkg/postrenderer"
	"helm.sh/helm/v4/pkg/storage/driver"

	"bunhelm/helm/internal/chartfiles"
	"bunhelm/helm/internal/dependencies"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/locate"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/render"
	"bunhelm/helm/internal/schemas"
	"bunhelm/helm/internal/wire"
)

// The CLI's defaults where the SDK's zero value means something else (pkg/cmd in v4.3.1). wait is
// the exception: await means ready.
const (
	defaultTimeout = 5 * time.Minute
	defaultWait    = wire.WaitWatcher
)

func strategy(options *wire.WaitOption) kube.WaitStrategy {
	wait := defaultWait
	if options.Wait != nil {
		wait = *options.Wait
	}
	return kube.WaitStrategy(wait)
}

func dryRun(option wire.DryRun) action.DryRunStrategy {
	if option == "" {
		return action.DryRunNone
	}
	return action.DryRunStrategy(option)
}

func postRenderStrategy(option wire.PostRenderStrategy) action.PostRenderStrategy {
	if option == "" {
		return action.PostRenderStrategyCombined
	}
	return action.PostRenderStrategy(option)
}

// checkPostRender refuses what Helm would find late, or never.
func checkPostRender(o *wire.PostRenderOptions) error {
	if o.PostRenderer != nil && o.PostRendererPlugin != "" {
		return fault.InvalidArgument("postRendererPlugin", "postRendererPlugin: postRenderer is given as well")
	}
	switch o.PostRenderStrategy {
	case "", wire.PostRenderCombined, wire.PostRenderSeparate, wire.PostRenderNoHooks:
	default:
		return fault.Choice("postRenderStrategy", string(o.PostRenderStrategy), "combined", "separate", "nohooks")
	}
	return nil
}

// checkDeploy refuses what Helm would find late, or never.
func checkDeploy(o *wire.DeployOptions, serverSide wire.ServerSide) error {
	if err := cmp.Or(checkLabels(o.Labels), checkSystemLabels(o.Labels), checkPostRender(&o.PostRenderOptions)); err != nil {
		return err
	}
	if o.HideSecret && !o.DryRun.IsDry() {
		return fault.InvalidArgument("hideSecret", "hideSecret needs a dry run")
	}
	return checkApply(&o.ApplyOptions, serverSide)
}

func checkSystemLabels(labels map[string]string) error {
	if driver.ContainsSystemLabels(labels) {
		return fault.InvalidArgument("labels", "labels: %s are Helm's own", strings.Join(driver.GetSystemLabels(), ", "))
	}
	return nil
}

// checkLabels refuses what no record can be labelled with.
func checkLabels(labels map[string]string) error {
	for name, value := range labels {
		if problems := append(validation.IsQualifiedName(name), validation.IsValidLabelValue(value)...); len(problems) > 0 {
			return fault.InvalidArgument("labels", "labels: %s: %s", name, strings.Join(problems, "; "))
		}
	}
	return nil
}

// checkApply refuses what contradicts itself; Helm finds out when a revision is written already.
func checkApply(o *wire.ApplyOptions, serverSide wire.ServerSide) error {
	switch {
	case o.ForceReplace && o.ForceConflicts:
		return fault.InvalidArgument("forceReplace", "forceReplace cannot be combined with forceConflicts")
	case o.ForceReplace && serverSide == "true":
		return fault.InvalidArgument("forceReplace", "forceReplace needs serverSide: false")
	case o.ForceConflicts && serverSide == "false":
		return fault.InvalidArgument("forceConflicts", "forceConflicts needs server-side apply, and serverSide is false")
	}
	return nil
}

// applyMethod is the way of applying that the options mean. "auto" goes on as before, unless an option
// works in one way only: conflicts are a matter of server-side apply, replacing is not.
func applyMethod(o *wire.ApplyOptions, serverSide *wire.ServerSide) wire.ServerSide {
	switch {
	case serverSide != nil && *serverSide != "auto":
		return *serverSide
	case o.ForceConflicts:
		return "true"
	case o.ForceReplace:
		return "false"
	}
	return "auto"
}

// renderer makes a post-renderer from the options.
func renderer(op *operation.Operation, o *wire.PostRenderOptions) (postrenderer.PostRenderer, error) {
	if o.PostRenderer != nil {
		return &scripted{op: op, function: o.PostRenderer.Index}, nil
	}
	if o.PostRendererPlugin == "" {
		return nil, nil
	}
	return render.PostRenderer(op, o.PostRendererPlugin, o.PostRendererArgs)
}

// scripted is a post-renderer written in JavaScript.
type scripted struct {
	op       *operation.Operation
	function int
}

// Run asks and waits. It gives the place to render up meanwhile: the function may render itself.
func (s *scripted) Run(manifest *bytes.Buffer) (*bytes.Buffer, error) {
	s.op.Evidence.Phase(wire.PhasePostRender, 0)
	resume := s.op.Work.Yield()
	answer, _, err := s.op.Ask(s.function, manifest.Bytes())
	if ended := resume(); err == nil {
		err = ended
	}
	if err != nil {
		return nil, err
	}
	return bytes.NewBuffer(answer), nil
}

// prepared is a chart with values, ready for an action.
type prepared struct {
	chart     *chart.Chart
	values    map[string]any
	sensitive render.Sensitive
}

// prepare reads chart and values; nothing is sent to a cluster. accepts is as in find.
func prepare(op *operation.Operation, ref wire.ChartRef, from *wire.ChartSourceOptions, complete wire.DependencyUpdateOption, accepts func(*chart.Chart) error, options *wire.ValuesOptions) (*prepared, error) {
	values, err := render.MergeValues(op, options)
	if err != nil {
		return nil, err
	}
	found, err := find(op, ref, from, complete, accepts)
	if err != nil {
		return nil, err
	}
	return prepareWith(op, found, values, options)
}

// find finds a chart and, where that is wanted, completes its dependencies, if the verb accepts it; nil takes any.
func find(op *operation.Operation, ref wire.ChartRef, from *wire.ChartSourceOptions, complete wire.DependencyUpdateOption, accepts func(*chart.Chart) error) (*chartfiles.Found, error) {
	found, err := locate.Chart(op, ref, from)
	if err == nil && complete.DependencyUpdate {
		err = dependencies.Complete(op, found, from, accepts)
	}
	return found, err
}

func prepareWith(op *operation.Operation, found *chartfiles.Found, values map[string]any, options *wire.ValuesOptions) (*prepared, error) {
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
	render.KnownOf(op, options).Chart(ch, values)
	return &prepared{ch, values, render.SensitiveOf(options)}, nil
}

// skipsSchema tells Helm whether to validate values: not those that are known to fit.
func (p *prepared) skipsSchema(skip bool) bool { return skip || schemas.Fit(p.chart, p.values) }

// explain adds to an error of a render what only the chart and the values, as Helm used them, tell.
func (p *prepared) explain(err error, values map[string]any) error {
	if err == nil || !strings.Contains(err.Error(), "values don't meet the specifications of the schema(s)") {
		return err
	}
	values, coalesceErr := util.CoalesceValues(p.chart, values)
	if coalesceErr != nil {
		return err
	}
	violations, more, refused := schemas.Violations(p.chart, values)
	var broken *schemas.UnusableError
	if errors.As(refused, &broken) {
		return p.unusable(broken, err)
	}
	if p.sensitive != nil {
		text := "the values do not meet the schema"
		if more == 0 { // else it has some of which nothing is known here
			text = p.sensitive.Text(err.Error(), violations)
		}
		err = fault.In(wire.PhaseRender, errors.New(text))
		violations = p.sensitive.Violations(violations)
	}
	message := "the values do not fit the chart's schema"
	for i, v := range violations {
		if i == 3 {
			message += fmt.Sprintf("; and %d more", len(violations)-i+more)
			break
		}
		separator := "; "
		if i == 0 {
			separator = ": "
		}
		message += separator + schemas.Sentence(v)
	}
	return fault.Said(wire.CodeValuesInvalid, wire.ValuesInvalidDetails{Violations: violations, More: more}, err, "%s", message)
}
