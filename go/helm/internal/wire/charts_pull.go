package wire

// PullOptions are the options of charts.pull.
type PullOptions struct {
	ChartSourceOptions
	// Write the archive to this directory, which must exist, under the name that the command gives it. The command's
	// default is the current directory. CLI: --destination.
	//
	// @default no file: the result has the bytes
	Destination Path `json:"destination,omitempty"`
	// Unpack the chart into a directory with its name, which must not exist yet. CLI: --untar.
	//
	// @default false
	Untar bool `json:"untar,omitempty"`
	// With untar: the directory to unpack into, relative to destination unless it is absolute. CLI: --untardir.
	//
	// @default "."
	UntarDir Location `json:"untarDir,omitempty"`
	// Also download the provenance file, if there is one, without checking it. CLI: --prov.
	//
	// @default false
	Prov bool `json:"prov,omitempty"`
}

// PullRequest is charts.pull.
type PullRequest struct {
	PullOptions
	Chart Location `json:"chart"`
}

// PulledChart is the result of charts.pull.
type PulledChart struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	// The URL it was downloaded from, without credentials. It can be pulled again from there. In a registry,
	// "oci://host/path/name:version", as in the result of charts.push.
	Url string `json:"url"`
	// The digest that its server uses for it, "sha256:" and hexadecimal digits. In a registry, that of the manifest,
	// so it can be pulled as "oci://host/path/name@sha256:..."; otherwise that of the archive.
	Digest string `json:"digest"`
	// The digest of the archive.
	ArchiveDigest string `json:"archiveDigest"`
	// The file that was written, or the directory with untar.
	Path string `json:"path,omitempty"`
	// The archive, if no file was written.
	Bytes Binary `json:"bytes,omitempty"`
	// The provenance file, with prov or verify. It is also written next to the archive.
	Provenance Text `json:"provenance,omitempty"`
	// With verify: who signed it, as in the result of charts.verify.
	Verification *VerifyResult `json:"verification,omitempty"`
}
