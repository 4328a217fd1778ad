package kubelet

import (
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
)

// A container that ended starts again after a delay that doubles each time: the
// real kubelet's 10 s to 5 min, made bearable.
const (
	firstBackOff   = 200 * time.Millisecond
	longestBackOff = 5 * time.Second
	// pullError is how long ErrImagePull shows before ImagePullBackOff.
	pullError = 300 * time.Millisecond
)

// run is one life of a pod's containers, from start to exit.
type run struct {
	started  time.Time
	ends     bool
	endsAt   time.Time
	exitCode int32
	// readyAt is when the containers pass their readiness probe; zero is never.
	readyAt time.Time
}

// over says that the run came to its end.
func (r *run) over(now time.Time) bool { return r.ends && !now.Before(r.endsAt) }

func (r *run) ready(now time.Time) bool {
	return !r.readyAt.IsZero() && !now.Before(r.readyAt) && !r.over(now)
}

// life is what the kubelet remembers of a pod, keyed by its UID: a status holds
// whole seconds only, and nothing of the runs before the last.
type life struct {
	// mu guards all of it: workers advance a life while the log server reads it.
	mu        sync.Mutex
	behaviour behaviour
	invalid   error
	accepted  time.Time
	ip        string
	runs      []run
	// nextStart is when the next run begins; zero is never.
	nextStart time.Time
	// lacks is what the first run waits for.
	lacks lack
	// deleted is when the deletion was first seen, stopped when the containers
	// were ended because of it.
	deleted, stopped time.Time
	// inherited are the first runs, started under a kubelet before this one.
	inherited int
	// told are the events already written.
	told map[string]bool
}

// last is the latest run, nil before the first.
func (l *life) last() *run {
	if len(l.runs) == 0 {
		return nil
	}
	return &l.runs[len(l.runs)-1]
}

// running is the run in progress, if any.
func (l *life) running(now time.Time) *run {
	if r := l.last(); r != nil && !r.over(now) && l.stopped.IsZero() {
		return r
	}
	return nil
}

// finished says that no container of the pod will run again, and how it ended.
func (l *life) finished(now time.Time) (phase corev1.PodPhase, yes bool) {
	r := l.last()
	if r == nil || !r.over(now) || !l.nextStart.IsZero() {
		return "", false
	}
	if r.exitCode == 0 {
		return corev1.PodSucceeded, true
	}
	return corev1.PodFailed, true
}

// accept is the moment the pod is bound to the node.
func (l *life) accept(now time.Time) {
	l.accepted = now
	if l.invalid == nil && !l.behaviour.imagePullError {
		l.nextStart = now.Add(l.behaviour.creation())
	}
}

// hold keeps the first run from beginning while there is something that it lacks.
func (l *life) hold(lacks lack, now time.Time) {
	held := l.lacks.any()
	l.lacks = lacks
	switch {
	case lacks.any():
		l.nextStart = time.Time{}
	case held:
		l.nextStart = now
	}
}

// awaits says that the first run would begin if nothing were missing.
func (l *life) awaits(now time.Time) bool {
	return l.last() == nil && l.invalid == nil && !l.behaviour.imagePullError && l.stopped.IsZero() &&
		!now.Before(l.accepted.Add(l.behaviour.creation()))
}

// pullFails is when an image that cannot be pulled is first missed.
func (l *life) pullFails() time.Time { return l.accepted.Add(l.behaviour.creation()) }

// advance begins and ends runs as their times come. fails tells whether the run
// that begins is one of those that shall fail.
func (l *life) advance(now time.Time, policy corev1.RestartPolicy, fails func() bool) {
	if !l.stopped.IsZero() {
		return
	}
	for {
		r := l.last()
		switch {
		case !l.nextStart.IsZero() && !now.Before(l.nextStart):
			l.runs = append(l.runs, l.newRun(l.nextStart, fails()))
			l.nextStart = time.Time{}
		case r != nil && r.over(now) && l.nextStart.IsZero() && restarts(policy, r.exitCode):
			l.nextStart = r.endsAt.Add(backOff(len(l.runs)))
		default:
			return
		}
	}
}

func (l *life) newRun(start time.Time, fails bool) run {
	b := l.behaviour
	r := run{started: start, ends: b.ends, exitCode: b.exitCode}
	if fails {
		r.ends = true
		if r.exitCode == 0 {
			r.exitCode = 1
		}
	}
	switch {
	case b.neverReady || r.exitCode != 0:
		// A container about to fail would be ready for a moment in reality, and
		// the Deployment available by chance.
	case r.ends:
		r.readyAt = start
	default:
		r.readyAt = start.Add(b.readyAfter - b.creation())
	}
	if r.ends {
		r.endsAt = start.Add(b.exitAfter)
	}
	return r
}

// stop ends the containers for good.
func (l *life) stop(now time.Time) {
	if !l.stopped.IsZero() {
		return
	}
	l.stopped = now
	l.nextStart = time.Time{}
	if r := l.last(); r != nil && !r.over(now) {
		r.ends, r.endsAt, r.exitCode = true, now, 143
	}
}

// wake is how long nothing will change, or zero if nothing ever will.
func (l *life) wake(now time.Time) time.Duration {
	next := time.Time{}
	consider := func(t time.Time) {
		if t.After(now) && (next.IsZero() || t.Before(next)) {
			next = t
		}
	}
	consider(l.nextStart)
	if l.behaviour.imagePullError {
		consider(l.pullFails())
		consider(l.pullFails().Add(pullError))
	}
	if r := l.last(); r != nil {
		consider(r.readyAt)
		if r.ends {
			consider(r.endsAt)
		}
	}
	if next.IsZero() {
		return 0
	}
	return next.Sub(now)
}

func restarts(policy corev1.RestartPolicy, exitCode int32) bool {
	switch policy {
	case corev1.RestartPolicyNever:
		return false
	case corev1.RestartPolicyOnFailure:
		return exitCode != 0
	default:
		return true
	}
}

func backOff(runs int) time.Duration {
	delay := firstBackOff
	for range runs - 1 {
		delay = min(2*delay, longestBackOff)
	}
	return delay
}
