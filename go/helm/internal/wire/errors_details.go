package wire

// HintDetails may come with every code.
type HintDetails struct {
	// What to do about it.
	Hint string `json:"hint,omitempty"`
	// The record that could not be put in order after the failure; absent if it is right.
	Unwritten *UnwrittenRecord `json:"unwritten,omitempty"`
}

// UnwrittenRecord is a record that does not say how the operation has ended.
type UnwrittenRecord struct {
	Revision int `json:"revision"`
	// How the release stands in the cluster: what the record should say.
	Cluster Status `json:"cluster"`
	// What the record says; absent if it could not be read.
	Record Status `json:"record,omitempty"`
	// Why it could not be written.
	Reason string `json:"reason"`
}

// RecordNotWrittenDetails say what the cluster has and what the record says.
type RecordNotWrittenDetails struct {
	HintDetails
	UnwrittenRecord
}

// InvalidArgumentDetails name the wrong option.
type InvalidArgumentDetails struct {
	HintDetails
	// The option, as a path such as "values.image".
	Option string `json:"option,omitempty"`
	// The nearest known name of an unknown one.
	DidYouMean string `json:"didYouMean,omitempty"`
}

// LibraryDetails say where the library was looked for and what was found.
type LibraryDetails struct {
	HintDetails
	// Files tried, in order.
	Tried []string `json:"tried,omitempty"`
	// The file that was loaded.
	File string `json:"file,omitempty"`
	// The version or ABI that this package needs.
	Expected string `json:"expected,omitempty"`
	// The one it found.
	Found string `json:"found,omitempty"`
}

// KubeconfigDetails say what the kubeconfig lacks.
type KubeconfigDetails struct {
	HintDetails
	// The files that were read.
	Files []string `json:"files,omitempty"`
	// The context that was asked for.
	Context string `json:"context,omitempty"`
	// The contexts there are.
	Contexts []string `json:"contexts,omitempty"`
}

// APIServerDetails are the API server's own words.
type APIServerDetails struct {
	HintDetails
	// The HTTP status; 0 when there was no answer.
	Status int `json:"status,omitempty"`
	// Kubernetes' reason, such as "Forbidden"; "EndlessList" for a list that never ends.
	Reason string `json:"reason,omitempty"`
	// The address of the API server.
	Server string `json:"server,omitempty"`
	// What was not ready when it was last seen, where a wait came to nothing.
	NotReady []ResourceStatus `json:"notReady,omitempty"`
}

// UnreachableDetails name what lies on the way.
type UnreachableDetails struct {
	APIServerDetails
	// The address of the proxy before the API server, without its password.
	Proxy string `json:"proxy,omitempty"`
}

// StorageFailedDetails say what is wrong with the database of the "sql" driver.
type StorageFailedDetails struct {
	HintDetails
	// The database as host:port/name.
	Server string `json:"server"`
	// What kind of failure it is.
	Reason StorageReason `json:"reason"`
	// PostgreSQL's code, such as "28P01", where the server answered.
	SqlState string `json:"sqlState,omitempty"`
}

// StorageReason is a kind of failure: no connection or a lost one; credentials that are refused; a
// right that is missing; anything else the server says.
type StorageReason string

// The reasons.
const (
	StorageUnreachable  StorageReason = "Unreachable"
	StorageUnauthorized StorageReason = "Unauthorized"
	StorageForbidden    StorageReason = "Forbidden"
	StorageRefused      StorageReason = "Refused"
)

// ReleasePendingDetails say what holds a release.
type ReleasePendingDetails struct {
	HintDetails
	Revision int    `json:"revision,omitempty"`
	Status   Status `json:"status,omitempty"`
	// RFC 3339: when the operation that holds it began; absent when its record does not say.
	Since string `json:"since,omitempty"`
	// Milliseconds since then; 0 when that is unknown, or in the future by this machine's clock.
	AgeMs int64 `json:"ageMs"`
	// The operation of this process that holds it; absent when it is another process's.
	Holder *ReleaseHolder `json:"holder,omitempty"`
}

