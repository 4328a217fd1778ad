package wire

// DryRunOptions let a call change nothing.
type DryRunOptions struct {
	// Change nothing. "client" only renders; an install needs no cluster for this, an upgrade reads the release.
	// "server" also sends each object and hook to the API server as a dry run, and lookup works. The call then
	// rejects as the real one would, even for missing permissions (to render without them, use charts.template). What
	// only the real call creates (a namespace, the kinds of crds/) cannot be tried in advance; log events say so. The
	// status of the result is "dry-run". CLI: --dry-run.
	//
	// @default "none"
	DryRun DryRun `json:"dryRun,omitempty"`
	// Leave Secrets out of the manifest of a dry run. "server" does not try them either. CLI: --hide-secret.
	//
	// @default false
	HideSecret bool `json:"hideSecret,omitempty"`
}

// DryRun is "none", "client" or "server".
type DryRun string

// The choices.
const (
	DryRunNone   DryRun = "none"
	DryRunClient DryRun = "client"
	DryRunServer DryRun = "server"
)

// Words are the choices.
func (DryRun) Words() []Choice { return words(DryRunNone, DryRunClient, DryRunServer) }

// IsDry reports whether the call changes nothing.
func (d DryRun) IsDry() bool { return d == DryRunClient || d == DryRunServer }

// written is the name of the release that a call writes, or "" for a dry run.
func written(name string, dry bool) string {
	if dry {
		return ""
	}
	return name
}
