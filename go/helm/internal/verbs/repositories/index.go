package repositories

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"sigs.k8s.io/yaml"

	"helm.sh/helm/v4/pkg/repo/v1"

	"bunhelm/helm/internal/chartfiles"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/files"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// Index is `helm repo index`: pkg/cmd/repo_index.go.
func Index(op *operation.Operation, r *wire.IndexRepositoryRequest) (result wire.RepositoryIndex, err error) {
	op.Evidence.Phase(wire.PhaseLoad, 0)
	directory := op.Client.Path(string(r.Directory))
	if info, err := os.Stat(directory); r.Directory == "" || err != nil || !info.IsDir() {
		return result, fault.InvalidArgument("directory", "directory: %q is not a directory", r.Directory)
	}
	if err := checkArchives(op, directory); err != nil {
		return result, err
	}
	index, err := repo.IndexDirectory(directory, string(r.URL))
	if err != nil {
		return result, fault.InvalidArgument("directory", "directory: %w", err)
	}
	if r.Merge != "" {
		if err := mergeIndex(op, index, string(r.Merge), r.JSON); err != nil {
			return result, err
		}
	}
	index.SortEntries()
	result.Path = filepath.Join(directory, "index.yaml")
	data, err := writeIndex(op, index, result.Path, r.JSON)
	if err != nil {
		return result, fault.InvalidArgument("directory", "directory: the index cannot be written: %w", err)
	}
	result.Content = wire.Text(data)
	return result, nil
}

// checkArchives looks at those that Helm reads next, which leaves out what is no chart.
func checkArchives(op *operation.Operation, directory string) error {
	for _, pattern := range []string{"*.tgz", filepath.Join("*", "*.tgz")} {
		archives, _ := filepath.Glob(filepath.Join(directory, pattern))
		for _, archive := range archives {
			if err := op.Err(); err != nil {
				return err
			}
			if err := chartfiles.CheckPath(archive, chartfiles.Within); err != nil {
				return fault.ChartInvalid(archive, err)
			}
		}
	}
	return nil
}

// mergeIndex adds what another index has; one that is missing is made.
func mergeIndex(op *operation.Operation, index *repo.IndexFile, path string, asJSON bool) error {
	other := repo.NewIndexFile()
	_, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		_, err = writeIndex(op, other, path, asJSON)
	} else {
		other, err = repo.LoadIndexFile(path)
	}
	if err != nil {
		return fault.InvalidArgument("merge", "merge: %w", err)
	}
	index.Merge(other)
	return nil
}

func writeIndex(op *operation.Operation, index *repo.IndexFile, path string, asJSON bool) (data []byte, err error) {
	if asJSON {
		data, err = json.MarshalIndent(index, "", "  ")
	} else {
		data, err = yaml.Marshal(index)
	}
	if err == nil {
		err = op.Err()
	}
	if err == nil {
		err = files.Write(path, data, 0o644)
	}
	return data, err
}
