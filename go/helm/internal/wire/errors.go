package wire

// Code says what went wrong. Codes never change their meaning.
type Code string

// The codes.
const (
	CodeLibraryNotFound        Code = "ERR_HELM_LIBRARY_NOT_FOUND"
	CodeLibraryMismatch        Code = "ERR_HELM_LIBRARY_MISMATCH"
	CodeUnsupportedPlatform    Code = "ERR_HELM_UNSUPPORTED_PLATFORM"
	CodeClosed                 Code = "ERR_HELM_CLOSED"
	CodeKubeconfigInvalid      Code = "ERR_HELM_KUBECONFIG_INVALID"
	CodeClusterUnreachable     Code = "ERR_HELM_CLUSTER_UNREACHABLE"
	CodeUnauthorized           Code = "ERR_HELM_UNAUTHORIZED"
	CodeForbidden              Code = "ERR_HELM_FORBIDDEN"
	CodeReleaseNotFound        Code = "ERR_HELM_RELEASE_NOT_FOUND"
	CodeReleaseExists          Code = "ERR_HELM_RELEASE_EXISTS"
	CodeReleasePending         Code = "ERR_HELM_RELEASE_PENDING"
	CodeRevisionNotFound       Code = "ERR_HELM_REVISION_NOT_FOUND"
	CodeReleaseTooLarge        Code = "ERR_HELM_RELEASE_TOO_LARGE"
	CodeRecordInvalid          Code = "ERR_HELM_RECORD_INVALID"
	CodeReleaseFailed          Code = "ERR_HELM_RELEASE_FAILED"
	CodeRecordNotWritten       Code = "ERR_HELM_RECORD_NOT_WRITTEN"
	CodeStorageFailed          Code = "ERR_HELM_STORAGE_FAILED"
	CodeChartNotFound          Code = "ERR_HELM_CHART_NOT_FOUND"
	CodeChartInvalid           Code = "ERR_HELM_CHART_INVALID"
	CodeChartIncompatible      Code = "ERR_HELM_CHART_INCOMPATIBLE"
	CodeDependencyMissing      Code = "ERR_HELM_DEPENDENCY_MISSING"
	CodeTemplateFailed         Code = "ERR_HELM_TEMPLATE_FAILED"
	CodePostRendererFailed     Code = "ERR_HELM_POST_RENDERER_FAILED"
	CodeValuesInvalid          Code = "ERR_HELM_VALUES_INVALID"
	CodeManifestInvalid        Code = "ERR_HELM_MANIFEST_INVALID"
	CodeApplyConflict          Code = "ERR_HELM_APPLY_CONFLICT"
	CodeOwnershipConflict      Code = "ERR_HELM_OWNERSHIP_CONFLICT"
	CodeUninstallIncomplete    Code = "ERR_HELM_UNINSTALL_INCOMPLETE"
	CodeHookFailed             Code = "ERR_HELM_HOOK_FAILED"
	CodeWaitTimeout            Code = "ERR_HELM_WAIT_TIMEOUT"
	CodeResourceFailed         Code = "ERR_HELM_RESOURCE_FAILED"
	CodeTestFailed             Code = "ERR_HELM_TEST_FAILED"
	CodeRepositoryNotFound     Code = "ERR_HELM_REPOSITORY_NOT_FOUND"
	CodeRepositoryExists       Code = "ERR_HELM_REPOSITORY_EXISTS"
	CodeRepositoryUnreachable  Code = "ERR_HELM_REPOSITORY_UNREACHABLE"
	CodeRepositoryUnauthorized Code = "ERR_HELM_REPOSITORY_UNAUTHORIZED"
	CodeRegistryUnauthorized   Code = "ERR_HELM_REGISTRY_UNAUTHORIZED"
	CodeRegistryUnreachable    Code = "ERR_HELM_REGISTRY_UNREACHABLE"
	CodeVerificationFailed     Code = "ERR_HELM_VERIFICATION_FAILED"
	CodeTooLarge               Code = "ERR_HELM_TOO_LARGE"
	CodeAborted                Code = "ERR_HELM_ABORTED"
	CodeOverloaded             Code = "ERR_HELM_OVERLOADED"
	CodeInvalidArgument        Code = "ERR_HELM_INVALID_ARGUMENT"
	CodeAPIServer              Code = "ERR_HELM_API_SERVER"
	CodeInternal               Code = "ERR_HELM_INTERNAL"
)

// Error is what a failed operation says. It becomes a HelmError.
type Error struct {
	Code    Code   `json:"code"`
	Message string `json:"message"`
	// The verb that was called, such as "releases.install".
	Verb string `json:"verb,omitempty"`
	// The step in which it failed.
	Phase Phase `json:"phase,omitempty"`
	// The same call may work a little later with nothing changed.
	Retryable bool `json:"retryable,omitempty"`
	// The release as recorded after the failure, where there is one.
	Release *FailedRelease `json:"release,omitempty"`
	// How the revisions are recorded that the operation has written, and the one that is deployed;
	// oldest first.
	Revisions []RevisionState `json:"revisions,omitempty"`
	// The chart, where it was read.
	Chart *ChartInfo `json:"chart,omitempty"`
	// The object it is about.
	Resource *ResourceRef `json:"resource,omitempty"`
	// The rendered manifest, where it came that far.
	Manifest Text `json:"manifest,omitempty"`
	// What was written to the cluster, in order.
	Applied []AppliedResource `json:"applied,omitempty"`
	// What the manifest holds and was not written.
	NotApplied []ResourceRef `json:"notApplied,omitempty"`
	// Fields by code; see ErrorDetails.
	Details any `json:"details,omitempty"`
	// Go's messages, outermost first.
	Causes []string `json:"causes,omitempty"`
	// The ask in which JavaScript threw what is the cause; 0 is none.
	Thrown uint64 `json:"thrown,omitempty"`
	// Cause is Go's own error; only its messages cross.
	Cause error `json:"-"`
}

// Error is Go's own text where there is a cause: Helm writes it into records.
func (e *Error) Error() string {
	if e.Cause != nil {
		return e.Cause.Error()
	}
	return e.Message
}

func (e *Error) Unwrap() error { return e.Cause }

// FailedRelease is a release as an error knows it.
type FailedRelease struct {
	Name      string `json:"name"`
	Namespace string `json:"namespace,omitempty"`
	// Absent when no record of it stands.
	Revision int    `json:"revision,omitempty"`
	Status   Status `json:"status,omitempty"`
	// Helm's remark in the record.
	Description string `json:"description,omitempty"`
}

// RevisionState is how one revision is recorded.
type RevisionState struct {
	Revision int `json:"revision"`
	// Absent when its record was sent and the API server has not told what became of it.
	Status Status `json:"status,omitempty"`
	// Helm's remark in the record.
	Description string `json:"description,omitempty"`
}

// AppliedResource is an object and what became of it.
type AppliedResource struct {
	ResourceRef
	Action ResourceAction `json:"action"`
}
