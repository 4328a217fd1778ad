package fault

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"bunhelm/helm/internal/evidence"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/secret"
	"bunhelm/helm/internal/slots"
	"bunhelm/helm/internal/wire"
)

// Classify makes what the user gets. It is called once, at the end of an operation.
func Classify(op *operation.Operation, err error) *wire.Error {
	seen := op.Evidence.Seen()
	err = shortened(err)
	var e wire.Error
	switch reason := op.Err(); {
	case reason != nil && !isInternal(err):
		// What an aborted operation says in the end is accidental; that it was aborted is not.
		e = *aborted(op, seen, reason, err)
	default:
		e = *classify(op, err)
		e.Message += recovery(op, err)
		whereAbsent(op.Advice, &e)
		whichVersion(op.Advice, &e)
	}
	return completed(op, seen, e, err)
}

// Late says of an operation whose call has settled that its record could not be put in order since.
func Late(op *operation.Operation) *wire.Error {
	seen := op.Evidence.Seen()
	name := ""
	if seen.Release != nil {
		name = seen.Release.Name
	}
	e := *RecordNotWritten(name, seen.Unwritten)
	seen.Manifest = "" // the call has had it
	return completed(op, seen, e, e.Cause)
}

// completed adds what the operation has seen.
func completed(op *operation.Operation, seen evidence.Seen, e wire.Error, err error) *wire.Error {
	e.Verb = op.Verb
	if e.Phase == "" {
		e.Phase = phaseOf(err)
	}
	if e.Phase == "" {
		e.Phase = seen.Phase
	}
	if e.Release == nil {
		e.Release = seen.Release
	}
	e.Revisions = seen.Revisions
	if e.Chart == nil {
		e.Chart = seen.Chart
	}
	e.Manifest = wire.Text(seen.Manifest)
	e.Applied = seen.Applied
	e.NotApplied = notApplied(seen)
	e.Causes = messages(&e, err)
	addUnwritten(&e, seen.Unwritten)
	afterWait(op.Advice, &e)
	e.Message = plain(short(e.Message))
	if e.Details == nil {
		e.Details = wire.HintDetails{}
	}
	e.Retryable = retryable(op.Advice, &e)
	e = secret.In(&op.Secrets, e)
	return &e
}

func isInternal(err error) bool {
	var known *wire.Error
	return errors.As(err, &known) && known.Code == wire.CodeInternal
}

// Known classifies an error and adds nothing of what the operation has seen.
func Known(op *operation.Operation, err error) *wire.Error { return classify(op, err) }

// classify asks the rows about the error, then about what a wrapper understood before Helm reduced
// it to text.
func classify(op *operation.Operation, err error) *wire.Error {
	for _, candidate := range []error{err, op.Evidence.Fault()} {
		for _, row := range rows {
			if candidate == nil {
				break
			}
			if e := row(op, candidate); e != nil {
				return e
			}
		}
	}
	failed := New(wire.CodeReleaseFailed, nil, err)
	// Helm may have left nothing of the cause but that there was one.
	if cause := op.Evidence.Fault(); cause != nil && !strings.Contains(err.Error(), cause.Error()) {
		failed.Message += ": " + oneLine(cause)
	}
	return failed
}

// recovery says what rollbackOnFailure did after the failure, which is what the error is about.
func recovery(op *operation.Operation, err error) string {
	for _, row := range recoveries {
		if !row.pattern.MatchString(err.Error()) {
			continue
		}
		var both interface{ Unwrap() []error } // the failure, and that of the recovery
		if row.failed && errors.As(err, &both) && len(both.Unwrap()) == 2 {
			return "; " + row.words + ": " + classify(op, both.Unwrap()[1]).Message
		}
		return "; " + row.words
	}
	return ""
}

func aborted(op *operation.Operation, seen evidence.Seen, reason, err error) *wire.Error {
	details := wire.AbortedDetails{Changed: seen.Changed, NotReady: seen.NotReady}
	switch {
	case errors.Is(err, errLeftBehind):
		details.Hint = err.Error()
		if op.Work.IsLeftBehind() {
			details.LeftBehind = slots.LeftBehind()
		}
	case errors.Is(err, errStillRecording), errors.Is(err, errRepairing):
		details.Hint, details.Repairing = err.Error(), true
	case !seen.Changed:
		details.Hint = "nothing was changed; call it again"
	case seen.Unwritten == nil && seen.Release != nil && seen.Release.Revision > 0:
		details.Hint = afterCancel(op, seen)
	}
	subject := op.Verb
	if seen.Release != nil && seen.Release.Name != "" {
		subject += fmt.Sprintf(" of %q", seen.Release.Name)
	}
	return Newf(wire.CodeAborted, details, err, "%s was cancelled: %v", subject, reason)
}

// afterCancel is what a user can do about a release as a cancel has left it.
func afterCancel(op *operation.Operation, seen evidence.Seen) string {
	if op.Advice.Cancelled != nil {
		return op.Advice.Cancelled(seen)
	}
	return "call " + op.Verb + " again"
}

// notApplied is what was planned less what was written.
func notApplied(seen evidence.Seen) []wire.ResourceRef {
	return slices.DeleteFunc(slices.Clone(seen.Planned), func(planned wire.ResourceRef) bool {
		return slices.ContainsFunc(seen.Applied, func(a wire.AppliedResource) bool {
			return a.ResourceRef == planned && a.Action != wire.ResourceDeleted
		})
	})
}

// messages are those of the chain, outermost first, without repetitions and without the message
// of the error itself.
func messages(e *wire.Error, err error) []string {
	var found []string
	for err != nil && len(found) < 20 {
		message := err.Error()
		if message != e.Message && (len(found) == 0 || found[len(found)-1] != message) {
			found = append(found, message)
		}
		switch wrapped := err.(type) {
		case interface{ Unwrap() error }:
			err = wrapped.Unwrap()
		case interface{ Unwrap() []error }:
			if all := wrapped.Unwrap(); len(all) > 0 {
				err = all[0]
			} else {
				err = nil
			}
		default:
			err = nil
		}
	}
	return found
}
