package wire

// UninstallOptions are the options of releases.uninstall.
type UninstallOptions struct {
	NamespaceOption
	DescriptionOption
	HooksOption
	WaitOption
	TimeoutOption
	MissingKindsOption
	// Tell what would be uninstalled, and change nothing. CLI: --dry-run.
	//
	// @default false
	DryRun bool `json:"dryRun,omitempty"`
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
}

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

// Cascade is a deletion propagation policy.
type Cascade string

// The policies, by kubectl's names.
const (
	CascadeBackground Cascade = "background"
	CascadeOrphan     Cascade = "orphan"
	CascadeForeground Cascade = "foreground"
)
