package wire

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
