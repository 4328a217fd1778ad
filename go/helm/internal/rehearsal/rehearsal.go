// Package rehearsal lets the API server try what a call would write.
//
// A dry run that asks the API server sends what the call would send, the same way, and each request says
// that nothing is to be stored. Helm's own dry run sends nothing of the kind.
package rehearsal

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/cli-runtime/pkg/resource"

	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/kube"
	release "helm.sh/helm/v4/pkg/release/v1"

	"bunhelm/helm/internal/evidence"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/kubeclient"
	"bunhelm/helm/internal/limited"
	"bunhelm/helm/internal/objects"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// Plan says what a call would write, and how.
type Plan struct {
	// Namespace is created first, if it is named.
	Namespace string
	CRDs      []chart.CRD
	// Record tries to write the release's record.
	Record func() error
	// Hooks are those that would run, for two events: before the objects, and after.
	Hooks  []*release.Hook
	Events []release.HookEvent
	// Leaves are objects that an uninstall of the release deletes; nothing is applied then.
	Leaves                 kube.ResourceList
	Name, ReleaseNamespace string
	// Upgrade: the objects of a former revision are changed; otherwise all are made, or adopted.
	Upgrade bool
	// ThreeWay: client-side apply also undoes what others have changed in objects of kinds that Helm does not know.
	ThreeWay bool
	// Converts: objects may be managed by client-side apply, which the call would end.
	Converts                                                bool
	ServerSide, ForceConflicts, ForceReplace, TakeOwnership bool
}

// atOnce is how many objects are tried at the same time.
const atOnce = 8

// Tried is what the API server has said of an object.
type Tried struct {
	// Info is the object as it is rendered, or as the revision before has it.
	Info *resource.Info
	// Hook is that of a hook's object.
	Hook *release.Hook
	// Live is the object as it is; nil: there is none.
	Live runtime.Object
	// After is the object as it would be; nil: there would be none, or nobody knows.
	After runtime.Object
	// Ours: the revision before has it.
	Ours bool
	// Unseen: nobody knows whether it exists, since it could not be looked at.
	Unseen bool
	// Kept: it would be deleted but for its policy.
	Kept bool
	// Err is what the call would fail with.
	Err error
	// Untried is why nothing can be known before the call.
	Untried string
}

// Outcome is what has come of trying a plan.
type Outcome struct {
	// Objects are the release's own, Hooks those of hooks, Dropped those that are no longer part of the release.
	Objects, Hooks, Dropped []Tried
	// Before is what would be written before them, and its error: the namespace, CRDs, the record.
	Before error
}

type rehearsal struct {
	*kubeclient.Client
	Plan
	op      *operation.Operation
	absent  map[string]bool // namespaces that the call would create
	objects kube.ResourceList
	tried   func(*Tried)
}

// Try tries what the last manifest that was built would become. What it finds is what the call would
// fail with.
func Try(op *operation.Operation, client *kubeclient.Client, plan Plan) error {
	r := newRehearsal(op, client, plan)
	if err := r.before(); err != nil {
		return err
	}
	outcome, err := r.all()
	if err != nil {
		return err
	}
	var failures []error
	for _, group := range [][]Tried{outcome.Objects, outcome.Hooks, outcome.Dropped} {
		failures = append(failures, r.failure(group))
	}
	return errors.Join(failures...)
}

// Look tries the same, and gives all that the API server has said. tried is told of each object.
func Look(op *operation.Operation, client *kubeclient.Client, plan Plan, tried func(*Tried)) (*Outcome, error) {
	r := newRehearsal(op, client, plan)
	r.tried = tried
	before := r.before()
	outcome, err := r.all()
	if err != nil {
		return nil, err
	}
	outcome.Before = before
	return outcome, nil
}

func newRehearsal(op *operation.Operation, client *kubeclient.Client, plan Plan) *rehearsal {
	_, target := client.Built()
	return &rehearsal{Client: client, Plan: plan, op: op, absent: map[string]bool{}, objects: target, tried: func(*Tried) {}}
}

// before tries what would be written before the objects.
func (r *rehearsal) before() error {
	if err := r.surroundings(); err != nil {
		return err
	}
	if r.absent[r.Client.Namespace] || r.Record == nil { // where the record goes
		return nil
	}
	return r.Record()
}

