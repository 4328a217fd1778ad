// Package silent stands in for JavaScript in tests: it hears nothing and answers nothing.
package silent

import (
	"context"
	"errors"

	"bunhelm/helm/internal/wire"
)

// Port is an operation's way to nobody.
type Port struct{}

// Emit drops the event.
func (Port) Emit(wire.Event) {}

// Ask fails.
func (Port) Ask(context.Context, int, []byte) ([]byte, uint64, error) {
	return nil, 0, errors.New("there is no response")
}
