package wire

// VerifyOptions are the options of charts.verify.
type VerifyOptions struct {
	ProvenanceOption
	KeyringOption
}

// VerifyRequest is charts.verify.
type VerifyRequest struct {
	VerifyOptions
	Chart ArchiveRef `json:"chart"`
}

// VerifyResult says who signed a chart.
type VerifyResult struct {
	// The identities of the key, such as "Jane <jane@example.com>".
	SignedBy []string `json:"signedBy"`
	// The key's fingerprint in upper-case hexadecimal digits.
	Fingerprint string `json:"fingerprint"`
	// The archive's digest, as signed: "sha256:...".
	Digest string `json:"digest"`
	// The archive's name, as signed: "name-version.tgz". Bytes have no other name.
	File string `json:"file"`
}
