package kubelet

import (
	"context"
	"time"

	corev1 "k8s.io/api/core/v1"
	apiequality "k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// syncPod brings the pod to the state it has at this time, and says when to look
// again.
func (k *kubelet) syncPod(ctx context.Context, namespace, name string) (again time.Duration, err error) {
	pod, err := k.pods.Pods(namespace).Get(name)
	if err != nil {
		return 0, ignoreNotFound(err)
	}
	b, invalid := behaviourOf(pod)
	if pod.Spec.NodeName == "" {
		return k.schedule(ctx, pod, b)
	}
	if pod.Spec.NodeName != NodeName {
		return 0, nil
	}
	now := time.Now()
	l := k.lives.of(pod, func() *life { return k.newLife(pod, b, invalid, now) })
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.accepted.IsZero() {
		l.accept(now)
	}
	if pod.DeletionTimestamp != nil {
		return k.terminate(ctx, pod, l, now)
	}
	if l.awaits(now) {
		lacks, err := k.lacking(ctx, pod)
		if err != nil {
			return 0, err
		}
		l.hold(lacks, now)
	}
	l.advance(now, pod.Spec.RestartPolicy, func() bool { return k.failures.take(ownerKey(pod), l.behaviour.failTimes) })
	k.narrate(pod, l, now)
	updated := pod.DeepCopy()
	updated.Status = statusOf(pod, l, now)
	if !apiequality.Semantic.DeepEqual(pod.Status, updated.Status) {
		if err := k.updateStatus(ctx, updated); err != nil {
			return 0, err
		}
	}
	return l.wake(now), nil
}

// terminate ends the pod's containers, shows that, and then removes the pod: Jobs
// count a pod only once its phase is final.
func (k *kubelet) terminate(ctx context.Context, pod *corev1.Pod, l *life, now time.Time) (again time.Duration, err error) {
	grace := l.behaviour.terminateAfter
	if s := pod.DeletionGracePeriodSeconds; s != nil {
		grace = min(grace, time.Duration(*s)*time.Second)
	}
	if l.deleted.IsZero() {
		l.deleted = now
	}
	if left := grace - now.Sub(l.deleted); left > 0 {
		return left, nil
	}
	l.stop(now)
	k.narrate(pod, l, now)
	updated := pod.DeepCopy()
	updated.Status = statusOf(pod, l, now)
	if !apiequality.Semantic.DeepEqual(pod.Status, updated.Status) {
		if err := k.updateStatus(ctx, updated); err != nil {
			return 0, err
		}
	}
	none := int64(0)
	err = k.client.CoreV1().Pods(pod.Namespace).Delete(ctx, pod.Name, metav1.DeleteOptions{
		GracePeriodSeconds: &none,
		// Without it a pod of the same name made meanwhile would be deleted.
		Preconditions: &metav1.Preconditions{UID: &pod.UID},
	})
	if apierrors.IsConflict(err) {
		return 0, nil
	}
	return 0, ignoreNotFound(err)
}

// updateStatus writes the status. A conflict is an error, so that the pod is
// looked at again; a pod that is gone is none.
func (k *kubelet) updateStatus(ctx context.Context, pod *corev1.Pod) error {
	_, err := k.client.CoreV1().Pods(pod.Namespace).UpdateStatus(ctx, pod, metav1.UpdateOptions{})
	return ignoreNotFound(err)
}

// newLife begins the memory of a pod. One that already runs was started by a
// kubelet before this one and goes on as it was.
func (k *kubelet) newLife(pod *corev1.Pod, b behaviour, invalid error, now time.Time) *life {
	l := &life{behaviour: b, invalid: invalid, ip: pod.Status.PodIP, told: map[string]bool{}}
	if l.ip == "" {
		l.ip = k.podAddresses.next()
	}
	inherit(l, pod, now)
	return l
}

// ownerKey is whose failures are counted: those of the pod's controller, or of
// all pods of its name.
func ownerKey(pod *corev1.Pod) types.UID {
	if owner := metav1.GetControllerOf(pod); owner != nil {
		return owner.UID
	}
	return types.UID(pod.Namespace + "/" + pod.Name)
}
