// Package holds knows which operation of this process works on which release.
package holds

import (
	"errors"
	"slices"
	"sync"
	"time"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// held are the releases on which an operation of this process works, of whatever JavaScript context.
// The API server tells two of them apart only once the first has written a record; and a rollback,
// which frees what was interrupted, not even then. Nobody waits here.
var held = struct {
	sync.Mutex
	by map[Release][]*Hold
}{by: map[Release][]*Hold{}}

// Release is a release of some store.
type Release struct{ Store, Namespace, Name string }

// Hold is an operation's on a release.
type Hold struct {
	op      *operation.Operation
	turn    *Turn
	release Release
	shares  bool
	since   time.Time
	// record is the newest that the operation has written; nil when there is none.
	record func() *wire.FailedRelease
}

// Take takes a release for an operation until LetGo, or says which operation has it. Those that
// share it, which only run its tests, are not in each other's way.
func Take(op *operation.Operation, release Release, shared bool, record func() *wire.FailedRelease) (*Hold, error) {
	turn := turnOf(op)
	earlier := turn.before()
	held.Lock()
	defer held.Unlock()
	for _, other := range held.by[release] {
		if !(shared && other.shares) && works(other.op, other.turn) {
			return nil, other.busy()
		}
	}
	if earlier != nil && works(earlier.op, earlier) {
		return nil, calledBefore(release, earlier.op)
	}
	h := &Hold{op: op, turn: turn, release: release, shares: shared, since: time.Now(), record: record}
	held.by[release] = append(held.by[release], h)
	return h, nil
}

// LetGo gives the release up; nil holds none.
func (h *Hold) LetGo() {
	if h == nil {
		return
	}
	held.Lock()
	defer held.Unlock()
	left := slices.DeleteFunc(held.by[h.release], func(other *Hold) bool { return other == h })
	if held.by[h.release] = left; len(left) == 0 {
		delete(held.by, h.release)
	}
}

// busy is the error of another operation that wants the release.
func (h *Hold) busy() error {
	age := time.Since(h.since)
	hint := "wait for that operation, or cancel it"
	if h.op.Err() != nil {
		hint = "that operation was cancelled, and its record is still being repaired: wait for that"
	}
	details := wire.ReleasePendingDetails{
		HintDetails: wire.HintDetails{Hint: hint},
		Since:       h.since.UTC().Format(time.RFC3339Nano), AgeMs: age.Milliseconds(),
		Holder: &wire.ReleaseHolder{Verb: h.op.Verb, Operation: h.op.ID},
	}
	record := &wire.FailedRelease{Name: h.release.Name, Namespace: h.release.Namespace}
	if newest := h.record(); newest != nil && newest.Revision > 0 {
		record = newest
		details.Revision, details.Status = newest.Revision, newest.Status
	}
	err := fault.Newf(wire.CodeReleasePending, details, errHeld, "another %s in this process has been working on %q for %s",
		h.op.Verb, h.release.Name, age.Round(time.Millisecond))
	err.Release = record
	return err
}

// calledBefore is the error over an operation that was called earlier and has not taken the release yet.
func calledBefore(release Release, earlier *operation.Operation) error {
	details := wire.ReleasePendingDetails{
		HintDetails: wire.HintDetails{Hint: "wait for that operation, or cancel it"},
		Holder:      &wire.ReleaseHolder{Verb: earlier.Verb, Operation: earlier.ID},
	}
	err := fault.Newf(wire.CodeReleasePending, details, errHeld, "another %s in this process, which was called earlier, is about to work on %q", earlier.Verb, release.Name)
	err.Release = &wire.FailedRelease{Name: release.Name, Namespace: release.Namespace}
	return err
}

var errHeld = errors.New("another operation of this process is working on the release")
