package chartfiles

import (
	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/provenance"

	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// Found is a chart: a path, or an archive in memory.
type Found struct {
	// Reference is what was asked for; "bytes" for an archive given as such.
	Reference string
	// Path of a directory or archive; empty for an archive in memory.
	Path    string
	Archive []byte
	// File is the name of the archive, by which a provenance file knows it; SaveAs the one under which
	// the command saves it.
	File, SaveAs string
	// URL is where it came from, as may be shown; Digest that by which its server knows it, of the manifest
	// in a registry and of the archive elsewhere.
	URL, Digest, ArchiveDigest string
	// Cached tells that nothing was asked of a server for it.
	Cached bool
	// Chart is set where it is loaded already: what a handle keeps, which nobody may change.
	Chart *chart.Chart
	// Provenance and Verification of an archive that was verified.
	Provenance   []byte
	Verification *provenance.Verification
}

// Tell sends what was downloaded, once it was read as a chart.
func (f *Found) Tell(op *operation.Operation, name, version string) {
	if f.URL == "" || f.Chart != nil { // a path, bytes, or a handle
		return
	}
	from := wire.FromServer
	if f.Cached {
		from = wire.FromCache
	}
	op.Emit(wire.DownloadEvent{
		URL: f.URL, Name: name, Version: version, Digest: f.Digest, ArchiveDigest: f.ArchiveDigest, Size: len(f.Archive), From: from,
	})
}
