package wire

// StatusOptions are the options of releases.status.
type StatusOptions struct {
	NamespaceOption
	RevisionOption
	// Look up the release's objects and say how each is doing. The CLI always does.
	//
	// @default true
	Resources *bool `json:"resources,omitempty"`
}

// StatusRequest is releases.status.
type StatusRequest struct {
	StatusOptions
	Name string `json:"name"`
}

// ReleaseStatus is a release with the state of its objects.
type ReleaseStatus struct {
	ReleaseSummary
	// The release's objects as they are now; absent with resources: false. Those that are gone are
	// there too, which `helm status` leaves out; it shows the pods of workloads instead.
	Resources []ResourceStatus `json:"resources,omitzero"`
}
