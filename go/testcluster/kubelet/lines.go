package kubelet

import (
	"fmt"
	"time"
)

// line is one line of a container's log and the time it was written.
type line struct {
	at   time.Time
	text string
}

// lines is the log of a run up to now. Nothing is stored: the lines follow from
// the behaviour and the time.
func (b behaviour) lines(r *run, container string, now time.Time) (lines []line) {
	texts := b.logs
	if texts == nil {
		texts = []string{container + " started"}
	}
	for n, text := range texts {
		at := r.started.Add(time.Duration(n) * b.logInterval)
		if at.After(now) || (r.ends && at.After(r.endsAt)) {
			return lines
		}
		lines = append(lines, line{at, text})
	}
	if b.logs == nil && r.over(now) {
		lines = append(lines, line{r.endsAt, fmt.Sprintf("%s exited with code %d", container, r.exitCode)})
	}
	return lines
}

// log is the current log of the nth run and whether it is complete.
func (l *life) log(n int, container string, now time.Time) (lines []line, complete bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	r := l.runs[n]
	return l.behaviour.lines(&r, container, now), r.over(now)
}

// logOf is the run whose log is asked for. As with a real kubelet, both the
// current and the previous log of a container that waits to be started again are
// those of its last run.
func (l *life) logOf(previous bool, pod, container string, now time.Time) (n int, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	r := l.last()
	if r == nil && !previous {
		reason := "ContainerCreating"
		if l.invalid != nil {
			reason = "CreateContainerConfigError"
		} else if l.behaviour.imagePullError && !now.Before(l.pullFails().Add(pullError)) {
			reason = "ImagePullBackOff"
		}
		return 0, fmt.Errorf("container %q in pod %q is waiting to start: %s", container, pod, reason)
	}
	last := len(l.runs) - 1
	if !previous || (last >= 0 && r.over(now) && !l.nextStart.IsZero()) {
		return last, nil
	}
	if last < 1 {
		return 0, fmt.Errorf("previous terminated container %q in pod %q not found", container, pod)
	}
	return last - 1, nil
}
