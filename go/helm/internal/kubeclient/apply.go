package kubeclient

import (
	"errors"
	"fmt"
	"runtime/debug"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/cli-runtime/pkg/resource"
	"k8s.io/client-go/util/retry"

	"helm.sh/helm/v4/pkg/kube"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/objects"
	"bunhelm/helm/internal/wire"
)

// own announces that the release's own objects are written from here on, unless it is a hook's
// turn or something that comes before the release: its namespace, its CRDs.
func (c *Client) own(phase wire.Phase, list kube.ResourceList) (isOwn bool) {
	if len(list) > 0 && objects.IsHook(list[0]) {
		return false // deleted by its policy
	}
	if !c.stage.ObjectsWritten() {
		return false
	}
	if phase == wire.PhaseApply {
		c.op.Evidence.Planned(objects.RefsOf(list))
	}
	c.op.Evidence.Phase(phase, len(list))
	return true
}

// Create writes new objects.
func (c *Client) Create(list kube.ResourceList, options ...kube.ClientCreateOption) (result *kube.Result, err error) {
	defer func() { result, err = c.result(wire.PhaseApply, result, err) }()
	isOwn := c.own(wire.PhaseApply, list)
	if c.ClientSide && len(list) > 0 {
		result, err = CreateClientSide(list)
	} else {
		result, err = c.Client.Create(list, options...)
	}
	if err == nil && isOwn {
		err = c.sweep(list)
	}
	return result, err
}

// Update writes what has changed and deletes what is no longer there.
func (c *Client) Update(original, target kube.ResourceList, options ...kube.ClientUpdateOption) (result *kube.Result, err error) {
	defer func() { result, err = c.result(wire.PhaseApply, result, err) }()
	if c.stage.HasHooked() && c.Ours != nil {
		if err := c.Ours(); err != nil {
			return nil, err
		}
	}
	original = c.kept(original, target)
	isOwn := c.own(wire.PhaseApply, target)
	if result, err = c.Client.Update(original, target, options...); err != nil {
		return result, err
	}
	if err = c.deleteSkipped(original.Difference(target), result); err == nil && isOwn {
		err = c.sweep(target)
	}
	return result, err
}

// deleteSkipped deletes what Helm should have: it takes an object that it cannot look at for gone
// (pkg/kube/client.go update, v4.3.1), and nothing would ever delete it.
func (c *Client) deleteSkipped(dropped kube.ResourceList, result *kube.Result) error {
	for _, info := range dropped.Difference(result.Deleted) {
		if info.Name == "" { // generateName: nobody knows which it was
			continue
		}
		object, err := resource.NewHelper(info.Client, info.Mapping).Get(info.Namespace, info.Name)
		if apierrors.IsNotFound(err) {
			continue
		}
		if err != nil {
			return fmt.Errorf("%s %q is no longer part of the release and could not be deleted: %w", info.Mapping.GroupVersionKind.Kind, info.Name, err)
		}
		accessor, err := meta.Accessor(object)
		if err == nil && accessor.GetAnnotations()[kube.ResourcePolicyAnno] == kube.KeepPolicy {
			continue
		}
		if _, errs := c.Client.Delete(kube.ResourceList{info}, metav1.DeletePropagationBackground); len(errs) > 0 {
			return errors.Join(errs...)
		}
	}
	return nil
}

// Delete deletes objects.
func (c *Client) Delete(list kube.ResourceList, policy metav1.DeletionPropagation) (result *kube.Result, errs []error) {
	defer func() {
		if cause := recover(); cause != nil {
			errs = append(errs, fault.Panicked(cause, debug.Stack()))
		}
		if result == nil {
			result = &kube.Result{}
		}
		for i, err := range errs {
			errs[i] = fault.WithPhase(wire.PhaseDelete, err)
		}
		if len(errs) > 0 {
			fault.Remember(c.op, errors.Join(errs...))
		}
	}()
	c.own(wire.PhaseDelete, list)
	return c.Client.Delete(list, policy)
}

func (c *Client) result(phase wire.Phase, result *kube.Result, err error) (*kube.Result, error) {
	if cause := recover(); cause != nil {
		err = fault.Panicked(cause, debug.Stack())
	}
	if result == nil {
		result = &kube.Result{}
	}
	if err != nil {
		err = fault.WithPhase(phase, err)
		if c.stage.IsRecorded() { // before that Helm swallows some: a namespace or a CRD that is there already
			fault.Remember(c.op, err)
		}
	}
	return result, err
}

// CreateClientSide is Helm's createResource for a list (pkg/kube/client.go, v4.3.1) without its
// process-wide mutex, which would let one operation's slow POST delay every other.
func CreateClientSide(list kube.ResourceList) (*kube.Result, error) {
	var failures []error
	for start := 0; start < len(list); {
		kind := list[start].Mapping.GroupVersionKind.Kind
		end := start
		for end < len(list) && list[end].Mapping.GroupVersionKind.Kind == kind {
			end++
		}
		results := make(chan error, end-start)
		for _, info := range list[start:end] {
			go func() {
				var err error
				defer func() { results <- err }()
				defer fault.Recovered(&err)
				err = fault.About(objects.RefOf(info), createOne(info))
			}()
		}
		for range list[start:end] {
			failures = append(failures, <-results)
		}
		start = end
	}
	if err := errors.Join(failures...); err != nil {
		return nil, err
	}
	return &kube.Result{Created: list}, nil
}

func createOne(info *resource.Info) error {
	return retry.RetryOnConflict(retry.DefaultRetry, func() error {
		object, err := resource.NewHelper(info.Client, info.Mapping).WithFieldManager(kube.ManagedFieldsManager).Create(info.Namespace, true, info.Object)
		if err != nil {
			return err
		}
		return info.Refresh(object, true)
	})
}
