package slots

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"bunhelm/helm/internal/wire"
)

var errEnough = errors.New("enough")

func cancellable() (*Work, context.CancelCauseFunc) {
	ctx, cancel := context.WithCancelCause(context.Background())
	return NewWork(ctx), cancel
}

func TestASlotIsGivenBackOnce(t *testing.T) {
	slots := New(1)
	work, cancel := cancellable()
	leave, err := work.Enter(slots, 0)
	if err != nil || slots.Taken() != 1 {
		t.Fatal(err, slots.Taken())
	}
	cancel(errEnough)
	if !work.LeaveBehind(false) || slots.Taken() != 0 || LeftBehind() != 1 {
		t.Fatalf("%d slots are taken, %d renders left behind", slots.Taken(), LeftBehind())
	}
	other, _ := cancellable()
	if _, err := other.Enter(slots, 0); err != nil {
		t.Fatal(err)
	}
	leave()
	work.ComeBack()
	if slots.Taken() != 1 || LeftBehind() != 0 {
		t.Errorf("coming back late, it has left %d slots taken and is one of %d", slots.Taken(), LeftBehind())
	}
}

func TestWhoWaitsForASlotAgainCanBeCancelled(t *testing.T) {
	slots := New(1)
	work, cancel := cancellable()
	leave, err := work.Enter(slots, 0)
	if err != nil {
		t.Fatal(err)
	}
	resume := work.Yield()
	other, _ := cancellable()
	if _, err := other.Enter(slots, 0); err != nil {
		t.Fatal(err)
	}
	cancel(errEnough)
	if err := resume(); !errors.Is(err, errEnough) {
		t.Errorf("resume says %v", err)
	}
	if work.LeaveBehind(false) {
		t.Error("one that waits does not compute")
	}
	leave()
	if slots.Taken() != 1 {
		t.Error("it gave another's slot away")
	}
}

func TestTooManyLeftBehindAreAnError(t *testing.T) {
	slots := New(1)
	for range MaxLeftBehind {
		work, cancel := cancellable()
		if _, err := work.Enter(slots, 0); err != nil {
			t.Fatal(err)
		}
		cancel(errEnough)
		work.LeaveBehind(false)
		defer work.ComeBack()
	}
	work, _ := cancellable()
	_, err := work.Enter(slots, 0)
	var known *wire.Error
	if !errors.As(err, &known) || known.Code != wire.CodeOverloaded {
		t.Errorf("one more is taken: %v", err)
	}
}

func TestWhoWaitsForASlotIsRefusedWhenNoneComesFree(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slots := New(1)
		endless, _ := cancellable()
		leave, err := endless.Enter(slots, 0)
		if err != nil {
			t.Fatal(err)
		}
		for timeout, want := range map[time.Duration]time.Duration{0: 5 * time.Minute, 20 * time.Second: 20 * time.Second, time.Millisecond: 5 * time.Second} {
			work, _ := cancellable()
			start := time.Now()
			_, err := work.Enter(slots, timeout)
			var known *wire.Error
			if !errors.As(err, &known) || known.Code != wire.CodeOverloaded || !strings.Contains(err.Error(), "none of them has ended within "+want.String()) {
				t.Errorf("with a timeout of %s: %v", timeout, err)
			}
			if took := time.Since(start); took != want {
				t.Errorf("with a timeout of %s it took %s", timeout, took)
			}
		}
		leave()
	})
}

func TestALongQueueIsNoneThatStandsStill(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slots := New(1)
		done := make(chan error)
		for range 20 {
			work, _ := cancellable()
			go func() {
				leave, err := work.Enter(slots, 0)
				if err == nil {
					time.Sleep(time.Minute)
					leave()
				}
				done <- err
			}()
		}
		for range 20 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
	})
}

func TestTakingTheSlotBackHasALimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slots := New(1)
		work, _ := cancellable()
		leave, err := work.Enter(slots, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer leave()
		resume := work.Yield()
		other, _ := cancellable()
		if _, err := other.Enter(slots, 0); err != nil {
			t.Fatal(err)
		}
		var known *wire.Error
		if err := resume(); !errors.As(err, &known) || known.Code != wire.CodeOverloaded {
			t.Errorf("resume says %v", err)
		}
	})
}
