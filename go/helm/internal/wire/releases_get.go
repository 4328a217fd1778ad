package wire

// GetOptions are the options of releases.get.
type GetOptions struct {
	NamespaceOption
	RevisionOption
	ObjectsOption
}

// GetRequest is releases.get.
type GetRequest struct {
	GetOptions
	Name string `json:"name"`
}

// GetMetadataOptions are the options of releases.getMetadata.
type GetMetadataOptions struct {
	NamespaceOption
	RevisionOption
}

// GetMetadataRequest is releases.getMetadata.
type GetMetadataRequest struct {
	GetMetadataOptions
	Name string `json:"name"`
}

// GetValuesOptions are the options of releases.getValues.
type GetValuesOptions struct {
	NamespaceOption
	RevisionOption
	// Include the chart's own values, merged as the templates saw them. CLI: --all.
	//
	// @default false
	All bool `json:"all,omitempty"`
}

// GetValuesRequest is releases.getValues.
type GetValuesRequest struct {
	GetValuesOptions
	Name string `json:"name"`
}

// ReleaseMetadata is what `helm get metadata` prints.
type ReleaseMetadata struct {
	Name      string `json:"name"`
	Namespace string `json:"namespace"`
	Revision  int    `json:"revision"`
	Status    Status `json:"status"`
	// RFC 3339.
	DeployedAt string `json:"deployedAt,omitempty"`
	// How objects were applied; absent for a release of Helm 3, which used client-side apply.
	ApplyMethod ApplyMethod `json:"applyMethod,omitempty"`
	// The name of the chart.
	Chart string `json:"chart"`
	// The version of the chart.
	Version string `json:"version"`
	// The version of the application.
	AppVersion string `json:"appVersion,omitempty"`
	// The annotations of the chart.
	Annotations map[string]string `json:"annotations,omitempty"`
	// The record's labels set by users. `helm get metadata` also shows Helm's own, but only of the newest revision.
	Labels map[string]string `json:"labels,omitempty"`
	// The dependencies that Chart.yaml lists.
	Dependencies []Dependency `json:"dependencies"`
}
