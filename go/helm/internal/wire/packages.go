package wire

import (
	"encoding/json"
	"errors"
)

// SourceDateOption makes archives that are equal to the byte from charts that are.
type SourceDateOption struct {
	// The time, in seconds since 1970, of all files in the archives that are made. CLI: only the
	// variable SOURCE_DATE_EPOCH.
	//
	// @default SOURCE_DATE_EPOCH, then each file's own time
	SourceDateEpoch *int64 `json:"sourceDateEpoch,omitempty"`
}

// PullOptions are the options of charts.pull.
type PullOptions struct {
	ChartSourceOptions
	// Write the archive into this directory, which must exist, under the name that the command gives it.
	// The command's default is the current directory. CLI: --destination.
	//
	// @default no file: the result has the bytes
	Destination string `json:"destination,omitempty"`
	// Unpack the chart into a directory of its name instead; it must not exist yet. CLI: --untar.
	//
	// @default false
	Untar bool `json:"untar,omitempty"`
	// With untar: where to unpack, below destination unless it is absolute. CLI: --untardir.
	//
	// @default "."
	UntarDir string `json:"untarDir,omitempty"`
	// Fetch the provenance file too, where there is one, without looking at it. CLI: --prov.
	//
	// @default false
	Prov bool `json:"prov,omitempty"`
}

// PullRequest is charts.pull.
type PullRequest struct {
	PullOptions
	Chart string `json:"chart"`
}

// PulledChart is what charts.pull has fetched.
type PulledChart struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	// Where it came from, without credentials; it can be pulled from there again. Of a registry
	// "oci://host/path/name:version", as charts.push tells it.
	Url string `json:"url"`
	// The digest by which its server knows it, "sha256:" and hexadecimal digits: of the manifest in a
	// registry, by which it can be pulled as "oci://host/path/name@sha256:..."; else of the archive.
	Digest string `json:"digest"`
	// The digest of the archive.
	ArchiveDigest string `json:"archiveDigest"`
	// The file that was written, or the directory with untar.
	Path string `json:"path,omitempty"`
	// The archive, where no file was written.
	Bytes Binary `json:"bytes,omitempty"`
	// The provenance file, with prov or verify. It is written beside the archive too.
	Provenance Text `json:"provenance,omitempty"`
	// With verify: by whom it was signed, as charts.verify tells it.
	Verification *VerifyResult `json:"verification,omitempty"`
}

// PushOptions are the options of charts.push.
type PushOptions struct {
	RegistryOptions
	// The contents of the provenance file of an archive that is given as bytes. That of a path is the file
	// beside it whose name ends in ".prov".
	Provenance Contents `json:"provenance,omitzero"`
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

// ArchiveRef is an archive: its path or its bytes.
type ArchiveRef struct {
	Path  string
	Bytes *Bytes
}

// UnmarshalJSON tells the two forms apart.
func (a *ArchiveRef) UnmarshalJSON(data []byte) (err error) {
	a.Path, a.Bytes, err = textOrBytes(data, "the path of an archive, or its bytes")
	return err
}

// Keyring is a file of keys: its path or its contents.
type Keyring struct {
	Path  string
	Bytes *Bytes
}

// UnmarshalJSON tells the two forms apart.
func (k *Keyring) UnmarshalJSON(data []byte) (err error) {
	k.Path, k.Bytes, err = textOrBytes(data, "the path of a keyring, or its bytes")
	return err
}

// Contents are those of a file.
type Contents struct {
	Text  string
	Bytes *Bytes
}

// UnmarshalJSON tells the two forms apart.
func (c *Contents) UnmarshalJSON(data []byte) (err error) {
	c.Text, c.Bytes, err = textOrBytes(data, "text or bytes")
	return err
}

func textOrBytes(data []byte, what string) (text string, attached *Bytes, err error) {
	if len(data) > 0 && data[0] == '"' {
		err = json.Unmarshal(data, &text)
		return text, nil, err
	}
	attached = new(Bytes)
	if attached.UnmarshalJSON(data) != nil {
		return "", nil, errors.New("must be " + what)
	}
	return "", attached, nil
}
