package limited

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
)

func TestNoMoreThanTheLimitRunAtOnce(t *testing.T) {
	var running, most atomic.Int32
	items := make([]int, 50)
	failures := Each(t.Context(), 3, items, func(i int, _ int) error {
		now := running.Add(1)
		for high := most.Load(); now > high && !most.CompareAndSwap(high, now); high = most.Load() { //nolint:revive // until it is noted
		}
		items[i] = i
		running.Add(-1)
		return nil
	})
	if errors.Join(failures...) != nil || most.Load() > 3 || items[49] != 49 {
		t.Error(failures, most.Load(), items)
	}
}

func TestEachHasItsOwnError(t *testing.T) {
	broken := errors.New("broken")
	failures := Each(t.Context(), 2, []string{"fails", "panics", "works"}, func(_ int, item string) error {
		switch item {
		case "fails":
			return broken
		case "panics":
			panic(item)
		}
		return nil
	})
	if !errors.Is(failures[0], broken) || failures[1] == nil || failures[2] != nil {
		t.Error(failures)
	}
}

func TestWhatHasNotBegunWhenTheContextEndsDoesNotBegin(t *testing.T) {
	enough := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	begun := 0
	failures := Each(ctx, 1, make([]int, 3), func(int, int) error {
		begun++
		cancel(enough)
		return nil
	})
	if begun != 1 || failures[0] != nil || !errors.Is(failures[1], enough) || !errors.Is(failures[2], enough) {
		t.Error(begun, failures)
	}
}
