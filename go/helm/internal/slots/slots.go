// Package slots bounds how many renders compute at once in this process, those that were left behind included.
package slots

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"bunhelm/helm/internal/wire"
)

// MaxLeftBehind is how many renders that were cancelled and did not come back may go on computing in
// this process. Each takes from the others its share of the cores, and its memory.
const MaxLeftBehind = 16

// Releases are the slots for renders of installs and upgrades, which compute beside each other: were there no
// such bound, all that are under way at once could be left behind.
var Releases = New(MaxLeftBehind)

// Slots are a limited resource of the process, such as rendering at the same time.
type Slots struct {
	taken chan struct{}
	freed atomic.Uint64 // how often one came free
}

// New makes so many.
func New(count int) *Slots { return &Slots{taken: make(chan struct{}, count)} }

// Taken is how many are.
func (p *Slots) Taken() int { return len(p.taken) }

// take waits for a slot: as long as some come free now and then, its turn will come.
func (p *Slots) take(ctx context.Context, limit time.Duration) error {
	select {
	case p.taken <- struct{}{}:
		return nil
	default:
	}
	late := time.NewTicker(limit)
	defer late.Stop()
	for freed := p.freed.Load(); ; {
		select {
		case p.taken <- struct{}{}:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-late.C:
		}
		now := p.freed.Load()
		if now == freed {
			return overloaded(
				"cancel those that do not end; give each call a signal, such as AbortSignal.timeout, and render charts that you do not trust in a process of their own",
				"%d renders are under way in this process, the most it allows, and none of them has ended within %s", cap(p.taken), limit)
		}
		freed = now
	}
}

func (p *Slots) give() {
	p.freed.Add(1)
	<-p.taken
}

var leftBehind atomic.Int32

// LeftBehind is how many renders go on computing although they were cancelled.
func LeftBehind() int { return int(leftBehind.Load()) }

// Overloaded refuses what would render while too many of those left behind compute.
func Overloaded() error {
	count := LeftBehind()
	if count < MaxLeftBehind {
		return nil
	}
	return overloaded(
		"find the chart that never stops computing; render charts that you do not trust in a process of their own, which you can end",
		"%d cancelled renders are still computing in this process, which starts no more until one of them ends", count)
}

func overloaded(hint, format string, arguments ...any) error {
	cause := fmt.Errorf(format, arguments...)
	return &wire.Error{Code: wire.CodeOverloaded, Message: cause.Error(), Cause: cause, Details: wire.OverloadedDetails{
		HintDetails: wire.HintDetails{Hint: hint}, LeftBehind: LeftBehind(), Limit: MaxLeftBehind,
	}}
}

// Work is what an operation takes of the process while it computes.
type Work struct {
	ctx context.Context

	mu       sync.Mutex
	slots    *Slots        // where it entered
	limit    time.Duration // for how long it waits for a slot there
	occupies bool          // it holds a slot there
	ended    bool          // its verb has come back
	count    bool          // it is one of leftBehind
}

// NewWork is that of an operation that has not begun to compute; ctx ends with its cancel.
func NewWork(ctx context.Context) *Work { return &Work{ctx: ctx} }

// Enter takes one of the slots of a limited resource and returns what gives it back. timeout is that of the call,
// or 0. An operation holds one slot at a time: within one, this does nothing. Only its verb's goroutine may call
// this and Yield.
func (w *Work) Enter(slots *Slots, timeout time.Duration) (leave func(), err error) {
	if w.isWithin() {
		return func() {}, nil
	}
	if err := Overloaded(); err != nil {
		return nil, err
	}
	if err := w.acquire(slots, patience(timeout)); err != nil {
		return nil, err
	}
	if err := Overloaded(); err != nil { // by those who had the slot before
		w.leave()
		return nil, err
	}
	return w.leave, nil
}

// patience is how long a slot is waited for while none comes free: Helm's default, where the call has no timeout.
func patience(timeout time.Duration) time.Duration {
	if timeout > 0 {
		return max(timeout, 5*time.Second)
	}
	return 5 * time.Minute
}

func (w *Work) isWithin() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.slots != nil
}

func (w *Work) leave() {
	w.release()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.slots = nil
}

// acquire takes a slot, for as long as the operation is wanted.
func (w *Work) acquire(slots *Slots, limit time.Duration) error {
	if err := context.Cause(w.ctx); err != nil {
		return err
	}
	if err := slots.take(w.ctx, limit); err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := context.Cause(w.ctx); err != nil { // who is left behind has nobody to take the slot from it again
		slots.give()
		return err
	}
	w.slots, w.limit, w.occupies = slots, limit, true
	return nil
}

// release gives the slot back, unless that was done.
func (w *Work) release() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.occupies {
		w.occupies = false
		w.slots.give()
	}
}

// Yield gives the slot up while the operation waits for somebody else. Resume fails when the
// operation was cancelled meanwhile, or gets no slot any more.
func (w *Work) Yield() (resume func() error) {
	w.mu.Lock()
	slots, limit, occupies := w.slots, w.limit, w.occupies
	w.mu.Unlock()
	if !occupies {
		return func() error { return context.Cause(w.ctx) }
	}
	w.release()
	return func() error { return w.acquire(slots, limit) }
}

// LeaveBehind settles without the verb, which does not come back: its slot is another's now. It tells whether the
// verb computes, which is counted until ComeBack. One that has taken no slot does so when it renders.
func (w *Work) LeaveBehind(renders bool) (computes bool) {
	w.mu.Lock()
	computes = !w.ended && (w.occupies || w.slots == nil && renders)
	w.count = computes
	w.mu.Unlock()
	if computes {
		leftBehind.Add(1)
	}
	w.release()
	return computes
}

// ComeBack says that the verb has ended, left behind or not.
func (w *Work) ComeBack() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ended = true
	if w.count {
		w.count = false
		leftBehind.Add(-1)
	}
}

// IsLeftBehind tells whether the verb computes although its call has settled.
func (w *Work) IsLeftBehind() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.count
}
