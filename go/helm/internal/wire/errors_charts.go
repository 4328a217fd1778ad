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
