package wire

// ResolveOptions are the options of registry.resolve.
type ResolveOptions struct {
	RegistryOptions
	// The version, exact or a range such as "^1.4", where the reference has no tag.
	//
	// @default the latest version, excluding pre-releases
	Version string `json:"version,omitempty"`
}

// ResolveRequest is what registry.resolve gets.
type ResolveRequest struct {
	ResolveOptions
	Reference string `json:"reference"`
}

// Resolved is what a reference means now.
type Resolved struct {
	// With its tag or digest: "oci://host/path/name:version". A plus sign in the version is an underscore
	// there.
	Reference string `json:"reference"`
	// The digest of the manifest, by which the chart can be pulled.
	Digest string `json:"digest"`
	// The digest of the chart's archive, and its version; absent if it is not a chart.
	ArchiveDigest string `json:"archiveDigest,omitempty"`
	Version       string `json:"version,omitempty"`
	// Its media type.
	MediaType string `json:"mediaType"`
	// Its size in bytes; not that of the chart.
	Size int64 `json:"size"`
}
