package fault

import (
	"errors"
	"strings"
	"testing"

	"bunhelm/helm/internal/wire"
)

func TestAPanicOnAGoroutineIsAnErrorWithItsStack(t *testing.T) {
	work := func() (err error) {
		defer Recovered(&err)
		var index map[string]int
		index["shop"] = 1
		return nil
	}
	done := make(chan error)
	go func() { done <- work() }()
	var known *wire.Error
	if !errors.As(<-done, &known) || known.Code != wire.CodeInternal {
		t.Fatalf("got %v", known)
	}
	if !strings.Contains(known.Details.(wire.InternalDetails).Stack, "TestAPanicOnAGoroutine") {
		t.Error("the stack does not lead to it")
	}
}
