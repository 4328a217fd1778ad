package wire

// LoginOptions are the options of registry.login.
type LoginOptions struct {
	AccountOptions
	// Do not check the server's certificate. CLI: --insecure.
	//
	// @default false
	Insecure bool `json:"insecure,omitempty"`
	// Ask the registry without TLS. CLI: --plain-http.
	//
	// @default false
	PlainHttp bool `json:"plainHttp,omitempty"`
}

// LoginRequest is what registry.login gets.
type LoginRequest struct {
	LoginOptions
	Host string `json:"host"`
}

// Login is a login that a registry has accepted.
type Login struct {
	Host string `json:"host"`
	// Empty where the password is a token.
	Username string `json:"username"`
}

// LogoutRequest is what registry.logout gets.
type LogoutRequest struct {
	Host string `json:"host"`
}

// Logout is what has become of registry.logout.
type Logout struct {
	Host string `json:"host"`
	// Whether there was a login.
	Removed bool `json:"removed"`
}

// RegistryOptions are the options of what asks a registry.
type RegistryOptions struct {
	ServerOptions
	// Ask the registry without TLS. CLI: --plain-http.
	//
	// @default false
	PlainHttp bool `json:"plainHttp,omitempty"`
}

// TagsRequest is what registry.tags gets.
type TagsRequest struct {
	RegistryOptions
	Reference string `json:"reference"`
}

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
