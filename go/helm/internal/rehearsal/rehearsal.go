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
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
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
	if r.Leaves != nil {
		return &Outcome{Dropped: r.each(r.Leaves, r.left), Hooks: r.each(hooked, func(one *Tried) error {
			one.Hook = hooks[one.Info]
			return r.hook(one)
		})}, nil
	}
	return &Outcome{
		Objects: r.each(target, func(one *Tried) error { return r.object(before, one) }),
		Hooks: r.each(hooked, func(one *Tried) error {
			one.Hook = hooks[one.Info]
			return r.hook(one)
		}),
		Dropped: r.each(before.Difference(target), r.dropped),
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

// object tries what becomes of one of the release's own objects.
func (r *rehearsal) object(before kube.ResourceList, one *Tried) (err error) {
	info := one.Info
	if r.absent[info.Namespace] {
		return errNotYet
	}
	if one.Live, err = live(info); err != nil {
		return fmt.Errorf("could not get information about the resource: %w", err)
	}
	if one.Live == nil {
		if one.After, err = r.create(info); err != nil && r.Upgrade {
			err = fmt.Errorf("failed to create resource: %w", err) // as Helm does
		}
		return err
	}
	original := before.Get(info)
	one.Ours = original != nil
	if original == nil { // it is adopted
		copied := *info
		original = &copied
	}
	recorded := original.Object.DeepCopyObject() // the update reads it anew
	update := func(force bool) error {
		target := *info
		_, err := r.Client.Client.Update(kube.ResourceList{original}, kube.ResourceList{&target},
			kube.ClientUpdateOptionForceReplace(r.ForceReplace),
			kube.ClientUpdateOptionServerSideApply(r.ServerSide, force),
			kube.ClientUpdateOptionThreeWayMergeForUnstructured((r.ThreeWay || !r.Upgrade && r.TakeOwnership) && !r.ServerSide),
			kube.ClientUpdateOptionUpgradeClientSideFieldManager(r.Converts && r.ServerSide))
		if err == nil {
			one.After = target.Object
		}
		return err
	}
	err = update(r.ForceConflicts)
	if !r.Converts || !r.ServerSide {
		return err
	}
	if !r.ForceConflicts {
		others, conflict := othersConflicts(err)
		if others != nil {
			return others
		}
		if conflict { // only Helm's own, which the call would have converted before
			err = update(true)
		}
	}
	if err == nil {
		err = r.convert(one, recorded)
	}
	return err
}

func (r *rehearsal) create(info *resource.Info) (runtime.Object, error) {
	target := *info
	list := kube.ResourceList{&target}
	var err error
	if r.ServerSide {
		_, err = r.Client.Client.Create(list, kube.ClientCreateOptionServerSideApply(true, false))
	} else {
		_, err = kubeclient.CreateClientSide(list)
	}
	if err != nil {
		return nil, err
	}
	return target.Object, nil
}

// hook tries a hook, and fails with the words that Helm uses.
func (r *rehearsal) hook(one *Tried) error {
	info, hook := one.Info, one.Hook
	if r.absent[info.Namespace] {
		return errNotYet
	}
	// What is there is deleted before, unless another policy is given.
	replaced := len(hook.DeletePolicies) == 0 || slices.Contains(hook.DeletePolicies, release.HookBeforeHookCreation)
	err := r.createHook(one, replaced)
	if err == nil {
		return nil
	}
	words, event := r.moment(hook)
	return fmt.Errorf(words, event, hook.Path, err)
}

// moment is when a hook would run first, and how Helm words its failure.
func (r *rehearsal) moment(hook *release.Hook) (words string, event release.HookEvent) {
	words = "failed %[1]s: warning: Hook %[1]s %[2]s failed: %[3]w"
	if r.Upgrade {
		words = "%[1]s hooks failed: warning: Hook %[1]s %[2]s failed: %[3]w"
	}
	if slices.Contains(hook.Events, r.Events[0]) {
		return words, r.Events[0]
	}
	return words, r.Events[1]
}

func (r *rehearsal) createHook(one *Tried, replaced bool) (err error) {
	info := one.Info
	if one.Live, err = live(info); err != nil {
		return err
	}
	if one.Live == nil || !replaced {
		one.After, err = r.create(info)
		return err
	}
	// That it exists comes after everything else that could be wrong.
	_, err = resource.NewHelper(info.Client, info.Mapping).WithFieldManager(kube.ManagedFieldsManager).
		WithFieldValidation(string(kube.FieldValidationDirectiveStrict)).Create(info.Namespace, true, info.Object.DeepCopyObject())
	if apierrors.IsAlreadyExists(err) {
		return nil
	}
	return err
}

// dropped tries to delete what is no longer part of the release.
func (r *rehearsal) dropped(one *Tried) (err error) {
	info := one.Info
	if one.Live, err = live(info); err != nil || one.Live == nil {
		return err
	}
	if accessor, err := meta.Accessor(one.Live); err == nil && accessor.GetAnnotations()[kube.ResourcePolicyAnno] == kube.KeepPolicy {
		one.Kept = true
		return nil
	}
	if _, err = resource.NewHelper(info.Client, info.Mapping).Delete(info.Namespace, info.Name); apierrors.IsNotFound(err) {
		return nil
	}
	return err
}

// left tries to delete what an uninstall deletes: what is the release's, and not to be kept
// (pkg/action/uninstall.go deleteRelease).
func (r *rehearsal) left(one *Tried) (err error) {
	info := one.Info
	if one.Live, err = live(info); err != nil || one.Live == nil {
		return err
	}
	if objects.IsKept(info.Object) || objects.Foreign(info, one.Live, r.Name, r.ReleaseNamespace) != nil {
		one.Kept = true
		return nil
	}
	if _, err = resource.NewHelper(info.Client, info.Mapping).Delete(info.Namespace, info.Name); apierrors.IsNotFound(err) {
		return nil
	}
	return err
}

// live is an object as it is; nil: there is none.
func live(info *resource.Info) (runtime.Object, error) {
	if info.Name == "" { // generateName
		return nil, nil
	}
	object, err := resource.NewHelper(info.Client, info.Mapping).Get(info.Namespace, info.Name)
	if apierrors.IsNotFound(err) {
		return nil, nil
	}
	return object, err
}

// othersConflicts leaves out of a conflict what Helm manages itself by client-side apply; nil when nothing
// else is left.
func othersConflicts(err error) (others error, conflict bool) {
	var status *apierrors.StatusError
	if !errors.As(err, &status) || status.ErrStatus.Reason != metav1.StatusReasonConflict || status.ErrStatus.Details == nil {
		return nil, false
	}
	left := status.ErrStatus.DeepCopy()
	left.Details.Causes = slices.DeleteFunc(left.Details.Causes, func(c metav1.StatusCause) bool {
		return c.Type == metav1.CauseTypeFieldManagerConflict && strings.HasPrefix(c.Message, `conflict with "`+kube.ManagedFieldsManager+`"`)
	})
	if len(left.Details.Causes) == 0 {
		return nil, true
	}
	return &apierrors.StatusError{ErrStatus: *left}, true
}

// errNotYet is an object that cannot be tried, since something that the call would make before is not there.
var errNotYet = errors.New("its namespace does not exist yet")

// verdict tells what is wrong with an object from what cannot be known before the call, which is said.
func (r *rehearsal) verdict(info *resource.Info, err error) (untried string, refusal error) {
	switch {
	case err == nil:
		return "", nil
	case errors.Is(err, errNotYet), strings.Contains(err.Error(), "does not support dry run"): // a webhook that has side effects
		untried = err.Error()
	default:
		missing := r.awaited(err)
		if missing == "" {
			return "", err
		}
		untried = missing + " is created by the same release"
	}
	ref := objects.RefOf(info)
	r.op.Emit(wire.LogEvent{Level: wire.LogWarn, Message: fmt.Sprintf("%s/%s could not be validated: %s", ref.Kind, ref.Name, untried)})
	return untried, nil
}

// awaited is the object of the same release that a refusal says is missing; "" when it is none.
func (r *rehearsal) awaited(err error) string {
	var status *apierrors.StatusError
	if !errors.As(err, &status) {
		return ""
	}
	text := status.ErrStatus.Message
	for _, info := range r.objects {
		kind, quoted := info.Mapping.GroupVersionKind.Kind, fmt.Sprintf("%q", info.Name)
		var says string
		switch kind {
		case "Namespace":
			says = "namespaces " + quoted + " not found"
		case "ServiceAccount":
			says = "serviceaccount " + quoted + " not found"
		case "Role", "ClusterRole":
			says = strings.ToLower(kind) + "s.rbac.authorization.k8s.io " + quoted + " not found"
		case "PriorityClass":
			says = "no PriorityClass with name " + info.Name + " was found"
		case "RuntimeClass":
			says = "RuntimeClass " + quoted + " not found"
		default:
			continue
		}
		if strings.Contains(text, says) {
			return kind + "/" + info.Name
		}
	}
	return ""
}
