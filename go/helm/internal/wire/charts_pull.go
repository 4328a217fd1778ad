package wire

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
