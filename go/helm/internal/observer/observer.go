// Package observer knows which release records an operation has written.
package observer

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	ri "helm.sh/helm/v4/pkg/release"
	"helm.sh/helm/v4/pkg/release/common"
	release "helm.sh/helm/v4/pkg/release/v1"
	"helm.sh/helm/v4/pkg/storage/driver"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/gate"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/records"
	"bunhelm/helm/internal/wire"
)

// Observer sees every record that is written, and starts none after a cancel. It passes every
// error on untouched: Helm compares them.
type Observer struct {
	driver.Driver
	op    *operation.Operation
	gates *gate.Gate
	// attempted is told before a record is written, recorded after.
	attempted, recorded func(*release.Release)
	// Accepts may refuse a revision before it is written.
	Accepts func(*release.Release, wire.Status) error
	// OnRead is told of each record that is read, once.
	OnRead  func(*release.Release)
	started time.Time

	mu      sync.Mutex           // guards what follows
	created map[string]time.Time // when the revision says it was deployed: its mark
	deleted map[string]time.Time // when the uninstall says it began
	hooks   map[string]time.Time // when the hook began that it last said is running
	states  map[string]state
	// of the release whose records were written
	name, namespace string
	// what was read, until this operation writes
	queries map[string]answer
	// the revisions that were deployed when they were last read
	deployed map[string]wire.RevisionState
	// what records said when they were last read or written
	known map[string]common.Status
	// the marks of the records that were read: a repair deletes no others
	read map[string]time.Time
	// why the last write has failed that would have said that all is done
	failed error
	purge  bool // and it was the deletion of what an uninstall leaves behind
	// the newest revision that this operation has created, and what another has made of the release
	own    int
	theirs *release.Release
	// holdsBack: nothing is deleted before the next revision was accepted; pruned are the records that are then.
	holdsBack bool
	pruned    []string
	pulse     *pulse // of the record that waits for the end of this operation
}

// answer is what the storage said to a question; "no such release" is an answer too.
type answer struct {
	list []ri.Releaser
	err  error
}

// state is what a record says as far as this operation knows.
type state struct {
	record wire.FailedRelease
	rel    *release.Release
	runs   bool // it says that a hook is running
	lost   bool // the last write was not answered, or was refused
	// of a write that was lost
	refused bool
	intent  Intent
}

// New observes a driver.
func New(inner driver.Driver, op *operation.Operation, gates *gate.Gate, attempted, recorded func(*release.Release)) *Observer {
	return &Observer{Driver: inner, op: op, gates: gates, recorded: recorded, attempted: attempted, started: time.Now(),
		created: map[string]time.Time{}, deleted: map[string]time.Time{}, hooks: map[string]time.Time{}, states: map[string]state{}, queries: map[string]answer{}, deployed: map[string]wire.RevisionState{}, known: map[string]common.Status{}, read: map[string]time.Time{}}
}

// Query answers a question that was asked before from memory, until this operation's own first
// write: an upgrade reads the same history up to three times, and the API server may let each wait
// for 100 ms. What another process writes meanwhile is met where Helm meets it: at the creation of
// the next revision.
func (o *Observer) Query(labels map[string]string) (result []ri.Releaser, err error) {
	defer fault.Recovered(&err)
	key := fmt.Sprint(labels)
	o.mu.Lock()
	known, found := o.queries[key]
	o.mu.Unlock()
	if found {
		return slices.Clone(known.list), known.err
	}
	result, err = o.Driver.Query(labels)
	if err == nil || errors.Is(err, driver.ErrReleaseNotFound) {
		o.answered(key, result, err)
	}
	return result, err
}

func (o *Observer) answered(question string, result []ri.Releaser, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.queries != nil {
		o.queries[question] = answer{slices.Clone(result), err}
	}
	for _, one := range result {
		rel, ok := one.(*release.Release)
		if !ok {
			continue
		}
		if mark, known := o.read[records.KeyOf(rel)]; o.OnRead != nil && !(known && mark.Equal(rel.Info.LastDeployed)) {
			o.OnRead(rel)
		}
		o.known[records.KeyOf(rel)] = rel.Info.Status
		o.read[records.KeyOf(rel)] = rel.Info.LastDeployed
		if rel.Info.Status == common.StatusDeployed {
			o.deployed[records.KeyOf(rel)] = records.StateOf(rel)
		}
	}
}

