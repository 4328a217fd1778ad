package wire

// ChartDetails name a chart that cannot be used.
type ChartDetails struct {
	HintDetails
	// What was asked for; "bytes" for an archive given as such.
	Reference string `json:"reference"`
}

// ChartNotFoundDetails say what there is instead.
type ChartNotFoundDetails struct {
	ChartDetails
	// The version that was asked for, exact or a range.
	Version string `json:"version,omitempty"`
	// The newest versions there are of the chart, newest first; at most ten.
	Versions []string `json:"versions,omitempty"`
	// Where it was looked for: the repository's name, or its address where it was not added.
	Repository string `json:"repository,omitempty"`
}

// VerificationDetails say why a chart is not trusted.
type VerificationDetails struct {
	ChartDetails
	Reason VerificationReason `json:"reason"`
}

// VerificationReason is a kind of distrust: there is no provenance file; its signature does not hold,
// or it has none; no key of the keyring has signed it; it is about another file; or the archive has
// another digest than its provenance, the repository's index or the registry says.
type VerificationReason string

// The reasons.
const (
	ProvenanceMissing   VerificationReason = "ProvenanceMissing"
	ProvenanceSignature VerificationReason = "Signature"
	ProvenanceSigner    VerificationReason = "SignerUnknown"
	ProvenanceFile      VerificationReason = "OtherFile"
	ArchiveDigest       VerificationReason = "Digest"
)

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

// ChartIncompatibleDetails compare versions of Kubernetes.
type ChartIncompatibleDetails struct {
	HintDetails
	// The chart's kubeVersion.
	Required string `json:"required"`
	// The cluster's.
	KubeVersion string `json:"kubeVersion"`
}

// DependencyMissingDetails name what charts/ lacks.
type DependencyMissingDetails struct {
	HintDetails
	Missing []string `json:"missing"`
}
