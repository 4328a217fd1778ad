package releases

import (
	"fmt"
	"slices"

	"bunhelm/helm/internal/evidence"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// What each verb knows of how to go on after it has failed.
var (
	AfterInstall = operation.Advice{
		NoNamespace: namespaceFirst, Once: true,
		Cancelled: func(seen evidence.Seen) string { return afterCancelled("install", seen) },
		NotReady: func(rel *wire.FailedRelease) string { // it may have left a release, or none
			if rel != nil && rel.Revision > 0 {
				return fmt.Sprintf("releases.upgrade (the release exists, recorded as %s)", rel.Status)
			}
			return "releases.install again"
		},
	}
	AfterUpgrade = operation.Advice{
		NoNamespace: namespaceFirst,
		NoRelease:   "install: true installs a release that does not exist yet",
		Cancelled:   func(seen evidence.Seen) string { return afterCancelled("upgrade", seen) },
		NotReady:    call("releases.upgrade again"),
	}
	AfterUninstall = operation.Advice{
		NoRelease: "ignoreNotFound: true treats a release that does not exist as uninstalled",
		NotReady:  call("releases.uninstall again"),
	}
	AfterRollback = operation.Advice{
		// without the option, the revision before the one that was cancelled
		Cancelled: func(evidence.Seen) string {
			return "call releases.rollback again, with the revision to return to as its option revision"
		},
		NotReady: call("releases.rollback or releases.upgrade"),
	}
	AfterTest = operation.Advice{NotReady: call("releases.test again")}
)

const namespaceFirst = "set createNamespace: true, or create the namespace first"

func call(next string) func(*wire.FailedRelease) string {
	return func(*wire.FailedRelease) string { return next }
}

// afterCancelled is how to go on from what an install or upgrade has left.
func afterCancelled(verb string, seen evidence.Seen) string {
	for _, one := range slices.Backward(seen.Revisions) {
		if one.Status == wire.StatusDeployed && one.Revision < seen.Release.Revision {
			return fmt.Sprintf("run the %s again, or call releases.rollback to return to revision %d", verb, one.Revision)
		}
	}
	return "releases.upgrade with install: true continues from here; releases.uninstall removes it"
}
