package wire

// ListRepositoriesRequest has no options.
type ListRepositoriesRequest struct{}

// RemoveRepositoriesRequest is repositories.remove.
type RemoveRepositoriesRequest struct {
	Names Names `json:"names"`
}

// Repository is a chart repository as it was added, without its credentials.
type Repository struct {
	Name string `json:"name"`
	// As it was added.
	URL                   string `json:"url"`
	CertFile              string `json:"certFile,omitempty"`
	KeyFile               string `json:"keyFile,omitempty"`
	CaFile                string `json:"caFile,omitempty"`
	InsecureSkipTlsVerify bool   `json:"insecureSkipTlsVerify,omitempty"`
	PassCredentials       bool   `json:"passCredentials,omitempty"`
}
