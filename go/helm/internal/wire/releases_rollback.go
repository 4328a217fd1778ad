package wire

// RollbackOptions are the options of releases.rollback.
type RollbackOptions struct {
	NamespaceOption
	HooksOption
	ApplyOptions
	WaitOptions
	HistoryMaxOption
	MissingKindsOption
	// The revision to go back to; 0 is the one before the newest, whatever became of that. CLI: the
	// second argument.
	//
	// @default 0
	Revision int `json:"revision,omitempty"`
	// Text for the release record, at most 256 characters, instead of Helm's own. CLI: --description.
	//
	// @default Helm's "Rollback to N"
	Description string `json:"description,omitempty"`
	// Server-side apply; "auto" does what was done for the revision to go back to, but forceConflicts turns it
	// on and forceReplace turns it off. CLI: --server-side.
	//
	// @default "auto"
	ServerSide *ServerSide `json:"serverSide,omitempty"`
	// Delete the objects that this rollback has created when writing objects fails; not when waiting
	// for them does. CLI: --cleanup-on-fail.
	//
	// @default false
	CleanupOnFail bool `json:"cleanupOnFail,omitempty"`
	// Change nothing: look whether the revision is there, and resolve with the release as it would be
	// recorded. Both "client" and "server" read the records and nothing else. CLI: --dry-run.
	//
	// @default "none"
	DryRun DryRun `json:"dryRun,omitempty"`
}

// RollbackRequest is releases.rollback.
type RollbackRequest struct {
	RollbackOptions
	Name string `json:"name"`
}

// Takes is the release that the call changes.
func (r *RollbackRequest) Takes() (namespace, name string, alone bool) {
	return r.Namespace, written(r.Name, r.DryRun.IsDry()), true
}
