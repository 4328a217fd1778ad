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

// PushedChart is what charts.push has uploaded.
type PushedChart struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	// Where it is: "oci://host/path/name:version". A plus sign in the version is an underscore there.
	Reference string `json:"reference"`
	// The digest of the manifest in the registry, by which the chart can be pulled:
	// "oci://host/path/name@sha256:...".
	Digest string `json:"digest"`
	// The digest of the archive.
	ArchiveDigest string `json:"archiveDigest"`
	// Whether a provenance file went along.
	Provenance bool `json:"provenance"`
}
