// Package flight asks a question once for all who wait for its answer.
package flight

import (
	"context"
	"sync"
	"time"

	"bunhelm/helm/internal/fault"
)

// Apart runs work on a goroutine that outlives whoever asked for it.
type Apart func(work func())

// Group has at most one flight under way for each key, however many wait for it, and keeps the latest.
type Group[K comparable, T any] struct {
	mu     sync.Mutex
	latest map[K]*flight[T] // under way, or done
}

// flight is one question, for all who wait for its answer.
type flight[T any] struct {
	started time.Time
	done    chan struct{}
	value   T
	err     error
}

// Get waits for an answer that is good for this caller: one that is not older than since, or that is good
// however old. An older flight that is under way is waited for, then one more is started for all who need it.
func (f *Group[K, T]) Get(ctx context.Context, apart Apart, key K, since time.Time, good func(T, error) bool, ask func() (T, error)) (T, error) {
	for {
		one := f.join(apart, key, since, ask)
		select {
		case <-one.done:
		case <-ctx.Done():
			var none T
			return none, context.Cause(ctx)
		}
		if !one.started.Before(since) || good(one.value, one.err) {
			return one.value, one.err
		}
	}
}

// join gives the flight that is under way, or one that is done and young enough, or a new one.
func (f *Group[K, T]) join(apart Apart, key K, since time.Time, ask func() (T, error)) *flight[T] {
	f.mu.Lock()
	defer f.mu.Unlock()
	if one := f.latest[key]; one != nil && (!one.isDone() || !one.started.Before(since)) {
		return one
	}
	one := &flight[T]{started: time.Now(), done: make(chan struct{})}
	if f.latest == nil {
		f.latest = map[K]*flight[T]{}
	}
	f.latest[key] = one
	apart(func() {
		defer close(one.done)
		defer fault.Recovered(&one.err)
		one.value, one.err = ask()
	})
	return one
}

func (f *flight[T]) isDone() bool {
	select {
	case <-f.done:
		return true
	default:
		return false
	}
}