func (r *rehearsal) all() (*Outcome, error) {
	before, target := r.Built()
	if !r.Upgrade {
		before = nil
	}
	rendered := evidence.Rendered{Manifest: r.op.Evidence.Seen().Manifest}
	var hooked kube.ResourceList
	hooks := map[*resource.Info]*release.Hook{}
	for _, hook := range r.Hooks {
		list, err := r.Client.Build(bytes.NewBufferString(hook.Manifest), true)
		if err != nil {
			return nil, fmt.Errorf("unable to build kubernetes object for hook %s: %w", hook.Path, err)
		}
		for _, info := range list {
			hooks[info] = hook
		}
		hooked = append(hooked, list...)
		_, event := r.moment(hook)
		rendered.Hooks = append(rendered.Hooks, evidence.RenderedHook{Path: hook.Path, Manifest: hook.Manifest, Event: wire.HookEvent(event)})
	}
	r.op.Evidence.Rendered(rendered)
	r.objects = append(slices.Clone(target), hooked...)
	hook := func(one *Tried) error {
		one.Hook = hooks[one.Info]
		return r.hook(one)
	}
	if r.Leaves != nil {
		return &Outcome{Dropped: r.each(r.Leaves, r.left), Hooks: r.each(hooked, hook)}, nil
	}
	strays, err := r.Strays(append(slices.Clone(target), before...))
	if err != nil {
		return nil, err
	}
	return &Outcome{
		Objects: r.each(target, func(one *Tried) error { return r.object(before, one) }),
		Hooks:   r.each(hooked, hook),
		Dropped: append(r.each(r.Dropped(before, target), r.dropped), r.each(strays, r.stray)...),
	}, nil
}

// each tries several objects at once.
func (r *rehearsal) each(list kube.ResourceList, try func(*Tried) error) []Tried {
	all := make([]Tried, len(list))
	failures := limited.Each(r.op.Context(), atOnce, list, func(i int, info *resource.Info) error {
		all[i].Info = info
		err := try(&all[i])
		all[i].Untried, err = r.verdict(info, err)
		all[i].Err = err
		r.tried(&all[i])
		return err
	})
	for i, err := range failures { // a panic, or a cancel before its turn
		all[i].Info, all[i].Err = list[i], err
	}
	return all
}

// failure is what a call would fail with; errors come in the order of the objects.
func (r *rehearsal) failure(all []Tried) error {
	var failures []error
	for _, one := range all {
		if one.Err == nil {
			continue
		}
		if len(failures) == 0 {
			r.op.Evidence.Refused(objects.RefOf(one.Info))
		}
		failures = append(failures, one.Err)
	}
	return fault.WithPhase(wire.PhaseApply, errors.Join(failures...))
}

// surroundings tries what comes before the objects: the namespace and the chart's CRDs.
func (r *rehearsal) surroundings() error {
	serverSide := kube.ClientCreateOptionServerSideApply(r.ServerSide, false)
	if r.Namespace != "" {
		text := fmt.Sprintf(`{"apiVersion":"v1","kind":"Namespace","metadata":{"name":%q,"labels":{"name":%q}}}`, r.Namespace, r.Namespace)
		list, err := r.Client.Client.Build(strings.NewReader(text), false)
		if err != nil {
			return fault.WithPhase(wire.PhaseBuild, err)
		}
		if _, err := resource.NewHelper(list[0].Client, list[0].Mapping).Get("", r.Namespace); apierrors.IsNotFound(err) {
			r.absent[r.Namespace] = true
		}
		if _, err := r.Client.Client.Create(list, serverSide); err != nil && !apierrors.IsAlreadyExists(err) {
			return fault.WithPhase(wire.PhaseApply, err)
		}
	}
	for _, crd := range r.CRDs {
		list, err := r.Client.Client.Build(bytes.NewReader(crd.File.Data), false)
		if err != nil {
			return fault.WithPhase(wire.PhaseBuild, fmt.Errorf("failed to install CRD %s: %w", crd.Name, err))
		}
		options := kube.ClientCreateOptionServerSideApply(r.ServerSide, r.ForceConflicts)
		if _, err := r.Client.Client.Create(list, options); err != nil && !apierrors.IsAlreadyExists(err) {
			return fault.WithPhase(wire.PhaseApply, fmt.Errorf("failed to install CRD %s: %w", crd.Name, err))
		}
	}
	return nil
}
