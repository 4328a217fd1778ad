package wire

// UpgradeOptions are the options of releases.upgrade.
type UpgradeOptions struct {
	DeployOptions
	HistoryMaxOption
	MissingKindsOption
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
	// Delete the objects that this upgrade has created when it fails. CLI: --cleanup-on-fail.
	//
	// @default false
	CleanupOnFail bool `json:"cleanupOnFail,omitempty"`
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
