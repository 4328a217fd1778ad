package operation

import (
	"fmt"
	"sync"
	"sync/atomic"

	"bunhelm/helm/internal/wire"
)

// MaxLeftBehind is how many renders that were cancelled and did not come back may go on computing in
// this process. Each takes from the others its share of the cores, and its memory.
const MaxLeftBehind = 16

// Renders are the places for renders of installs and upgrades, which compute beside each other: were there no
// such bound, all that are under way at once could be left behind.
var Renders = make(chan struct{}, MaxLeftBehind)

var leftBehind atomic.Int32

// LeftBehind is how many renders go on computing although they were cancelled.
func LeftBehind() int { return int(leftBehind.Load()) }

// Overloaded refuses what would render while too many of those left behind compute.
func Overloaded() error {
	count := LeftBehind()
	if count < MaxLeftBehind {
		return nil
	}
	cause := fmt.Errorf("%d renders that were cancelled are still computing in this process, which takes on no more until one of them ends", count)
	return &wire.Error{Code: wire.CodeOverloaded, Message: cause.Error(), Cause: cause, Details: wire.OverloadedDetails{
		HintDetails: wire.HintDetails{Hint: "find the chart that never stops computing; render charts that you do not trust in a process of their own, which you can end"},
		LeftBehind:  count, Limit: MaxLeftBehind,
	}}
}

// work is what an operation takes of the process while it computes.
type work struct {
	sync.Mutex
	places chan struct{} // where it entered
	seated bool          // it holds a place there
	left   bool          // its call has settled without it
	ended  bool          // its verb has come back
	count  bool          // it is one of leftBehind
}

// Enter takes one of the places of a limited resource and returns what gives it back. An operation
// holds one place at a time: within one, this does nothing. Only its verb's goroutine may call this and Yield.
func (o *Operation) Enter(places chan struct{}) (leave func(), err error) {
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

// sit waits for a place, for as long as the operation is wanted.
func (o *Operation) sit(places chan struct{}) error {
	if err := o.Err(); err != nil {
		return err
	}
	select {
	case places <- struct{}{}:
	case <-o.ctx.Done():
		return o.Err()
	}
	o.work.Lock()
	defer o.work.Unlock()
	if o.work.left { // nobody would take the place from it again
		<-places
		return o.Err()
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
		<-o.work.places
	}
}

// Yield gives the place up while the operation waits for somebody else. Resume fails when the
// operation was cancelled meanwhile.
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
	o.work.left = true
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
