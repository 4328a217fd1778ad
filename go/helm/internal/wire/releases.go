package wire

// InstallOptions are the options of releases.install.
type InstallOptions struct {
	NamespaceOption
	ChartSourceOptions
	LinksOption
	DependencyUpdateOption
	NameOptions
	ValuesOptions
	RenderOptions
	ApplyOptions
	WaitOptions
	// Server-side apply. CLI: --server-side.
	//
	// @default true
	ServerSide *bool `json:"serverSide,omitempty"`
	// Reuse the name of a release that is uninstalled with kept history. Unsafe in production.
	// CLI: --replace.
	//
	// @default false
	Replace bool `json:"replace,omitempty"`
}

// InstallRequest is releases.install.
type InstallRequest struct {
	InstallOptions
	Name  string   `json:"name,omitempty"`
	Chart ChartRef `json:"chart"`
}

// Takes is the release that the call changes.
func (r *InstallRequest) Takes() (namespace, name string, alone bool) {
	return r.Namespace, written(r.Name, r.DryRun.IsDry()), true
}

// UpgradeOptions are the options of releases.upgrade.
type UpgradeOptions struct {
	NamespaceOption
	ChartSourceOptions
	LinksOption
	DependencyUpdateOption
	ValuesOptions
	RenderOptions
	ApplyOptions
	WaitOptions
	// Install the release if there is none by this name, or if it is uninstalled with kept history.
	// CLI: --install.
	//
	// @default false
	Install bool `json:"install,omitempty"`
	// Server-side apply; "auto" does what was done for the previous revision, but forceConflicts turns it on
	// and forceReplace turns it off. CLI: --server-side.
	//
	// @default "auto"
	ServerSide *ServerSide `json:"serverSide,omitempty"`
	// Forget the values of the former revision. CLI: --reset-values.
	//
	// @default false
	ResetValues bool `json:"resetValues,omitempty"`
	// Start from the values of the former revision, the chart's of then included. Ignored with
	// resetValues. CLI: --reuse-values.
	//
	// @default false
	ReuseValues bool `json:"reuseValues,omitempty"`
	// Start from the chart's own values, then those given to the former revision. Ignored with
	// resetValues or reuseValues. CLI: --reset-then-reuse-values.
	//
	// @default false
	ResetThenReuseValues bool `json:"resetThenReuseValues,omitempty"`
	// How many revisions to keep; 0 keeps all. CLI: --history-max.
	//
	// @default HELM_MAX_HISTORY, then 10
	HistoryMax *int `json:"historyMax,omitempty"`
	// Delete the objects that this upgrade has created when it fails. CLI: --cleanup-on-fail.
	//
	// @default false
	CleanupOnFail bool `json:"cleanupOnFail,omitempty"`
	MissingKindsOption
}

// UpgradeRequest is releases.upgrade.
type UpgradeRequest struct {
	UpgradeOptions
	Name  string   `json:"name"`
	Chart ChartRef `json:"chart"`
}

// Takes is the release that the call changes.
func (r *UpgradeRequest) Takes() (namespace, name string, alone bool) {
	return r.Namespace, written(r.Name, r.DryRun.IsDry()), true
}

// UninstallOptions are the options of releases.uninstall.
type UninstallOptions struct {
	NamespaceOption
	WaitOptions
	// Tell what would be uninstalled, and change nothing. CLI: --dry-run.
	//
	// @default false
	DryRun bool `json:"dryRun,omitempty"`
	// Do not run hooks. CLI: --no-hooks.
	//
	// @default false
	NoHooks bool `json:"noHooks,omitempty"`
	// Resolve if there is no such release, instead of rejecting. CLI: --ignore-not-found.
	//
	// @default false
	IgnoreNotFound bool `json:"ignoreNotFound,omitempty"`
	// Keep the release's records, marked as uninstalled. CLI: --keep-history.
	//
	// @default false
	KeepHistory bool `json:"keepHistory,omitempty"`
	// What happens to the objects that depend on the deleted ones. CLI: --cascade.
	//
	// @default "background"
	Cascade Cascade `json:"cascade,omitempty"`
	// Text for the release record, instead of Helm's own. CLI: --description.
	Description string `json:"description,omitempty"`
	MissingKindsOption
}

// Cascade is a deletion propagation policy.
type Cascade string

// The policies, by kubectl's names.
const (
	CascadeBackground Cascade = "background"
	CascadeOrphan     Cascade = "orphan"
	CascadeForeground Cascade = "foreground"
)

// UninstallRequest is releases.uninstall.
type UninstallRequest struct {
	UninstallOptions
	Name string `json:"name"`
}

