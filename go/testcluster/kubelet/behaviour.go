package kubelet

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// annotationPrefix starts the annotations by which a pod says how it behaves.
const annotationPrefix = "testcluster.bunhelm/"

const (
	// A pod is never ready at once: a wait that looks only once must fail.
	defaultReadyAfter = 300 * time.Millisecond
	defaultExitAfter  = 100 * time.Millisecond
	// longestCreation is how long a slow pod stays in ContainerCreating; the rest
	// of its time it runs without being ready.
	longestCreation = 200 * time.Millisecond
)

// behaviour is how the containers of a pod behave.
type behaviour struct {
	readyAfter     time.Duration
	neverReady     bool
	crashLoop      bool
	imagePullError bool
	unschedulable  bool
	// ends says that the containers end by themselves, after exitAfter.
	ends           bool
	exitCode       int32
	exitAfter      time.Duration
	terminateAfter time.Duration
	failTimes      int
	logs           []string
	logInterval    time.Duration
}

// behaviourOf reads the annotations of a pod. A wrong one is an error, as a test
// that misspells it would otherwise prove nothing.
func behaviourOf(pod *corev1.Pod) (behaviour, error) {
	b := behaviour{readyAfter: defaultReadyAfter, exitAfter: -1}
	b.ends = pod.Spec.RestartPolicy != corev1.RestartPolicyAlways && (isHook(pod) || ownedByJob(pod))
	for _, key := range slices.Sorted(maps.Keys(pod.Annotations)) {
		name, ours := strings.CutPrefix(key, annotationPrefix)
		if !ours {
			continue
		}
		if err := b.set(name, pod.Annotations[key]); err != nil {
			return b, fmt.Errorf("annotation %s: %w", key, err)
		}
	}
	if b.crashLoop {
		b.ends = true
		b.exitCode = cmp.Or(b.exitCode, 1)
	}
	if b.exitAfter < 0 {
		b.exitAfter = max(defaultExitAfter, time.Duration(len(b.logs))*b.logInterval)
	}
	return b, nil
}

func (b *behaviour) set(name, value string) (err error) {
	switch name {
	case "ready-after":
		b.readyAfter, err = parseDuration(value)
	case "never-ready":
		b.neverReady, err = strconv.ParseBool(value)
	case "crash-loop":
		b.crashLoop, err = strconv.ParseBool(value)
	case "image-pull-error":
		b.imagePullError, err = strconv.ParseBool(value)
	case "unschedulable":
		b.unschedulable, err = strconv.ParseBool(value)
	case "exit-code":
		var code uint64
		code, err = strconv.ParseUint(value, 10, 8)
		b.ends, b.exitCode = true, int32(code)
	case "exit-after":
		b.exitAfter, err = parseDuration(value)
		b.ends = true
	case "terminate-after":
		b.terminateAfter, err = parseDuration(value)
	case "fail-times":
		b.failTimes, err = strconv.Atoi(value)
	case "logs":
		b.logs = strings.Split(strings.TrimSuffix(value, "\n"), "\n")
	case "log-interval":
		b.logInterval, err = parseDuration(value)
	default:
		return fmt.Errorf("no such behaviour")
	}
	return err
}

func parseDuration(value string) (time.Duration, error) {
	d, err := time.ParseDuration(value)
	if err == nil && d < 0 {
		err = fmt.Errorf("%s is negative", value)
	}
	return d, err
}

// creation is how long the pod shows ContainerCreating.
func (b behaviour) creation() time.Duration {
	return min(b.readyAfter/3, longestCreation)
}

// isHook says that Helm waits for the pod to end, as it does for hooks and tests.
func isHook(pod *corev1.Pod) bool {
	_, hook := pod.Annotations["helm.sh/hook"]
	return hook
}

func ownedByJob(pod *corev1.Pod) bool {
	owner := metav1.GetControllerOf(pod)
	return owner != nil && owner.Kind == "Job"
}
