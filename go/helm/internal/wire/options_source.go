package wire

// ChartSourceOptions say where a chart comes from and how its server is asked. For a chart that is given
// as bytes, or was loaded, they are refused: it is here already.
type ChartSourceOptions struct {
	RegistryOptions
	KeyringOption
	// The version of the chart, exact or a range such as "^1.4"; not for directories and archives.
	// CLI: --version.
	//
	// @default the latest version, excluding pre-releases
	Version string `json:"version,omitempty"`
	// Include pre-releases when version is not set. CLI: --devel.
	//
	// @default false
	Devel bool `json:"devel,omitempty"`
	// The address of a chart repository; the chart is then a name in it. CLI: --repo.
	Repo string `json:"repo,omitempty"`
	// Refuse a chart whose provenance file is missing or does not hold. Bytes are checked with
	// charts.verify instead, a chart that is loaded when it is. CLI: --verify.
	//
	// @default false
	Verify bool `json:"verify,omitempty"`
	// Send the credentials to other hosts too, where the repository's index or a redirect names them.
	// CLI: --pass-credentials.
	//
	// @default false
	PassCredentials bool `json:"passCredentials,omitempty"`
}

// RegistryOptions say how a registry is asked.
type RegistryOptions struct {
	ServerOptions
	PlainHttpOption
}

// ServerOptions say how a server is asked.
type ServerOptions struct {
	AccountOptions
	// Do not check the server's certificate. CLI: --insecure-skip-tls-verify.
	//
	// @default false
	InsecureSkipTlsVerify bool `json:"insecureSkipTlsVerify,omitempty"`
}

// AccountOptions say who asks a server.
type AccountOptions struct {
	// The account at the server; for a chart, instead of that of its repository or login.
	// CLI: --username.
	Username string `json:"username,omitempty"`
	// Its password, or a token. CLI: --password.
	Password string `json:"password,omitempty"`
	// The file of the client's certificate. CLI: --cert-file.
	CertFile string `json:"certFile,omitempty"`
	// The file of its key. CLI: --key-file.
	KeyFile string `json:"keyFile,omitempty"`
	// The file of the authority that the server's certificate is checked with. CLI: --ca-file.
	CaFile string `json:"caFile,omitempty"`
}

// LinksOption says where the links of a chart's directory may lead.
type LinksOption struct {
	// Follow links that lead out of the chart's directory, as the command does: what they point to becomes
	// part of the chart, whatever file on this machine it is. Otherwise they are refused. For charts of
	// your own that share files; links that stay within the directory are always followed.
	//
	// @default that of the client
	FollowLinks *bool `json:"followLinks,omitempty"`
}

// Links says whether links may lead out of the chart's directory; nil: as the client says.
func (o *LinksOption) Links() *bool { return o.FollowLinks }

// DependencyUpdateOption completes a chart before it is used.
type DependencyUpdateOption struct {
	// If dependencies are missing in charts/ of a chart that is a directory, fetch them into it first, as
	// charts.dependencies.update does. CLI: --dependency-update.
	//
	// @default false
	DependencyUpdate bool `json:"dependencyUpdate,omitempty"`
}

// SourceDateOption makes archives that are equal to the byte from charts that are.
type SourceDateOption struct {
	// The time, in seconds since 1970, of all files in the archives that are made. CLI: only the
	// variable SOURCE_DATE_EPOCH.
	//
	// @default SOURCE_DATE_EPOCH, then each file's own time
	SourceDateEpoch *int64 `json:"sourceDateEpoch,omitempty"`
}

// PlainHttpOption says whether a registry is asked without TLS.
type PlainHttpOption struct {
	// Ask the registry without TLS. CLI: --plain-http.
	//
	// @default false
	PlainHttp bool `json:"plainHttp,omitempty"`
}

// KeyringOption is the keys that charts are verified with.
type KeyringOption struct {
	// The file of public keys to verify with, or its contents; GNUPGHOME names another directory for it.
	// CLI: --keyring.
	//
	// @default "~/.gnupg/pubring.gpg"
	Keyring Keyring `json:"keyring,omitzero"`
}

// ProvenanceOption is the provenance of a chart that is given as bytes.
type ProvenanceOption struct {
	// The contents of the provenance file of an archive that is given as bytes. That of a path is the file
	// beside it whose name ends in ".prov".
	Provenance Contents `json:"provenance,omitzero"`
}
