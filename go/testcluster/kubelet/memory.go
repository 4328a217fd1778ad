package kubelet

import (
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"
)

// lives is the memory of all pods on the node.
type lives struct {
	mu    sync.Mutex
	byUID map[types.UID]*life
}

// of returns the life of the pod, begun by begin if there is none.
func (m *lives) of(pod *corev1.Pod, begin func() *life) *life {
	m.mu.Lock()
	defer m.mu.Unlock()
	l := m.byUID[pod.UID]
	if l == nil {
		l = begin()
		m.byUID[pod.UID] = l
	}
	return l
}

func (m *lives) get(uid types.UID) *life {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.byUID[uid]
}

// forget drops a pod that is gone. Its life is stopped, as a follower of its log
// may still hold it: a pod deleted by force was never told to end.
func (m *lives) forget(uid types.UID) {
	m.mu.Lock()
	l := m.byUID[uid]
	delete(m.byUID, uid)
	m.mu.Unlock()
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.stop(time.Now())
}

// failures counts the runs that failed on request, by owner.
type failures struct {
	mu    sync.Mutex
	count map[types.UID]int
}

// take says whether one more run of the owner shall fail, and counts it if so.
func (f *failures) take(owner types.UID, limit int) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.count[owner] >= limit {
		return false
	}
	f.count[owner]++
	return true
}

// inherit takes over the runs that the status shows: the containers outlive the
// kubelet that started them. What was told in events stays told.
func inherit(l *life, pod *corev1.Pod, now time.Time) {
	if pod.Status.StartTime == nil || len(pod.Status.ContainerStatuses) == 0 {
		return
	}
	l.accepted = pod.Status.StartTime.Time
	status := pod.Status.ContainerStatuses[0]
	if state := status.State; state.Running != nil || state.Terminated != nil || status.RestartCount > 0 {
		for range status.RestartCount {
			l.runs = append(l.runs, run{started: l.accepted, ends: true, endsAt: l.accepted, exitCode: 1})
		}
		r := l.newRun(l.accepted, false)
		switch {
		case state.Terminated != nil:
			r = run{started: state.Terminated.StartedAt.Time, ends: true, endsAt: state.Terminated.FinishedAt.Time, exitCode: state.Terminated.ExitCode}
		case state.Running != nil:
			started := state.Running.StartedAt.Time
			r = l.newRun(started, false)
			if status.Ready {
				r.readyAt = started
			}
			if r.ends && r.over(now) {
				r.endsAt = now.Add(l.behaviour.exitAfter)
			}
		default:
			r.ends, r.endsAt = true, now
		}
		l.runs = append(l.runs, r)
		l.inherited = len(l.runs)
		return
	}
	if l.invalid == nil && !l.behaviour.imagePullError {
		l.nextStart = now
	}
}
