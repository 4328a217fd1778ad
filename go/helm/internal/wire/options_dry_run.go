package wire

import "errors"

// DryRunOptions let a call change nothing.
type DryRunOptions struct {
	// Change nothing. "client" renders, and needs no cluster to install (an upgrade reads the release). With
	// "server", lookup works, and the API server tries each object and hook as the call would send it, without
	// storing any: what it refuses is the error that the call would end with, including missing permissions
	// (to render without them, use charts.template). What only the call itself would create (a namespace, the
	// kinds of crds/) cannot be tried in advance; log events say so. The status of the result is "dry-run".
	// CLI: --dry-run.
	//
	// @default "none"
	DryRun DryRun `json:"dryRun,omitempty"`
	// Leave Secrets out of the manifest of a dry run, and so out of what "server" tries. CLI: --hide-secret.
	//
	// @default false
	HideSecret bool `json:"hideSecret,omitempty"`
}

// DryRun is "none", "client" or "server".
type DryRun string

// UnmarshalJSON takes one of the three words.
func (d *DryRun) UnmarshalJSON(data []byte) error {
	switch string(data) {
	case `"none"`, `"client"`, `"server"`:
		*d = DryRun(data[1 : len(data)-1])
		return nil
	}
	return errors.New("must be \"none\", \"client\" or \"server\"")
}

// IsDry tells that the call changes nothing.
func (d DryRun) IsDry() bool { return d == "client" || d == "server" }

// written is the name of a release that a call writes; none for a dry run.
func written(name string, dry bool) string {
	if dry {
		return ""
	}
	return name
}