// Get reads one record.
func (o *Observer) Get(key string) (r ri.Releaser, err error) {
	defer fault.Recovered(&err)
	return o.Driver.Get(key)
}

// List reads those that filter lets through.
func (o *Observer) List(filter func(ri.Releaser) bool) (list []ri.Releaser, err error) {
	defer fault.Recovered(&err)
	return o.Driver.List(filter)
}

// beginWrite forgets what was read.
func (o *Observer) beginWrite() error {
	o.mu.Lock()
	o.queries = nil
	o.mu.Unlock()
	return o.gates.Refused()
}

// recordWrite takes note of a write and its result.
func (o *Observer) recordWrite(key string, r ri.Releaser, err error) {
	rel, ok := r.(*release.Release)
	if !ok || rel.Info == nil {
		return
	}
	o.note(key, rel, err)
	if err != nil {
		return
	}
	o.op.Evidence.Recorded(records.EventOf(rel))
	o.recorded(rel)
}

// note keeps what a record says by now, as far as that is known.
func (o *Observer) note(key string, rel *release.Release, err error) {
	now := state{record: *records.RecordOf(rel.Name, rel.Namespace, rel), rel: rel, runs: runningSince(rel).After(o.started), lost: err != nil}
	o.mu.Lock()
	defer o.mu.Unlock()
	if err != nil {
		now.refused, now.intent = wasRefused(err), intentOf(rel, o.known[key])
	} else {
		o.known[key] = rel.Info.Status
	}
	now.keep(o.states[key], o.known[key])
	o.states[key] = now
	o.failed, o.purge = nil, false
	if rel.Info.Status == common.StatusDeployed || rel.Info.Status == common.StatusUninstalled {
		o.failed = err
	}
}

func (o *Observer) Create(key string, r ri.Releaser) (err error) {
	defer fault.Recovered(&err)
	if err := o.beginWrite(); err != nil {
		return err
	}
	if rel, ok := r.(*release.Release); ok && o.Accepts != nil {
		if err := o.Accepts(rel, wire.Status(rel.Info.Status)); err != nil {
			return err
		}
	}
	if err := o.prune(); err != nil {
		return err
	}
	defer o.op.Debt.Recording()()
	o.op.Evidence.Phase(wire.PhaseStore, 0)
	o.noteAttempt(key, r)
	err = o.Driver.Create(key, records.Stored(r))
	o.recordWrite(key, r, err)
	if err == nil {
		o.creates(r)
		o.beat(key, r)
	}
	return err
}

// noteAttempt remembers what is about to be written: its answer may be lost, and a repair must know it
// from a record that somebody else has made under the same key.
func (o *Observer) noteAttempt(key string, r ri.Releaser) {
	rel, ok := r.(*release.Release)
	if !ok || rel.Info == nil {
		return
	}
	o.op.Evidence.Manifest(rel.Manifest)
	o.op.Debt.Owe()
	o.remember(key, rel)
	o.attempted(rel)
}

// remember keeps the marks by which a record is known again.
func (o *Observer) remember(key string, rel *release.Release) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.name, o.namespace = rel.Name, rel.Namespace
	// A test writes its hooks into a record that another operation may hold.
	if rel.Info.Status.IsPending() && rel.Info.LastDeployed.After(o.started) {
		o.created[key] = rel.Info.LastDeployed
	}
	if rel.Info.Status == common.StatusUninstalling && rel.Info.Deleted.After(o.started) {
		o.deleted[key] = rel.Info.Deleted
	}
	if began := runningSince(rel); began.After(o.started) {
		o.hooks[key] = began
	}
}

func (o *Observer) Update(key string, r ri.Releaser) (err error) {
	defer fault.Recovered(&err)
	if err := o.beginWrite(); err != nil {
		return err
	}
	if err := o.checkOvertaken(r); err != nil {
		return err
	}
	defer o.op.Debt.Recording()()
	o.noteAttempt(key, r)
	err = o.Driver.Update(key, records.Stored(r))
	if apierrors.IsConflict(err) {
		err = o.again(key, r)
	}
	o.recordWrite(key, r, err)
	if err != nil {
		return err
	}
	o.beat(key, r)
	return o.giveWay(key, r)
}

