package operation

import (
	"context"
	"errors"
	"testing"

	"bunhelm/helm/internal/wire"
)

var errEnough = errors.New("enough")

func cancellable() (*Operation, context.CancelCauseFunc) {
	ctx, cancel := context.WithCancelCause(context.Background())
	return New(ctx, nil), cancel
}

func TestAPlaceIsGivenBackOnce(t *testing.T) {
	places := make(chan struct{}, 1)
	op, cancel := cancellable()
	leave, err := op.Enter(places)
	if err != nil || len(places) != 1 {
		t.Fatal(err, len(places))
	}
	cancel(errEnough)
	if !op.LeaveBehind() || len(places) != 0 || LeftBehind() != 1 {
		t.Fatalf("%d places are taken, %d renders left behind", len(places), LeftBehind())
	}
	other, _ := cancellable()
	if _, err := other.Enter(places); err != nil {
		t.Fatal(err)
	}
	leave()
	op.ComeBack()
	if len(places) != 1 || LeftBehind() != 0 {
		t.Errorf("coming back late, it has left %d places taken and is one of %d", len(places), LeftBehind())
	}
}

func TestWhoWaitsForAPlaceAgainCanBeCancelled(t *testing.T) {
	places := make(chan struct{}, 1)
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
	if len(places) != 1 {
		t.Error("it gave another's place away")
	}
}

func TestTooManyLeftBehindAreAnError(t *testing.T) {
	places := make(chan struct{}, 1)
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
