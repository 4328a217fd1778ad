package fault

import (
	"fmt"
	"strings"
	"time"

	"bunhelm/helm/internal/wire"
)

// afterWait says how to go on once objects or hooks were not ready, unless something else is to be done first.
func afterWait(e *wire.Error) {
	late := e.Code == wire.CodeWaitTimeout
	switch details := e.Details.(type) {
	case wire.WaitTimeoutDetails:
	case wire.HookFailedDetails:
		late = details.TimedOut
	default:
		return
	}
	next := goOn(e)
	if next == "" {
		return
	}
	next = "fix the cause, then call " + next
	if late {
		next += "; raise timeout if it only needs longer"
	}
	setHint(e, func(hint *wire.HintDetails) {
		if hint.Hint == "" {
			hint.Hint = next
		}
	})
}

// goOn is the call that goes on from what has failed. An install may have left a release, or none.
func goOn(e *wire.Error) string {
	switch e.Verb {
	case "releases.install":
		if e.Release != nil && e.Release.Revision > 0 {
			return fmt.Sprintf("releases.upgrade (the release exists, recorded as %s)", e.Release.Status)
		}
		return "releases.install again"
	case "releases.rollback":
		return "releases.rollback or releases.upgrade"
	case "releases.upgrade", "releases.uninstall", "releases.test":
		return e.Verb + " again"
	}
	return ""
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
