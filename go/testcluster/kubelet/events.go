package kubelet

import (
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/scheme"
	typedcorev1 "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/client-go/tools/record"
	"k8s.io/client-go/tools/reference"
)

// newRecorders returns the writers of the kubelet's and the scheduler's events.
func newRecorders(client kubernetes.Interface) (kubelet, scheduler record.EventRecorder) {
	broadcaster := record.NewBroadcaster()
	broadcaster.StartRecordingToSink(&typedcorev1.EventSinkImpl{Interface: client.CoreV1().Events("")})
	return broadcaster.NewRecorder(scheme.Scheme, corev1.EventSource{Component: "kubelet", Host: NodeName}),
		broadcaster.NewRecorder(scheme.Scheme, corev1.EventSource{Component: "default-scheduler"})
}

// complain writes the events about what the pod lacks.
func (k *kubelet) complain(pod *corev1.Pod, l *life) {
	tell := func(subject runtime.Object, key, reason, format string, args ...any) {
		if message := fmt.Sprintf(format, args...); !l.told[key+message] {
			l.told[key+message] = true
			k.recorder.Event(subject, corev1.EventTypeWarning, reason, message)
		}
	}
	if l.lacks.mount != "" {
		tell(pod, "", "FailedMount", "MountVolume.SetUp failed for volume %q : %s", l.lacks.volume, l.lacks.mount)
		return
	}
	for container, why := range l.lacks.env {
		tell(containerOf(pod, container), container, "Failed", "Error: %s", why)
	}
}

// narrate writes the events of everything that happened in the pod's life so far
// and was not told yet.
func (k *kubelet) narrate(pod *corev1.Pod, l *life, now time.Time) {
	k.complain(pod, l)
	for _, c := range pod.Spec.Containers {
		tell := func(key, kind, reason, format string, args ...any) {
			key = c.Name + "/" + key
			if l.told[key] {
				return
			}
			l.told[key] = true
			k.recorder.Eventf(containerOf(pod, c.Name), kind, reason, format, args...)
		}
		const normal, warning = corev1.EventTypeNormal, corev1.EventTypeWarning
		if l.invalid != nil {
			tell("invalid", warning, "Failed", "Error: %v", l.invalid)
		}
		if l.behaviour.imagePullError && !now.Before(l.pullFails()) {
			tell("pulling", normal, "Pulling", "Pulling image %q", c.Image)
			tell("pull", warning, "Failed", "Failed to pull image %q: %s", c.Image, pullMessage(c.Image))
			tell("pull-error", warning, "Failed", "Error: ErrImagePull")
			if !now.Before(l.pullFails().Add(pullError)) {
				tell("pull-back-off", normal, "BackOff", "Back-off pulling image %q", c.Image)
				tell("pull-back-off-error", warning, "Failed", "Error: ImagePullBackOff")
			}
		}
		for n, r := range l.runs {
			run := fmt.Sprintf("%d/", n)
			if n < l.inherited {
				continue
			}
			tell(run+"pulled", normal, "Pulled", "Container image %q already present on machine", c.Image)
			tell(run+"created", normal, "Created", "Created container: %s", c.Name)
			tell(run+"started", normal, "Started", "Started container %s", c.Name)
			if l.behaviour.neverReady && n == len(l.runs)-1 {
				tell("unhealthy", warning, "Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503")
			}
			if r.over(now) && l.stopped.IsZero() && (n < len(l.runs)-1 || !l.nextStart.IsZero()) {
				tell(run+"back-off", warning, "BackOff", "Back-off restarting failed container %s in pod %s", c.Name, fullName(pod))
			}
		}
		if !l.stopped.IsZero() && l.last() != nil {
			tell("killing", normal, "Killing", "Stopping container %s", c.Name)
		}
	}
}

// containerOf refers to one container of the pod, as events about it do.
func containerOf(pod *corev1.Pod, container string) *corev1.ObjectReference {
	ref, err := reference.GetReference(scheme.Scheme, pod)
	if err != nil {
		panic(err) // Pods are in the scheme.
	}
	ref.FieldPath = "spec.containers{" + container + "}"
	return ref
}
