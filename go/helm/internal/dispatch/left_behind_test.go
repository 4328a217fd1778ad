package dispatch

import (
	"context"
	"errors"
	"testing"
	"time"

	"bunhelm/helm/internal/channel"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/holds"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/silent"
	"bunhelm/helm/internal/wire"
)

func TestAnErrorAboutAVerbLeftBehindReadsNothingThatItWrites(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	entry := Verb("releases.install", func(op *operation.Operation, r *wire.InstallRequest) (wire.Release, error) {
		<-release
		return wire.Release{}, nil
	}).Advise(operation.Advice{NoRelease: "x"})
	d := New([]Entry{entry}, nil)
	ctx, cancel := context.WithCancelCause(context.Background())
	op := operation.New(ctx, silent.Port{})
	turn := holds.TakeTurn()
	turn.Begin(op)
	defer turn.End()
	time.AfterFunc(50*time.Millisecond, func() { cancel(errors.New("enough")) })
	_, err := d.run(ctx, op, turn, &channel.Call{Head: []byte(`{"verb":"releases.install","cwd":"/","client":{"kubeToken":"secret-token"},"request":{"name":"a","timeout":5000,"followLinks":true}}`)})
	told := fault.Classify(op, err)
	if told.Code != wire.CodeAborted || told.Verb != "releases.install" {
		t.Fatal(told)
	}
}
