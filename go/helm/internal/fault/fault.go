// Package fault turns errors into what a user gets: a code, details and what the operation had
// seen. Errors are told apart by Go values and phases; text is matched in rows.go, texts.go and unreachable.go only.
package fault

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	release "helm.sh/helm/v4/pkg/release/v1"
	"helm.sh/helm/v4/pkg/storage/driver"

	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// New makes a classified error from a cause.
func New(code wire.Code, details any, cause error) *wire.Error {
	return &wire.Error{Code: code, Message: cause.Error(), Details: details, Cause: cause}
}

// Newf is New with a formatted message.
func Newf(code wire.Code, details any, cause error, format string, arguments ...any) *wire.Error {
	err := New(code, details, cause)
	err.Message = fmt.Sprintf(format, arguments...)
	return err
}

// InvalidArgument names the option that is wrong.
func InvalidArgument(option, format string, arguments ...any) *wire.Error {
	return New(wire.CodeInvalidArgument, wire.InvalidArgumentDetails{Option: option}, fmt.Errorf(format, arguments...))
}

// UnknownOption names an option that its owner does not have, and the one that was meant.
func UnknownOption(owner, name, suggestion, hint string) *wire.Error {
	message := fmt.Sprintf("%s has no option %q", owner, name)
	if suggestion != "" {
		message += fmt.Sprintf("; did you mean %q?", suggestion)
	}
	return New(wire.CodeInvalidArgument, wire.InvalidArgumentDetails{HintDetails: wire.HintDetails{Hint: hint}, Option: name, DidYouMean: suggestion}, errors.New(message))
}

// Panicked is a bug; the stack goes with it.
func Panicked(cause any, stack []byte) *wire.Error {
	return Newf(wire.CodeInternal, wire.InternalDetails{Stack: string(stack)}, fmt.Errorf("panic: %v", cause), "internal error: %v", cause)
}

// Recovered makes an error of a panic, deferred: one on a goroutine that nobody recovers ends the process.
func Recovered(err *error) {
	if cause := recover(); cause != nil {
		*err = Panicked(cause, debug.Stack())
	}
}

// A cancelled verb that does not come back.
var (
	errLeftBehind     = errors.New("wait a moment before you call it again: the operation was left behind, still computing or waiting for a plugin, but sends no more requests")
	errStillRecording = errors.New("let this process run until the record is repaired, or await close(): the API server has not yet answered the write of the release's record")
	errRepairing      = errors.New("let this process run until the record is repaired, or await close(): the operation has not stopped yet, and the release's record is not repaired yet")
)

// LeftBehind is the result of a cancelled verb that does not come back. recording: from the write of
// the release's record; owes: its record is still to be put in order.
func LeftBehind(recording, owes bool) error {
	switch {
	case recording && owes:
		return errStillRecording
	case owes:
		return errRepairing
	}
	return errLeftBehind
}

// Thrown is an error that a JavaScript function has thrown; ask names the call.
func Thrown(ask uint64, message string) error { return &thrown{ask, message} }

type thrown struct {
	ask     uint64
	message string
}

func (t *thrown) Error() string { return t.message }

// Kubeconfig is a kubeconfig that names no cluster.
func Kubeconfig(files []string, context string, contexts []string, cause error) *wire.Error {
	details := wire.KubeconfigDetails{Files: files, Context: context, Contexts: contexts}
	var given interface{ Given() }
	switch {
	case errors.As(cause, &given): // and is wrong: it says why
	case len(contexts) > 0 && !slices.Contains(contexts, context):
		details.Hint = fmt.Sprintf("choose one of the contexts %q with kubeContext", contexts)
	case len(files) == 0 && len(contexts) == 0:
		details.Hint = howToGive
	}
	return Newf(wire.CodeKubeconfigInvalid, details, cause, "the kubeconfig cannot be used: %v", cause)
}

// howToGive says how a client gets its kubeconfig.
const howToGive = "set the option kubeconfig or the variable KUBECONFIG"

