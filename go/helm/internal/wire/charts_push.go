package wire

// PushOptions are the options of charts.push.
type PushOptions struct {
	RegistryOptions
	ProvenanceOption
}

// PushRequest is charts.push.
type PushRequest struct {
	PushOptions
	Chart  ArchiveRef `json:"chart"`
	Remote string     `json:"remote"`
}

// PushedChart is the result of charts.push.
type PushedChart struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	// Its reference: "oci://host/path/name:version". A plus sign in the version becomes an underscore.
	Reference string `json:"reference"`
	// The digest of the manifest in the registry. The chart can be pulled with it: "oci://host/path/name@sha256:...".
	Digest string `json:"digest"`
	// The digest of the archive.
	ArchiveDigest string `json:"archiveDigest"`
	// Whether a provenance file was pushed too.
	Provenance bool `json:"provenance"`
}
