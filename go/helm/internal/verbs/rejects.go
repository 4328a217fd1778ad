package verbs

import "bunhelm/helm/internal/wire"

// What calls may reject with, by what they do. docs/errors.md and the comments in src/ are printed from this, and the
// tests fail when a call rejects with anything else.
var (
	// ofServer: it asks an API server.
	ofServer = codes{
		wire.CodeKubeconfigInvalid, wire.CodeClusterUnreachable, wire.CodeUnauthorized, wire.CodeForbidden,
		wire.CodeAPIServer, wire.CodeTooLarge,
	}
	// ofRecords: it reads the records of releases.
	ofRecords = ofServer.and(wire.CodeRecordInvalid, wire.CodeStorageFailed)
	// ofRelease: it reads those of one release.
	ofRelease = ofRecords.and(wire.CodeReleaseNotFound)
	// ofRepository: it gets files from a repository.
	ofRepository = codes{
		wire.CodeRepositoryNotFound, wire.CodeRepositoryUnreachable, wire.CodeRepositoryUnauthorized, wire.CodeTooLarge,
	}
	// ofRegistry: it asks a registry.
	ofRegistry = codes{wire.CodeRegistryUnreachable, wire.CodeRegistryUnauthorized, wire.CodeTooLarge}
	// ofArchive: it reads a chart from files.
	ofArchive = codes{wire.CodeChartNotFound, wire.CodeChartInvalid}
	// ofChart: it finds a chart wherever it is.
	ofChart = ofArchive.and(wire.CodeVerificationFailed).and(ofRepository...).and(ofRegistry...)
	// ofRender: it renders a chart that it has found.
	ofRender = ofChart.and(
		wire.CodeDependencyMissing, wire.CodeChartIncompatible, wire.CodeValuesInvalid, wire.CodeTemplateFailed,
		wire.CodePostRendererFailed, wire.CodeManifestInvalid, wire.CodeOverloaded,
	)
	// ofWait: it runs hooks, or waits for objects.
	ofWait = codes{wire.CodeHookFailed, wire.CodeWaitTimeout, wire.CodeResourceFailed}
	// ofChange: it writes records of a release.
	ofChange = ofRelease.and(
		wire.CodeReleasePending, wire.CodeRecordNotWritten, wire.CodeReleaseFailed, wire.CodeManifestInvalid,
	).and(ofWait...)
	// ofApply: it writes objects.
	ofApply = ofChange.and(wire.CodeApplyConflict, wire.CodeOwnershipConflict, wire.CodeReleaseTooLarge)
)

// codes are the codes of errors.
type codes []wire.Code

// and adds others.
func (c codes) and(others ...wire.Code) codes { return append(c[:len(c):len(c)], others...) }
