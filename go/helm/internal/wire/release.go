package wire

// Release is a release with everything that was rendered.
type Release struct {
	ReleaseSummary
	// The values given by the user, without the chart's own; absent if there were none.
	Config map[string]any `json:"config,omitempty"`
	// The objects of the release as YAML documents.
	Manifest Text `json:"manifest"`
	// The hooks, sorted by kind. Hooks of the same event run in the order of their weight.
	Hooks []Hook `json:"hooks"`
	// The rendered NOTES.txt.
	Notes Text `json:"notes"`
	// How objects were applied.
	ApplyMethod ApplyMethod `json:"applyMethod,omitempty"`
	// What the API server did to each object, those of hooks and of crds/ included, in that order; absent if the call
	// changes nothing, as get and a dry run.
	Applied []AppliedResource `json:"applied,omitempty"`
	// With objects: those of the manifest, then those of the hooks.
	Objects []RenderedObject `json:"objects,omitzero"`
	// The objects that missingKinds: "skip" has skipped, and those that takeOver has left behind.
	Left []ResourceRef `json:"left,omitempty"`
	// An upgrade with skipIfUnchanged had nothing to do, and has written no revision.
	Unchanged bool `json:"unchanged,omitempty"`
}

// ReleaseSummary is a release as returned by list and history.
type ReleaseSummary struct {
	Name      string `json:"name"`
	Namespace string `json:"namespace"`
	Revision  int    `json:"revision"`
	// The status, in Helm's words; "unknown" if the record has none.
	Status Status `json:"status"`
	// Helm's description of the last operation.
	Description string `json:"description,omitempty"`
	// RFC 3339.
	FirstDeployed string `json:"firstDeployed,omitempty"`
	// RFC 3339.
	LastDeployed string `json:"lastDeployed,omitempty"`
	// RFC 3339; only for an uninstalled release.
	Deleted string `json:"deleted,omitempty"`
	// The revision that this one went back to; only for a rollback.
	RollbackRevision int `json:"rollbackRevision,omitempty"`
	// The chart; name and version are empty if the record has none ("MISSING" in `helm history`).
	Chart ChartInfo `json:"chart"`
	// The record's labels set by users.
	Labels map[string]string `json:"labels,omitempty"`
}

// Status is the status of a release; "dry-run" is the status of a dry run's result, and is never recorded.
type Status string

// The statuses, in Helm's words, and that of a dry run.
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

// ApplyMethod is server-side ("ssa") or client-side ("csa") apply.
type ApplyMethod string

// The methods, by Helm's words.
const (
	ApplyServerSide ApplyMethod = "ssa"
	ApplyClientSide ApplyMethod = "csa"
)

// Hook is one hook of a release.
type Hook struct {
	Name string `json:"name"`
	Kind string `json:"kind"`
	// The template it comes from.
	Path string `json:"path"`
	// The object, as YAML.
	Manifest Text `json:"manifest"`
	// When it runs.
	Events []HookEvent `json:"events"`
	// Hooks of the same event run in the order of their weights, the lowest first.
	Weight int `json:"weight"`
	// hook-succeeded, hook-failed, before-hook-creation.
	DeletePolicies []string `json:"deletePolicies"`
	// hook-succeeded, hook-failed.
	OutputLogPolicies []string `json:"outputLogPolicies"`
	// Absent until it has run.
	LastRun *HookRun `json:"lastRun,omitempty"`
}

// HookEvent says when a hook runs.
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

// HookPhase is the phase of a hook's last run.
type HookPhase string

// The phases of Helm.
const (
	HookPhaseUnknown   HookPhase = "Unknown"
	HookPhaseRunning   HookPhase = "Running"
	HookPhaseSucceeded HookPhase = "Succeeded"
	HookPhaseFailed    HookPhase = "Failed"
)
