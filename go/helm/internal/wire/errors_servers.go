package wire

// RepositoryDetails name a chart repository.
type RepositoryDetails struct {
	HintDetails
	// Its name in repositories.yaml, where it has one.
	Name string `json:"name,omitempty"`
	// Its address, or that of the file that was asked for, without credentials.
	URL string `json:"url,omitempty"`
	// The HTTP status; absent when there was no answer.
	Status int `json:"status,omitempty"`
	// The names there are, where there is none of this name.
	Known []string `json:"known,omitempty"`
	// Each repository that an update has not reached.
	Failures []RepositoryFailure `json:"failures,omitempty"`
}

// RepositoryExistsDetails are those of the repository that has the name.
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

// RegistryDetails name what was asked of a registry.
type RegistryDetails struct {
	HintDetails
	Reference string `json:"reference"`
	// The HTTP status; absent when there was no answer.
	Status int `json:"status,omitempty"`
}

// DownloadTooLargeDetails name what takes more than it may, and the option that allows more.
type DownloadTooLargeDetails struct {
	HintDetails
	// The address, without credentials; absent for what is in a registry.
	URL string `json:"url,omitempty"`
	// What is in a registry.
	Reference string `json:"reference,omitempty"`
	// Bytes.
	Limit int `json:"limit"`
	// The option of the client that allows more, such as "limits.archive".
	Option string `json:"option"`
}
