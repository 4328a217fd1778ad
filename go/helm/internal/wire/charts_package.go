package wire

// PackageOptions are the options of charts.package.
type PackageOptions struct {
	RegistryOptions
	SourceDateOption
	LinksOption
	// The version that the package gets, instead of the chart's. CLI: --version.
	Version string `json:"version,omitempty"`
	// The appVersion that the package gets. CLI: --app-version.
	AppVersion string `json:"appVersion,omitempty"`
	// Write the archive into this directory, which is made if it is missing. The command's default is the
	// current directory. CLI: --destination.
	//
	// @default no file: the result has the bytes
	Destination string `json:"destination,omitempty"`
	// Update the dependencies in charts/ first, as charts.dependencies.update does. CLI:
	// --dependency-update.
	//
	// @default false
	DependencyUpdate bool `json:"dependencyUpdate,omitempty"`
	// Make a provenance file with key. CLI: --sign.
	//
	// @default false
	Sign bool `json:"sign,omitempty"`
	// The name of the key to sign with, or a part of it. CLI: --key.
	Key string `json:"key,omitempty"`
	// The file of secret keys, or its contents; GNUPGHOME names another directory for it. CLI: --keyring.
	//
	// @default "~/.gnupg/pubring.gpg"
	Keyring Keyring `json:"keyring,omitzero"`
	// What unlocks the key. The terminal is never asked.
	Passphrase string `json:"passphrase,omitempty"`
	// A file whose first line unlocks the key. CLI: --passphrase-file.
	PassphraseFile string `json:"passphraseFile,omitempty"`
}

// PackageRequest is charts.package.
type PackageRequest struct {
	PackageOptions
	Path string `json:"path"`
}

// PackagedChart is what charts.package has made.
type PackagedChart struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	// The name of the archive: "name-version.tgz".
	File string `json:"file"`
	// The digest of the archive: "sha256:" and its hexadecimal digits. charts.push tells it as
	// archiveDigest, since a registry makes a digest of its own.
	Digest string `json:"digest"`
	// The file that was written.
	Path string `json:"path,omitempty"`
	// The archive, where no file was written.
	Bytes Binary `json:"bytes,omitempty"`
	// The provenance file, with sign. It is written beside the archive too.
	Provenance Text `json:"provenance,omitempty"`
}
