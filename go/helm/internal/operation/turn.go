package operation

import (
	"slices"
	"sync"
	"sync/atomic"

	"bunhelm/helm/internal/wire"
)

// Turn is the place of an operation among all that were started. The goroutines that run operations begin in any
// order; of two on one release, the one that was called first is to have it.
type Turn struct {
	read  chan struct{} // closed once the request has been read, or the operation has ended
	once  sync.Once
	op    *Operation
	about subject
	alone bool
	over  atomic.Bool
}

// subject is a release as a call names it. Clients of equal options are one.
type subject struct {
	client          *wire.Client
	namespace, name string
}

var turns struct {
	sync.Mutex
	started []*Turn
}

// TakeTurn is called in the order of the calls.
func TakeTurn() *Turn {
	turns.Lock()
	defer turns.Unlock()
	turn := &Turn{read: make(chan struct{})}
	turns.started = append(turns.started, turn)
	return turn
}

// Begin says which operation it is that has the turn.
func (t *Turn) Begin(op *Operation) { t.op, op.turn = op, t }

// EndTurn lets those go on that were started later: the operation's verb has ended, or is not waited for.
func (o *Operation) EndTurn() {
	if o.turn == nil {
		return
	}
	o.turn.over.Store(true)
	o.turn.once.Do(func() { close(o.turn.read) })
	turns.Lock()
	defer turns.Unlock()
	turns.started = slices.DeleteFunc(turns.started, func(other *Turn) bool { return other == o.turn })
}

// Takes says which release the operation will change; no name: none. Several that are not alone may have one at a time.
func (o *Operation) Takes(namespace, name string, alone bool) {
	if o.turn == nil {
		return
	}
	o.turn.once.Do(func() {
		if name != "" {
			o.turn.about, o.turn.alone = subject{o.Client, namespace, name}, alone
		}
		close(o.turn.read)
	})
}

// Before is an operation that was called earlier, will change the same release and has not ended.
func (o *Operation) Before() *Operation {
	if o.turn == nil || o.turn.about.name == "" {
		return nil
	}
	turns.Lock()
	earlier := slices.Clone(turns.started[:max(0, slices.Index(turns.started, o.turn))])
	turns.Unlock()
	for _, turn := range earlier {
		select {
		case <-turn.read:
		case <-o.ctx.Done():
			return nil
		}
		if turn.about == o.turn.about && (turn.alone || o.turn.alone) && turn.op.Works() {
			return turn.op
		}
	}
	return nil
}

// Works tells whether the operation may still write. One that was cancelled sends nothing more but what its record
// needs, though its goroutine may be left behind for good.
func (o *Operation) Works() bool {
	hasEnded := o.turn != nil && o.turn.over.Load()
	return o.Err() == nil && !hasEnded || o.IsRecording() || o.Owes()
}
