package helmhome

import (
	"context"
	"testing"

	"bunhelm/helm/internal/client"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/owners"
	"bunhelm/helm/internal/wire"
)

// What a client keeps in memory goes with it, or with its JavaScript context; nothing is kept for a
// call that was cancelled, since nobody would drop it.
func TestHomes(t *testing.T) {
	start := Memories()
	call := func(ctx context.Context, channel int32, number int) *operation.Operation {
		op := operation.New(ctx, nil)
		op.Channel, op.Client = channel, client.New(&wire.Client{ID: number}, "")
		return op
	}
	first, second, other := call(t.Context(), -1, 1), call(t.Context(), -1, 2), call(t.Context(), -2, 1)
	if memoryOf(first) != memoryOf(call(t.Context(), -1, 1)) || memoryOf(first) == memoryOf(second) || memoryOf(first) == memoryOf(other) {
		t.Error("a home is not one client's")
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	memoryOf(call(cancelled, -1, 3))
	if got := Memories() - start; got != 3 {
		t.Errorf("%d homes, not 3", got)
	}
	owners.Forget(first)
	if got := Memories() - start; got != 2 {
		t.Errorf("%d homes after a close, not 2", got)
	}
	owners.ForgetChannel(-1)
	owners.ForgetChannel(-2)
	if got := Memories() - start; got != 0 {
		t.Errorf("%d homes are left", got)
	}
}
