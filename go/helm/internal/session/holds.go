package session

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// holds are the releases on which an operation of this process works, of whatever JavaScript context.
// The API server tells two of them apart only once the first has written a record; and a rollback,
// which frees what was interrupted, not even then. Nobody waits here.
var holds = struct {
	sync.Mutex
	by map[heldRelease][]*Session
}{by: map[heldRelease][]*Session{}}

// heldRelease is a release of some storage.
type heldRelease struct{ storage, namespace, name string }

// Hold takes a release for this operation until Close, or says which operation has it. Those that
// share it, which only run its tests, are not in each other's way.
func (s *Session) Hold(name string, shared bool) error {
	earlier := s.op.Before()
	key := heldRelease{s.where(), s.Namespace, name}
	holds.Lock()
	defer holds.Unlock()
	for _, other := range holds.by[key] {
		if !(shared && other.shares) && other.op.Works() {
			return other.busy(name)
		}
	}
	if earlier != nil && earlier.Works() {
		return s.calledBefore(name, earlier)
	}
	holds.by[key] = append(holds.by[key], s)
	s.held, s.shares, s.heldSince = key, shared, time.Now()
	return nil
}

// letGo gives the release up.
func (s *Session) letGo() {
	holds.Lock()
	defer holds.Unlock()
	left := slices.DeleteFunc(holds.by[s.held], func(other *Session) bool { return other == s })
	if holds.by[s.held] = left; len(left) == 0 {
		delete(holds.by, s.held)
	}
}

// where the records are: clients whose records are apart do not know each other's releases.
func (s *Session) where() string {
	switch s.settings.Driver {
	case wire.DriverMemory:
		return fmt.Sprintf("memory %v", s.op.Owner())
	case wire.DriverSQL:
		return fmt.Sprintf("sql %q %q", s.settings.DriverSqlConnectionString, s.getter.resolved.place)
	case wire.DriverConfigmap, "configmaps":
		return "configmaps " + s.getter.resolved.place
	}
	return "secrets " + s.getter.resolved.place
}

// busy is the error of another operation that wants the release.
func (s *Session) busy(name string) error {
	age := time.Since(s.heldSince)
	hint := "wait for that operation, or cancel it"
	if s.op.Err() != nil {
		hint = "that operation was cancelled, and its record is still being put in order: wait for that"
	}
	details := wire.ReleasePendingDetails{
		HintDetails: wire.HintDetails{Hint: hint},
		Since:       s.heldSince.UTC().Format(time.RFC3339Nano), AgeMs: age.Milliseconds(),
		Holder: &wire.ReleaseHolder{Verb: s.op.Verb, Operation: s.op.ID},
	}
	record := &wire.FailedRelease{Name: name, Namespace: s.Namespace}
	if newest, _ := s.observer.newest(); newest != nil && newest.Revision > 0 {
		record = newest
		details.Revision, details.Status = newest.Revision, newest.Status
	}
	err := fault.Said(wire.CodeReleasePending, details, errHeld, "another %s in this process has been working on %q for %s",
		s.op.Verb, name, age.Round(time.Millisecond))
	err.Release = record
	return err
}

// calledBefore is the error over an operation that was called earlier and has not taken the release yet.
func (s *Session) calledBefore(name string, earlier *operation.Operation) error {
	details := wire.ReleasePendingDetails{
		HintDetails: wire.HintDetails{Hint: "wait for that operation, or cancel it"},
		Holder:      &wire.ReleaseHolder{Verb: earlier.Verb, Operation: earlier.ID},
	}
	err := fault.Said(wire.CodeReleasePending, details, errHeld, "another %s in this process, which was called before, is about to work on %q", earlier.Verb, name)
	err.Release = &wire.FailedRelease{Name: name, Namespace: s.Namespace}
	return err
}

var errHeld = errors.New("another operation of this process is working on the release")
