package diagnosis

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"

	"bunhelm/helm/internal/evidence"
)

// Why something is not ready, read from what its controllers, the scheduler and the kubelet have written.

// failedCreate is the reason of an event: a controller could not make its pods.
const failedCreate = "FailedCreate"

// podWhy says why a pod is not ready; soft: it may still become so by itself. happened gives the pod's
// warnings, newest last, and is called only where the status tells nothing.
func podWhy(pod *corev1.Pod, happened func() []corev1.Event) (why evidence.Why, soft bool) {
	if pod.Status.Reason != "" { // Evicted, NodeLost
		return told(pod.Status.Reason, pod.Status.Message), false
	}
	statuses := slices.Concat(pod.Status.InitContainerStatuses, pod.Status.ContainerStatuses)
	for _, status := range statuses {
		if why := containerWhy(status); why.Reason != "" {
			return why, false
		}
	}
	for _, c := range pod.Status.Conditions {
		if c.Type == corev1.PodScheduled && c.Status == corev1.ConditionFalse {
			return told(c.Reason, c.Message), false
		}
	}
	creating, running := false, len(statuses) > 0
	for _, status := range statuses {
		creating = creating || status.State.Waiting != nil
		running = running && (status.State.Running != nil || done(status))
	}
	switch {
	case creating: // volumes, the sandbox, the network
		return newest(happened(), func(e corev1.Event) bool { return e.Reason != "FailedScheduling" && e.Reason != "Unhealthy" }), false
	case !running:
		return why, false
	}
	for _, status := range statuses {
		if last := status.LastTerminationState.Terminated; last != nil && last.ExitCode != 0 && !status.Ready {
			return told(last.Reason, fmt.Sprintf("container %s ended with exit code %d and was restarted", status.Name, last.ExitCode)), false
		}
	}
	for _, c := range pod.Status.Conditions {
		if c.Type == corev1.PodReady && c.Reason == "ReadinessGatesNotReady" {
			return told(c.Reason, c.Message), true
		}
	}
	return newest(happened(), func(e corev1.Event) bool { return e.Reason == "Unhealthy" }), true
}

func done(status corev1.ContainerStatus) bool {
	return status.State.Terminated != nil && status.State.Terminated.ExitCode == 0
}

// containerWhy is what a container's own state says; nothing while it starts, runs or has ended well.
func containerWhy(status corev1.ContainerStatus) evidence.Why {
	if waiting := status.State.Waiting; waiting != nil {
		switch waiting.Reason {
		case "", "ContainerCreating", "PodInitializing":
			return evidence.Why{}
		}
		why := told(waiting.Reason, waiting.Message)
		if last := status.LastTerminationState.Terminated; last != nil {
			why.Message = strings.TrimPrefix(why.Message+"; the last run "+ending(last), "; ")
		}
		return why
	}
	if ended := status.State.Terminated; ended != nil && ended.ExitCode != 0 {
		return told(cmp.Or(ended.Reason, "Error"), "container "+status.Name+" "+ending(ended))
	}
	return evidence.Why{}
}

func ending(ended *corev1.ContainerStateTerminated) string {
	text := fmt.Sprintf("ended with exit code %d", ended.ExitCode)
	if ended.Reason != "" && ended.Reason != "Error" {
		text += " (" + ended.Reason + ")"
	}
	if ended.Message != "" {
		text += ": " + ended.Message
	}
	return text
}

// setWhy is what the newest ReplicaSet of a Deployment says: it could not make pods.
func setWhy(set *appsv1.ReplicaSet) evidence.Why {
	for _, c := range set.Status.Conditions {
		if c.Type == appsv1.ReplicaSetReplicaFailure && c.Status == corev1.ConditionTrue {
			return told(c.Reason, c.Message)
		}
	}
	return evidence.Why{}
}

// newest is the last event that fits.
func newest(events []corev1.Event, fits func(corev1.Event) bool) evidence.Why {
	for _, e := range slices.Backward(events) {
		if fits(e) {
			return told(e.Reason, e.Message)
		}
	}
	return evidence.Why{}
}

// seenAt is when an event was seen last.
func seenAt(e corev1.Event) time.Time {
	if e.Series != nil && !e.Series.LastObservedTime.IsZero() {
		return e.Series.LastObservedTime.Time
	}
	for _, at := range []time.Time{e.LastTimestamp.Time, e.EventTime.Time, e.CreationTimestamp.Time} {
		if !at.IsZero() {
			return at
		}
	}
	return time.Time{}
}

// podInFull is how a kubelet names a pod: its namespace and UID tell a reader nothing.
var podInFull = regexp.MustCompile(`_[a-z0-9-]+\([0-9a-f-]{36}\)`)

// longest is how much of a message is told; a scheduler may name every node.
const longest = 1000

// told makes a reason fit to be shown in a line.
func told(reason, message string) evidence.Why {
	message = strings.Join(strings.Fields(podInFull.ReplaceAllString(message, "")), " ")
	if len(message) > longest {
		message = strings.ToValidUTF8(message[:longest], "") + "..."
	}
	return evidence.Why{Reason: cmp.Or(reason, "Unknown"), Message: message}
}
