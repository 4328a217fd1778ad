package wire

// UninstallOptions are the options of releases.uninstall.
type UninstallOptions struct {
	NamespaceOption
	DescriptionOption
	HooksOption
	WaitOption
	TimeoutOption
	MissingKindsOption
	// Return what would be uninstalled, and change nothing. CLI: --dry-run.
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
	// Plan is what the plan was made from that the call carries out.
	Plan *PlanBasis `json:"plan,omitempty"`
}

// Takes returns the release that the call changes.
func (r *UninstallRequest) Takes() (namespace, name string, alone bool) {
	return r.Namespace, written(r.Name, r.DryRun), true
}

// UninstallResult is what was uninstalled.
type UninstallResult struct {
	// The last state of the release; absent if there was none and ignoreNotFound is set.
	Release *ReleaseSummary `json:"release,omitempty"`
	// Helm's remarks, such as the objects kept because of their resource policy, and objects of earlier revisions
	// that may still exist because their kind is no longer served.
	Info string `json:"info,omitempty"`
	// What the API server did to each object, those of hooks included, in that order; absent for a dry run.
	Applied []AppliedResource `json:"applied,omitempty"`
	// The objects that missingKinds: "skip" has skipped, including those that this user may not get. info and log
	// events name objects of kinds that are no longer served and that only earlier revisions had.
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

// Words are the choices.
func (Cascade) Words() []Choice { return words(CascadeBackground, CascadeForeground, CascadeOrphan) }