// ReleaseHolder is the operation of this process that works on a release.
type ReleaseHolder struct {
	// Its verb, such as "releases.upgrade".
	Verb string `json:"verb"`
	// Its id: `operation.id` in the JavaScript context that started it, the main one or a Worker.
	Operation uint64 `json:"operation"`
}

// RecordInvalidDetails name a stored record of a release that cannot be read.
type RecordInvalidDetails struct {
	HintDetails
	// The name of the Secret or ConfigMap, or the key in the database.
	Record    string `json:"record"`
	Namespace string `json:"namespace,omitempty"`
	// What is wrong with it.
	Reason string `json:"reason"`
	// The size in bytes that it claims to have when decompressed, if that is above the limit.
	Size int64 `json:"size,omitempty"`
	// The client's limits.record, in bytes.
	Limit int64 `json:"limit"`
}

// RevisionDetails name a revision that is not there.
type RevisionDetails struct {
	HintDetails
	Revision int `json:"revision"`
	// Those there are, oldest first.
	Revisions []int `json:"revisions,omitempty"`
}

// ReleaseExistsDetails describe the release in the way.
type ReleaseExistsDetails struct {
	HintDetails
	Revision int    `json:"revision,omitempty"`
	Status   Status `json:"status,omitempty"`
}

// TooLargeDetails are in bytes.
type TooLargeDetails struct {
	HintDetails
	Size  int `json:"size"`
	Limit int `json:"limit"`
	// The largest files of the chart, the largest first, at most five.
	Largest []SizedFile `json:"largest,omitempty"`
}

// SizedFile is a file of a chart.
type SizedFile struct {
	// Its path in the chart; that of a subchart begins with charts/.
	Path string `json:"path"`
	// Bytes, as they are: the record holds them compressed.
	Size int `json:"size"`
}

// ValuesInvalidDetails list the violations of the charts' schemas.
type ValuesInvalidDetails struct {
	HintDetails
	// At most 100.
	Violations []Violation `json:"violations"`
	// How many more there are.
	More int `json:"more,omitempty"`
}

// Violation is one value that a schema refuses.
type Violation struct {
	// The chart whose schema it is; subcharts by path.
	Chart string `json:"chart"`
	// Where in the values, as a JSON pointer such as "/image/tag"; "" is all of them. Of a path that is too long to
	// show, the value above it.
	Path string `json:"path"`
	// The schema's keyword, such as "/type" or "/pattern".
	Keyword string `json:"keyword,omitempty"`
	Message string `json:"message"`
}

// ManifestInvalidDetails list what is wrong with a rendered object.
type ManifestInvalidDetails struct {
	HintDetails
	// The template it comes from, where that is known.
	Template string `json:"template,omitempty"`
	// Each cause: a field and what is wrong with it.
	Causes []FieldCause `json:"causes,omitempty"`
}

// FieldCause is one complaint about one field.
type FieldCause struct {
	Field   string `json:"field,omitempty"`
	Reason  string `json:"reason,omitempty"`
	Message string `json:"message"`
}

// ApplyConflictDetails list fields that others hold.
type ApplyConflictDetails struct {
	HintDetails
	Conflicts []FieldConflict `json:"conflicts"`
}

// FieldConflict is one field and who manages it.
type FieldConflict struct {
	Field   string `json:"field"`
	Manager string `json:"manager"`
}

// OwnershipConflictDetails list objects that are not this release's.
type OwnershipConflictDetails struct {
	HintDetails
	Conflicts []OwnershipConflict `json:"conflicts"`
	// How many other objects of the release could not be read, or not within 5 s; they may belong to others too.
	Unchecked int `json:"unchecked,omitempty"`
}

// OwnershipConflict is one object and whose it is.
type OwnershipConflict struct {
	ResourceRef
	// The release that owns it, where its annotations name one.
	OwnerName      string `json:"ownerName,omitempty"`
	OwnerNamespace string `json:"ownerNamespace,omitempty"`
	// Its label app.kubernetes.io/managed-by: "Helm", or another tool.
	ManagedBy string `json:"managedBy,omitempty"`
	// Who owns it, in words.
	Message string `json:"message"`
}

