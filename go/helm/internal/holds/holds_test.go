package holds

import (
	"context"
	"errors"
	"testing"

	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/silent"
	"bunhelm/helm/internal/wire"
)

func TestAReleaseIsHeldUntilTheRecordsOfACancelledOperationAreRepaired(t *testing.T) {
	ctx, cancel := context.WithCancelCause(context.Background())
	op := operation.New(ctx, silent.Port{})
	web := Release{Store: "secrets", Namespace: "shop", Name: "web"}
	take := func() error {
		_, err := Take(op, web, false, func() *wire.FailedRelease { return nil })
		return err
	}
	if err := take(); err != nil {
		t.Fatal(err)
	}
	op.Debt.Owe()
	cancel(errors.New("enough"))
	var known *wire.Error
	if err := take(); !errors.As(err, &known) || known.Code != wire.CodeReleasePending {
		t.Fatal("its record is still to be written:", err)
	}
	op.Debt.Repaid()
	if err := take(); err != nil {
		t.Fatal(err)
	}
}

func TestAReleaseThatIsLetGoIsFree(t *testing.T) {
	op := operation.New(context.Background(), silent.Port{})
	web := Release{Store: "memory", Namespace: "shop", Name: "web"}
	nothing := func() *wire.FailedRelease { return nil }
	first, err := Take(op, web, true, nothing)
	if err != nil {
		t.Fatal(err)
	}
	shared, err := Take(op, web, true, nothing)
	if err != nil {
		t.Fatal("those that share it are not in each other's way:", err)
	}
	first.LetGo()
	if _, err := Take(op, web, false, nothing); err == nil {
		t.Fatal("the other still holds it")
	}
	shared.LetGo()
	if _, err := Take(op, web, false, nothing); err != nil {
		t.Fatal(err)
	}
}
