package kubelet

import (
	"time"

	corev1 "k8s.io/api/core/v1"
)

// setConditions writes the conditions the kubelet owns; PodScheduled was set by
// the binding.
func setConditions(status *corev1.PodStatus, pod *corev1.Pod, l *life, now time.Time) {
	created := l.last() != nil
	_, finished := l.finished(now)
	ready := false
	if r := l.running(now); r != nil {
		ready = r.ready(now)
	}
	set := func(kind corev1.PodConditionType, yes bool, reason, message string) {
		setCondition(status, pod.Generation, kind, yes, reason, message, now)
	}
	set(corev1.PodReadyToStartContainers, created && !finished, "", "")
	if created {
		set(corev1.PodInitialized, true, completed(finished), "")
	} else {
		set(corev1.PodInitialized, len(pod.Spec.InitContainers) == 0, "", "")
	}
	switch {
	case finished:
		reason := "PodCompleted"
		if status.Phase == corev1.PodFailed {
			reason = "PodFailed"
		}
		set(corev1.ContainersReady, false, reason, "")
		set(corev1.PodReady, false, reason, "")
	case !ready:
		message := "containers with unready status: " + containerNames(pod)
		set(corev1.ContainersReady, false, "ContainersNotReady", message)
		set(corev1.PodReady, false, "ContainersNotReady", message)
	default:
		set(corev1.ContainersReady, true, "", "")
		if gate, missing := missingGate(pod); missing {
			set(corev1.PodReady, false, "ReadinessGatesNotReady", "corresponding condition of pod readiness gate \""+gate+"\" does not exist.")
		} else {
			set(corev1.PodReady, true, "", "")
		}
	}
}

func completed(finished bool) string {
	if finished {
		return "PodCompleted"
	}
	return ""
}

// missingGate is the first readiness gate that nobody has opened.
func missingGate(pod *corev1.Pod) (gate string, missing bool) {
	for _, g := range pod.Spec.ReadinessGates {
		if c := findCondition(pod.Status.Conditions, g.ConditionType); c == nil || c.Status != corev1.ConditionTrue {
			return string(g.ConditionType), true
		}
	}
	return "", false
}

func setCondition(status *corev1.PodStatus, generation int64, kind corev1.PodConditionType, yes bool, reason, message string, now time.Time) {
	value := corev1.ConditionFalse
	if yes {
		value = corev1.ConditionTrue
	}
	c := findCondition(status.Conditions, kind)
	if c == nil {
		status.Conditions = append(status.Conditions, corev1.PodCondition{Type: kind})
		c = &status.Conditions[len(status.Conditions)-1]
	}
	if c.Status != value {
		c.Status = value
		c.LastTransitionTime = stamp(now)
	}
	c.ObservedGeneration = generation
	c.Reason, c.Message = reason, message
}

func findCondition(conditions []corev1.PodCondition, kind corev1.PodConditionType) *corev1.PodCondition {
	for i := range conditions {
		if conditions[i].Type == kind {
			return &conditions[i]
		}
	}
	return nil
}

// containerNames lists the containers as the real kubelet does: [a b].
func containerNames(pod *corev1.Pod) string {
	names := "["
	for i, c := range pod.Spec.Containers {
		if i > 0 {
			names += " "
		}
		names += c.Name
	}
	return names + "]"
}
