package fault

import (
	"errors"
	"strings"

	"bunhelm/helm/internal/wire"
)

// Because gives an error back the cause that somebody has made text on its way up; any other error, and one
// that is understood, is left as it is.
func Because(err, cause error) error {
	if err == nil || cause == nil || !strings.Contains(err.Error(), cause.Error()) {
		return err
	}
	if known := (*wire.Error)(nil); errors.As(err, &known) {
		return err
	}
	return &caused{err, cause}
}

// caused is an error that says what another said, and has its own cause.
type caused struct {
	error
	cause error
}

func (c *caused) Unwrap() error { return c.cause }
