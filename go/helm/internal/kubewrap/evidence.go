package kubewrap

import (
	"context"
	"slices"
	"strings"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/cli-runtime/pkg/resource"
	"k8s.io/client-go/kubernetes"

	kstatus "github.com/fluxcd/cli-utils/pkg/kstatus/status"

	"helm.sh/helm/v4/pkg/kube"

	"bunhelm/helm/internal/wire"
)

// Bounds of what an error carries as evidence.
const (
	evidenceLimit   = 5 * time.Second
	evidenceObjects = 20
	evidencePods    = 5
	evidenceEvents  = 10
	logLines        = 20
	logBytes        = 8 << 10
)

// look opens a bounded view on the cluster; nothing is asked after a cancel.
func (c *Client) look() (context.Context, context.CancelFunc, kubernetes.Interface) {
	ctx, cancel := context.WithTimeout(c.op.Context(), evidenceLimit)
	set, err := c.clientset()
	if err != nil {
		cancel()
		return ctx, cancel, nil
	}
	return ctx, cancel, set
}

// whyNot says of each object that is not in the state that was waited for what it lacks; jobs: a Job
// must be complete.
func (c *Client) whyNot(wanted kstatus.Status, list kube.ResourceList, jobs bool) []wire.NotReady {
	ctx, cancel, set := c.look()
	defer cancel()
	report := []wire.NotReady{}
	for _, info := range list {
		if set == nil || len(report) == evidenceObjects || ctx.Err() != nil {
			break
		}
		status, object := Status(info, jobs)
		if status.Status == wire.ResourceUnknown && object == nil { // the API server does not answer
			if last, found := c.op.LastReadiness(status.ResourceRef); found {
				status = last
			}
		}
		if status.Status == wire.ResourceState(wanted) {
			continue
		}
		report = append(report, wire.NotReady{
			ResourceStatus: status,
			Pods:           pods(ctx, set, object),
			Events:         events(ctx, set, status.Namespace, status.Kind, status.Name),
		})
	}
	return report
}

// podsOf reports the pods of a hook.
func (c *Client) podsOf(list kube.ResourceList) []wire.PodReport {
	ctx, cancel, set := c.look()
	defer cancel()
	report := []wire.PodReport{}
	for _, info := range list {
		if set == nil || ctx.Err() != nil {
			break
		}
		if _, object := Status(info, true); object != nil {
			report = append(report, pods(ctx, set, object)...)
		}
	}
	return report
}

