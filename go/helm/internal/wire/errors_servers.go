package wire

// RepositoryDetails name a chart repository.
type RepositoryDetails struct {
	HintDetails
	// Its name in repositories.yaml, if it has one.
	Name string `json:"name,omitempty"`
	// Its URL, or that of the requested file, without credentials.
	URL string `json:"url,omitempty"`
	// The HTTP status; absent if there was no response.
	Status int `json:"status,omitempty"`
	// If the name does not exist: the names that do.
	Known []string `json:"known,omitempty"`
	// Each repository that could not be updated.
	Failures []RepositoryFailure `json:"failures,omitempty"`
}

// RepositoryExistsDetails describe the repository that has the name.
type RepositoryExistsDetails struct {
	HintDetails
	Name string `json:"name"`
	// Without credentials.
	URL string `json:"url"`
}

// RepositoryFailure is a repository that could not be updated.
type RepositoryFailure struct {
	Name string `json:"name"`
	// Without credentials.
	URL     string `json:"url"`
	Code    Code   `json:"code"`
	Message string `json:"message"`
}

// RegistryDetails name what was requested from a registry.
type RegistryDetails struct {
	HintDetails
	Reference string `json:"reference"`
	// The HTTP status; absent if there was no response.
	Status int `json:"status,omitempty"`
}

// DownloadTooLargeDetails name what is too large, and the option that raises the limit.
type DownloadTooLargeDetails struct {
	HintDetails
	// The URL, without credentials; absent for a registry.
	URL string `json:"url,omitempty"`
	// The reference in a registry.
	Reference string `json:"reference,omitempty"`
	// Bytes.
	Limit int `json:"limit"`
	// The option of the client that raises the limit, such as "limits.archive".
	Option string `json:"option"`
}
