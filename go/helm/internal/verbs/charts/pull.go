package charts

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	chart "helm.sh/helm/v4/pkg/chart/v2"
	chartutil "helm.sh/helm/v4/pkg/chart/v2/util"

	"bunhelm/helm/internal/chartfiles"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/files"
	"bunhelm/helm/internal/locate"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// Pull is `helm pull` (pkg/action/pull.go): locate fetches and verifies, and the chart is loaded before anything is
// written, so that no file is left of what is no chart.
func Pull(op *operation.Operation, r *wire.PullRequest) (result wire.PulledChart, err error) {
	if r.UntarDir != "" && !r.Untar {
		return result, fault.InvalidArgument("untarDir", "untarDir needs untar")
	}
	op.Evidence.Phase(wire.PhaseLoad, 0)
	found, err := locate.Pull(op, string(r.Chart), &r.ChartSourceOptions, r.Prov)
	if err != nil {
		return result, err
	}
	// The command saves whatever it gets; a web page is no chart.
	ch, err := chartfiles.Load(op, found)
	if err != nil {
		return result, err
	}
	if err := op.Err(); err != nil {
		return result, err
	}
	result = wire.PulledChart{
		Name: ch.Metadata.Name, Version: ch.Metadata.Version, Url: found.URL, Digest: found.Digest, ArchiveDigest: found.ArchiveDigest, Provenance: wire.Text(found.Provenance),
	}
	if found.Verification != nil {
		result.Verification = new(verified(found.Verification))
	}
	switch {
	case r.Untar:
		result.Path, err = untar(op, r, found, ch)
	case r.Destination != "":
		result.Path = filepath.Join(string(r.Destination), saveAs(found, ch))
		err = save(result.Path, found.Archive, found.Provenance)
	default:
		result.Bytes = wire.Binary(found.Archive)
	}
	return result, err
}

// saveAs is the name that the command gives an archive; an address need not have one.
func saveAs(found *chartfiles.Found, ch *chart.Chart) string {
	switch found.SaveAs {
	case "", ".", "/":
		return ch.Metadata.Name + "-" + ch.Metadata.Version + ".tgz"
	}
	return found.SaveAs
}

// save writes an archive and what belongs beside it: both or neither.
func save(path string, archive, provenance []byte) error {
	if err := files.WriteAll(files.File{Path: path, Data: archive}, files.File{Path: path + ".prov", Data: provenance}); err != nil {
		return cannotWrite("destination", filepath.Dir(path), err)
	}
	return nil
}

// cannotWrite is a directory in which nothing can be written; the files that were tried have names of
// their own.
func cannotWrite(option, directory string, err error) error {
	var tried *fs.PathError
	if errors.As(err, &tried) {
		err = tried.Err
	}
	if errors.Is(err, fs.ErrNotExist) {
		return fault.InvalidArgument(option, "%s: there is no directory %s", option, directory)
	}
	return fault.InvalidArgument(option, "%s: %s cannot be written to: %w", option, directory, err)
}

// untar writes a chart's files below a directory of its name, which appears as a whole.
func untar(op *operation.Operation, r *wire.PullRequest, found *chartfiles.Found, ch *chart.Chart) (string, error) {
	parent := string(r.UntarDir)
	if !filepath.IsAbs(parent) {
		parent = op.Client.Path(filepath.Join(string(r.Destination), parent))
	}
	if parent == "" {
		parent = op.Client.Cwd
	}
	option := "untarDir"
	if r.UntarDir == "" {
		option = "destination"
	}
	path := filepath.Join(parent, ch.Metadata.Name)
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return "", fault.InvalidArgument(option, "%s: a file or directory with the name %s already exists", option, path)
	}
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return "", fault.InvalidArgument(option, "%s: %w", option, err)
	}
	staging, err := os.MkdirTemp(parent, "."+ch.Metadata.Name+".*")
	if err != nil {
		return "", cannotWrite(option, parent, err)
	}
	defer func() { _ = os.RemoveAll(staging) }()
	if err := chartutil.Expand(staging, bytes.NewReader(found.Archive)); err != nil {
		return "", fault.Newf(wire.CodeChartInvalid, wire.ChartDetails{Reference: found.Reference}, err, "chart %q cannot be unpacked: %v", found.Reference, err)
	}
	if err := op.Err(); err != nil {
		return "", err
	}
	if err := os.Rename(filepath.Join(staging, ch.Metadata.Name), path); err != nil {
		return "", fault.InvalidArgument(option, "%s: %w", option, err)
	}
	return path, nil
}