// UninstallIncompleteDetails list what still stands, and what could not be looked at.
type UninstallIncompleteDetails struct {
	HintDetails
	Remaining []ResourceRef `json:"remaining"`
}

// HookFailedDetails show a hook that failed.
type HookFailedDetails struct {
	HintDetails
	Hook  ResourceRef `json:"hook"`
	Event HookEvent   `json:"event"`
	Path  string      `json:"path,omitempty"`
	// It did not end within the timeout.
	TimedOut bool `json:"timedOut"`
	// Why, in Kubernetes' own word, such as "ImagePullBackOff" or "FailedCreate", and its explanation; if
	// the cluster knows them.
	Reason  string `json:"reason,omitempty"`
	Message string `json:"message,omitempty"`
	// Its pods, with the end of their logs, fetched before a delete policy removes them.
	Pods []PodReport `json:"pods"`
	// Its newest events, newest last.
	Events []EventReport `json:"events"`
}

// TestFailedDetails show which test failed, and why.
type TestFailedDetails struct {
	HookFailedDetails
	// The tests that were asked for, in order; those after the failed one did not run.
	Tests []Test `json:"tests"`
}

// WaitTimeoutDetails list what was not ready.
type WaitTimeoutDetails struct {
	HintDetails
	Resources []NotReady `json:"resources"`
}

// NotReady is an object that is not ready, and why.
type NotReady struct {
	ResourceStatus
	// Its pods, where it has any.
	Pods []PodReport `json:"pods"`
	// Its newest events and, of a Deployment, those of its newest ReplicaSet; newest last.
	Events []EventReport `json:"events"`
}

// PodReport is how a pod is doing.
type PodReport struct {
	Name string `json:"name"`
	// Kubernetes' phase: Pending, Running, Succeeded, Failed, Unknown.
	Phase string `json:"phase"`
	// Why it is not ready, where that is known.
	Reason     string            `json:"reason,omitempty"`
	Message    string            `json:"message,omitempty"`
	Containers []ContainerReport `json:"containers"`
	// Its newest events, newest last.
	Events []EventReport `json:"events"`
}

// ContainerReport is how a container is doing.
type ContainerReport struct {
	Name     string `json:"name"`
	Ready    bool   `json:"ready"`
	Restarts int    `json:"restarts"`
	// waiting, running or terminated.
	State string `json:"state"`
	// Such as CrashLoopBackOff or ImagePullBackOff.
	Reason   string `json:"reason,omitempty"`
	Message  string `json:"message,omitempty"`
	ExitCode *int   `json:"exitCode,omitempty"`
	// The end of its log, of the crashed one where it has restarted.
	Log string `json:"log,omitempty"`
}

// EventReport is one event of the cluster.
type EventReport struct {
	// Normal or Warning.
	Type    string `json:"type"`
	Reason  string `json:"reason"`
	Message string `json:"message"`
	Count   int    `json:"count,omitempty"`
	// RFC 3339.
	LastSeen string `json:"lastSeen,omitempty"`
}

// AbortedDetails say where a cancel left things.
type AbortedDetails struct {
	HintDetails
	// Whether anything was sent that changes the cluster, the release's record included.
	Changed bool `json:"changed"`
	// What was not ready when it was last seen.
	NotReady []ResourceStatus `json:"notReady"`
	// The call has settled, but the release's record is still being put in order, until `repairTimeout`
	// is over. The process stays alive meanwhile, and close() waits for it.
	Repairing bool `json:"repairing,omitempty"`
	// How many cancelled renders of this process are still computing, if this is one of them.
	LeftBehind int `json:"leftBehind,omitempty"`
}

// InternalDetails are for a bug report.
type InternalDetails struct {
	HintDetails
	// Go's stack.
	Stack string `json:"stack,omitempty"`
}
