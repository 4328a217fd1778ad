package wire

// GetOptions are the options of releases.get and releases.getMetadata.
type GetOptions struct {
	NamespaceOption
	RevisionOption
}

// GetRequest is releases.get and releases.getMetadata.
type GetRequest struct {
	GetOptions
	Name string `json:"name"`
}

// GetValuesOptions are the options of releases.getValues.
type GetValuesOptions struct {
	NamespaceOption
	RevisionOption
	// The chart's own values too, merged as the templates saw them. CLI: --all.
	//
	// @default false
	All bool `json:"all,omitempty"`
}

// GetValuesRequest is releases.getValues.
type GetValuesRequest struct {
	GetValuesOptions
	Name string `json:"name"`
}

// ReleaseMetadata is what `helm get metadata` tells of a release.
type ReleaseMetadata struct {
	Name      string `json:"name"`
	Namespace string `json:"namespace"`
	Revision  int    `json:"revision"`
	Status    Status `json:"status"`
	// RFC 3339.
	DeployedAt string `json:"deployedAt,omitempty"`
	// How objects were applied; absent for a release of Helm 3, which applied on the client's side.
	ApplyMethod ApplyMethod `json:"applyMethod,omitempty"`
	// The name of the chart.
	Chart string `json:"chart"`
	// The version of the chart.
	Version string `json:"version"`
	// The version of the application.
	AppVersion string `json:"appVersion,omitempty"`
	// The annotations of the chart.
	Annotations map[string]string `json:"annotations,omitempty"`
	// The labels a user gave to the record. `helm get metadata` shows Helm's own too, of the newest
	// revision only.
	Labels map[string]string `json:"labels,omitempty"`
	// The dependencies that Chart.yaml lists.
	Dependencies []Dependency `json:"dependencies"`
}
