package holds

import (
	"slices"
	"sync"
	"sync/atomic"

	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// Turn is the place of an operation among all that were started. The goroutines that run operations begin in any
// order; of two on one release, the one that was called first is to have it.
type Turn struct {
	read  chan struct{} // closed once the request has been read, or the operation has ended
	once  sync.Once
	op    *operation.Operation
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
func (t *Turn) Begin(op *operation.Operation) {
	turns.Lock()
	defer turns.Unlock()
	t.op = op
}

// End lets those go on that were started later: the operation's verb has ended, or is not waited for.
func (t *Turn) End() {
	t.over.Store(true)
	t.once.Do(func() { close(t.read) })
	turns.Lock()
	defer turns.Unlock()
	turns.started = slices.DeleteFunc(turns.started, func(other *Turn) bool { return other == t })
}

// turnOf is an operation's; nil when it has none, or its turn has ended.
func turnOf(op *operation.Operation) *Turn {
	turns.Lock()
	defer turns.Unlock()
	if i := slices.IndexFunc(turns.started, func(t *Turn) bool { return t.op == op }); i >= 0 {
		return turns.started[i]
	}
	return nil
}

// Takes says which release the operation will change; no name: none. Several that are not alone may have one at a time.
func (t *Turn) Takes(namespace, name string, alone bool) {
	t.once.Do(func() {
		if name != "" {
			t.about, t.alone = subject{t.op.Client.Client, namespace, name}, alone
		}
		close(t.read)
	})
}

// before is the turn of an operation that was called earlier, will change the same release and has not ended.
func (t *Turn) before() *Turn {
	if t == nil || t.about.name == "" {
		return nil
	}
	turns.Lock()
	earlier := slices.Clone(turns.started[:max(0, slices.Index(turns.started, t))])
	turns.Unlock()
	for _, other := range earlier {
		select {
		case <-other.read:
		case <-t.op.Context().Done():
			return nil
		}
		if other.about == t.about && (other.alone || t.alone) && works(other.op, other) {
			return other
		}
	}
	return nil
}

// works tells whether an operation may still write. One that was cancelled sends nothing more but what its record
// needs, though its goroutine may be left behind for good.
func works(op *operation.Operation, turn *Turn) bool {
	hasEnded := turn != nil && turn.over.Load()
	return op.Err() == nil && !hasEnded || op.Debt.IsRecording() || op.Debt.Owes()
}
