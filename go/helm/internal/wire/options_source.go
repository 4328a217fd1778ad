package wire

// ChartSourceOptions say where a chart comes from and how to reach its server. They are refused for a chart given as
// bytes or already loaded.
type ChartSourceOptions struct {
	RegistryOptions
	KeyringOption
	// The version of the chart, exact or a range such as "^1.4". Ignored for directories and archives. CLI:
	// --version.
	//
	// @default the latest version, excluding pre-releases
	Version string `json:"version,omitempty"`
	// Include pre-releases when version is not set. CLI: --devel.
	//
	// @default false
	Devel bool `json:"devel,omitempty"`
	// The URL of a chart repository; the chart is then a name in it. CLI: --repo.
	Repo Location `json:"repo,omitempty"`
	// Refuse a chart whose provenance file is missing or invalid. To verify bytes, use charts.verify; a loaded chart
	// is verified when it is loaded. CLI: --verify.
	//
	// @default false
	Verify bool `json:"verify,omitempty"`
	// Also send the credentials to other hosts that the repository's index or a redirect points to. CLI:
	// --pass-credentials.
	//
	// @default false
	PassCredentials bool `json:"passCredentials,omitempty"`
}

// RegistryOptions say how to reach a registry.
type RegistryOptions struct {
	ServerOptions
	PlainHttpOption
}

// ServerOptions say how to reach a server.
type ServerOptions struct {
	AccountOptions
	// Do not check the server's certificate. CLI: --insecure-skip-tls-verify.
	//
	// @default false
	InsecureSkipTlsVerify bool `json:"insecureSkipTlsVerify,omitempty"`
}

// AccountOptions are the credentials for a server.
type AccountOptions struct {
	// The user name for the server. For a chart, it overrides the stored login of its repository or registry. CLI:
	// --username.
	Username string `json:"username,omitempty"`
	// The password, or a token. CLI: --password.
	Password string `json:"password,omitempty"`
	// The path of the client certificate. CLI: --cert-file.
	CertFile Path `json:"certFile,omitempty"`
	// The path of the client certificate's key. CLI: --key-file.
	KeyFile Path `json:"keyFile,omitempty"`
	// The path of the certificate authority that the server's certificate is checked against. CLI: --ca-file.
	CaFile Path `json:"caFile,omitempty"`
}

// LinksOption says where links in a chart's directory may lead.
type LinksOption struct {
	// Follow symbolic links that lead out of the chart's directory, as the command does. Whatever file they point to
	// becomes part of the chart. Use this only for charts of your own, such as charts that share files. Without it,
	// such links are refused. Links within the directory are always followed.
	//
	// @default that of the client
	FollowLinks *bool `json:"followLinks,omitempty"`
}

// Links says whether links may lead out of the chart's directory; nil: as the client says.
func (o *LinksOption) Links() *bool { return o.FollowLinks }

// DependencyUpdateOption downloads missing dependencies before a chart is used.
type DependencyUpdateOption struct {
	// If charts/ of a chart directory lacks dependencies, download them first, as charts.dependencies.update does.
	// CLI: --dependency-update.
	//
	// @default false
	DependencyUpdate bool `json:"dependencyUpdate,omitempty"`
}

// SourceDateOption makes equal charts give archives that are equal byte for byte.
type SourceDateOption struct {
	// The modification time of all files in created archives, in seconds since 1970. CLI: only the variable
	// SOURCE_DATE_EPOCH.
	//
	// @default SOURCE_DATE_EPOCH, then each file's own time
	SourceDateEpoch *int64 `json:"sourceDateEpoch,omitempty"`
}

// PlainHttpOption says whether to use TLS for a registry.
type PlainHttpOption struct {
	// Connect to the registry without TLS. CLI: --plain-http.
	//
	// @default false
	PlainHttp bool `json:"plainHttp,omitempty"`
}

// KeyringOption is the keys to verify charts with.
type KeyringOption struct {
	// The file of public keys to verify with, or its contents. GNUPGHOME changes the default directory. CLI:
	// --keyring.
	//
	// @default "~/.gnupg/pubring.gpg"
	Keyring Keyring `json:"keyring,omitzero"`
}

// ProvenanceOption is the provenance of a chart given as bytes.
type ProvenanceOption struct {
	// The contents of the provenance file, for an archive given as bytes. For a path, the file next to it with the
	// added ending ".prov" is used.
	Provenance Contents `json:"provenance,omitzero"`
}
