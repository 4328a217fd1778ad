package fault

import (
	"strings"
	"time"

	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// afterWait says how to go on once objects or hooks were not ready, unless something else is to be done first.
func afterWait(advice operation.Advice, e *wire.Error) {
	late := e.Code == wire.CodeWaitTimeout
	switch details := e.Details.(type) {
	case wire.WaitTimeoutDetails:
	case wire.HookFailedDetails:
		late = details.TimedOut
	default:
		return
	}
	if advice.NotReady == nil {
		return
	}
	next := "fix the cause, then call " + advice.NotReady(e.Release)
	if late {
		next += "; raise timeout if it only needs more time"
	}
	setHint(e, func(hint *wire.HintDetails) {
		if hint.Hint == "" {
			hint.Hint = next
		}
	})
}

// inWords is a duration without parts that are zero: 5m, not 5m0s.
func inWords(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
