// Package operation is one call while it runs: its cancellation, its events, and what it has seen
// so far, which an error carries to the user.
package operation

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"bunhelm/helm/internal/client"
	"bunhelm/helm/internal/secret"
	"bunhelm/helm/internal/slots"
	"bunhelm/helm/internal/wire"
)

// Port is how an operation reaches JavaScript.
type Port interface {
	// Emit sends an event; it never blocks.
	Emit(event wire.Event)
	// Ask calls a function of the request. The returned id names the call.
	Ask(ctx context.Context, function int, argument []byte) (answer []byte, id uint64, err error)
}

// Operation is one call. All methods may be used from any goroutine.
type Operation struct {
	// Verb is the verb's name, such as "releases.install".
	Verb string
	// Advice is what the verb knows of how to go on after it has failed.
	Advice Advice
	// Client is the client's part of the call.
	Client *client.Client
	// Timeout is that of the call, or 0.
	Timeout time.Duration
	// Channel and ID tell operations apart within the process.
	Channel int32
	ID      uint64
	// Secrets are what the operation must not tell: no error, event or log line shows them.
	Secrets secret.Set
	// Work is what it takes of the process while it renders.
	Work *slots.Work

	ctx         context.Context
	port        Port
	attachments [][]byte

	recording atomic.Int32
	owes      atomic.Bool // records of the release are to be brought to an end
	repairEnd atomic.Pointer[time.Time]
	changed   atomic.Bool // something was sent that changes the cluster
	objects   atomic.Bool // and it was not only records

	mu       sync.Mutex
	seen     Evidence
	notReady map[wire.ResourceRef]readiness
	fault    error
	record   int
	brief    bool
}

// Evidence is what an operation has seen so far.
type Evidence struct {
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
}

// New makes an operation; ctx ends when the caller cancels.
func New(ctx context.Context, port Port) *Operation {
	op := &Operation{ctx: ctx, port: port, Client: client.New(&wire.Client{}, ""), Work: slots.NewWork(ctx), notReady: map[wire.ResourceRef]readiness{}}
	op.Secrets.AddLater(func() []string { return secret.OfClient(op.Client.Client) })
	return op
}

// SetAttachments hands over the request's bytes.
func (o *Operation) SetAttachments(attachments [][]byte) { o.attachments = attachments }

// Attachment is the n-th run of bytes of the request.
func (o *Operation) Attachment(n int) ([]byte, bool) {
	if n < 0 || n >= len(o.attachments) {
		return nil, false
	}
	return o.attachments[n], true
}

// Ask calls a function of the request.
func (o *Operation) Ask(function int, argument []byte) ([]byte, uint64, error) {
	return o.port.Ask(o.ctx, function, argument)
}

// Brief leaves phase events out: waking JavaScript for them would take longer than the operation.
// To be called before anything else happens.
func (o *Operation) Brief() { o.brief = true }

// Phase says that the operation has come to its next step.
func (o *Operation) Phase(phase wire.Phase, resources int) {
	if phase != wire.PhaseRepair { // comes after the failure, and explains nothing
		o.mu.Lock()
		o.seen.Phase = phase
		o.mu.Unlock()
	}
	if o.brief {
		return
	}
	o.port.Emit(wire.PhaseEvent{Phase: phase, Resources: resources})
}

// Applied says what the API server did to an object.
func (o *Operation) Applied(resource wire.ResourceRef, action wire.ResourceAction) {
	o.mu.Lock()
	o.seen.Applied = append(o.seen.Applied, wire.AppliedResource{ResourceRef: resource, Action: action})
	o.mu.Unlock()
	o.port.Emit(wire.ResourceEvent{ResourceRef: resource, Action: action})
}

// SetPlanned lists the objects that are about to be written. The first plan counts: a later one is
// that of a rollback.
func (o *Operation) SetPlanned(resources []wire.ResourceRef) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.seen.Planned == nil {
		o.seen.Planned = resources
	}
}

