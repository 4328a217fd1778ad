package rehearsal

import (
	"errors"
	"fmt"
	"slices"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/cli-runtime/pkg/resource"

	"helm.sh/helm/v4/pkg/kube"
	release "helm.sh/helm/v4/pkg/release/v1"

	"bunhelm/helm/internal/kubeclient"
	"bunhelm/helm/internal/objects"
)

// looksAtMost is how often an object is looked at that somebody changes at the same time.
const looksAtMost = 5

// object tries what becomes of one of the release's own objects. What it is and what it would be belong together only
// if nobody has written it in between.
func (r *rehearsal) object(before kube.ResourceList, one *Tried) (err error) {
	for range looksAtMost {
		one.Live, one.After = nil, nil
		err = r.objectOnce(before, one)
		if errors.Is(err, errMoved) {
			err = nil // the last time too: what it would be is known but for what goes
			continue
		}
		if one.Live != nil && apierrors.IsNotFound(err) { // it was deleted in between
			continue
		}
		if err != nil || one.Live == nil || one.After == nil || version(one.Live) == version(one.After) {
			return err
		}
	}
	return err
}

// version tells an object from itself at another time, and from another of the same name.
func version(object runtime.Object) string {
	accessor, err := meta.Accessor(object)
	if err != nil {
		return ""
	}
	return string(accessor.GetUID()) + "/" + accessor.GetResourceVersion()
}

func (r *rehearsal) objectOnce(before kube.ResourceList, one *Tried) (err error) {
	info := one.Info
	if r.absent[info.Namespace] {
		return errNotYet
	}
	if info.Name == "" && r.Upgrade {
		return errors.New("resource name may not be empty: an upgrade cannot know which object generateName has made")
	}
	if one.Live, err = live(info); err != nil {
		one.Unseen = true
		return fmt.Errorf("could not get information about the resource: %w", err)
	}
	one.Unseen = false
	if one.Live == nil {
		if one.After, err = r.create(info); err != nil && r.Upgrade {
			err = fmt.Errorf("failed to create resource: %w", err) // as Helm does
		}
		return err
	}
	former := before.Get(info)
	one.Ours = former != nil
	if former == nil { // it is adopted
		former = info
	}
	copied := *former // the update reads it anew
	original := &copied
	recorded := original.Object
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
	return objects.Delete(info)
}

// stray tries to delete what an operation has made that was interrupted.
func (r *rehearsal) stray(one *Tried) (err error) {
	if one.Live, err = live(one.Info); err != nil || one.Live == nil {
		return err
	}
	if err = objects.Delete(one.Info); apierrors.IsForbidden(err) { // it is left behind
		one.Kept, err = true, nil
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
	return objects.Delete(info)
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