// Takes is the release that the call changes.
func (r *UninstallRequest) Takes() (namespace, name string, alone bool) {
	return r.Namespace, written(r.Name, r.DryRun), true
}

// UninstallResult says what has been uninstalled.
type UninstallResult struct {
	// The release as it was last; absent when there was none and ignoreNotFound is set.
	Release *ReleaseSummary `json:"release,omitempty"`
	// What Helm has to say, such as the objects kept because of their resource policy, and which objects of
	// earlier revisions may be left, because their kind is no longer served.
	Info string `json:"info,omitempty"`
	// What missingKinds: "skip" has left as it is, or may have left: what this user may not get. info and log events
	// name objects of kinds that are no longer served and only earlier revisions had.
	Left []ResourceRef `json:"left,omitempty"`
}

// ListOptions are the options of releases.list. With no status option every release is listed by its
// newest revision, those uninstalled with kept history too, as `helm list` does.
type ListOptions struct {
	NamespaceOption
	// List the releases of every namespace. CLI: --all-namespaces.
	//
	// @default false
	AllNamespaces bool `json:"allNamespaces,omitempty"`
	// A regular expression that the name must match. CLI: --filter.
	Filter string `json:"filter,omitempty"`
	// A label selector over the release records; not with the "sql" driver. CLI: --selector.
	Selector string `json:"selector,omitempty"`
	// Sort by date instead of by name. CLI: --date.
	//
	// @default false
	Date bool `json:"date,omitempty"`
	// Reverse the order. CLI: --reverse.
	//
	// @default false
	Reverse bool `json:"reverse,omitempty"`
	// How many at most; 0 means all. The command's own default is 256, and it does not mention the
	// rest. CLI: --max.
	//
	// @default 0
	Max *int `json:"max,omitempty"`
	// How many to skip. CLI: --offset.
	//
	// @default 0
	Offset int `json:"offset,omitempty"`
	// Show deployed ones. CLI: --deployed.
	//
	// @default false
	Deployed bool `json:"deployed,omitempty"`
	// Show failed ones. CLI: --failed.
	//
	// @default false
	Failed bool `json:"failed,omitempty"`
	// Show pending ones. CLI: --pending.
	//
	// @default false
	Pending bool `json:"pending,omitempty"`
	// Show superseded ones. CLI: --superseded.
	//
	// @default false
	Superseded bool `json:"superseded,omitempty"`
	// Show those uninstalled with kept history. CLI: --uninstalled.
	//
	// @default false
	Uninstalled bool `json:"uninstalled,omitempty"`
	// Show those being uninstalled. CLI: --uninstalling.
	//
	// @default false
	Uninstalling bool `json:"uninstalling,omitempty"`
}

// ListRequest is releases.list.
type ListRequest struct {
	ListOptions
}

// StatusOptions are the options of releases.status.
type StatusOptions struct {
	NamespaceOption
	RevisionOption
	// Look up the release's objects and say how each is doing. The CLI always does.
	//
	// @default true
	Resources *bool `json:"resources,omitempty"`
}

// StatusRequest is releases.status.
type StatusRequest struct {
	StatusOptions
	Name string `json:"name"`
}

// ReleaseStatus is a release with the state of its objects.
type ReleaseStatus struct {
	ReleaseSummary
	// The release's objects as they are now; absent with resources: false. Those that are gone are
	// there too, which `helm status` leaves out; it shows the pods of workloads instead.
	Resources []ResourceStatus `json:"resources,omitzero"`
}

// ReleaseSummary is what list and history tell of a release.
type ReleaseSummary struct {
	Name      string `json:"name"`
	Namespace string `json:"namespace"`
	Revision  int    `json:"revision"`
	// Helm's word for the state; "unknown" too where the record has none.
	Status Status `json:"status"`
	// Helm's remark on the last operation.
	Description string `json:"description,omitempty"`
	// RFC 3339.
	FirstDeployed string `json:"firstDeployed,omitempty"`
	// RFC 3339.
	LastDeployed string `json:"lastDeployed,omitempty"`
	// RFC 3339; only of an uninstalled one.
	Deleted string `json:"deleted,omitempty"`
	// The revision that this one went back to; only of a rollback.
	RollbackRevision int `json:"rollbackRevision,omitempty"`
	// The chart; name and version are empty where the record has none ("MISSING" in `helm history`).
	Chart ChartInfo `json:"chart"`
	// The labels a user gave to the record.
	Labels map[string]string `json:"labels,omitempty"`
}

// Status is the state of a release; "dry-run" is what it would be, and is recorded nowhere.
type Status string

