package wire

// UpgradeOptions are the options of releases.upgrade.
type UpgradeOptions struct {
	DeployOptions
	HistoryMaxOption
	MissingKindsOption
	// Install the release if it does not exist, or if it was uninstalled with keepHistory. CLI: --install.
	//
	// @default false
	Install bool `json:"install,omitempty"`
	// Use server-side apply. "auto" does what was done for the previous revision, unless forceConflicts turns it on
	// or forceReplace turns it off. CLI: --server-side.
	//
	// @default "auto"
	ServerSide *ServerSide `json:"serverSide,omitempty"`
	// Discard the values of the previous revision. CLI: --reset-values.
	//
	// @default false
	ResetValues bool `json:"resetValues,omitempty"`
	// Start from the values of the previous revision, including its chart's defaults. Ignored with resetValues. CLI:
	// --reuse-values.
	//
	// @default false
	ReuseValues bool `json:"reuseValues,omitempty"`
	// Start from the new chart's defaults, overridden by the values given to the previous revision. Ignored with
	// resetValues or reuseValues. CLI: --reset-then-reuse-values.
	//
	// @default false
	ResetThenReuseValues bool `json:"resetThenReuseValues,omitempty"`
	// If the upgrade fails, delete the objects that it has created. CLI: --cleanup-on-fail.
	//
	// @default false
	CleanupOnFail bool `json:"cleanupOnFail,omitempty"`
	// Write no revision, run no hook and change nothing if the deployed revision has the same values, manifest, hooks,
	// labels and Chart.yaml, and the API server, which tries each object, would change none. The result is the deployed
	// revision then, with `unchanged: true`. What `crds` writes is written nevertheless.
	//
	// @default false
	SkipIfUnchanged bool `json:"skipIfUnchanged,omitempty"`
}

// UpgradeRequest is releases.upgrade.
type UpgradeRequest struct {
	UpgradeOptions
	Name  string   `json:"name"`
	Chart ChartRef `json:"chart"`
	// Plan is what the plan was made from that the call carries out.
	Plan *PlanBasis `json:"plan,omitempty"`
}

// Takes returns the release that the call changes.
func (r *UpgradeRequest) Takes() (namespace, name string, alone bool) {
	return r.Namespace, written(r.Name, r.DryRun.IsDry()), true
}
