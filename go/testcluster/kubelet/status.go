package kubelet

import (
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

const nodeAddress = "127.0.0.1"

// statusOf is the status a pod has at this moment of its life. The conditions of
// the old status keep their times where they did not change.
func statusOf(pod *corev1.Pod, l *life, now time.Time) corev1.PodStatus {
	accepted := stamp(l.accepted)
	status := *pod.Status.DeepCopy()
	status.ObservedGeneration = pod.Generation
	status.Phase = phaseOf(l, now)
	status.HostIP, status.HostIPs = nodeAddress, []corev1.HostIP{{IP: nodeAddress}}
	status.PodIP, status.PodIPs = l.ip, []corev1.PodIP{{IP: l.ip}}
	status.StartTime = &accepted
	status.ContainerStatuses = nil
	status.InitContainerStatuses = initStatuses(pod, l, now)
	for _, c := range pod.Spec.Containers {
		status.ContainerStatuses = append(status.ContainerStatuses, containerStatus(pod, c, l, now))
	}
	setConditions(&status, pod, l, now)
	return status
}

func phaseOf(l *life, now time.Time) corev1.PodPhase {
	if phase, yes := l.finished(now); yes {
		return phase
	}
	switch {
	case !l.stopped.IsZero():
		return corev1.PodFailed
	case l.last() == nil:
		return corev1.PodPending
	default:
		return corev1.PodRunning
	}
}

func containerStatus(pod *corev1.Pod, c corev1.Container, l *life, now time.Time) corev1.ContainerStatus {
	started := false
	status := corev1.ContainerStatus{
		Name:         c.Name,
		Image:        c.Image,
		RestartCount: int32(max(0, len(l.runs)-1)),
		Started:      &started,
	}
	r := l.last()
	if r == nil {
		status.State = waiting(waitingReason(l, now, c))
		return status
	}
	status.ImageID = "testcluster.bunhelm/" + c.Image
	status.ContainerID = containerID(pod, c.Name, len(l.runs))
	if !r.over(now) {
		started = true
		status.Ready = r.ready(now)
		status.State.Running = &corev1.ContainerStateRunning{StartedAt: stamp(r.started)}
		if previous := len(l.runs) - 1; previous > 0 {
			status.LastTerminationState = terminated(pod, c.Name, previous, &l.runs[previous-1])
		}
		return status
	}
	end := terminated(pod, c.Name, len(l.runs), r)
	if l.nextStart.IsZero() {
		status.State = end
		return status
	}
	status.LastTerminationState = end
	status.State = waiting("CrashLoopBackOff", fmt.Sprintf("back-off %s restarting failed container=%s pod=%s",
		backOff(len(l.runs)), c.Name, fullName(pod)))
	return status
}

// waitingReason says why no container was ever started.
func waitingReason(l *life, now time.Time, c corev1.Container) (reason, message string) {
	switch {
	case l.invalid != nil:
		return "CreateContainerConfigError", l.invalid.Error()
	case l.lacks.mount != "":
		return "ContainerCreating", ""
	case l.lacks.env[c.Name] != "":
		return "CreateContainerConfigError", l.lacks.env[c.Name]
	case !l.behaviour.imagePullError || now.Before(l.pullFails()):
		return "ContainerCreating", ""
	case now.Before(l.pullFails().Add(pullError)):
		return "ErrImagePull", pullMessage(c.Image)
	default:
		return "ImagePullBackOff", fmt.Sprintf("Back-off pulling image %q: ErrImagePull: %s", c.Image, pullMessage(c.Image))
	}
}

func pullMessage(image string) string {
	return fmt.Sprintf("failed to pull and unpack image %q: not found", image)
}

func waiting(reason, message string) corev1.ContainerState {
	return corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: reason, Message: message}}
}

func terminated(pod *corev1.Pod, container string, number int, r *run) corev1.ContainerState {
	reason := "Completed"
	if r.exitCode != 0 {
		reason = "Error"
	}
	return corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{
		ExitCode:    r.exitCode,
		Reason:      reason,
		StartedAt:   stamp(r.started),
		FinishedAt:  stamp(r.endsAt),
		ContainerID: containerID(pod, container, number),
	}}
}

// initStatuses shows init containers as done as soon as the others start, and
// sidecars (those with restartPolicy Always) like the others.
func initStatuses(pod *corev1.Pod, l *life, now time.Time) (statuses []corev1.ContainerStatus) {
	for _, c := range pod.Spec.InitContainers {
		if c.RestartPolicy != nil && *c.RestartPolicy == corev1.ContainerRestartPolicyAlways {
			statuses = append(statuses, containerStatus(pod, c, l, now))
			continue
		}
		started := false
		status := corev1.ContainerStatus{Name: c.Name, Image: c.Image, Started: &started}
		if l.last() == nil {
			status.State = waiting("PodInitializing", "")
			if why := l.lacks.env[c.Name]; why != "" && l.lacks.mount == "" {
				status.State = waiting("CreateContainerConfigError", why)
			}
		} else {
			first := l.runs[0]
			status.Ready = true
			status.ImageID = "testcluster.bunhelm/" + c.Image
			status.ContainerID = containerID(pod, c.Name, 1)
			status.State = terminated(pod, c.Name, 1, &run{started: l.accepted, endsAt: first.started})
		}
		statuses = append(statuses, status)
	}
	return statuses
}

// stamp is the time as the API stores it, without the parts of a second: with
// them no status would ever equal the stored one.
func stamp(t time.Time) metav1.Time {
	return metav1.NewTime(t).Rfc3339Copy()
}

func containerID(pod *corev1.Pod, container string, number int) string {
	return fmt.Sprintf("testcluster://%s/%s/%d", pod.UID, container, number)
}

func fullName(pod *corev1.Pod) string {
	return fmt.Sprintf("%s_%s(%s)", pod.Name, pod.Namespace, pod.UID)
}
