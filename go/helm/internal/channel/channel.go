// Package channel is the pipe between one JavaScript context and Go: operations come in, records go out through a queue
// with a bell. It carries bytes and knows nothing of what they mean.
package channel

import (
	"container/list"
	"context"
	"errors"
	"runtime/pprof"
	"strconv"
	"sync"
	"time"
)

// Kind is what a record says about its id, as in bunhelm.h.
type Kind uint64

// The kinds.
const (
	Result Kind = 1
	Error  Kind = 2
	Event  Kind = 3
	Ask    Kind = 4
	Part   Kind = 5
)

// PartSize is how much of a body one record has, and a drain takes: what JavaScript's thread copies
// between two turns of its event loop.
const PartSize = 1 << 20

// EventLimit is how many events of one operation wait in the queue before the oldest are dropped.
const EventLimit = 1024

// Errors of the calls from JavaScript; exports.go turns them into numbers.
var (
	ErrClosed = errors.New("the channel is closed")
	ErrID     = errors.New("the id is in use or unknown")
)

// lease is how long a channel may wait for its first use, which follows its opening at once. A Worker
// that is terminated in between leaves nobody to close JavaScript's end.
var lease = 30 * time.Second

// Record is one entry of the queue.
type Record struct {
	ID   uint64
	Kind Kind
	Head []byte
	Body []byte
}

// Answer is what JavaScript says to an ask.
type Answer struct{ Head, Body []byte }

// Handler runs operations. Run returns the kind (Result or Error) and the bytes of the last record.
type Handler interface {
	// Accept is told of each call, in the order in which JavaScript makes them; what it gives is the call's Turn.
	Accept() (turn any)
	Run(ctx context.Context, call *Call) (Kind, []byte, []byte)
	// Dropped is the head of the event that stands for count missing ones.
	Dropped(count int) []byte
	// Closed is told when a channel is gone.
	Closed(number int32)
}

// Channel is one pipe. Its lock guards all fields below it; nothing blocks while it is held.
type Channel struct {
	Number  int32
	handler Handler
	ctx     context.Context
	cancel  context.CancelCauseFunc
	lease   *time.Timer

	mu         sync.Mutex
	bell       Bell
	queue      list.List
	operations map[uint64]*Call
	asks       map[uint64]ask
	lastAsk    uint64
	closed     bool
}

type ask struct {
	call   *Call
	answer chan Answer
}

// Call is one operation on its way.
type Call struct {
	ID      uint64
	Head    []byte
	Body    []byte
	Channel *Channel
	// Turn is what the handler has given it.
	Turn any

	cancel  context.CancelCauseFunc
	waiting list.List // elements of the queue that hold this operation's events, oldest first
	dropped *dropMark
	over    bool
}

type dropMark struct {
	entry *list.Element
	count int
}

type queued struct {
	Record
	call    *Call
	own     *list.Element // in call.waiting
	dropped int
}

// Cancelled is the cause of a context that JavaScript has cancelled.
type Cancelled struct{ Reason string }

func (c *Cancelled) Error() string {
	if c.Reason == "" {
		return "cancelled"
	}
	return c.Reason
}

// ErrContextGone is the cause when the JavaScript context has ended.
var ErrContextGone = &Cancelled{Reason: "the JavaScript context that started it has ended"}

var registry = struct {
	sync.Mutex
	channels map[int32]*Channel
	last     int32
}{channels: map[int32]*Channel{}}

// Bell tells JavaScript that the queue is no longer empty.
type Bell interface {
	// Ring must not block: the channel's lock is held.
	Ring()
	// Close ends it.
	Close()
}

// Open makes a channel that rings a bell.
func Open(handler Handler, bell Bell) *Channel {
	c := &Channel{handler: handler, bell: bell, operations: map[uint64]*Call{}, asks: map[uint64]ask{}}
	c.ctx, c.cancel = context.WithCancelCause(context.Background())
	registry.Lock()
	defer registry.Unlock()
	c.lease = time.AfterFunc(lease, c.Close)
	registry.last++
	c.Number = registry.last
	registry.channels[c.Number] = c
	return c
}

// Keep lets the channel wait for its first use as long as it takes.
func (c *Channel) Keep() { c.lease.Stop() }

// Get finds an open channel.
func Get(number int32) (*Channel, error) {
	registry.Lock()
	defer registry.Unlock()
	if c := registry.channels[number]; c != nil {
		c.lease.Stop()
		return c, nil
	}
	return nil, ErrClosed
}

// Broadcast puts an event of no operation into every open channel.
func Broadcast(head []byte) {
	registry.Lock()
	defer registry.Unlock()
	for _, c := range registry.channels {
		c.mu.Lock()
		// Nobody's backlog bounds these lines, so the queue itself does.
		if !c.closed && c.queue.Len() < 4*EventLimit {
			c.push(&queued{Record: Record{Kind: Event, Head: head}})
		}
		c.mu.Unlock()
	}
}

// Close cancels the operations and frees the queue. Twice is fine.
func (c *Channel) Close() {
	registry.Lock()
	delete(registry.channels, c.Number)
	registry.Unlock()
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		return
	}
	c.closed = true
	c.lease.Stop()
	c.queue.Init()
	c.bell.Close()
	c.mu.Unlock()
	c.cancel(ErrContextGone)
	c.handler.Closed(c.Number)
}

