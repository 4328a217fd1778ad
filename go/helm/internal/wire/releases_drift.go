package wire

// DriftOptions are the options of releases.drift and releases.watchDrift.
type DriftOptions struct {
	NamespaceOption
	MissingKindsOption
	ShowSecretsOption
}

// DriftRequest is releases.drift.
type DriftRequest struct {
	DriftOptions
	Name string `json:"name"`
}

// WatchDriftRequest is releases.watchDrift.
type WatchDriftRequest struct {
	DriftOptions
	Name string `json:"name"`
}

// WatchDriftResult is empty: a watch ends when it is cancelled, or with an error.
type WatchDriftResult struct{}

// DriftReport says how the objects of a release differ from what was deployed.
type DriftReport struct {
	Name      string `json:"name"`
	Namespace string `json:"namespace"`
	// The revision that is compared: the deployed one, or the newest if none is.
	Revision int    `json:"revision"`
	Status   Status `json:"status"`
	// The number of objects that were compared.
	Compared int `json:"compared"`
	// Those that differ, in the order of the manifest.
	Objects []DriftedObject `json:"objects"`
	// The objects that missingKinds: "skip" has skipped.
	Left []ResourceRef `json:"left,omitempty"`
}

// DriftedObject is an object that is not as it was deployed.
type DriftedObject struct {
	ResourceRef
	// The template it comes from; absent if the manifest does not say.
	Template string      `json:"template,omitempty"`
	Status   DriftStatus `json:"status"`
	// The fields that differ. Fields that the manifest does not have belong to others, and are no drift.
	Fields []DriftedField `json:"fields"`
	// The object as it is and as releases.repair would leave it, as a unified diff of YAML.
	Diff string `json:"diff"`
	// Whom it belongs to by its annotations; only if it is "adopted".
	Owner *OwnershipConflict `json:"owner,omitempty"`
	// Why the API server refuses to apply it again, so that it could not be compared and cannot be repaired; absent if it
	// does not.
	Problem *PlannedProblem `json:"problem,omitempty"`
	// Why the API server cannot try to apply it, such as a webhook that does not support dry runs.
	Untried string `json:"untried,omitempty"`
}

// DriftStatus is how an object differs.
type DriftStatus string

// The statuses. An "adopted" object belongs to another release by its annotations, or to none; "unknown" is one that
// could not be compared.
const (
	DriftChanged DriftStatus = "changed"
	DriftMissing DriftStatus = "missing"
	DriftAdopted DriftStatus = "adopted"
	DriftUnknown DriftStatus = "unknown"
)

// DriftedField is a field that was changed outside of the release.
type DriftedField struct {
	// Such as spec.template.spec.containers[name="app"].image.
	Path string `json:"path"`
	// As it is; absent if it is gone.
	Live any `json:"live,omitempty"`
	// As it was deployed; absent if it was not there.
	Deployed any `json:"deployed,omitempty"`
	// The items of a list have another order; live and deployed name them.
	Reordered bool `json:"reordered,omitempty"`
	// Who owns the field now, such as "kubectl-edit"; absent if the object does not say.
	Manager string `json:"manager,omitempty"`
	// When that manager last wrote the object, as RFC 3339.
	Since string `json:"since,omitempty"`
}

// RepairOptions are the options of releases.repair.
type RepairOptions struct {
	NamespaceOption
	MissingKindsOption
	WaitOptions
	// Also take back objects that belong to another release by their annotations, or to none.
	//
	// @default false
	TakeOwnership bool `json:"takeOwnership,omitempty"`
}

// RepairRequest is releases.repair.
type RepairRequest struct {
	RepairOptions
	Name string `json:"name"`
}

// Takes returns the release that the call changes.
func (r *RepairRequest) Takes() (namespace, name string, alone bool) {
	return r.Namespace, r.Name, true
}

// RepairResult is what was put back.
type RepairResult struct {
	// The revision whose state the objects have again. No revision is written.
	Revision int `json:"revision"`
	// The objects that were written or created.
	Repaired []ResourceRef `json:"repaired"`
	// The objects that were left as they are, since they are "adopted", could not be compared, or were skipped by
	// missingKinds: "skip".
	Left []ResourceRef `json:"left"`
}
