package verbs

import (
	"errors"
	"fmt"
	"time"

	chart "helm.sh/helm/v4/pkg/chart/v2"
	chartutil "helm.sh/helm/v4/pkg/chart/v2/util"
	"helm.sh/helm/v4/pkg/release/common"
	release "helm.sh/helm/v4/pkg/release/v1"
	"helm.sh/helm/v4/pkg/storage/driver"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/records"
	"bunhelm/helm/internal/render"
	"bunhelm/helm/internal/session"
	"bunhelm/helm/internal/wire"
)

// The verbs of one release begin with nameRelease, then look at their options, then openRelease.

// nameRelease refuses a malformed name before anything is sent; errors name the release from here on.
func nameRelease(op *operation.Operation, name, namespace string) error {
	if err := checkName(name); err != nil {
		return err
	}
	op.Evidence.Release(name, namespace)
	return nil
}

func checkName(name string) error {
	if err := chartutil.ValidateReleaseName(name); err != nil {
		if name == "" {
			return fault.InvalidArgument("name", "name must not be empty")
		}
		return fault.InvalidArgument("name", "name %q %s", name, whyNoName(name))
	}
	return nil
}

// maxName is Helm's longest name of a release (pkg/chart/v2/util/validate_name.go).
const maxName = 53

func whyNoName(name string) string {
	if length := len(name); length > maxName {
		return fmt.Sprintf("is %d characters long, but may have at most %d", length, maxName)
	}
	return "may contain only lowercase letters, digits, \"-\" and \".\", and must begin and end with a letter or a digit"
}

// openRelease opens the session of a verb; errors have the release's namespace from here on. Close it.
func openRelease(op *operation.Operation, name, namespace string) (*session.Session, error) {
	s, err := session.Open(op, session.Options{Namespace: namespace})
	if err != nil {
		return nil, err
	}
	op.Evidence.Release(name, s.Namespace)
	return s, nil
}

// hold is how a verb takes the release that it works on.
type hold int

const (
	holdsNone hold = iota // a dry run
	holds                 // no other may work on it meanwhile
	shares                // others that share it may
)

func holding(dry bool) hold {
	if dry {
		return holdsNone
	}
	return holds
}

// openToWrite is openRelease for a verb that changes the release, and takes it.
func openToWrite(op *operation.Operation, name, namespace string, how hold) (*session.Session, error) {
	s, err := openRelease(op, name, namespace)
	if err != nil {
		return nil, err
	}
	knowRecords(op, s, &wire.ValuesOptions{}, nil)
	if how == holdsNone {
		return s, nil
	}
	if err := s.Hold(name, how == shares); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// knowRecords keeps what is secret in the release's records out of errors: hooks and manifests have values in
// them. An upgrade to ch may also use them again.
func knowRecords(op *operation.Operation, s *session.Session, options *wire.ValuesOptions, ch *chart.Chart) {
	known := render.KnownOf(op, options)
	s.OnRead(func(rel *release.Release) { known.Release(rel, ch) })
}

// explainRelease says what the newest record has to do with a refusal: a pending operation, an
// existing release, a record that cannot be read.
func explainRelease(s *session.Session, op *operation.Operation, name string, err error) error {
	if err == nil || op.Err() != nil {
		return err
	}
	if fault.IsForeign(err) {
		return explainOwnership(s, name, false, err)
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
		return fault.Said(wire.CodeReleaseExists, wire.ReleaseExistsDetails{
			HintDetails: wire.HintDetails{Hint: "use releases.upgrade, with install: true if it may not exist yet"},
			Revision:    newest.Version, Status: wire.Status(newest.Info.Status),
		}, err, "a release %q exists in namespace %q (%s)", name, s.Namespace, newest.Info.Status)
	case errors.Is(err, driver.ErrReleaseExists):
		if torn := s.Unread(name); torn != nil { // of the very revision
			return torn
		}
		said := fault.Said(wire.CodeReleasePending, wire.ReleasePendingDetails{
			HintDetails: wire.HintDetails{Hint: "try again if it is still needed: the other operation has ended"},
			Revision:    newest.Version, Status: wire.Status(newest.Info.Status), Since: timestamp(newest.Info.LastDeployed),
		}, err, "another operation has just created the same revision of release %q: revision %d is %s", name, newest.Version, newest.Info.Status)
		said.Release = records.Recorded(newest)
		return said
	}
	return err
}

// explainOwnership lists all the objects that are not the release's, as they say it themselves.
func explainOwnership(s *session.Session, name string, upgrade bool, err error) error {
	if !fault.IsForeign(err) {
		return err
	}
	if conflicts, unchecked := s.Kube.Foreign(name, s.Namespace, upgrade); len(conflicts) > 0 {
		return fault.OwnershipConflict(conflicts, unchecked, err)
	}
	return err
}

// pendingError is not nil when the newest record holds the release: pending, or uninstalling, which
// blocks just so.
func pendingError(history []*release.Release, cause error) error {
	rel := history[len(history)-1]
	if !unfinished(rel) {
		return nil
	}
	details := wire.ReleasePendingDetails{Revision: rel.Version, Status: wire.Status(rel.Info.Status)}
	details.Hint = "wait for the other operation; if it was interrupted, " + freedBy(history)
	since := rel.Info.LastDeployed
	if rel.Info.Status == common.StatusUninstalling && !rel.Info.Deleted.IsZero() {
		since = rel.Info.Deleted
	}
	when := ""
	if !since.IsZero() {
		details.Since = timestamp(since)
		if age := time.Since(since); age >= 0 {
			details.AgeMs = age.Milliseconds()
			when = fmt.Sprintf(" (for %s)", age.Round(time.Second))
		} else {
			when = fmt.Sprintf(" since %s, which is in the future by this machine's clock", details.Since)
		}
	}
	err := fault.Said(wire.CodeReleasePending, details, cause,
		"release %q is %s%s: another operation is in progress or was interrupted", rel.Name, rel.Info.Status, when)
	err.Release = records.Recorded(rel)
	return err
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
