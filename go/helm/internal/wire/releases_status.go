package wire

// StatusOptions are the options of releases.status.
type StatusOptions struct {
	NamespaceOption
	RevisionOption
	// Look up the release's objects and return the status of each. The CLI always does.
	//
	// @default true
	Resources *bool `json:"resources,omitempty"`
}

// StatusRequest is releases.status.
type StatusRequest struct {
	StatusOptions
	Name string `json:"name"`
}

// ReleaseStatus is a release with the status of its objects.
type ReleaseStatus struct {
	ReleaseSummary
	// The release's objects as they are now; absent with resources: false. Objects that no longer exist are included.
	// (`helm status` leaves them out, and shows the pods of workloads instead.)
	Resources []ResourceStatus `json:"resources,omitzero"`
}
