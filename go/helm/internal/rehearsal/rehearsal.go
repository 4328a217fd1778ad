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
	// Hooks are those that would run.
	Hooks []*release.Hook
	// Upgrade: the objects of a former revision are changed; otherwise all are made, or adopted.
	Upgrade bool
	// Converts: objects may be managed by client-side apply, which the call would end.
	Converts                                                bool
	ServerSide, ForceConflicts, ForceReplace, TakeOwnership bool
}

// rehearsedAtOnce is how many objects are tried at the same time.
const rehearsedAtOnce = 8

type rehearsal struct {
	*kubeclient.Client
	Plan
	op      *operation.Operation
	absent  map[string]bool // namespaces that the call would create
	objects kube.ResourceList
}

// Try tries what the last manifest that was built would become. What it finds is what the call would
// fail with.
func Try(op *operation.Operation, client *kubeclient.Client, plan Plan) error {
	before, target := client.Built()
	if !plan.Upgrade {
		before = nil
	}
	r := &rehearsal{Client: client, Plan: plan, op: op, absent: map[string]bool{}, objects: target}
	if err := r.surroundings(); err != nil {
		return err
	}
	if !r.absent[client.Namespace] { // where the record goes
		if err := r.Record(); err != nil {
			return err
		}
	}
	rendered := evidence.Rendered{Manifest: op.Evidence.Seen().Manifest}
	var hooked kube.ResourceList
	hooks := map[*resource.Info]*release.Hook{}
	for _, hook := range r.Hooks {
		list, err := client.Build(bytes.NewBufferString(hook.Manifest), true)
		if err != nil {
			return fmt.Errorf("unable to build kubernetes object for hook %s: %w", hook.Path, err)
		}
		for _, info := range list {
			hooks[info] = hook
		}
		hooked = append(hooked, list...)
		_, event := r.moment(hook)
		rendered.Hooks = append(rendered.Hooks, evidence.RenderedHook{Path: hook.Path, Manifest: hook.Manifest, Event: wire.HookEvent(event)})
	}
	op.Evidence.Rendered(rendered)
	r.objects = append(slices.Clone(target), hooked...)
	err := r.each(target, func(info *resource.Info) error { return r.object(before, info) })
	return errors.Join(
		err,
		r.each(hooked, func(info *resource.Info) error { return r.hook(info, hooks[info]) }),
		r.each(before.Difference(target), r.dropped),
	)
}

