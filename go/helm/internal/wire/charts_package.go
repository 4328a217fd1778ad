package wire

// PackageOptions are the options of charts.package.
type PackageOptions struct {
	RegistryOptions
	SourceDateOption
	LinksOption
	// The version to give the package, instead of the chart's. CLI: --version.
	Version string `json:"version,omitempty"`
	// The appVersion to give the package. CLI: --app-version.
	AppVersion string `json:"appVersion,omitempty"`
	// Write the archive to this directory, which is created if it does not exist. The command's default is the
	// current directory. CLI: --destination.
	//
	// @default no file: the result has the bytes
	Destination Path `json:"destination,omitempty"`
	// Update the dependencies in charts/ first, as charts.dependencies.update does. CLI:
	// --dependency-update.
	//
	// @default false
	DependencyUpdate bool `json:"dependencyUpdate,omitempty"`
	// Create a provenance file, signed with key. CLI: --sign.
	//
	// @default false
	Sign bool `json:"sign,omitempty"`
	// The name of the key to sign with, or a part of it. CLI: --key.
	Key string `json:"key,omitempty"`
	// The file of secret keys, or its contents. GNUPGHOME changes the default directory. CLI: --keyring.
	//
	// @default "~/.gnupg/pubring.gpg"
	Keyring Keyring `json:"keyring,omitzero"`
	// The passphrase of the key. It is never asked for on the terminal.
	Passphrase string `json:"passphrase,omitempty"`
	// A file whose first line is the passphrase. CLI: --passphrase-file.
	PassphraseFile Location `json:"passphraseFile,omitempty"`
}

// PackageRequest is charts.package.
type PackageRequest struct {
	PackageOptions
	Path Location `json:"path"`
}

// PackagedChart is the result of charts.package.
type PackagedChart struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	// The name of the archive: "name-version.tgz".
	File string `json:"file"`
	// The digest of the archive: "sha256:" and its hexadecimal digits. charts.push returns it as archiveDigest, since
	// a registry has a digest of its own.
	Digest string `json:"digest"`
	// The file that was written.
	Path string `json:"path,omitempty"`
	// The archive, if no file was written.
	Bytes Binary `json:"bytes,omitempty"`
	// The provenance file, with sign. It is also written next to the archive.
	Provenance Text `json:"provenance,omitempty"`
}
