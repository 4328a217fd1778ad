package wire

// Code says what went wrong. Codes never change their meaning.
type Code string

// The codes.
const (
	CodeLibraryNotFound        Code = "ERR_HELM_LIBRARY_NOT_FOUND"
	CodeLibraryMismatch        Code = "ERR_HELM_LIBRARY_MISMATCH"
	CodeUnsupportedPlatform    Code = "ERR_HELM_UNSUPPORTED_PLATFORM"
	CodeClosed                 Code = "ERR_HELM_CLOSED"
	CodeProcessEnded           Code = "ERR_HELM_PROCESS_ENDED"
	CodeKubeconfigInvalid      Code = "ERR_HELM_KUBECONFIG_INVALID"
	CodeClusterUnreachable     Code = "ERR_HELM_CLUSTER_UNREACHABLE"
	CodeUnauthorized           Code = "ERR_HELM_UNAUTHORIZED"
	CodeForbidden              Code = "ERR_HELM_FORBIDDEN"
	CodeReleaseNotFound        Code = "ERR_HELM_RELEASE_NOT_FOUND"
	CodeReleaseExists          Code = "ERR_HELM_RELEASE_EXISTS"
	CodeReleasePending         Code = "ERR_HELM_RELEASE_PENDING"
	CodePlanOutdated           Code = "ERR_HELM_PLAN_OUTDATED"
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

// ErrorDetails says what each code means and which details it has. The tags are the rest of its row in
// docs/errors.md: the heading above it, the error's class in TypeScript (by default, that of the verb), and when the
// same call may succeed a little later (by default, never).
type ErrorDetails struct {
	// The native library is not installed or cannot be loaded. Install without `--omit=optional`; in a checkout run
	// `bun run build`; for an executable, make sure that the temporary directory allows executable files.
	LibraryNotFound LibraryDetails `json:"ERR_HELM_LIBRARY_NOT_FOUND" group:"The library" class:"LibraryNotFoundError"`
	// The library has a different ABI from what the package expects: their versions differ. Install the same version
	// of both, or rebuild the file that `BUNHELM_LIBRARY` names.
	LibraryMismatch LibraryDetails `json:"ERR_HELM_LIBRARY_MISMATCH" group:"The library" class:"LibraryNotFoundError"`
	// There is no package for this operating system and processor, or its Bun is too old.
	UnsupportedPlatform LibraryDetails `json:"ERR_HELM_UNSUPPORTED_PLATFORM" group:"The library" class:"LibraryNotFoundError"`
	// The child process that ran the call (`isolation: "process"`) has ended: by `signal`, such as SIGKILL from the kernel
	// when memory ran out, or with `exitCode`; `output` is the beginning of what it said. `release` and `applied` of the
	// error are what was known of the release until then; its record may say pending. The next call starts another
	// process: look with `releases.status` before you do it again.
	ProcessEnded ProcessEndedDetails `json:"ERR_HELM_PROCESS_ENDED" group:"The library"`
	// The client was closed before the call.
	Closed HintDetails `json:"ERR_HELM_CLOSED" group:"The library"`
	// A bug in bunhelm or in what it links. The process keeps running. Please report it with `details.stack`.
	Internal InternalDetails `json:"ERR_HELM_INTERNAL" group:"The library"`
	// An option is unknown, of the wrong type, malformed, or cannot be combined with another. `option` is its path.
	// Nothing was changed.
	InvalidArgument InvalidArgumentDetails `json:"ERR_HELM_INVALID_ARGUMENT" group:"Arguments and values" class:"ValidationError"`
	// The values do not fit the schema of the chart or of a subchart. Each violation has the chart, the path of the
	// value, the schema's keyword and a message. If there are more than 100, `details.more` is the number of the
	// others.
	ValuesInvalid ValuesInvalidDetails `json:"ERR_HELM_VALUES_INVALID" group:"Arguments and values" class:"ValidationError"`
	// The kubeconfig is missing or malformed, lacks the context, or provides no credentials: one of its files is
	// missing, or a plugin failed (the message has the plugin's output). `contexts` lists the contexts that exist.
	KubeconfigInvalid KubeconfigDetails `json:"ERR_HELM_KUBECONFIG_INVALID" group:"The cluster" class:"ConfigurationError"`
	// The API server did not answer within `requestTimeout`, the response was cut off or did not come from an API
	// server, or the certificate cannot be trusted; the hint says which. Or the API server became unreachable during
	// a wait or a hook: `notReady` lists what was not ready when last seen, and may be ready by now. It is safe to
	// try again, except after an install that has recorded its first revision (`error.release.revision` is set).
	// `retryable` is then false, since the name is taken; use `releases.upgrade` with `install: true`.
	ClusterUnreachable UnreachableDetails `json:"ERR_HELM_CLUSTER_UNREACHABLE" group:"The cluster" retryable:"yes, except for a certificate"`
	// The credentials are wrong or have expired, perhaps during a wait; `notReady` lists what was not ready then.
	// Kubeconfig files are read at each call, so renewed credentials work with the same client.
	Unauthorized APIServerDetails `json:"ERR_HELM_UNAUTHORIZED" group:"The cluster"`
	// The user may not do this (RBAC), or a policy of the cluster forbids it. The message names user, verb and
	// resource.
	Forbidden APIServerDetails `json:"ERR_HELM_FORBIDDEN" group:"The cluster"`
	// The API server refused for any other reason; the message is its own. If `reason` is EndlessList, the API
	// server, or a proxy in front of it, returns a list that never ends.
	APIServer APIServerDetails `json:"ERR_HELM_API_SERVER" group:"The cluster" retryable:"409, 429, 5xx"`
	// There is no such release in this namespace, none of its revisions can be upgraded, or another operation deleted
	// it while this one ran.
	ReleaseNotFound HintDetails `json:"ERR_HELM_RELEASE_NOT_FOUND" group:"Releases"`
	// The name is taken. Use `releases.upgrade`, with `install: true` if the release may not exist.
	ReleaseExists ReleaseExistsDetails `json:"ERR_HELM_RELEASE_EXISTS" group:"Releases"`
	// Another operation is working on the release, was killed and left it pending, or took it over while this one
	// ran. `holder` names it if it belongs to this process. Wait for it. If nothing is working on the release any
	// more, `releases.rollback` goes back to a revision that worked, and `releases.uninstall` removes a release that
	// has none.
	ReleasePending ReleasePendingDetails `json:"ERR_HELM_RELEASE_PENDING" group:"Releases" retryable:"while it is younger than 10 minutes, or its age is not known"`
	// The world has moved since the plan was made that was to be applied: the release has another revision or status,
	// the chart renders something else, or `objects` were changed, created or deleted meanwhile. Nothing was changed.
	// Make another plan.
	PlanOutdated PlanOutdatedDetails `json:"ERR_HELM_PLAN_OUTDATED" group:"Releases"`
	// A stored record of the release cannot be read: it was cut off or edited by hand, its revision is too high to be
	// followed by another (9,007,199,254,740,991 and above), or it is larger than the client's `limits.record` when
	// decompressed. Or the records that the call would hold at once are larger than eight times that limit together;
	// `record` is then the largest of them. Raise the limit if the records are genuine; otherwise delete the Secret,
	// ConfigMap or row that `record` names. In lists, or if the release has other records, such a record is skipped,
	// and a `log` event names it.
	RecordInvalid RecordInvalidDetails `json:"ERR_HELM_RECORD_INVALID" group:"Releases"`
	// The release exists, but has no such revision; `revisions` lists those that exist.
	RevisionNotFound RevisionDetails `json:"ERR_HELM_REVISION_NOT_FOUND" group:"Releases"`
	// The release's record does not fit into a Secret or ConfigMap. Sizes are in bytes; `largest` lists the chart's
	// largest files. Leave large files out of the chart (`.helmignore`), split it, or use the sql driver.
	ReleaseTooLarge TooLargeDetails `json:"ERR_HELM_RELEASE_TOO_LARGE" group:"Releases"`
	// Everything was done, but the release's record does not say so, because it could not be written, not even within
	// `repairTimeout`. `cluster` is what it should say, `record` what it says, and `reason` why it could not be
	// written. Fix that (credentials, permission to update Secrets), then do what the hint says.
	RecordNotWritten RecordNotWrittenDetails `json:"ERR_HELM_RECORD_NOT_WRITTEN" group:"Releases"`
	// The database of the sql driver cannot be used. `reason` is Unreachable (no connection, or it was lost: safe to
	// try again), Unauthorized (wrong user or password), Forbidden (a permission is missing; on first use Helm
	// creates its tables) or Refused (anything else). No message contains the password.
	StorageFailed StorageFailedDetails `json:"ERR_HELM_STORAGE_FAILED" group:"Releases" retryable:"Unreachable"`
	// Any failure without a code of its own. The message and `cause` are Helm's.
	ReleaseFailed HintDetails `json:"ERR_HELM_RELEASE_FAILED" group:"Releases"`
	// You cancelled it. `changed` says whether the cluster or the record was changed, `notReady` lists what was not
	// ready when last seen, `release` and `revisions` say what is recorded. If its render is still computing,
	// `leftBehind` is the number of such renders in the process. If the record is still being repaired, `repairing`
	// is true: the process stays alive, and `close()` waits, and rejects with `ERR_HELM_RECORD_NOT_WRITTEN` if the
	// repair fails. `name` is "AbortError", as with `fetch`.
	Aborted AbortedDetails `json:"ERR_HELM_ABORTED" group:"Releases" class:"AbortedError"`
	// Too many cancelled renders are still computing: there are `leftBehind` of them, and from `limit` on the process
	// refuses new ones. Or other renders kept this one waiting for longer than `timeout`. Find the chart that never
	// stops computing. Such renders end with the process at the latest: see [security.md](security.md).
	Overloaded OverloadedDetails `json:"ERR_HELM_OVERLOADED" group:"Releases" retryable:"yes"`
	// There is no such directory or archive, or no such version in the repository or registry. `versions` lists up to
	// ten of the newest versions that exist. If it is absent, there is no such chart at all, or none of the versions
	// in the index can be used; the message says which.
	ChartNotFound ChartNotFoundDetails `json:"ERR_HELM_CHART_NOT_FOUND" group:"Charts" class:"ChartError"`
	// The chart exists, but it cannot be read, is malformed, is a library chart (which cannot be installed), has a
	// JSON schema that cannot be used, refers to itself in a circle or refers to something outside the chart
	// (`schemaReferences`), or has a `Chart.lock` that is out of sync. Also refused: an archive with more than 50,000
	// files, with more than 256 MiB unpacked, or with a link that leads out of it; a chart whose YAML and JSON have
	// more than 2,097,152 keys, items and brackets (the message names the file); a `kubeVersion` of more than 256
	// bytes; and a directory with a link that leads out of it (the message names it; `followLinks: true` follows it).
	ChartInvalid ChartDetails `json:"ERR_HELM_CHART_INVALID" group:"Charts" class:"ChartError"`
	// The chart's `kubeVersion` excludes this cluster.
	ChartIncompatible ChartIncompatibleDetails `json:"ERR_HELM_CHART_INCOMPATIBLE" group:"Charts" class:"ChartError"`
	// `Chart.yaml` lists dependencies that are missing from `charts/`, or a `file://` dependency that does not exist.
	// `dependencyUpdate: true` or `charts.dependencies.build` fetches them.
	DependencyMissing DependencyMissingDetails `json:"ERR_HELM_DEPENDENCY_MISSING" group:"Charts" class:"ChartError"`
	// A template cannot be parsed or executed, calls `fail` or `required`, or would use more memory than
	// `limits.render` allows.
	TemplateFailed TemplateFailedDetails `json:"ERR_HELM_TEMPLATE_FAILED" group:"Charts" class:"ChartError"`
	// Your `postRenderer` threw (`cause` is what it threw) or did not return a string. Or the plugin failed; the
	// message has the end of its output.
	PostRendererFailed HintDetails `json:"ERR_HELM_POST_RENDERER_FAILED" group:"Charts"`
	// The chart could not be verified. `reason` is Digest (it differs from the index, the provenance file or the
	// registry), ProvenanceMissing, Signature (it is missing or invalid), SignerUnknown (no key in the keyring signed
	// it) or OtherFile (the provenance file belongs to another file).
	VerificationFailed VerificationDetails `json:"ERR_HELM_VERIFICATION_FAILED" group:"Charts" class:"ChartError"`
	// The rendered text is not YAML (the message has the line), an object is of a kind that the API server does not
	// serve (is its CRD installed?), or the API server refuses it. `resource` and `template` name the object, even
	// for hooks and objects in a List. Each cause has a field, a reason and a message. The reasons Type, Missing,
	// Unknown, Duplicate, Invalid, YAML and NoMatch are bunhelm's own; all others are the API server's.
	ManifestInvalid ManifestInvalidDetails `json:"ERR_HELM_MANIFEST_INVALID" group:"Writing and waiting"`
	// Other field managers own fields that the chart sets. `conflicts` lists each field and its manager.
	// `forceConflicts: true` takes the fields over.
	ApplyConflict ApplyConflictDetails `json:"ERR_HELM_APPLY_CONFLICT" group:"Writing and waiting"`
	// Some objects exist already and belong to another release or to none. `conflicts` lists each with its
	// `ownerName`, `ownerNamespace` and `managedBy`; `unchecked` is the number of objects that could not be read.
	// `takeOwnership: true` adopts them.
	OwnershipConflict OwnershipConflictDetails `json:"ERR_HELM_OWNERSHIP_CONFLICT" group:"Writing and waiting"`
	// A hook failed or did not end in time; `reason` says why, if known. `pods` have the ends of their logs, read
	// before a delete policy removes them.
	HookFailed HookFailedDetails `json:"ERR_HELM_HOOK_FAILED" group:"Writing and waiting"`
	// Some objects were not ready within `timeout`. Each of `resources` has its status, its `reason` if known, its
	// pods with their containers, events and logs, and its own events.
	WaitTimeout WaitTimeoutDetails `json:"ERR_HELM_WAIT_TIMEOUT" group:"Writing and waiting"`
	// The wait ended early because an object has failed permanently. The details are those of a timeout.
	ResourceFailed WaitTimeoutDetails `json:"ERR_HELM_RESOURCE_FAILED" group:"Writing and waiting"`
	// Objects of the release, or of an earlier revision, could not be deleted or read; the message says which. The
	// release's record is kept, so you can uninstall it again, as a user who may get all of them. `missingKinds:
	// "skip"` skips those of earlier revisions.
	UninstallIncomplete UninstallIncompleteDetails `json:"ERR_HELM_UNINSTALL_INCOMPLETE" group:"Writing and waiting" retryable:"unless the user may not get one of them"`
	// A test of the release failed. The details are those of a failed hook, and `tests` has the outcome of each test.
	// Tests after the failed one did not run.
	TestFailed TestFailedDetails `json:"ERR_HELM_TEST_FAILED" group:"Writing and waiting"`
	// There is no such repository: its name is not in `repositories.yaml` (`known` lists the names there), its URL
	// has no index, no installed plugin supports its URLs, or its index has not been downloaded yet.
	RepositoryNotFound RepositoryDetails `json:"ERR_HELM_REPOSITORY_NOT_FOUND" group:"Repositories and registries" class:"RegistryError"`
	// A repository of this name exists with another URL or other options. Choose another name, or replace it with
	// `forceUpdate: true`.
	RepositoryExists RepositoryExistsDetails `json:"ERR_HELM_REPOSITORY_EXISTS" group:"Repositories and registries" class:"RegistryError"`
	// The repository does not answer, or its response was cut off. It is safe to try again.
	RepositoryUnreachable RepositoryDetails `json:"ERR_HELM_REPOSITORY_UNREACHABLE" group:"Repositories and registries" class:"RegistryError" retryable:"yes, except for a certificate"`
	// The repository refuses the credentials, or requires some (`username` and `password`); the hint says which.
	RepositoryUnauthorized RepositoryDetails `json:"ERR_HELM_REPOSITORY_UNAUTHORIZED" group:"Repositories and registries" class:"RegistryError"`
	// The registry refuses the credentials of the call or of a login, or requires some; the hint says which.
	RegistryUnauthorized RegistryDetails `json:"ERR_HELM_REGISTRY_UNAUTHORIZED" group:"Repositories and registries" class:"RegistryError"`
	// The registry does not answer; the hint says why, if known. Perhaps it speaks plain HTTP (`plainHttp`).
	RegistryUnreachable RegistryDetails `json:"ERR_HELM_REGISTRY_UNREACHABLE" group:"Repositories and registries" class:"RegistryError" retryable:"yes, except for 404 or a certificate"`
	// An index, an archive, a list of tags, another response or a watch event is larger than the client allows, has
	// too many parts, or never ends. It was discarded. If it is meant to be that large, raise the limit that `option`
	// names: `limits: { archive: 512 * 2 ** 20 }`.
	TooLarge DownloadTooLargeDetails `json:"ERR_HELM_TOO_LARGE" group:"Repositories and registries"`
}