// The states, by Helm's words, and that of a release that was only tried.
const (
	StatusUnknown         Status = "unknown"
	StatusDeployed        Status = "deployed"
	StatusUninstalled     Status = "uninstalled"
	StatusSuperseded      Status = "superseded"
	StatusFailed          Status = "failed"
	StatusUninstalling    Status = "uninstalling"
	StatusPendingInstall  Status = "pending-install"
	StatusPendingUpgrade  Status = "pending-upgrade"
	StatusPendingRollback Status = "pending-rollback"
	StatusDryRun          Status = "dry-run"
)

// ChartInfo names a chart.
type ChartInfo struct {
	Name       string `json:"name"`
	Version    string `json:"version"`
	AppVersion string `json:"appVersion,omitempty"`
}

// Release is a release with all that was rendered.
type Release struct {
	ReleaseSummary
	// The values the user gave, without the chart's own; absent when there were none.
	Config map[string]any `json:"config,omitempty"`
	// The objects of the release as YAML documents.
	Manifest Text `json:"manifest"`
	// The hooks, sorted by kind; those of one event run in the order of their weight.
	Hooks []Hook `json:"hooks"`
	// The rendered NOTES.txt.
	Notes Text `json:"notes"`
	// How objects were applied.
	ApplyMethod ApplyMethod `json:"applyMethod,omitempty"`
	// What an upgrade or a rollback with missingKinds: "skip" has left as it is.
	Left []ResourceRef `json:"left,omitempty"`
}

// ApplyMethod is server-side ("ssa") or client-side ("csa") apply.
type ApplyMethod string

// The methods, by Helm's words.
const (
	ApplyServerSide ApplyMethod = "ssa"
	ApplyClientSide ApplyMethod = "csa"
)

// Hook is one hook of a release.
type Hook struct {
	Name     string      `json:"name"`
	Kind     string      `json:"kind"`
	Path     string      `json:"path"`
	Manifest Text        `json:"manifest"`
	Events   []HookEvent `json:"events"`
	Weight   int         `json:"weight"`
	// hook-succeeded, hook-failed, before-hook-creation.
	DeletePolicies []string `json:"deletePolicies"`
	// hook-succeeded, hook-failed.
	OutputLogPolicies []string `json:"outputLogPolicies"`
	// Absent until it has run.
	LastRun *HookRun `json:"lastRun,omitempty"`
}

// HookEvent is when a hook runs.
type HookEvent string

// The events, by Helm's words.
const (
	HookPreInstall   HookEvent = "pre-install"
	HookPostInstall  HookEvent = "post-install"
	HookPreDelete    HookEvent = "pre-delete"
	HookPostDelete   HookEvent = "post-delete"
	HookPreUpgrade   HookEvent = "pre-upgrade"
	HookPostUpgrade  HookEvent = "post-upgrade"
	HookPreRollback  HookEvent = "pre-rollback"
	HookPostRollback HookEvent = "post-rollback"
	HookTest         HookEvent = "test"
)

// HookRun is the last run of a hook.
type HookRun struct {
	// RFC 3339.
	StartedAt string `json:"startedAt,omitempty"`
	// RFC 3339.
	CompletedAt string    `json:"completedAt,omitempty"`
	Phase       HookPhase `json:"phase"`
}

// HookPhase is how far the last run of a hook came.
type HookPhase string

// The phases of Helm.
const (
	HookPhaseUnknown   HookPhase = "Unknown"
	HookPhaseRunning   HookPhase = "Running"
	HookPhaseSucceeded HookPhase = "Succeeded"
	HookPhaseFailed    HookPhase = "Failed"
)

// ResourceRef names an object of the cluster.
type ResourceRef struct {
	// Group and version, such as "apps/v1".
	ApiVersion string `json:"apiVersion,omitempty"`
	Kind       string `json:"kind"`
	// Absent for objects that have none.
	Namespace string `json:"namespace,omitempty"`
	Name      string `json:"name"`
}

// ResourceStatus is how an object is doing.
type ResourceStatus struct {
	ResourceRef
	Status ResourceState `json:"status"`
	// Why it is not ready, in Kubernetes' own word, such as "ImagePullBackOff" or "FailedCreate"; waits have
	// it if the cluster knows it and the user may read pods and events.
	Reason string `json:"reason,omitempty"`
	// What is missing, in a sentence that begins with the reason, if there is one.
	Message string `json:"message,omitempty"`
}

// ResourceState is how far an object is, in kstatus' words; Current is ready.
type ResourceState string

// The states of kstatus.
const (
	ResourceCurrent     ResourceState = "Current"
	ResourceInProgress  ResourceState = "InProgress"
	ResourceFailed      ResourceState = "Failed"
	ResourceTerminating ResourceState = "Terminating"
	ResourceNotFound    ResourceState = "NotFound"
	ResourceUnknown     ResourceState = "Unknown"
)