// SetRecordSize keeps the size in bytes of the release's record as it is sent.
func (o *Operation) SetRecordSize(size int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.record = max(o.record, size)
}

// RecordSize is the size in bytes of the largest record sent.
func (o *Operation) RecordSize() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.record
}

// SetRefused names an object whose write the API server has refused.
func (o *Operation) SetRefused(resource wire.ResourceRef) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.seen.Refused = &resource
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

// SetServer names the API server, the proxy that leads to it, if any, and who asks.
func (o *Operation) SetServer(address, proxy string, who Identity) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.seen.Server, o.seen.Proxy, o.seen.Identity = address, proxy, who
}

// NoteFault keeps the first error that a wrapper has understood: Helm reduces some to text.
func (o *Operation) NoteFault(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.fault == nil {
		o.fault = err
	}
}

// Fault is the first error noted, or nil.
func (o *Operation) Fault() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.fault
}

// Record says how the release is recorded now. Helm writes the record anew around each hook; what says
// the same as before is no event.
func (o *Operation) Record(event wire.RecordEvent) {
	now := wire.FailedRelease{
		Name: event.Name, Namespace: event.Namespace, Revision: event.Revision,
		Status: event.Status, Description: event.Description,
	}
	o.mu.Lock()
	same := o.seen.Release != nil && *o.seen.Release == now
	o.seen.Release = &now
	o.mu.Unlock()
	if !same {
		o.Emit(event)
	}
}

// Emit sends any other event.
func (o *Operation) Emit(event wire.Event) { o.port.Emit(o.masked(event)) }

// masked is an event without what is secret. Those that only name steps and objects stay as they are.
func (o *Operation) masked(event wire.Event) wire.Event {
	switch event.(type) {
	case wire.PhaseEvent, wire.ResourceEvent, wire.HookStatusEvent, wire.DroppedEvent:
		return event
	}
	return secret.In(&o.Secrets, event)
}

// SetRelease names the release of the call before any record of it is written.
func (o *Operation) SetRelease(name, namespace string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.seen.Release = &wire.FailedRelease{Name: name, Namespace: namespace}
}

// SetRecord replaces what is known of the release's record; nil when none stands.
func (o *Operation) SetRecord(release *wire.FailedRelease) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.seen.Release = release
}

// SetRevisions says how the revisions are recorded.
func (o *Operation) SetRevisions(revisions []wire.RevisionState) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.seen.Revisions = revisions
}

// SetChart names the chart once it is read.
func (o *Operation) SetChart(chart wire.ChartInfo) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.seen.Chart = &chart
}

// SetManifest keeps what was rendered. The first counts: a later one is that of a rollback.
func (o *Operation) SetManifest(manifest string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.seen.Manifest == "" {
		o.seen.Manifest = manifest
	}
}

// MarkChanged notes that a request is sent that changes the cluster; record: the release's record
// and nothing else.
func (o *Operation) MarkChanged(record bool) {
	o.changed.Store(true)
	if !record {
		o.objects.Store(true)
	}
}

// WroteObjects tells whether anything but records was written.
func (o *Operation) WroteObjects() bool { return o.objects.Load() }

// Evidence is a copy of what was seen.
func (o *Operation) Evidence() Evidence {
	o.mu.Lock()
	defer o.mu.Unlock()
	seen := o.seen
	seen.Changed = o.changed.Load()
	seen.Applied = slices.Clone(seen.Applied)
	for _, known := range o.notReady {
		last := known.bare
		if last.Status == wire.ResourceUnknown && known.sure.Status != "" { // nobody can be asked any more
			last = known.sure
		}
		status := known.why.With(last)
		if status.Status != "Current" && status.Status != "Succeeded" {
			seen.NotReady = append(seen.NotReady, status)
		}
	}
	slices.SortFunc(seen.NotReady, func(a, b wire.ResourceStatus) int {
		return compare(a.ResourceRef, b.ResourceRef)
	})
	return seen
}

func compare(a, b wire.ResourceRef) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name))
}