func (o *Observer) Delete(key string) (r ri.Releaser, err error) {
	defer fault.Recovered(&err)
	if err := o.beginWrite(); err != nil {
		return nil, err
	}
	if o.keepsFor(key) {
		return o.Driver.Get(key)
	}
	defer o.op.Debt.Recording()()
	r, err = o.Driver.Delete(key)
	if err == nil || errors.Is(err, driver.ErrReleaseNotFound) {
		o.mu.Lock()
		delete(o.states, key)
		delete(o.deployed, key)
		delete(o.known, key)
		_, isMarked := o.deleted[key]
		uninstalls := len(o.deleted) > 0
		o.mu.Unlock()
		if uninstalls && !isMarked {
			return r, nil // an older record that somebody else has just deleted: Helm would stop there
		}
		return r, err
	}
	o.mu.Lock()
	if len(o.deleted) > 0 { // this operation uninstalls
		o.failed, o.purge = err, true
	}
	o.mu.Unlock()
	return r, err
}

// Mine tells whether this operation has written the record as it stands.
func (o *Observer) Mine(key string, rel *release.Release) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if rel.Info.Status == common.StatusUninstalling {
		began, known := o.deleted[key]
		return known && began.Equal(rel.Info.Deleted)
	}
	if rel.Info.Status.IsPending() {
		began, known := o.created[key]
		return known && began.Equal(rel.Info.LastDeployed)
	}
	began, known := o.hooks[key]
	return known && began.Equal(runningSince(rel))
}

// Newest is the newest record this operation has written; unsettled: one of them may not say how
// the operation ended.
func (o *Observer) Newest() (record *wire.FailedRelease, unsettled bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.name != "" && len(o.states) == 0 {
		return &wire.FailedRelease{Name: o.name, Namespace: o.namespace}, false // undone or purged
	}
	for _, s := range o.states {
		unsettled = unsettled || s.lost || s.runs || records.Unfinished(s.record.Status)
		if record == nil || s.record.Revision > record.Revision {
			record = &s.record
		}
	}
	if o.theirs != nil && record != nil && o.theirs.Version >= record.Revision {
		record = records.RecordOf(o.name, o.namespace, o.theirs)
	}
	return record, unsettled
}

// Written is the newest revision this operation has written; nil when it wrote none.
func (o *Observer) Written() *release.Release {
	o.mu.Lock()
	defer o.mu.Unlock()
	var newest *release.Release
	for _, s := range o.states {
		if newest == nil || s.rel.Version > newest.Version {
			newest = s.rel
		}
	}
	return newest
}

// HasWritten tells whether this operation has written a record.
func (o *Observer) HasWritten(key string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	_, found := o.states[key]
	return found
}

// Purges tells whether an uninstall has left records that it meant to delete.
func (o *Observer) Purges() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.purge
}

// Revisions are those that this operation has written, as far as it knows, and the one that was
// deployed; none when it has written none.
func (o *Observer) Revisions() []wire.RevisionState {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.states) == 0 {
		return nil
	}
	known := maps.Clone(o.deployed)
	for key, s := range o.states {
		known[key] = wire.RevisionState{Revision: s.record.Revision, Status: s.record.Status, Description: s.record.Description}
		switch before, stood := o.known[key]; {
		case s.lost && s.refused && stood:
			known[key] = wire.RevisionState{Revision: s.record.Revision, Status: wire.Status(before)}
		case s.lost:
			known[key] = wire.RevisionState{Revision: s.record.Revision}
		}
	}
	if o.theirs != nil {
		known[records.KeyOf(o.theirs)] = records.StateOf(o.theirs)
	}
	return slices.SortedFunc(maps.Values(known), func(a, b wire.RevisionState) int { return cmp.Compare(a.Revision, b.Revision) })
}

// runningSince is when the hook has started that a record says is running; zero when none is.
func runningSince(rel *release.Release) (began time.Time) {
	for _, hook := range rel.Hooks {
		if hook != nil && hook.LastRun.Phase == release.HookPhaseRunning && hook.LastRun.StartedAt.After(began) {
			began = hook.LastRun.StartedAt
		}
	}
	return began
}
