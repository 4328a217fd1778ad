package wire

// ResolveOptions are the options of registry.resolve.
type ResolveOptions struct {
	RegistryOptions
	// The version, exact or a range such as "^1.4", if the reference has no tag.
	//
	// @default the latest version, excluding pre-releases
	Version string `json:"version,omitempty"`
}

// ResolveRequest is registry.resolve.
type ResolveRequest struct {
	ResolveOptions
	Reference string `json:"reference"`
}

// Resolved is what a reference points to now.
type Resolved struct {
	// The reference with its tag or digest: "oci://host/path/name:version". A plus sign in the version becomes an
	// underscore.
	Reference string `json:"reference"`
	// The digest of the manifest. The chart can be pulled with it.
	Digest string `json:"digest"`
	// The digest of the chart's archive; absent if it is not a chart.
	ArchiveDigest string `json:"archiveDigest,omitempty"`
	// The version of the chart; absent if it is not one.
	Version string `json:"version,omitempty"`
	// Its media type.
	MediaType string `json:"mediaType"`
	// The manifest's size in bytes, not that of the chart.
	Size int64 `json:"size"`
}
