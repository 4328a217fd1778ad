// Package dispatch stands between bytes and verbs: it decodes strictly, runs, recovers, classifies
// and encodes.
package dispatch

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"bunhelm/helm/internal/channel"
	"bunhelm/helm/internal/client"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/holds"
	"bunhelm/helm/internal/hostlog"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/repair"
	"bunhelm/helm/internal/secret"
	"bunhelm/helm/internal/slots"
	"bunhelm/helm/internal/wire"
)

// Entry is one verb of the table.
type Entry struct {
	Name    string
	Request reflect.Type
	Result  reflect.Type
	// Codes are what it may reject with, beside what any call may.
	Codes  []wire.Code
	advice operation.Advice
	run    func(op *operation.Operation, turn *holds.Turn, request map[string]json.RawMessage) (any, error)
}

// Verb makes an entry from a typed function.
func Verb[Request, Result any](name string, run func(op *operation.Operation, request *Request) (Result, error)) Entry {
	return Entry{
		Name:    name,
		Request: reflect.TypeFor[Request](),
		Result:  reflect.TypeFor[Result](),
		run: func(op *operation.Operation, turn *holds.Turn, object map[string]json.RawMessage) (any, error) {
			request := new(Request)
			if err := decodeObject(name, object, reflect.ValueOf(request).Elem()); err != nil {
				return nil, err
			}
			resolvePaths(reflect.ValueOf(request).Elem(), op.Client.Path)
			if waits, ok := any(request).(interface{ Limit() *wire.Duration }); ok {
				op.Timeout = waits.Limit().Or(0)
				op.Client.Bound(op.Timeout)
			}
			if reads, ok := any(request).(interface{ Links() *bool }); ok && reads.Links() != nil {
				op.Client.FollowLinks = *reads.Links()
			}
			if changes, ok := any(request).(interface {
				Takes() (namespace, name string, alone bool)
			}); ok {
				turn.Takes(changes.Takes())
			} else {
				turn.Takes("", "", false)
			}
			return run(op, request)
		},
	}
}

// Advise is the entry of a verb that knows how to go on after it has failed.
func (e Entry) Advise(advice operation.Advice) Entry {
	e.advice = advice
	return e
}

// Rejects is the entry of a verb whose errors are known: each of these codes, and no other, beside what any call may
// reject with.
func (e Entry) Rejects(codes ...wire.Code) Entry {
	e.Codes = slices.Compact(slices.Sorted(slices.Values(codes))) // of a copy: verbs share sets
	return e
}

// AnyCall are the codes of errors that any call may reject with. The first ones come from JavaScript.
var AnyCall = []wire.Code{
	wire.CodeLibraryNotFound, wire.CodeLibraryMismatch, wire.CodeUnsupportedPlatform, wire.CodeProcessEnded, wire.CodeClosed,
	wire.CodeInvalidArgument, wire.CodeAborted, wire.CodeInternal,
}

// Dispatcher runs the verbs of one table.
type Dispatcher struct {
	entries map[string]Entry
	closed  func(channel int32)

	mu      sync.Mutex
	clients map[string]*wire.Client // by their text: each call of a client carries the same
}

// knownClients bounds what is remembered of clients.
const knownClients = 256

// New makes a dispatcher; closed is told when a JavaScript context has ended.
func New(table []Entry, closed func(channel int32)) *Dispatcher {
	d := &Dispatcher{entries: map[string]Entry{}, closed: closed, clients: map[string]*wire.Client{}}
	for _, entry := range table {
		d.entries[entry.Name] = entry
	}
	return d
}

// ValidOptions tells whether bunhelm_open's options are an object; none is defined yet.
func ValidOptions(text []byte) bool {
	if len(text) == 0 {
		return true
	}
	var options map[string]json.RawMessage
	return json.Unmarshal(text, &options) == nil && len(options) == 0
}