// Start runs an operation on its own goroutine.
func (c *Channel) Start(id uint64, head, body []byte) error {
	call := &Call{ID: id, Head: head, Body: body, Channel: c}
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		return ErrClosed
	}
	if id == 0 || c.operations[id] != nil {
		c.mu.Unlock()
		return ErrID
	}
	c.lease.Stop() // also where the channel was not found by its number
	c.operations[id] = call
	ctx, cancel := context.WithCancelCause(c.ctx)
	call.cancel = cancel
	c.mu.Unlock()
	call.Turn = c.handler.Accept()
	go func() {
		defer cancel(nil)
		ctx := pprof.WithLabels(ctx, pprof.Labels("operation", call.Label()))
		pprof.SetGoroutineLabels(ctx)
		c.settle(call, ctx)
	}()
	return nil
}

// Label names an operation among all goroutines of the process.
func (call *Call) Label() string {
	return strconv.Itoa(int(call.Channel.Number)) + "/" + strconv.FormatUint(call.ID, 10)
}

func (c *Channel) settle(call *Call, ctx context.Context) {
	kind, head, body := c.handler.Run(ctx, call)
	c.mu.Lock()
	defer c.mu.Unlock()
	call.over = true
	delete(c.operations, call.ID)
	for id, asked := range c.asks {
		if asked.call == call {
			delete(c.asks, id)
		}
	}
	if c.closed {
		return
	}
	for len(body) > PartSize {
		c.push(&queued{Record: Record{ID: call.ID, Kind: Part, Head: head, Body: body[:PartSize]}})
		head, body = nil, body[PartSize:]
	}
	c.push(&queued{Record: Record{ID: call.ID, Kind: kind, Head: head, Body: body}})
}

// Cancel cancels an operation; one that is over is no error.
func (c *Channel) Cancel(id uint64, reason string) {
	c.mu.Lock()
	call := c.operations[id]
	c.mu.Unlock()
	if call != nil {
		call.cancel(&Cancelled{Reason: reason})
	}
}

// Emit queues an event. After the operation's end it does nothing.
func (call *Call) Emit(head []byte) {
	c := call.Channel
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed || call.over {
		return
	}
	if call.waiting.Len() >= EventLimit {
		call.dropOldest()
	}
	entry := &queued{Record: Record{ID: call.ID, Kind: Event, Head: head}, call: call}
	element := c.push(entry)
	entry.own = call.waiting.PushBack(element)
}

// dropOldest takes out the oldest waiting event; what stands in its place counts the missing ones.
func (call *Call) dropOldest() {
	first := call.waiting.Front()
	element := first.Value.(*list.Element)
	entry := element.Value.(*queued)
	call.waiting.Remove(first)
	if call.dropped == nil {
		entry.own, entry.Head, entry.dropped = nil, nil, 1
		call.dropped = &dropMark{entry: element}
		return
	}
	call.Channel.queue.Remove(element)
	call.dropped.entry.Value.(*queued).dropped++
}

// push appends and rings when the queue was empty. The lock is held.
func (c *Channel) push(entry *queued) *list.Element {
	element := c.queue.PushBack(entry)
	if c.queue.Len() == 1 {
		c.bell.Ring()
	}
	return element
}

// Drain takes up to limit records out of the queue, and no further one after PartSize bytes.
func (c *Channel) Drain(limit int) []Record {
	c.mu.Lock()
	defer c.mu.Unlock()
	records := make([]Record, 0, min(limit, c.queue.Len()))
	for size := 0; len(records) < limit && size < PartSize; {
		element := c.queue.Front()
		if element == nil {
			break
		}
		entry := c.queue.Remove(element).(*queued)
		switch {
		case entry.dropped > 0:
			entry.call.dropped = nil
			entry.Head = c.handler.Dropped(entry.dropped)
		case entry.own != nil:
			entry.call.waiting.Remove(entry.own)
		}
		records = append(records, entry.Record)
		size += len(entry.Head) + len(entry.Body)
	}
	return records
}

// Ask asks JavaScript and waits for its answer. head makes the record's head from the ask's id.
func (call *Call) Ask(ctx context.Context, head func(id uint64) []byte, body []byte) (uint64, Answer, error) {
	c := call.Channel
	answer := make(chan Answer, 1)
	c.mu.Lock()
	if c.closed || call.over {
		c.mu.Unlock()
		return 0, Answer{}, ErrClosed
	}
	c.lastAsk++
	id := c.lastAsk
	c.asks[id] = ask{call: call, answer: answer}
	c.push(&queued{Record: Record{ID: call.ID, Kind: Ask, Head: head(id), Body: body}})
	c.mu.Unlock()
	select {
	case given := <-answer:
		return id, given, nil
	case <-ctx.Done():
		c.mu.Lock()
		delete(c.asks, id)
		c.mu.Unlock()
		return id, Answer{}, context.Cause(ctx)
	}
}

// Answer hands over what JavaScript has answered.
func (c *Channel) Answer(id uint64, given Answer) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return ErrClosed
	}
	asked, found := c.asks[id]
	if !found {
		return ErrID
	}
	delete(c.asks, id)
	asked.answer <- given
	return nil
}
