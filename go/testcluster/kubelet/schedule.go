package kubelet

import (
	"context"
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

const (
	// claimPoll is how soon a pod is looked at again that waits for a volume.
	claimPoll = 20 * time.Millisecond
	// claimPatience is how long a claim may be unbound before the pod is called
	// unschedulable: binding takes some tens of milliseconds here.
	claimPatience = time.Second
)

// schedule puts the pod on the node, or says on the pod why it cannot be.
func (k *kubelet) schedule(ctx context.Context, pod *corev1.Pod, b behaviour) (again time.Duration, err error) {
	if len(pod.Spec.SchedulingGates) > 0 {
		return 0, nil
	}
	if why := obstacle(pod, b); why != "" {
		return 0, k.unschedulable(ctx, pod, why)
	}
	if why := k.missingClaim(pod); why != "" {
		if time.Since(pod.CreationTimestamp.Time) > claimPatience {
			return claimPoll, k.unschedulable(ctx, pod, why)
		}
		return claimPoll, nil
	}
	err = k.client.CoreV1().Pods(pod.Namespace).Bind(ctx, &corev1.Binding{
		ObjectMeta: metav1.ObjectMeta{Name: pod.Name, Namespace: pod.Namespace, UID: pod.UID},
		Target:     corev1.ObjectReference{Kind: "Node", Name: NodeName},
	}, metav1.CreateOptions{})
	if apierrors.IsNotFound(err) || apierrors.IsConflict(err) {
		return 0, nil
	}
	if err == nil {
		k.scheduler.Eventf(pod, corev1.EventTypeNormal, "Scheduled", "Successfully assigned %s/%s to %s", pod.Namespace, pod.Name, NodeName)
	}
	return 0, err
}

// obstacle is what keeps the pod off the node for good.
func obstacle(pod *corev1.Pod, b behaviour) string {
	const none = "0/1 nodes are available: 1 "
	for key, value := range pod.Spec.NodeSelector {
		if nodeLabels[key] != value {
			return none + "node(s) didn't match Pod's node affinity/selector."
		}
	}
	for _, resource := range []corev1.ResourceName{corev1.ResourceCPU, corev1.ResourceMemory} {
		total := capacity[resource].DeepCopy()
		for _, c := range pod.Spec.Containers {
			total.Sub(c.Resources.Requests[resource])
		}
		if total.Sign() < 0 {
			return none + "Insufficient " + string(resource) + "."
		}
	}
	if b.unschedulable {
		return none + "Insufficient cpu."
	}
	return ""
}

func (k *kubelet) missingClaim(pod *corev1.Pod) string {
	for _, v := range pod.Spec.Volumes {
		name := ""
		switch {
		case v.PersistentVolumeClaim != nil:
			name = v.PersistentVolumeClaim.ClaimName
		case v.Ephemeral != nil:
			name = pod.Name + "-" + v.Name
		default:
			continue
		}
		claim, err := k.claims.PersistentVolumeClaims(pod.Namespace).Get(name)
		if err != nil {
			return fmt.Sprintf("0/1 nodes are available: persistentvolumeclaim %q not found.", name)
		}
		if claim.Status.Phase != corev1.ClaimBound {
			return "0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims."
		}
	}
	return ""
}

func (k *kubelet) unschedulable(ctx context.Context, pod *corev1.Pod, why string) error {
	if c := findCondition(pod.Status.Conditions, corev1.PodScheduled); c != nil && c.Message == why {
		return nil
	}
	k.scheduler.Event(pod, corev1.EventTypeWarning, "FailedScheduling", why)
	updated := pod.DeepCopy()
	setCondition(&updated.Status, pod.Generation, corev1.PodScheduled, false, corev1.PodReasonUnschedulable, why, time.Now())
	return k.updateStatus(ctx, updated)
}