// head is the frame of a call.
type head struct {
	Verb        string                     `json:"verb"`
	Cwd         string                     `json:"cwd"`
	Client      json.RawMessage            `json:"client"`
	Request     map[string]json.RawMessage `json:"request"`
	Attachments []int                      `json:"attachments"`
	Apart       map[string]int             `json:"apart"`
}

// Accept gives a call its place among all others.
func (d *Dispatcher) Accept() any { return holds.TakeTurn() }

// Dropped is the event that stands for count missing ones.
func (d *Dispatcher) Dropped(count int) []byte { return encodeEvent(wire.DroppedEvent{Count: count}) }

// Closed is told when a channel is gone.
func (d *Dispatcher) Closed(channel int32) { d.closed(channel) }

// Run runs one operation.
func (d *Dispatcher) Run(ctx context.Context, call *channel.Call) (kind channel.Kind, head, body []byte) {
	defer func() {
		if recover() != nil {
			kind, head, body = channel.Error, unspeakable, nil
		}
	}()
	op := operation.New(ctx, port{call})
	op.Channel, op.ID = call.Channel.Number, call.ID
	turn := call.Turn.(*holds.Turn) // of Accept
	turn.Begin(op)
	defer turn.End()
	defer hostlog.Here(op.Emit)()
	result, err := d.run(ctx, op, turn, call)
	if err == nil {
		if head, body, err = encode(result); err == nil {
			return channel.Result, head, body
		}
	}
	told := fault.Classify(op, err)
	if entry := d.entries[op.Verb]; !slices.Contains(entry.Codes, told.Code) && !slices.Contains(AnyCall, told.Code) {
		noteUndeclared(op.Verb, told.Code)
	}
	if head, body, err = encode(told); err != nil {
		head, body = unspeakable, nil
	}
	return channel.Error, head, body
}

// unspeakable is the error about an error that cannot be encoded.
var unspeakable = []byte(`{"value":{"code":"ERR_HELM_INTERNAL","message":"the error could not be encoded","details":{}},"attachments":[]}`)

type outcome struct {
	result any
	err    error
}

// run gives the verb a goroutine of its own, so that a cancel settles the call even when the verb
// does not come back.
func (d *Dispatcher) run(ctx context.Context, op *operation.Operation, turn *holds.Turn, call *channel.Call) (any, error) {
	entry, request, err := d.begin(op, call)
	if err != nil {
		return nil, err
	}
	done := make(chan outcome, 1)
	over := make(chan struct{})
	go func() {
		defer close(over)
		var o outcome
		defer func() {
			if cause := recover(); cause != nil {
				o = outcome{err: fault.Panicked(cause, debug.Stack())}
			}
			op.Work.ComeBack()
			turn.End()
			done <- o
		}()
		o.result, o.err = entry.run(op, turn, request)
		o.err = d.elsewhere(entry.Name, request, o.err)
	}()
	select {
	case o := <-done:
		return o.result, o.err
	case <-ctx.Done():
	}
	timer := time.NewTimer(operation.Settle)
	defer timer.Stop()
	select {
	case o := <-done:
		return o.result, o.err
	case <-timer.C:
	}
	if op.Debt.IsRecording() {
		timer.Reset(operation.SettleRecord)
		select {
		case o := <-done:
			return o.result, o.err
		case <-timer.C:
		}
	}
	if op.Debt.Owes() {
		repair.Outlive(op, over)
		return nil, fault.LeftBehind(op.Debt.IsRecording(), true)
	}
	return nil, leave(op)
}

// leave goes on without the verb. One that computes is told of, since it takes from all others.
func leave(op *operation.Operation) error {
	if op.Work.LeaveBehind(op.Evidence.Seen().Phase == wire.PhaseRender) {
		op.Emit(wire.LogEvent{Level: wire.LogWarn, Message: fmt.Sprintf(
			"this operation was cancelled but is still computing: %s in this process, and from %d on new renders are refused",
			fault.Counted(slots.LeftBehind(), "such operation", "such operations"), slots.MaxLeftBehind,
		)})
	}
	return fault.LeftBehind(false, false)
}

