package wire

// ChartDetails name a chart that cannot be used.
type ChartDetails struct {
	HintDetails
	// The chart that was asked for; "bytes" for an archive given as bytes.
	Reference string `json:"reference"`
}

// ChartNotFoundDetails say which versions exist.
type ChartNotFoundDetails struct {
	ChartDetails
	// The version that was asked for, exact or a range.
	Version string `json:"version,omitempty"`
	// The newest versions of the chart that exist, newest first; at most ten.
	Versions []string `json:"versions,omitempty"`
	// Where it was searched for: the repository's name, or its URL if it was not added.
	Repository string `json:"repository,omitempty"`
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

// VerificationDetails say why a chart is not trusted.
type VerificationDetails struct {
	ChartDetails
	Reason VerificationReason `json:"reason"`
}

// VerificationReason says why a chart is not trusted: there is no provenance file; its signature is missing or
// invalid; no key in the keyring has signed it; it belongs to another file; or the archive's digest differs from that
// in the provenance file, the repository's index or the registry.
type VerificationReason string

// The reasons.
const (
	ProvenanceMissing   VerificationReason = "ProvenanceMissing"
	ProvenanceSignature VerificationReason = "Signature"
	ProvenanceSigner    VerificationReason = "SignerUnknown"
	ProvenanceFile      VerificationReason = "OtherFile"
	ArchiveDigest       VerificationReason = "Digest"
)
