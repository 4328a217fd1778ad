package wire

// ErrorDetails maps a code to the type of its details. Codes that are not here have HintDetails.
type ErrorDetails struct {
	LibraryNotFound        LibraryDetails             `json:"ERR_HELM_LIBRARY_NOT_FOUND"`
	LibraryMismatch        LibraryDetails             `json:"ERR_HELM_LIBRARY_MISMATCH"`
	UnsupportedPlatform    LibraryDetails             `json:"ERR_HELM_UNSUPPORTED_PLATFORM"`
	KubeconfigInvalid      KubeconfigDetails          `json:"ERR_HELM_KUBECONFIG_INVALID"`
	ClusterUnreachable     UnreachableDetails         `json:"ERR_HELM_CLUSTER_UNREACHABLE"`
	Unauthorized           APIServerDetails           `json:"ERR_HELM_UNAUTHORIZED"`
	Forbidden              APIServerDetails           `json:"ERR_HELM_FORBIDDEN"`
	APIServer              APIServerDetails           `json:"ERR_HELM_API_SERVER"`
	ReleaseExists          ReleaseExistsDetails       `json:"ERR_HELM_RELEASE_EXISTS"`
	ReleasePending         ReleasePendingDetails      `json:"ERR_HELM_RELEASE_PENDING"`
	RevisionNotFound       RevisionDetails            `json:"ERR_HELM_REVISION_NOT_FOUND"`
	RecordNotWritten       RecordNotWrittenDetails    `json:"ERR_HELM_RECORD_NOT_WRITTEN"`
	StorageFailed          StorageFailedDetails       `json:"ERR_HELM_STORAGE_FAILED"`
	ReleaseTooLarge        TooLargeDetails            `json:"ERR_HELM_RELEASE_TOO_LARGE"`
	RecordInvalid          RecordInvalidDetails       `json:"ERR_HELM_RECORD_INVALID"`
	ChartNotFound          ChartNotFoundDetails       `json:"ERR_HELM_CHART_NOT_FOUND"`
	ChartInvalid           ChartDetails               `json:"ERR_HELM_CHART_INVALID"`
	ChartIncompatible      ChartIncompatibleDetails   `json:"ERR_HELM_CHART_INCOMPATIBLE"`
	DependencyMissing      DependencyMissingDetails   `json:"ERR_HELM_DEPENDENCY_MISSING"`
	TemplateFailed         TemplateFailedDetails      `json:"ERR_HELM_TEMPLATE_FAILED"`
	ValuesInvalid          ValuesInvalidDetails       `json:"ERR_HELM_VALUES_INVALID"`
	ManifestInvalid        ManifestInvalidDetails     `json:"ERR_HELM_MANIFEST_INVALID"`
	ApplyConflict          ApplyConflictDetails       `json:"ERR_HELM_APPLY_CONFLICT"`
	OwnershipConflict      OwnershipConflictDetails   `json:"ERR_HELM_OWNERSHIP_CONFLICT"`
	UninstallIncomplete    UninstallIncompleteDetails `json:"ERR_HELM_UNINSTALL_INCOMPLETE"`
	HookFailed             HookFailedDetails          `json:"ERR_HELM_HOOK_FAILED"`
	TestFailed             TestFailedDetails          `json:"ERR_HELM_TEST_FAILED"`
	WaitTimeout            WaitTimeoutDetails         `json:"ERR_HELM_WAIT_TIMEOUT"`
	ResourceFailed         WaitTimeoutDetails         `json:"ERR_HELM_RESOURCE_FAILED"`
	Aborted                AbortedDetails             `json:"ERR_HELM_ABORTED"`
	Overloaded             OverloadedDetails          `json:"ERR_HELM_OVERLOADED"`
	InvalidArgument        InvalidArgumentDetails     `json:"ERR_HELM_INVALID_ARGUMENT"`
	Internal               InternalDetails            `json:"ERR_HELM_INTERNAL"`
	RepositoryNotFound     RepositoryDetails          `json:"ERR_HELM_REPOSITORY_NOT_FOUND"`
	RepositoryExists       RepositoryExistsDetails    `json:"ERR_HELM_REPOSITORY_EXISTS"`
	RepositoryUnreachable  RepositoryDetails          `json:"ERR_HELM_REPOSITORY_UNREACHABLE"`
	RepositoryUnauthorized RepositoryDetails          `json:"ERR_HELM_REPOSITORY_UNAUTHORIZED"`
	RegistryUnauthorized   RegistryDetails            `json:"ERR_HELM_REGISTRY_UNAUTHORIZED"`
	RegistryUnreachable    RegistryDetails            `json:"ERR_HELM_REGISTRY_UNREACHABLE"`
	TooLarge               DownloadTooLargeDetails    `json:"ERR_HELM_TOO_LARGE"`
	VerificationFailed     VerificationDetails        `json:"ERR_HELM_VERIFICATION_FAILED"`
}
