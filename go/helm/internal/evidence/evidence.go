// Package evidence keeps what an operation has seen so far, for its errors.
package evidence

import (
	"slices"
	"sync"
	"sync/atomic"

	"bunhelm/helm/internal/wire"
)

// Evidence is that of one operation. What it is told of is sent as an event too, where there is one for it. All methods
// may be called from any goroutine.
type Evidence struct {
	// Readiness is how the objects that are waited for are doing.
	Readiness *Readiness

	emit    func(wire.Event)
	changed atomic.Bool // something was sent that changes the cluster
	objects atomic.Bool // and it was not only records

	mu     sync.Mutex // guards what follows
	seen   Seen
	fault  error
	record int
	brief  bool
}

// New is that of an operation that begins, which sends events with emit.
func New(emit func(wire.Event)) *Evidence {
	return &Evidence{Readiness: newReadiness(emit), emit: emit}
}

// Seen is what an operation has seen so far, at one moment.
type Seen struct {
	Phase   wire.Phase
	Release *wire.FailedRelease
	// Revisions are those that the operation has written, and the one that is deployed.
	Revisions []wire.RevisionState
	Chart     *wire.ChartInfo
	Manifest  string
	Applied   []wire.AppliedResource
	Planned   []wire.ResourceRef
	// Refused is the object whose write the API server refused last.
	Refused *wire.ResourceRef
	// Rendered is the release that was written last, Hook the hook that started or ended last.
	Rendered Rendered
	Hook     *wire.HookStatusEvent
	// Server is the address of the API server, once it is known, and Proxy that of the proxy before it.
	Server string
	Proxy  string
	// Identity is who asks it.
	Identity Identity
	NotReady []wire.ResourceStatus
	// Changed: something was sent that changes the cluster, records included.
	Changed bool
	// Unwritten is the record that could not be brought to the truth.
	Unwritten *Unwritten
	// Warnings are the API server's, each once, in the order in which they came.
	Warnings []string
}

// Identity is whose credentials an operation shows, in words that end a sentence.
type Identity struct {
	// Credentials are whose they are: `the credentials of user "admin"`.
	Credentials string
	// Renew says how to get others.
	Renew string
	// None: there are none.
	None bool
}

// Brief leaves phase events out: waking JavaScript for them would take longer than the operation.
// To be called before anything else happens.
func (e *Evidence) Brief() { e.brief = true }

// Phase says that the operation has come to its next step.
func (e *Evidence) Phase(phase wire.Phase, resources int) {
	if phase != wire.PhaseRepair { // comes after the failure, and explains nothing
		e.mu.Lock()
		e.seen.Phase = phase
		e.mu.Unlock()
	}
	if e.brief {
		return
	}
	e.emit(wire.PhaseEvent{Phase: phase, Resources: resources})
}

// Applied says what the API server did to an object.
func (e *Evidence) Applied(resource wire.ResourceRef, action wire.ResourceAction) {
	e.mu.Lock()
	e.seen.Applied = append(e.seen.Applied, wire.AppliedResource{ResourceRef: resource, Action: action})
	e.mu.Unlock()
	e.emit(wire.ResourceEvent{ResourceRef: resource, Action: action})
}

// warningsLimit is how many different warnings are kept.
const warningsLimit = 1000

// Warned passes on a warning of the API server.
func (e *Evidence) Warned(message string) {
	e.mu.Lock()
	if len(e.seen.Warnings) < warningsLimit && !slices.Contains(e.seen.Warnings, message) {
		e.seen.Warnings = append(e.seen.Warnings, message)
	}
	e.mu.Unlock()
	e.emit(wire.WarningEvent{Message: message})
}

// Planned lists the objects that are about to be written. The first plan counts: a later one is
// that of a rollback.
func (e *Evidence) Planned(resources []wire.ResourceRef) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.seen.Planned == nil {
		e.seen.Planned = resources
	}
}

// RecordSent keeps the size in bytes of the release's record as it is sent.
func (e *Evidence) RecordSent(size int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.record = max(e.record, size)
}

// RecordSize is the size in bytes of the largest record sent.
func (e *Evidence) RecordSize() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.record
}

// Refused names an object whose write the API server has refused.
func (e *Evidence) Refused(resource wire.ResourceRef) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.seen.Refused = &resource
}

// Server names the API server, the proxy that leads to it, if any, and who asks.
func (e *Evidence) Server(address, proxy string, who Identity) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.seen.Server, e.seen.Proxy, e.seen.Identity = address, proxy, who
}

// NoteFault keeps the first error that a wrapper has understood: Helm reduces some to text.
func (e *Evidence) NoteFault(err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.fault == nil {
		e.fault = err
	}
}

// Fault is the first error noted, or nil.
func (e *Evidence) Fault() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.fault
}

// Recorded says how the release is recorded now. Helm writes the record anew around each hook; what says
// the same as before is no event.
func (e *Evidence) Recorded(event wire.RecordEvent) {
	now := wire.FailedRelease{
		Name: event.Name, Namespace: event.Namespace, Revision: event.Revision,
		Status: event.Status, Description: event.Description,
	}
	e.mu.Lock()
	same := e.seen.Release != nil && *e.seen.Release == now
	e.seen.Release = &now
	e.mu.Unlock()
	if !same {
		e.emit(event)
	}
}

// Release names the release of the call before any record of it is written.
func (e *Evidence) Release(name, namespace string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.seen.Release = &wire.FailedRelease{Name: name, Namespace: namespace}
}

// Record replaces what is known of the release's record; nil when none stands.
func (e *Evidence) Record(release *wire.FailedRelease) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.seen.Release = release
}

// Revisions says how the revisions are recorded.
func (e *Evidence) Revisions(revisions []wire.RevisionState) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.seen.Revisions = revisions
}

// Chart names the chart once it is read.
func (e *Evidence) Chart(chart wire.ChartInfo) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.seen.Chart = &chart
}

// Manifest keeps what was rendered. The first counts: a later one is that of a rollback.
func (e *Evidence) Manifest(manifest string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.seen.Manifest == "" {
		e.seen.Manifest = manifest
	}
}

// Changed notes that a request is sent that changes the cluster; record: the release's record
// and nothing else.
func (e *Evidence) Changed(record bool) {
	e.changed.Store(true)
	if !record {
		e.objects.Store(true)
	}
}

// WroteObjects tells whether anything but records was written.
func (e *Evidence) WroteObjects() bool { return e.objects.Load() }

// Seen is a copy of what was seen.
func (e *Evidence) Seen() Seen {
	e.mu.Lock()
	defer e.mu.Unlock()
	seen := e.seen
	seen.Changed = e.changed.Load()
	seen.Applied = slices.Clone(seen.Applied)
	seen.Warnings = slices.Clone(seen.Warnings)
	seen.NotReady = e.Readiness.notReady()
	return seen
}
