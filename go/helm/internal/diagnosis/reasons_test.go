package diagnosis

import (
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func waitingFor(reason, message string) corev1.ContainerState {
	return corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: reason, Message: message}}
}

func endedWith(code int32, reason string) corev1.ContainerState {
	return corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{ExitCode: code, Reason: reason}}
}

var runs = corev1.ContainerState{Running: &corev1.ContainerStateRunning{}}

func TestAPodSaysWhyItIsNotReady(t *testing.T) {
	for name, one := range map[string]struct {
		status  corev1.PodStatus
		events  []corev1.Event
		reason  string
		message string
		soft    bool
	}{
		"an init container cannot be pulled": {
			status: corev1.PodStatus{
				InitContainerStatuses: []corev1.ContainerStatus{{Name: "init", State: waitingFor("ImagePullBackOff", "Back-off pulling image \"x\"")}},
				ContainerStatuses:     []corev1.ContainerStatus{{Name: "main", State: waitingFor("PodInitializing", "")}},
			},
			reason: "ImagePullBackOff", message: `Back-off pulling image "x"`,
		},
		"an init container has failed": {
			status: corev1.PodStatus{
				InitContainerStatuses: []corev1.ContainerStatus{{Name: "init", State: endedWith(2, "Error")}},
				ContainerStatuses:     []corev1.ContainerStatus{{Name: "main", State: waitingFor("PodInitializing", "")}},
			},
			reason: "Error", message: "container init ended with exit code 2",
		},
		"it was killed for its memory and waits": {
			status: corev1.PodStatus{ContainerStatuses: []corev1.ContainerStatus{{
				Name: "main", State: waitingFor("CrashLoopBackOff", "back-off 10s restarting failed container=main pod=web-1_shop(6ba7b810-9dad-11d1-80b4-00c04fd430c8)"),
				LastTerminationState: endedWith(137, "OOMKilled"),
			}}},
			reason: "CrashLoopBackOff", message: "back-off 10s restarting failed container=main pod=web-1; the last run ended with exit code 137 (OOMKilled)",
		},
		"it runs again after a crash": {
			status: corev1.PodStatus{ContainerStatuses: []corev1.ContainerStatus{{Name: "main", State: runs, LastTerminationState: endedWith(7, "Error"), RestartCount: 1}}},
			reason: "Error", message: "container main ended with exit code 7 and was restarted",
		},
		"a volume cannot be mounted": {
			status: corev1.PodStatus{ContainerStatuses: []corev1.ContainerStatus{{Name: "main", State: waitingFor("ContainerCreating", "")}}},
			events: []corev1.Event{{Reason: "FailedMount", Message: "MountVolume.SetUp failed for volume \"v\" : secret \"s\" not found"}},
			reason: "FailedMount", message: `MountVolume.SetUp failed for volume "v" : secret "s" not found`,
		},
		"it is only starting": {
			status: corev1.PodStatus{ContainerStatuses: []corev1.ContainerStatus{{Name: "main", State: waitingFor("ContainerCreating", "")}}},
			events: []corev1.Event{{Reason: "FailedScheduling", Message: "0/1 nodes"}},
		},
		"no node takes it": {
			status: corev1.PodStatus{Conditions: []corev1.PodCondition{{Type: corev1.PodScheduled, Status: corev1.ConditionFalse, Reason: "Unschedulable", Message: "0/3 nodes are available"}}},
			reason: "Unschedulable", message: "0/3 nodes are available",
		},
		"it was evicted": {
			status: corev1.PodStatus{Phase: corev1.PodFailed, Reason: "Evicted", Message: "The node was low on resource: memory."},
			reason: "Evicted", message: "The node was low on resource: memory.",
		},
		"its probe fails": {
			status: corev1.PodStatus{ContainerStatuses: []corev1.ContainerStatus{{Name: "main", State: runs}}},
			events: []corev1.Event{{Reason: "Unhealthy", Message: "Readiness probe failed: 503"}},
			reason: "Unhealthy", message: "Readiness probe failed: 503", soft: true,
		},
		"it has just begun to run": {
			status: corev1.PodStatus{ContainerStatuses: []corev1.ContainerStatus{{Name: "main", State: runs}}},
			soft:   true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			why, soft := podWhy(&corev1.Pod{Status: one.status}, func() []corev1.Event { return one.events })
			if why.Reason != one.reason || why.Message != one.message || soft != one.soft {
				t.Errorf("got %q, %q, soft: %v", why.Reason, why.Message, soft)
			}
		})
	}
}

func TestAReasonFitsIntoALine(t *testing.T) {
	why := told("", strings.Repeat("node\n", 1000))
	if why.Reason != "Unknown" || strings.Contains(why.Message, "\n") || len(why.Message) > longest+3 {
		t.Errorf("got %d bytes: %.50s", len(why.Message), why.Message)
	}
}

func TestEventsAreSortedByWhenTheyWereSeenLast(t *testing.T) {
	at := func(seconds int64) metav1.Time { return metav1.NewTime(time.Unix(seconds, 0)) }
	events := []corev1.Event{
		{Reason: "series", Series: &corev1.EventSeries{LastObservedTime: metav1.MicroTime{Time: at(30).Time}}, EventTime: metav1.MicroTime{Time: at(1).Time}},
		{Reason: "last", LastTimestamp: at(20)},
		{Reason: "created", ObjectMeta: metav1.ObjectMeta{CreationTimestamp: at(10)}},
	}
	sortEvents(events)
	for i, reason := range []string{"created", "last", "series"} {
		if events[i].Reason != reason {
			t.Errorf("%d is %s", i, events[i].Reason)
		}
	}
}
