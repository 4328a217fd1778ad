package operation

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

func cancellable() (*Operation, context.CancelCauseFunc) {
	ctx, cancel := context.WithCancelCause(context.Background())
	return New(ctx, nil), cancel
}

func TestAPlaceIsGivenBackOnce(t *testing.T) {
	places := NewPlaces(1)
	op, cancel := cancellable()
	leave, err := op.Enter(places)
	if err != nil || places.Taken() != 1 {
		t.Fatal(err, places.Taken())
	}
	cancel(errEnough)
	if !op.LeaveBehind() || places.Taken() != 0 || LeftBehind() != 1 {
		t.Fatalf("%d places are taken, %d renders left behind", places.Taken(), LeftBehind())
	}
	other, _ := cancellable()
	if _, err := other.Enter(places); err != nil {
		t.Fatal(err)
	}
	leave()
	op.ComeBack()
	if places.Taken() != 1 || LeftBehind() != 0 {
		t.Errorf("coming back late, it has left %d places taken and is one of %d", places.Taken(), LeftBehind())
	}
}

func TestWhoWaitsForAPlaceAgainCanBeCancelled(t *testing.T) {
	places := NewPlaces(1)
	op, cancel := cancellable()
	leave, err := op.Enter(places)
	if err != nil {
		t.Fatal(err)
	}
	resume := op.Yield()
	other, _ := cancellable()
	if _, err := other.Enter(places); err != nil {
		t.Fatal(err)
	}
	cancel(errEnough)
	if err := resume(); !errors.Is(err, errEnough) {
		t.Errorf("resume says %v", err)
	}
	if op.LeaveBehind() {
		t.Error("one that waits does not compute")
	}
	leave()
	if places.Taken() != 1 {
		t.Error("it gave another's place away")
	}
}

func TestTooManyLeftBehindAreAnError(t *testing.T) {
	places := NewPlaces(1)
	for range MaxLeftBehind {
		op, cancel := cancellable()
		if _, err := op.Enter(places); err != nil {
			t.Fatal(err)
		}
		cancel(errEnough)
		op.LeaveBehind()
		defer op.ComeBack()
	}
	op, _ := cancellable()
	_, err := op.Enter(places)
	var known *wire.Error
	if !errors.As(err, &known) || known.Code != wire.CodeOverloaded {
		t.Errorf("one more is taken: %v", err)
	}
}

func TestWhoWaitsForAPlaceIsRefusedWhenNoneComesFree(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		places := NewPlaces(1)
		endless, _ := cancellable()
		leave, err := endless.Enter(places)
		if err != nil {
			t.Fatal(err)
		}
		for timeout, want := range map[time.Duration]time.Duration{0: 5 * time.Minute, 20 * time.Second: 20 * time.Second, time.Millisecond: 5 * time.Second} {
			op, _ := cancellable()
			op.SetTimeout(timeout)
			start := time.Now()
			_, err := op.Enter(places)
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
		places := NewPlaces(1)
		done := make(chan error)
		for range 20 {
			op, _ := cancellable()
			go func() {
				leave, err := op.Enter(places)
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

func TestTakingThePlaceBackHasALimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		places := NewPlaces(1)
		op, _ := cancellable()
		leave, err := op.Enter(places)
		if err != nil {
			t.Fatal(err)
		}
		defer leave()
		resume := op.Yield()
		other, _ := cancellable()
		if _, err := other.Enter(places); err != nil {
			t.Fatal(err)
		}
		var known *wire.Error
		if err := resume(); !errors.As(err, &known) || known.Code != wire.CodeOverloaded {
			t.Errorf("resume says %v", err)
		}
	})
}
