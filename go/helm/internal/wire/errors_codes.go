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

// ErrorDetails says of each code what it means and which details come with it. The tags are the rest of its row in
// docs/errors.md: the heading above it, the error's class in TypeScript (without the tag, that of the verb), and when
// the same call may succeed a little later (without the tag, never).
type ErrorDetails struct {
	// The native library is not installed or cannot be loaded. Install without `--omit=optional`; in a checkout run
	// `bun run build`; for an executable, make sure that the directory for temporary files allows executable files.
	LibraryNotFound LibraryDetails `json:"ERR_HELM_LIBRARY_NOT_FOUND" group:"The library" class:"LibraryNotFoundError"`
	// The library does not have the ABI that the package expects: their versions differ. Install the same version of
	// both, or rebuild the file that `BUNHELM_LIBRARY` names.
	LibraryMismatch LibraryDetails `json:"ERR_HELM_LIBRARY_MISMATCH" group:"The library" class:"LibraryNotFoundError"`
	// Not Linux, no glibc (Alpine has musl), or a Bun that is too old.
	UnsupportedPlatform LibraryDetails `json:"ERR_HELM_UNSUPPORTED_PLATFORM" group:"The library" class:"LibraryNotFoundError"`
	// The client was closed before the call.
	Closed HintDetails `json:"ERR_HELM_CLOSED" group:"The library"`
	// A bug in bunhelm or in what it links. The process keeps running. Please report it with `details.stack`.
	Internal InternalDetails `json:"ERR_HELM_INTERNAL" group:"The library"`
	// An option is unknown, of the wrong type, malformed, or cannot be combined with another. `option` is its path.
	// Nothing was changed.
	InvalidArgument InvalidArgumentDetails `json:"ERR_HELM_INVALID_ARGUMENT" group:"Arguments and values" class:"ValidationError"`
	// The values do not fit the schema of the chart or of a subchart. Each violation has the chart, the path of the
	// value, the schema's keyword and a message. Of more than 100, `details.more` says how many are not listed.
	ValuesInvalid ValuesInvalidDetails `json:"ERR_HELM_VALUES_INVALID" group:"Arguments and values" class:"ValidationError"`
	// The kubeconfig is missing or malformed, lacks the context, or gives no credentials: one of its files is missing,
	// or a plugin failed, and the message has what the plugin said. `contexts` lists the contexts that it has.
	KubeconfigInvalid KubeconfigDetails `json:"ERR_HELM_KUBECONFIG_INVALID" group:"The cluster" class:"ConfigurationError"`
	// The API server did not answer within `requestTimeout`, the answer was cut off or did not come from an API
	// server, or the certificate cannot be trusted; the hint says which. Also when the API server could no longer be
	// reached during a wait or a hook: `notReady` is what was not ready when last seen, and may be ready by now. Safe
	// to try again, except for an install that has recorded its first revision (`error.release.revision` is set):
	// `retryable` is false then, since the name is taken. Use `releases.upgrade` with `install: true`.
	ClusterUnreachable UnreachableDetails `json:"ERR_HELM_CLUSTER_UNREACHABLE" group:"The cluster" retryable:"yes, except for a certificate"`
	// The credentials are wrong or have expired, perhaps during a wait: `notReady` is what was not ready then. A
	// kubeconfig file is read at each call, so a renewed one works with the same client.
	Unauthorized APIServerDetails `json:"ERR_HELM_UNAUTHORIZED" group:"The cluster"`
	// The user may not do this (RBAC), or a policy of the cluster forbids it. The message names user, verb and
	// resource.
	Forbidden APIServerDetails `json:"ERR_HELM_FORBIDDEN" group:"The cluster"`
	// The API server refused for any other reason; the message has its own words. Or `reason` is EndlessList: the API
	// server, or a proxy in front of it, returns a list in pages that never end.
	APIServer APIServerDetails `json:"ERR_HELM_API_SERVER" group:"The cluster" retryable:"409, 429, 5xx"`
	// There is no such release in this namespace, or none of its revisions can be upgraded, or another operation
	// deleted it while this one ran.
	ReleaseNotFound HintDetails `json:"ERR_HELM_RELEASE_NOT_FOUND" group:"Releases"`
	// The name is taken. Use `releases.upgrade`, with `install: true` if the release may not exist.
	ReleaseExists ReleaseExistsDetails `json:"ERR_HELM_RELEASE_EXISTS" group:"Releases"`
	// Another operation is working on the release, was killed and left it pending, or took it over while this one ran;
	// `holder` names it if it belongs to this process. Wait for it; if nothing is working on the release any more,
	// `releases.rollback` goes back to a revision that worked, and `releases.uninstall` removes a release that has
	// none.
	ReleasePending ReleasePendingDetails `json:"ERR_HELM_RELEASE_PENDING" group:"Releases" retryable:"while it is younger than 10 minutes, or its age is not known"`
	// A stored record of the release cannot be read: it was cut off or edited by hand, its revision is one after which
	// none can follow (9,007,199,254,740,991 and above), or it is larger than the client's `limits.record` when
	// decompressed. Or the records that the call would hold at once are together larger than eight times that limit,
	// and `record` is the largest of them. Raise the limit if the records are genuine; otherwise delete the Secret,
	// ConfigMap or row that `record` names. If the release has other records, and in lists, such a record is left out
	// and a `log` event names it.
	RecordInvalid RecordInvalidDetails `json:"ERR_HELM_RECORD_INVALID" group:"Releases"`
	// The release exists but has no such revision; `revisions` are those it has.
	RevisionNotFound RevisionDetails `json:"ERR_HELM_REVISION_NOT_FOUND" group:"Releases"`
	// The release's record does not fit into a Secret or ConfigMap. Sizes are bytes; `largest` are the chart's largest
	// files. Leave large files out of the chart (`.helmignore`), split it, or use the sql driver.
	ReleaseTooLarge TooLargeDetails `json:"ERR_HELM_RELEASE_TOO_LARGE" group:"Releases"`
	// Everything was done, but the release's record says otherwise, because it could not be written, neither then nor
	// within `repairTimeout`. `cluster` is what it should say, `record` what it says, and `reason` why. Fix that
	// (credentials, permission to update Secrets), then do what the hint says.
	RecordNotWritten RecordNotWrittenDetails `json:"ERR_HELM_RECORD_NOT_WRITTEN" group:"Releases"`
	// The database of the sql driver cannot be used. `reason` is Unreachable (no connection, or a lost one: safe to
	// try again), Unauthorized (user or password), Forbidden (a permission is missing: at first use Helm creates its
	// tables) or Refused (anything else the server says). No message contains the password.
	StorageFailed StorageFailedDetails `json:"ERR_HELM_STORAGE_FAILED" group:"Releases" retryable:"Unreachable"`
	// A failure without a code of its own. The message and `cause` have Helm's words.
	ReleaseFailed HintDetails `json:"ERR_HELM_RELEASE_FAILED" group:"Releases"`
	// You cancelled it. `changed` says whether the cluster or the record was touched, `notReady` what was not ready
	// when last seen, `release` and `revisions` what is recorded. `leftBehind` is there when its render is still
	// computing: how many such renders the process has. `repairing` is there when the record is still being put in order: the
	// process stays alive, and `close()` waits, and rejects with `ERR_HELM_RECORD_NOT_WRITTEN` if that fails. `name`
	// is "AbortError", as with `fetch`.
	Aborted AbortedDetails `json:"ERR_HELM_ABORTED" group:"Releases" class:"AbortedError"`
	// Renders that were cancelled are still computing, `leftBehind` of them, and from `limit` on this process refuses
	// new ones; or all places to render are taken, and none has come free within `timeout`. Find the chart that never
	// stops computing. Such renders end with the process at the latest: see [security.md](security.md).
	Overloaded OverloadedDetails `json:"ERR_HELM_OVERLOADED" group:"Releases" retryable:"yes"`
	// There is no such directory, archive, or version in the repository or registry. `versions` are the newest that
	// exist, at most ten; if it is missing, there is no such chart at all, or the index lists none of its versions as
	// one that can be used, as the message says.
	ChartNotFound ChartNotFoundDetails `json:"ERR_HELM_CHART_NOT_FOUND" group:"Charts" class:"ChartError"`
	// The chart exists, but it cannot be read, is malformed, is a library chart (which cannot be installed), has a
	// JSON schema that cannot be used, that refers to itself in a circle or that refers to something outside the chart
	// (`schemaReferences`), or has a `Chart.lock` that is out of sync. Also refused: an archive with more than 50,000
	// files, with more than 256 MiB unpacked, or with a link that leads out of it; a chart whose YAML and JSON have
	// more than 2,097,152 keys, items and brackets, of which the message names the file; a `kubeVersion` of more than
	// 256 bytes; and a directory with such a link, which the message names (`followLinks: true` follows it).
	ChartInvalid ChartDetails `json:"ERR_HELM_CHART_INVALID" group:"Charts" class:"ChartError"`
	// The chart's `kubeVersion` excludes this cluster.
	ChartIncompatible ChartIncompatibleDetails `json:"ERR_HELM_CHART_INCOMPATIBLE" group:"Charts" class:"ChartError"`
	// `Chart.yaml` names dependencies that `charts/` lacks, or a `file://` one that is not there. `dependencyUpdate:
	// true` or `charts.dependencies.build` fetches them.
	DependencyMissing DependencyMissingDetails `json:"ERR_HELM_DEPENDENCY_MISSING" group:"Charts" class:"ChartError"`
	// A template cannot be parsed or executed, calls `fail` or `required`, or would take more of the process than
	// `limits.render` allows.
	TemplateFailed TemplateFailedDetails `json:"ERR_HELM_TEMPLATE_FAILED" group:"Charts" class:"ChartError"`
	// Your `postRenderer` threw (`cause` is what it threw) or did not return a string. Or the plugin failed: the
	// message has the end of what it printed.
	PostRendererFailed HintDetails `json:"ERR_HELM_POST_RENDERER_FAILED" group:"Charts"`
	// The chart is not what it should be. `reason` is Digest (not that of the index, the provenance file or the
	// registry), ProvenanceMissing, Signature (it is missing or invalid), SignerUnknown (no key in the keyring signed
	// it) or OtherFile.
	VerificationFailed VerificationDetails `json:"ERR_HELM_VERIFICATION_FAILED" group:"Charts" class:"ChartError"`
	// What was rendered is not YAML (the message has the line), is of a kind that the API server does not offer (is
	// its CRD installed?), or the API server refuses it. `resource` and `template` name the object, also for hooks and
	// for objects in a List. Each cause has a field, a reason and a message: Type, Missing, Unknown, Duplicate,
	// Invalid, YAML and NoMatch are bunhelm's own reasons, all others the API server's.
	ManifestInvalid ManifestInvalidDetails `json:"ERR_HELM_MANIFEST_INVALID" group:"Writing and waiting"`
	// Other managers own fields that the chart sets; `conflicts` has each field and its manager. `forceConflicts:
	// true` takes them over.
	ApplyConflict ApplyConflictDetails `json:"ERR_HELM_APPLY_CONFLICT" group:"Writing and waiting"`
	// Objects exist that belong to another release or to none: each with its `ownerName`, `ownerNamespace` and
	// `managedBy`, read from the objects; `unchecked` is how many could not be read. `takeOwnership: true` adopts
	// them.
	OwnershipConflict OwnershipConflictDetails `json:"ERR_HELM_OWNERSHIP_CONFLICT" group:"Writing and waiting"`
	// A hook failed or did not end in time; `reason` says why, where that is known. `pods` has the end of their logs,
	// read before a delete policy removes them.
	HookFailed HookFailedDetails `json:"ERR_HELM_HOOK_FAILED" group:"Writing and waiting"`
	// Not ready within `timeout`. Each resource has its status, its `reason` where known, its pods with their
	// containers, events and log, and its own events.
	WaitTimeout WaitTimeoutDetails `json:"ERR_HELM_WAIT_TIMEOUT" group:"Writing and waiting"`
	// The wait ended early because an object failed for good. The details are the same.
	ResourceFailed WaitTimeoutDetails `json:"ERR_HELM_RESOURCE_FAILED" group:"Writing and waiting"`
	// Objects of the release, or of an earlier revision, could not be deleted or looked at; the message names these
	// apart. Its record is kept, so uninstall again, as a user who may get all of them; `missingKinds: "skip"` goes on
	// without those of earlier revisions.
	UninstallIncomplete UninstallIncompleteDetails `json:"ERR_HELM_UNINSTALL_INCOMPLETE" group:"Writing and waiting" retryable:"unless the user may not look at one"`
	// A test of the release failed. The details are those of a failed hook, and in `tests` how each test went; tests
	// after the failed one did not run.
	TestFailed TestFailedDetails `json:"ERR_HELM_TEST_FAILED" group:"Writing and waiting"`
	// There is no such repository: its name is not in `repositories.yaml` (`known` are the names there), there is no
	// index at the address, nothing is installed that can fetch its URLs, or its index is not in the cache yet.
	RepositoryNotFound RepositoryDetails `json:"ERR_HELM_REPOSITORY_NOT_FOUND" group:"Repositories and registries" class:"RegistryError"`
	// A repository of this name was added with another address or other options. Choose another name, or replace it:
	// `forceUpdate: true`.
	RepositoryExists RepositoryExistsDetails `json:"ERR_HELM_REPOSITORY_EXISTS" group:"Repositories and registries" class:"RegistryError"`
	// The repository does not answer, or the answer was cut off. Safe to try again.
	RepositoryUnreachable RepositoryDetails `json:"ERR_HELM_REPOSITORY_UNREACHABLE" group:"Repositories and registries" class:"RegistryError" retryable:"yes, except for a certificate"`
	// The repository refuses the credentials, or requires some (`username` and `password`); the hint says which.
	RepositoryUnauthorized RepositoryDetails `json:"ERR_HELM_REPOSITORY_UNAUTHORIZED" group:"Repositories and registries" class:"RegistryError"`
	// The registry refuses the credentials of the call or of a login, or requires some; the hint says which.
	RegistryUnauthorized RegistryDetails `json:"ERR_HELM_REGISTRY_UNAUTHORIZED" group:"Repositories and registries" class:"RegistryError"`
	// The registry does not answer; the hint says why, where that is known. Does it speak plain HTTP (`plainHttp`)?
	RegistryUnreachable RegistryDetails `json:"ERR_HELM_REGISTRY_UNREACHABLE" group:"Repositories and registries" class:"RegistryError" retryable:"yes, except for 404 or a certificate"`
	// An index, an archive, a list of tags or another answer, or an event of a watch, is larger than the client
	// allows, has more parts than the limit allows, or has no end. Nothing of it was kept. If it is meant to be that
	// large, `option` of the client allows more: `limits: { archive: 512 * 2 ** 20 }`.
	TooLarge DownloadTooLargeDetails `json:"ERR_HELM_TOO_LARGE" group:"Repositories and registries"`
}
