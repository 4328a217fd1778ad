package wire

// RollbackOptions are the options of releases.rollback.
type RollbackOptions struct {
	NamespaceOption
	HooksOption
	ApplyOptions
	WaitOptions
	HistoryMaxOption
	MissingKindsOption
	ObjectsOption
	// The revision to go back to; 0 means the one before the newest, whatever its status. CLI: the second argument.
	//
	// @default 0
	Revision int `json:"revision,omitempty"`
	// The description in the release record, at most 256 characters, instead of Helm's own. CLI: --description.
	//
	// @default Helm's "Rollback to N"
	Description string `json:"description,omitempty"`
	// Use server-side apply. "auto" does what was done for the revision to go back to, unless forceConflicts turns it
	// on or forceReplace turns it off. CLI: --server-side.
	//
	// @default "auto"
	ServerSide *ServerSide `json:"serverSide,omitempty"`
	// Delete the objects that this rollback has created if applying fails, but not if a wait fails. CLI:
	// --cleanup-on-fail.
	//
	// @default false
	CleanupOnFail bool `json:"cleanupOnFail,omitempty"`
	// Change nothing: check that the revision exists, and return the release as it would be recorded. Both "client"
	// and "server" only read the records. CLI: --dry-run.
	//
	// @default "none"
	DryRun DryRun `json:"dryRun,omitempty"`
}

// RollbackRequest is releases.rollback.
type RollbackRequest struct {
	RollbackOptions
	Name string `json:"name"`
	// Plan is what the plan was made from that the call carries out.
	Plan *PlanBasis `json:"plan,omitempty"`
}

// Takes returns the release that the call changes.
func (r *RollbackRequest) Takes() (namespace, name string, alone bool) {
	return r.Namespace, written(r.Name, r.DryRun.IsDry()), true
}
