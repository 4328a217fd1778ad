// Package operation is one call while it runs: its cancellation, its events and its questions to JavaScript.
package operation

import (
	"context"
	"time"

	"bunhelm/helm/internal/client"
	"bunhelm/helm/internal/evidence"
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
	// Evidence is what it has seen so far.
	Evidence *evidence.Evidence
	// Debt is what it still owes to the release's records.
	Debt Debt
	// Attachments are the request's runs of bytes.
	Attachments [][]byte

	ctx  context.Context
	port Port
}

// New makes an operation; ctx ends when the caller cancels.
func New(ctx context.Context, port Port) *Operation {
	op := &Operation{ctx: ctx, port: port, Client: client.New(&wire.Client{}, ""), Work: slots.NewWork(ctx)}
	op.Evidence = evidence.New(op.Emit)
	op.Secrets.AddLater(func() []string { return secret.OfClient(op.Client.Client) })
	return op
}

// Attachment is the n-th run of bytes of the request.
func (o *Operation) Attachment(n int) ([]byte, bool) {
	if n < 0 || n >= len(o.Attachments) {
		return nil, false
	}
	return o.Attachments[n], true
}

// Ask calls a function of the request.
func (o *Operation) Ask(function int, argument []byte) ([]byte, uint64, error) {
	return o.port.Ask(o.ctx, function, argument)
}

// AskWithin is Ask that ends with a context too.
func (o *Operation) AskWithin(ctx context.Context, function int, argument []byte) ([]byte, uint64, error) {
	ctx, done := context.WithCancelCause(ctx)
	defer done(nil)
	defer context.AfterFunc(o.ctx, func() { done(context.Cause(o.ctx)) })()
	return o.port.Ask(ctx, function, argument)
}

// Emit sends an event.
func (o *Operation) Emit(event wire.Event) { o.port.Emit(o.masked(event)) }

// masked is an event without what is secret. Those that only name steps and objects stay as they are, and
// those of drift, in which it is hidden already unless it is to be shown.
func (o *Operation) masked(event wire.Event) wire.Event {
	switch event.(type) {
	case wire.PhaseEvent, wire.ResourceEvent, wire.TriedEvent, wire.DriftEvent, wire.HookStatusEvent, wire.DroppedEvent:
		return event
	}
	return secret.In(&o.Secrets, event)
}