// NoKubeconfig is a kubeconfig of which no file exists.
func NoKubeconfig(files []string, context string) *wire.Error {
	why := "no file is named, and HOME is not set"
	switch last := len(files) - 1; {
	case last == 0:
		why = files[0] + " does not exist"
	case last > 0:
		why = "neither " + strings.Join(files[:last], ", ") + " nor " + files[last] + " exists"
	}
	details := wire.KubeconfigDetails{HintDetails: wire.HintDetails{Hint: howToGive}, Files: files, Context: context}
	return New(wire.CodeKubeconfigInvalid, details, errors.New("there is no kubeconfig: "+why))
}

// NoDescriptors is a process that can open no more files: nothing is wrong with the file.
func NoDescriptors(cause error) *wire.Error {
	details := wire.UnreachableDetails{}
	details.Hint = "this process has too many files and connections open: close some, or raise its limit (ulimit -n)"
	return Newf(wire.CodeClusterUnreachable, details, cause, "the kubeconfig could not be opened: %v", cause)
}

// Credentials is a plugin or provider of the kubeconfig that gives none.
func Credentials(hint string, cause error) *wire.Error {
	hint = cmp.Or(hint, "the kubeconfig's credential plugin failed; run its command to see why")
	return New(wire.CodeKubeconfigInvalid, wire.KubeconfigDetails{HintDetails: wire.HintDetails{Hint: hint}}, fmt.Errorf("getting credentials: %w", cause))
}

// phased is an error with the step in which it came up.
type phased struct {
	phase wire.Phase
	error
}

func (p *phased) Unwrap() error { return p.error }

// WithPhase tags an error with its phase. The text stays.
func WithPhase(phase wire.Phase, err error) error {
	if err == nil {
		return nil
	}
	return &phased{phase, err}
}

// HasPhase reports whether an error is tagged with a phase.
func HasPhase(phase wire.Phase, err error) bool { return phaseOf(err) == phase }

// Remember keeps an error that Helm may reduce to text on its way up.
func Remember(op *operation.Operation, err error) { op.Evidence.NoteFault(err) }

// Unseen is an object that could not be looked at.
type Unseen struct {
	Ref wire.ResourceRef
	Err error
	// Earlier: the newest revision does not have it.
	Earlier bool
}

// UninstallIncomplete lists what an uninstall has left, and what it may have left.
func UninstallIncomplete(standing []wire.ResourceRef, unseen []Unseen) *wire.Error {
	details := wire.UninstallIncompleteDetails{Remaining: standing}
	details.Hint = "uninstall again; the release's record was kept"
	var clauses, named []string
	for _, ref := range standing {
		named = append(named, ref.Kind+" "+ref.Name)
	}
	if len(standing) > 0 {
		clauses = append(clauses, fmt.Sprintf("%s of the release could not be deleted (%s)", Counted(len(standing), "object", "objects"), strings.Join(named, ", ")))
	}
	var forbidden error
	named, skips := nil, false
	for _, one := range unseen {
		details.Remaining = append(details.Remaining, one.Ref)
		named = append(named, fmt.Sprintf("%s %s: %v", one.Ref.Kind, one.Ref.Name, one.Err))
		if apierrors.IsForbidden(one.Err) {
			forbidden, skips = one.Err, skips || one.Earlier
		}
	}
	if len(unseen) > 0 {
		clauses = append(clauses, fmt.Sprintf("%s could not be read (%s)", Counted(len(unseen), "object", "objects"), strings.Join(named, "; ")))
	}
	cause := errors.New(strings.Join(clauses, ", and ") + ", so the release's record is kept")
	if forbidden == nil {
		return New(wire.CodeUninstallIncomplete, details, cause)
	}
	details.Hint = "uninstall again as a user who may get all of these objects; the release's record was kept"
	if skips {
		details.Hint += "; missingKinds: \"skip\" skips those of earlier revisions, and lists them in left"
	}
	return Newf(wire.CodeUninstallIncomplete, details, forbidden, "%v", cause)
}

