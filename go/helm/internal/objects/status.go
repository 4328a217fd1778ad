package objects

import (
	"context"
	"strings"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/cli-runtime/pkg/resource"

	kstatus "github.com/fluxcd/cli-utils/pkg/kstatus/status"

	"bunhelm/helm/internal/wire"
)

// StatusOf reads an object and computes how it is doing, by kstatus' rules; jobs: a Job is ready
// when it is complete, as WaitWithJobs has it.
func StatusOf(ctx context.Context, info *resource.Info, jobs bool) (wire.ResourceStatus, *unstructured.Unstructured) {
	status := wire.ResourceStatus{ResourceRef: RefOf(info), Status: wire.ResourceUnknown}
	live, err := info.Client.Get().NamespaceIfScoped(info.Namespace, info.Namespaced()).
		Resource(info.Mapping.Resource.Resource).Name(info.Name).Do(ctx).Get()
	if err != nil {
		status.Message = err.Error()
		if apierrors.IsNotFound(err) {
			status.Status, status.Message = wire.ResourceNotFound, "not found"
		}
		return status, nil
	}
	content, err := runtime.DefaultUnstructuredConverter.ToUnstructured(live)
	if err != nil {
		status.Message = err.Error()
		return status, nil
	}
	object := &unstructured.Unstructured{Object: content}
	if jobs && status.Kind == "Job" {
		status.Status, status.Message = jobStatus(object)
		return status, object
	}
	computed, err := kstatus.Compute(object)
	if err != nil {
		status.Message = err.Error()
		return status, object
	}
	status.Status, status.Message = wire.ResourceState(computed.Status), computed.Message
	return status, object
}

func jobStatus(object *unstructured.Unstructured) (state wire.ResourceState, message string) {
	var job batchv1.Job
	if err := runtime.DefaultUnstructuredConverter.FromUnstructured(object.Object, &job); err != nil {
		return wire.ResourceUnknown, err.Error()
	}
	for _, condition := range job.Status.Conditions {
		if condition.Status != corev1.ConditionTrue {
			continue
		}
		switch condition.Type {
		case batchv1.JobComplete:
			return wire.ResourceCurrent, "complete"
		case batchv1.JobFailed:
			return wire.ResourceFailed, strings.TrimSpace(condition.Reason + " " + condition.Message)
		}
	}
	return wire.ResourceInProgress, "not complete"
}