// Status reads an object and computes how it is doing, by kstatus' rules; jobs: a Job is ready
// when it is complete, as WaitWithJobs has it.
func Status(info *resource.Info, jobs bool) (wire.ResourceStatus, *unstructured.Unstructured) {
	status := wire.ResourceStatus{ResourceRef: refOf(info), Status: wire.ResourceUnknown}
	live, err := resource.NewHelper(info.Client, info.Mapping).Get(info.Namespace, info.Name)
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

// pods reports the pods of a workload, or a pod itself.
func pods(ctx context.Context, set kubernetes.Interface, object *unstructured.Unstructured) []wire.PodReport {
	reports := []wire.PodReport{}
	if object == nil {
		return reports
	}
	var found []corev1.Pod
	if object.GetKind() == "Pod" {
		if pod, err := set.CoreV1().Pods(object.GetNamespace()).Get(ctx, object.GetName(), metav1.GetOptions{}); err == nil {
			found = append(found, *pod)
		}
	} else if selector := podSelector(object); selector != "" {
		if list, err := set.CoreV1().Pods(object.GetNamespace()).List(ctx, metav1.ListOptions{LabelSelector: selector}); err == nil {
			found = list.Items
		}
	}
	// Those that are well explain nothing, such as the old ones after an upgrade.
	if slices.ContainsFunc(found, func(p corev1.Pod) bool { return !ready(&p) }) {
		found = slices.DeleteFunc(found, func(p corev1.Pod) bool { return ready(&p) })
	}
	slices.SortFunc(found, func(a, b corev1.Pod) int { return b.CreationTimestamp.Compare(a.CreationTimestamp.Time) })
	for i := range found {
		if len(reports) == evidencePods {
			break
		}
		reports = append(reports, podReport(ctx, set, &found[i]))
	}
	return reports
}

func ready(pod *corev1.Pod) bool {
	return slices.ContainsFunc(pod.Status.Conditions, func(c corev1.PodCondition) bool {
		return c.Type == corev1.PodReady && c.Status == corev1.ConditionTrue
	})
}

func podSelector(object *unstructured.Unstructured) string {
	switch object.GetKind() {
	case "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job":
		selector := &metav1.LabelSelector{}
		content, _, _ := unstructured.NestedMap(object.Object, "spec", "selector")
		if content == nil || runtime.DefaultUnstructuredConverter.FromUnstructured(content, selector) != nil {
			return ""
		}
		return metav1.FormatLabelSelector(selector)
	}
	return ""
}

func podReport(ctx context.Context, set kubernetes.Interface, pod *corev1.Pod) wire.PodReport {
	report := wire.PodReport{
		Name: pod.Name, Phase: string(pod.Status.Phase), Reason: pod.Status.Reason, Message: pod.Status.Message,
		Containers: []wire.ContainerReport{},
		Events:     events(ctx, set, pod.Namespace, "Pod", pod.Name),
	}
	for _, condition := range pod.Status.Conditions {
		if report.Reason == "" && condition.Status == corev1.ConditionFalse && condition.Reason != "" {
			report.Reason, report.Message = condition.Reason, condition.Message
		}
	}
	for _, status := range append(slices.Clone(pod.Status.InitContainerStatuses), pod.Status.ContainerStatuses...) {
		report.Containers = append(report.Containers, containerReport(ctx, set, pod, status))
	}
	return report
}

func containerReport(ctx context.Context, set kubernetes.Interface, pod *corev1.Pod, status corev1.ContainerStatus) wire.ContainerReport {
	report := wire.ContainerReport{Name: status.Name, Ready: status.Ready, Restarts: int(status.RestartCount)}
	state := status.State
	switch {
	case state.Running != nil:
		report.State = "running"
	case state.Terminated != nil:
		report.State, report.Reason, report.Message = "terminated", state.Terminated.Reason, state.Terminated.Message
		code := int(state.Terminated.ExitCode)
		report.ExitCode = &code
	default:
		report.State = "waiting"
		if state.Waiting != nil {
			report.Reason, report.Message = state.Waiting.Reason, state.Waiting.Message
		}
	}
	if last := status.LastTerminationState.Terminated; report.ExitCode == nil && last != nil {
		code := int(last.ExitCode)
		report.ExitCode = &code
	}
	// A container that waits has a log only if it ran before.
	if report.State == "waiting" && status.RestartCount == 0 {
		return report
	}
	lines, bytes := int64(logLines), int64(logBytes)
	log, err := set.CoreV1().Pods(pod.Namespace).GetLogs(pod.Name, &corev1.PodLogOptions{
		Container: status.Name, Previous: report.State == "waiting", TailLines: &lines, LimitBytes: &bytes,
	}).DoRaw(ctx)
	if err == nil {
		report.Log = string(log)
	}
	return report
}

// events lists the newest events of an object, newest last.
func events(ctx context.Context, set kubernetes.Interface, namespace, kind, name string) []wire.EventReport {
	reports := []wire.EventReport{}
	list, err := set.CoreV1().Events(namespace).List(ctx, metav1.ListOptions{
		FieldSelector: fields.Set{"involvedObject.kind": kind, "involvedObject.name": name}.String(),
		Limit:         100,
	})
	if err != nil {
		return reports
	}
	seen := func(e corev1.Event) time.Time {
		for _, at := range []time.Time{e.LastTimestamp.Time, e.EventTime.Time, e.CreationTimestamp.Time} {
			if !at.IsZero() {
				return at
			}
		}
		return time.Time{}
	}
	slices.SortStableFunc(list.Items, func(a, b corev1.Event) int { return seen(a).Compare(seen(b)) })
	for _, e := range list.Items[max(0, len(list.Items)-evidenceEvents):] {
		reports = append(reports, wire.EventReport{
			Type: e.Type, Reason: e.Reason, Message: e.Message, Count: int(e.Count), LastSeen: seen(e).UTC().Format(time.RFC3339),
		})
	}
	return reports
}
