package operation

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"bunhelm/helm/internal/wire"
)

// MaxLeftBehind is how many renders that were cancelled and did not come back may go on computing in
// this process. Each takes from the others its share of the cores, and its memory.
const MaxLeftBehind = 16

// Renders are the places for renders of installs and upgrades, which compute beside each other: were there no
// such bound, all that are under way at once could be left behind.
var Renders = NewPlaces(MaxLeftBehind)

// Places are a limited resource of the process, such as rendering at the same time.
type Places struct {
	taken chan struct{}
	freed atomic.Uint64 // how often one came free
}

// NewPlaces makes so many.
func NewPlaces(count int) *Places { return &Places{taken: make(chan struct{}, count)} }

// Taken is how many are.
func (p *Places) Taken() int { return len(p.taken) }

// take waits for a place: as long as some come free now and then, its turn will come.
func (p *Places) take(o *Operation) error {
	select {
	case p.taken <- struct{}{}:
		return nil
	default:
	}
	limit := o.placeTimeout()
	late := time.NewTicker(limit)
	defer late.Stop()
	for freed := p.freed.Load(); ; {
		select {
		case p.taken <- struct{}{}:
			return nil
		case <-o.ctx.Done():
			return o.Err()
		case <-late.C:
		}
		now := p.freed.Load()
		if now == freed {
			return overloaded(
				"cancel those that do not end; give each call a signal, such as AbortSignal.timeout, and render charts that you do not trust in a process of their own",
				"%d renders are under way in this process, which takes on no more, and none of them has ended within %s", cap(p.taken), limit)
		}
		freed = now
	}
}

func (p *Places) give() {
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
		"%d renders that were cancelled are still computing in this process, which takes on no more until one of them ends", count)
}

func overloaded(hint, format string, arguments ...any) error {
	cause := fmt.Errorf(format, arguments...)
	return &wire.Error{Code: wire.CodeOverloaded, Message: cause.Error(), Cause: cause, Details: wire.OverloadedDetails{
		HintDetails: wire.HintDetails{Hint: hint}, LeftBehind: LeftBehind(), Limit: MaxLeftBehind,
	}}
}

// work is what an operation takes of the process while it computes.
type work struct {
	sync.Mutex
	places *Places // where it entered
	seated bool    // it holds a place there
	ended  bool    // its verb has come back
	count  bool    // it is one of leftBehind
}

// Enter takes one of the places of a limited resource and returns what gives it back. An operation
// holds one place at a time: within one, this does nothing. Only its verb's goroutine may call this and Yield.
func (o *Operation) Enter(places *Places) (leave func(), err error) {
	if o.isWithin() {
		return func() {}, nil
	}
	if err := Overloaded(); err != nil {
		return nil, err
	}
	if err := o.sit(places); err != nil {
		return nil, err
	}
	if err := Overloaded(); err != nil { // by those who had the place before
		o.leave()
		return nil, err
	}
	return o.leave, nil
}

func (o *Operation) isWithin() bool {
	o.work.Lock()
	defer o.work.Unlock()
	return o.work.places != nil
}

func (o *Operation) leave() {
	o.stand()
	o.work.Lock()
	defer o.work.Unlock()
	o.work.places = nil
}

// sit takes a place, for as long as the operation is wanted.
func (o *Operation) sit(places *Places) error {
	if err := o.Err(); err != nil {
		return err
	}
	if err := places.take(o); err != nil {
		return err
	}
	o.work.Lock()
	defer o.work.Unlock()
	if err := o.Err(); err != nil { // who is left behind has nobody to take the place from it again
		places.give()
		return err
	}
	o.work.places, o.work.seated = places, true
	return nil
}

// stand gives the place back, unless that was done.
func (o *Operation) stand() {
	o.work.Lock()
	defer o.work.Unlock()
	if o.work.seated {
		o.work.seated = false
		o.work.places.give()
	}
}

// Yield gives the place up while the operation waits for somebody else. Resume fails when the
// operation was cancelled meanwhile, or gets no place any more.
func (o *Operation) Yield() (resume func() error) {
	o.work.Lock()
	places, seated := o.work.places, o.work.seated
	o.work.Unlock()
	if !seated {
		return o.Err
	}
	o.stand()
	return func() error { return o.sit(places) }
}

// LeaveBehind settles without the verb, which does not come back: its place is another's now. It tells
// whether the verb computes, which is counted until ComeBack.
func (o *Operation) LeaveBehind() (computes bool) {
	o.work.Lock()
	computes = !o.work.ended && (o.work.seated || o.work.places == nil && o.Evidence().Phase == wire.PhaseRender)
	o.work.count = computes
	o.work.Unlock()
	if computes {
		leftBehind.Add(1)
	}
	o.stand()
	return computes
}

// ComeBack says that the verb has ended, left behind or not.
func (o *Operation) ComeBack() {
	o.work.Lock()
	defer o.work.Unlock()
	o.work.ended = true
	if o.work.count {
		o.work.count = false
		leftBehind.Add(-1)
	}
}

// IsLeftBehind tells whether the verb computes although its call has settled.
func (o *Operation) IsLeftBehind() bool {
	o.work.Lock()
	defer o.work.Unlock()
	return o.work.count
}
