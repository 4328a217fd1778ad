package releases

import (
	"errors"
	"fmt"
	"time"

	"helm.sh/helm/v4/pkg/release/common"
	release "helm.sh/helm/v4/pkg/release/v1"
	"helm.sh/helm/v4/pkg/storage/driver"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/records"
	"bunhelm/helm/internal/results"
	"bunhelm/helm/internal/session"
	"bunhelm/helm/internal/wire"
)

// explainRelease says what the newest record has to do with a refusal: a pending operation, an
// existing release, a record that cannot be read.
func explainRelease(s *session.Session, op *operation.Operation, name string, err error) error {
	if err == nil || op.Err() != nil {
		return err
	}
	if fault.IsForeign(err) {
		return s.ExplainOwnership(name, false, err)
	}
	known := fault.Classify(op, err)
	switch known.Code {
	case wire.CodeReleaseExists, wire.CodeReleasePending, wire.CodeReleaseNotFound:
	default:
		return err
	}
	var told *wire.Error
	if errors.As(err, &told) && (told.Code == wire.CodeReleasePending || told.Code == wire.CodeReleaseNotFound) {
		return err // it says more than the record does
	}
	history, historyErr := s.History(name)
	if errors.As(historyErr, &told) && told.Code == wire.CodeRecordInvalid {
		return historyErr
	}
	if historyErr != nil || len(history) == 0 {
		if known.Code == wire.CodeReleaseNotFound {
			return fault.ReleaseNotFound(name, s.Namespace, err)
		}
		return err
	}
	if pending := pendingError(history, err); pending != nil {
		return pending
	}
	newest := history[len(history)-1]
	switch {
	case known.Code == wire.CodeReleaseExists:
		return fault.Newf(wire.CodeReleaseExists, wire.ReleaseExistsDetails{
			HintDetails: wire.HintDetails{Hint: "use releases.upgrade, with install: true if it may not exist yet"},
			Revision:    newest.Version, Status: wire.Status(newest.Info.Status),
		}, err, "a release %q exists in namespace %q (%s)", name, s.Namespace, newest.Info.Status)
	case errors.Is(err, driver.ErrReleaseExists):
		if torn := s.Unread(name); torn != nil { // of the very revision
			return torn
		}
		said := fault.Newf(wire.CodeReleasePending, wire.ReleasePendingDetails{
			HintDetails: wire.HintDetails{Hint: "try again if it is still needed: the other operation has ended"},
			Revision:    newest.Version, Status: wire.Status(newest.Info.Status), Since: results.Time(newest.Info.LastDeployed),
		}, err, "another operation has just created the same revision of release %q: revision %d is %s", name, newest.Version, newest.Info.Status)
		said.Release = records.Recorded(newest)
		return said
	}
	return err
}

// pendingError is not nil when the newest record holds the release: pending, or uninstalling, which
// blocks just so.
func pendingError(history []*release.Release, cause error) error {
	if !unfinished(history[len(history)-1]) {
		return nil
	}
	details, since := pendingDetails(history)
	return stillPending(history[len(history)-1], *details, since, cause)
}

// stillPending says that a release waits for the end of an operation.
func stillPending(rel *release.Release, details wire.ReleasePendingDetails, since time.Time, cause error) error {
	when := ""
	switch age := time.Since(since); {
	case since.IsZero():
	case age >= 0:
		when = fmt.Sprintf(" (for %s)", age.Round(time.Second))
	default:
		when = fmt.Sprintf(" since %s, which is in the future by this machine's clock", details.Since)
	}
	err := fault.Newf(wire.CodeReleasePending, details, cause,
		"release %q is %s%s: another operation is in progress or was interrupted", rel.Name, rel.Info.Status, when)
	err.Release = records.Recorded(rel)
	return err
}

// pendingDetails say which operation the newest record waits for.
func pendingDetails(history []*release.Release) (details *wire.ReleasePendingDetails, since time.Time) {
	rel := history[len(history)-1]
	details = &wire.ReleasePendingDetails{Revision: rel.Version, Status: wire.Status(rel.Info.Status)}
	details.Hint = "wait for the other operation; if it was interrupted, " + freedBy(history)
	since = rel.Info.LastDeployed
	if rel.Info.Status == common.StatusUninstalling && !rel.Info.Deleted.IsZero() {
		since = rel.Info.Deleted
	}
	if !since.IsZero() {
		details.Since = results.Time(since)
		details.AgeMs = max(0, time.Since(since).Milliseconds())
	}
	return details, since
}

// unfinished tells whether a record says that an operation works on it.
func unfinished(rel *release.Release) bool {
	return rel.Info.Status.IsPending() || rel.Info.Status == common.StatusUninstalling
}

// freedBy names the verbs that free a release that was interrupted.
func freedBy(history []*release.Release) string {
	for _, rel := range history[:len(history)-1] {
		if rel.Info.Status == common.StatusDeployed || rel.Info.Status == common.StatusSuperseded {
			return "releases.rollback or releases.uninstall frees the release"
		}
	}
	return "releases.uninstall frees the release: it has no revision to roll back to"
}
