package verbs

import (
	"time"

	chartutil "helm.sh/helm/v4/pkg/chart/v2/util"
	release "helm.sh/helm/v4/pkg/release/v1"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/session"
	"bunhelm/helm/internal/wire"
)

// The verbs of one release begin with nameRelease, then look at their options, then openRelease.

// nameRelease refuses a malformed name before anything is sent; errors name the release from here on.
func nameRelease(op *operation.Operation, name, namespace string) error {
	if err := checkName(name); err != nil {
		return err
	}
	op.SetRelease(name, namespace)
	return nil
}

func checkName(name string) error {
	if err := chartutil.ValidateReleaseName(name); err != nil {
		if name == "" {
			return fault.InvalidArgument("name", "name must not be empty")
		}
		return fault.InvalidArgument("name", "name %q: %v", name, err)
	}
	return nil
}

// openRelease opens the session of a verb; errors have the release's namespace from here on. Close it.
func openRelease(op *operation.Operation, name, namespace string) (*session.Session, error) {
	s, err := session.Open(op, session.Options{Namespace: namespace})
	if err != nil {
		return nil, err
	}
	op.SetRelease(name, s.Namespace)
	return s, nil
}

// explainRelease says what the newest record has to do with a refusal: a pending operation, an
// existing release.
func explainRelease(s *session.Session, op *operation.Operation, name string, err error) error {
	if err == nil || op.Err() != nil {
		return err
	}
	known := fault.Classify(op, err)
	switch known.Code {
	case wire.CodeReleaseExists, wire.CodeReleasePending, wire.CodeReleaseNotFound:
	default:
		return err
	}
	newest, historyErr := s.Newest(name)
	if historyErr != nil || newest == nil {
		if known.Code == wire.CodeReleaseNotFound {
			return fault.ReleaseNotFound(name, s.Namespace, err)
		}
		return err
	}
	if pending := pendingError(newest, err); pending != nil {
		return pending
	}
	if known.Code == wire.CodeReleaseExists {
		return fault.Said(wire.CodeReleaseExists, wire.ReleaseExistsDetails{
			HintDetails: wire.HintDetails{Hint: "use releases.upgrade, with install: true if it may not exist yet"},
			Revision:    newest.Version, Status: wire.Status(newest.Info.Status),
		}, err, "a release %q exists in namespace %q (%s)", name, s.Namespace, newest.Info.Status)
	}
	return err
}

// pendingError is not nil when the record holds the release: pending, or uninstalling, which
// blocks just so.
func pendingError(rel *release.Release, cause error) error {
	if !rel.Info.Status.IsPending() && rel.Info.Status != "uninstalling" {
		return nil
	}
	since := rel.Info.LastDeployed
	if rel.Info.Status == "uninstalling" && !rel.Info.Deleted.IsZero() {
		since = rel.Info.Deleted
	}
	age := time.Since(since)
	return fault.Said(wire.CodeReleasePending, wire.ReleasePendingDetails{
		HintDetails: wire.HintDetails{Hint: "wait for the other operation; if it was interrupted, releases.rollback or releases.uninstall frees the release"},
		Revision:    rel.Version, Status: wire.Status(rel.Info.Status), Since: timestamp(since), AgeMs: age.Milliseconds(),
	}, cause, "release %q is %s since %s: another operation is in progress or was interrupted", rel.Name, rel.Info.Status, age.Round(time.Second))
}