// begin reads the frame of a call into its operation. The verb's goroutine has not begun: what it would write, an error
// about a verb that was left behind could not read.
func (d *Dispatcher) begin(op *operation.Operation, call *channel.Call) (entry Entry, request map[string]json.RawMessage, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fault.Panicked(cause, debug.Stack())
		}
	}()
	var frame head
	if err := json.Unmarshal(call.Head, &frame); err != nil {
		return Entry{}, nil, fault.InvalidArgument("", "the call is not JSON: %v", err)
	}
	entry, found := d.entries[frame.Verb]
	if !found {
		return entry, nil, fault.InvalidArgument("verb", "there is no verb %q", frame.Verb)
	}
	op.Verb, op.Advice = frame.Verb, entry.advice
	attachments, err := cut(call.Body, frame.Attachments)
	if err != nil {
		return entry, nil, err
	}
	op.Attachments = attachments
	if err := join(&frame, attachments); err != nil {
		return entry, nil, err
	}
	options, err := d.client(frame.Client)
	if err != nil {
		return entry, nil, err
	}
	op.Client = client.New(options, frame.Cwd)
	op.Secrets.Add(secret.InRequest(frame.Request)...)
	return entry, frame.Request, op.Err()
}

func cut(body []byte, lengths []int) ([][]byte, error) {
	var attachments [][]byte
	for _, length := range lengths {
		if length < 0 || length > len(body) {
			return nil, fault.InvalidArgument("attachments", "the attachments are longer than the body")
		}
		attachments = append(attachments, body[:length:length])
		body = body[length:]
	}
	if len(body) > 0 {
		return nil, fault.InvalidArgument("attachments", "the body is longer than its attachments")
	}
	return attachments, nil
}

// join puts the options that came beside the request into it.
func join(frame *head, attachments [][]byte) error {
	for option, index := range frame.Apart {
		if _, twice := frame.Request[option]; twice || frame.Request == nil || index < 0 || index >= len(attachments) {
			return fault.InvalidArgument(option, "%s: its attachment is missing", option)
		}
		frame.Request[option] = attachments[index]
	}
	return nil
}

func (d *Dispatcher) client(text json.RawMessage) (*wire.Client, error) {
	if len(text) == 0 {
		return &wire.Client{}, nil
	}
	key := string(text)
	d.mu.Lock()
	known := d.clients[key]
	d.mu.Unlock()
	if known != nil {
		return known, nil
	}
	var object map[string]json.RawMessage
	if err := json.Unmarshal(text, &object); err != nil {
		return nil, fault.InvalidArgument("", "the client's options are not an object: %v", err)
	}
	options := new(wire.Client)
	if err := decodeObject(theClient, object, reflect.ValueOf(options).Elem()); err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if known := d.clients[key]; known != nil { // of a call at the same time: by it, both are known to be of one client
		return known, nil
	}
	if len(d.clients) >= knownClients {
		clear(d.clients)
	}
	d.clients[key] = options
	return options, nil
}

// port is an operation's way to JavaScript.
type port struct{ call *channel.Call }

func (p port) Emit(event wire.Event) { p.call.Emit(encodeEvent(event)) }

func (p port) Ask(ctx context.Context, function int, argument []byte) ([]byte, uint64, error) {
	head := func(id uint64) []byte { return fmt.Appendf(nil, `{"ask":%d,"function":%d}`, id, function) }
	id, answer, err := p.call.Ask(ctx, head, argument)
	if err != nil {
		return nil, id, err
	}
	var given struct {
		OK      bool   `json:"ok"`
		Message string `json:"message"`
	}
	if err := json.Unmarshal(answer.Head, &given); err != nil {
		return nil, id, fmt.Errorf("the response is not JSON: %w", err)
	}
	if !given.OK {
		return nil, id, fault.Thrown(id, given.Message)
	}
	return answer.Body, id, nil
}