// each tries several objects at once; errors come in the order of the objects.
func (r *rehearsal) each(list kube.ResourceList, try func(*resource.Info) error) error {
	failures := limited.Each(r.op.Context(), rehearsedAtOnce, list, func(_ int, info *resource.Info) error {
		return r.verdict(info, try(info))
	})
	for i, err := range failures {
		if err != nil {
			r.op.Evidence.Refused(objects.RefOf(list[i]))
			break
		}
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
func (r *rehearsal) object(before kube.ResourceList, info *resource.Info) error {
	if r.absent[info.Namespace] {
		return errNotYet
	}
	there, err := exists(info)
	if err != nil {
		return fmt.Errorf("could not get information about the resource: %w", err)
	}
	if !there {
		if err = r.create(info); err != nil && r.Upgrade {
			err = fmt.Errorf("failed to create resource: %w", err) // as Helm does
		}
		return err
	}
	original := before.Get(info)
	if original == nil { // it is adopted
		copied := *info
		original = &copied
	}
	update := func(force bool) error {
		target := *info
		_, err := r.Client.Client.Update(kube.ResourceList{original}, kube.ResourceList{&target},
			kube.ClientUpdateOptionForceReplace(r.ForceReplace),
			kube.ClientUpdateOptionServerSideApply(r.ServerSide, force),
			kube.ClientUpdateOptionThreeWayMergeForUnstructured(!r.Upgrade && r.TakeOwnership && !r.ServerSide),
			kube.ClientUpdateOptionUpgradeClientSideFieldManager(r.Converts && r.ServerSide))
		return err
	}
	err = update(r.ForceConflicts)
	if r.Converts && r.ServerSide && !r.ForceConflicts {
		others, conflict := othersConflicts(err)
		if conflict && others == nil { // only Helm's own, which the call would have converted before
			return update(true)
		}
		if others != nil {
			return others
		}
	}
	return err
}

func (r *rehearsal) create(info *resource.Info) error {
	target := *info
	list := kube.ResourceList{&target}
	if !r.ServerSide {
		_, err := kubeclient.CreateClientSide(list)
		return err
	}
	_, err := r.Client.Client.Create(list, kube.ClientCreateOptionServerSideApply(true, false))
	return err
}

// hook tries a hook, and fails with the words that Helm uses.
func (r *rehearsal) hook(info *resource.Info, hook *release.Hook) error {
	if r.absent[info.Namespace] {
		return errNotYet
	}
	// What is there is deleted before, unless another policy is given.
	replaced := len(hook.DeletePolicies) == 0 || slices.Contains(hook.DeletePolicies, release.HookBeforeHookCreation)
	err := r.createHook(info, replaced)
	if err == nil {
		return nil
	}
	words, event := r.moment(hook)
	return fmt.Errorf(words, event, hook.Path, err)
}

// moment is when a hook would run first, and how Helm words its failure.
func (r *rehearsal) moment(hook *release.Hook) (words string, event release.HookEvent) {
	words, events := "failed %[1]s: warning: Hook %[1]s %[2]s failed: %[3]w", []release.HookEvent{release.HookPreInstall, release.HookPostInstall}
	if r.Upgrade {
		words, events = "%[1]s hooks failed: warning: Hook %[1]s %[2]s failed: %[3]w", []release.HookEvent{release.HookPreUpgrade, release.HookPostUpgrade}
	}
	if slices.Contains(hook.Events, events[0]) {
		return words, events[0]
	}
	return words, events[1]
}

func (r *rehearsal) createHook(info *resource.Info, replaced bool) error {
	there, err := exists(info)
	if err != nil {
		return err
	}
	if !there || !replaced {
		return r.create(info)
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
func (r *rehearsal) dropped(info *resource.Info) error {
	helper := resource.NewHelper(info.Client, info.Mapping)
	live, err := helper.Get(info.Namespace, info.Name)
	if err != nil {
		if apierrors.IsNotFound(err) {
			return nil
		}
		return err
	}
	if accessor, err := meta.Accessor(live); err == nil && accessor.GetAnnotations()[kube.ResourcePolicyAnno] == kube.KeepPolicy {
		return nil
	}
	if _, err = helper.Delete(info.Namespace, info.Name); apierrors.IsNotFound(err) {
		return nil
	}
	return err
}

func exists(info *resource.Info) (bool, error) {
	if info.Name == "" { // generateName
		return false, nil
	}
	_, err := resource.NewHelper(info.Client, info.Mapping).Get(info.Namespace, info.Name)
	if apierrors.IsNotFound(err) {
		return false, nil
	}
	return err == nil, err
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

// verdict tells what is wrong with an object from what cannot be known before the call. That is said.
func (r *rehearsal) verdict(info *resource.Info, err error) error {
	if err == nil {
		return nil
	}
	reason := ""
	switch {
	case errors.Is(err, errNotYet):
		reason = err.Error()
	case strings.Contains(err.Error(), "does not support dry run"): // a webhook that has side effects
		reason = err.Error()
	default:
		if missing := r.awaited(err); missing != "" {
			reason = missing + " is created by the same release"
		}
	}
	if reason == "" {
		return err
	}
	ref := objects.RefOf(info)
	r.op.Emit(wire.LogEvent{Level: wire.LogWarn, Message: fmt.Sprintf("%s/%s could not be validated: %s", ref.Kind, ref.Name, reason)})
	return nil
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