// Counted is a number of things, such as "1 object" and "2 objects".
func Counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// noChartYAML is how Helm says so (pkg/chart/loader/load.go, pkg/chart/v2/loader/load.go).
var noChartYAML = regexp.MustCompile(`unable to detect chart (?:at .*/Chart\.yaml: no such file|version, no Chart\.yaml found)|Chart\.yaml file is missing`)

// ChartInvalid is a chart that was found and cannot be used. What is wrong with it may have a ChartHint.
func ChartInvalid(reference string, cause error) *wire.Error {
	details := wire.ChartDetails{Reference: reference}
	var hinted interface{ ChartHint() string }
	if errors.As(cause, &hinted) {
		details.Hint = hinted.ChartHint()
	}
	said := plain(cause.Error())
	if noChartYAML.MatchString(said) {
		said = "there is no Chart.yaml in it"
	}
	return Newf(wire.CodeChartInvalid, details, cause, "chart %q cannot be loaded: %s", reference, said)
}

// ReleaseNotFound is a name without a record.
func ReleaseNotFound(name, namespace string, cause error) *wire.Error {
	if cause == nil {
		cause = driver.ErrReleaseNotFound
	}
	return Newf(wire.CodeReleaseNotFound, nil, cause, "there is no release %q in namespace %q", name, namespace)
}

// Gone is a release that another operation has uninstalled while this one wrote a revision of it.
func Gone(name, namespace string, own int) *wire.Error {
	cause := fmt.Errorf("revision %d was deleted while it was being written", own)
	return Newf(wire.CodeReleaseNotFound, nil, cause, "release %q in namespace %q is gone: another operation has deleted revision %d while it was being written", name, namespace, own)
}

// Overtaken is a release that another operation has taken over while this one wrote a revision of it.
// theirs is a newer revision, or that one as the other operation has recorded it.
func Overtaken(name string, own int, theirs *release.Release) *wire.Error {
	details := wire.ReleasePendingDetails{Revision: theirs.Version, Status: wire.Status(theirs.Info.Status)}
	details.Hint = "call releases.history to see what the other operation did"
	cause := fmt.Errorf("revision %d was created while revision %d was being written", theirs.Version, own)
	if theirs.Version == own {
		cause = fmt.Errorf("revision %d was recorded as %s while it was being written", own, theirs.Info.Status)
	}
	return Newf(wire.CodeReleasePending, details, cause, "release %q was taken over by another operation: %v", name, cause)
}

// whereAbsent adds the hint of the verb.
func whereAbsent(advice operation.Advice, e *wire.Error) {
	if hint := advice.NoRelease; e.Code == wire.CodeReleaseNotFound && e.Details == nil && hint != "" {
		e.Details = wire.HintDetails{Hint: hint}
	}
}

// RevisionNotFound is a revision that a release does not have, with those it has.
func RevisionNotFound(name string, revision int, history []*release.Release) *wire.Error {
	details := wire.RevisionDetails{Revision: revision}
	for _, rel := range history {
		details.Revisions = append(details.Revisions, rel.Version)
	}
	if len(details.Revisions) > 0 {
		details.Hint = "choose one of the revisions that exist: releases.history shows them"
	}
	return New(wire.CodeRevisionNotFound, details, fmt.Errorf("release %q has no revision %d", name, revision))
}

// NoEarlierRevision is a release without a revision before the newest to go back to.
func NoEarlierRevision(name string, newest int, history []*release.Release) *wire.Error {
	e := RevisionNotFound(name, newest-1, history)
	if details := e.Details.(wire.RevisionDetails); len(history) == 1 {
		details.Hint = "releases.uninstall removes the release"
		e.Details = details
	}
	e.Cause = fmt.Errorf("release %q has no revision before %d to roll back to", name, newest)
	e.Message = e.Cause.Error()
	return e
}

// whichVersion says how to render for another version, where no cluster was asked.
func whichVersion(advice operation.Advice, e *wire.Error) {
	if details, ok := e.Details.(wire.ChartIncompatibleDetails); ok && details.Hint == "" {
		details.Hint = advice.NoVersion
		e.Details = details
	}
}
