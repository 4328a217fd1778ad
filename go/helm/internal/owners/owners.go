// Package owners keeps what belongs to a client until the client ends.
package owners

import (
	"maps"
	"sync"

	"bunhelm/helm/internal/operation"
)

// Owner is a client, told apart from those of other JavaScript contexts.
type Owner struct {
	Channel int32
	Client  int
}

// Of is the operation's client.
func Of(op *operation.Operation) Owner { return Owner{op.Channel, op.Client.ID} }

// droppers drop what is kept for owners that have ended; packages add theirs as they initialize.
var droppers []func(ended func(Owner) bool)

// OnForget has drop called when owners have ended. Only for initialization.
func OnForget(drop func(ended func(Owner) bool)) { droppers = append(droppers, drop) }

// Forget drops what is kept for the operation's client.
func Forget(op *operation.Operation) {
	owner := Of(op)
	forget(func(o Owner) bool { return o == owner })
}

// ForgetChannel drops what is kept for the clients of a JavaScript context that has ended.
func ForgetChannel(channel int32) {
	forget(func(o Owner) bool { return o.Channel == channel })
}

func forget(ended func(Owner) bool) {
	for _, drop := range droppers {
		drop(ended)
	}
}

// PerClient keeps one T for each client, until it is forgotten.
type PerClient[T any] struct {
	mu      sync.Mutex
	byOwner map[Owner]*T
}

// NewPerClient makes an empty one. Only for initialization.
func NewPerClient[T any]() *PerClient[T] {
	p := &PerClient[T]{byOwner: map[Owner]*T{}}
	OnForget(p.drop)
	return p
}

// Of finds what is kept for an operation's client, or makes it.
func (p *PerClient[T]) Of(op *operation.Operation, newT func() (*T, error)) (*T, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if known := p.byOwner[Of(op)]; known != nil {
		return known, nil
	}
	made, err := newT()
	if err != nil {
		return nil, err
	}
	if op.Err() == nil { // or nobody would drop it: a client's calls are cancelled before it is closed
		p.byOwner[Of(op)] = made
	}
	return made, nil
}

// Count is how many clients something is kept for.
func (p *PerClient[T]) Count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.byOwner)
}

func (p *PerClient[T]) drop(ended func(Owner) bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	maps.DeleteFunc(p.byOwner, func(owner Owner, _ *T) bool { return ended(owner) })
}
