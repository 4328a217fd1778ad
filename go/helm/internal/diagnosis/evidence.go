// Package diagnosis finds out why objects are not ready.
package diagnosis

import (
	"context"
	"slices"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/kubernetes"

	kstatus "github.com/fluxcd/cli-utils/pkg/kstatus/status"

	"helm.sh/helm/v4/pkg/kube"

	"bunhelm/helm/internal/evidence"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/objects"
	"bunhelm/helm/internal/wire"
)

// Bounds of what an error carries as evidence.
const (
	evidenceLimit   = 5 * time.Second
	evidenceLog     = 2 * time.Second // of one log, which a kubelet may never send
	evidenceObjects = 20
	evidencePods    = 5
	evidenceEvents  = 10
	logLines        = 20
	logBytes        = 8 << 10
)

// Diagnosis looks for one operation.
type Diagnosis struct {
	ctx       context.Context
	readiness *evidence.Readiness
	clientset func() (*kubernetes.Clientset, error)
	// Ruled tells for which kinds only the wait itself knows whether they are ready.
	Ruled func(schema.GroupKind) bool
}

// New looks with a clientset over the operation's gate.
func New(ctx context.Context, readiness *evidence.Readiness, clientset func() (*kubernetes.Clientset, error)) *Diagnosis {
	return &Diagnosis{ctx: ctx, readiness: readiness, clientset: clientset}
}

// look opens a bounded view on the cluster; nothing is asked after a cancel.
func (d *Diagnosis) look() (context.Context, context.CancelFunc, kubernetes.Interface) {
	ctx, cancel := context.WithTimeout(d.ctx, evidenceLimit)
	set, err := d.clientset()
	if err != nil {
		cancel()
		return ctx, cancel, nil
	}
	return ctx, cancel, set
}

// NotReady says of each object that is not in the state that was waited for what it lacks; jobs: a Job
// must be complete.
func (d *Diagnosis) NotReady(wanted kstatus.Status, list kube.ResourceList, jobs bool) []wire.NotReady {
	ctx, cancel, set := d.look()
	defer cancel()
	look := newLooker(set)
	report, unseen := []wire.NotReady{}, []wire.NotReady{}
	for _, info := range list {
		if set == nil || len(report) == evidenceObjects {
			break
		}
		status, object := objects.StatusOf(ctx, info, jobs)
		isRuled := d.Ruled != nil && d.Ruled(info.Mapping.GroupVersionKind.GroupKind())
		if isRuled || status.Status == wire.ResourceUnknown && object == nil { // or the API server does not answer
			if last, found := d.readiness.Last(status.ResourceRef); found {
				status = last
			}
		}
		if status.Status == wire.ResourceState(wanted) {
			if ready, _ := d.readiness.IsReady(status.ResourceRef); !ready && len(unseen) < evidenceObjects {
				status.Message = "by now, but the wait ended before that was seen"
				unseen = append(unseen, wire.NotReady{ResourceStatus: status, Pods: []wire.PodReport{}, Events: []wire.EventReport{}})
			}
			continue
		}
		one := wire.NotReady{Pods: []wire.PodReport{}, Events: []wire.EventReport{}}
		why := d.readiness.Reason(status.ResourceRef)
		if object != nil {
			family := look.familyOf(ctx, object)
			if found := look.why(ctx, object, family); found.Reason != "" {
				why = found
			}
			if wanted == kstatus.NotFoundStatus {
				why = heldBy(object)
			}
			one.Pods = podReports(ctx, set, family.pods)
			one.Events = events(ctx, set, object.GetNamespace(), object.GetKind(), object.GetName())
			if len(family.sets) > 0 {
				one.Events = append(one.Events, events(ctx, set, object.GetNamespace(), "ReplicaSet", family.sets[0].Name)...)
			}
		}
		one.ResourceStatus = why.With(status)
		report = append(report, one)
	}
	if len(report) == 0 {
		return unseen
	}
	return report
}

// heldBy says what keeps an object that is being deleted.
func heldBy(object *unstructured.Unstructured) evidence.Why {
	finalizers := object.GetFinalizers()
	if object.GetDeletionTimestamp() == nil || len(finalizers) == 0 {
		return evidence.Why{}
	}
	return evidence.Why{Reason: "Finalizers", Message: "it is kept by " + strings.Join(finalizers, ", ")}
}

// HookFailed says why a hook has failed.
func (d *Diagnosis) HookFailed(list kube.ResourceList) (evidence fault.HookEvidence) {
	ctx, cancel, set := d.look()
	defer cancel()
	evidence.Pods, evidence.Events = []wire.PodReport{}, []wire.EventReport{}
	if set == nil {
		return evidence
	}
	look := newLooker(set)
	for _, info := range list {
		_, object := objects.StatusOf(ctx, info, true)
		if object == nil {
			continue
		}
		family := look.familyOf(ctx, object)
		if evidence.Why.Reason == "" {
			evidence.Why = look.why(ctx, object, family)
		}
		evidence.Pods = append(evidence.Pods, podReports(ctx, set, family.pods)...)
		evidence.Events = append(evidence.Events, events(ctx, set, object.GetNamespace(), object.GetKind(), object.GetName())...)
	}
	return evidence
}

// podReports tell of pods, newest first.
func podReports(ctx context.Context, set kubernetes.Interface, found []corev1.Pod) []wire.PodReport {
	reports := []wire.PodReport{}
	// Those that are well explain nothing, such as the old ones after an upgrade.
	if slices.ContainsFunc(found, func(p corev1.Pod) bool { return !ready(&p) }) {
		found = slices.DeleteFunc(slices.Clone(found), func(p corev1.Pod) bool { return ready(&p) })
	}
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
	ctx, cancel := context.WithTimeout(ctx, evidenceLog)
	defer cancel()
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
	sortEvents(list.Items)
	for _, e := range list.Items[max(0, len(list.Items)-evidenceEvents):] {
		reports = append(reports, wire.EventReport{
			Type: e.Type, Reason: e.Reason, Message: e.Message, Count: int(e.Count), LastSeen: seenAt(e).UTC().Format(time.RFC3339),
		})
	}
	return reports
}
