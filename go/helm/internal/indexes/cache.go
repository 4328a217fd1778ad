package indexes

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"helm.sh/helm/v4/pkg/helmpath"

	"bunhelm/helm/internal/client"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/files"
	"bunhelm/helm/internal/helmhome"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/owners"
)

// Cached is the index of a repository as it was last updated.
func Cached(op *operation.Operation, name string) (*Index, error) {
	p := op.Client.Paths()
	if p.RepositoryCache == "" {
		kept := memoryOf(op)
		kept.mu.Lock()
		defer kept.mu.Unlock()
		if index := kept.byName[name]; index != nil {
			return index.again(), nil
		}
		return nil, fs.ErrNotExist
	}
	return readIndex(op.Context(), filepath.Join(p.RepositoryCache, helmpath.CacheIndexFile(name)), op.Client.Limits.Index)
}

// Keep puts an index where searches and references look for it, and tells whether it is another
// than before (pkg/repo/v1/chartrepo.go DownloadIndexFile).
func Keep(op *operation.Operation, name string, index *Index, data []byte) (changed bool, err error) {
	if err := op.Err(); err != nil {
		return false, err
	}
	p := op.Client.Paths()
	if p.RepositoryCache == "" {
		kept := memoryOf(op)
		kept.mu.Lock()
		defer kept.mu.Unlock()
		changed = kept.byName[name] == nil || kept.byName[name].sum != index.sum
		kept.byName[name] = index
		return changed, nil
	}
	file := filepath.Join(p.RepositoryCache, helmpath.CacheIndexFile(name))
	before, err := os.ReadFile(file)
	changed = err != nil || !bytes.Equal(before, data)
	names := make([]string, 0, len(index.Entries))
	for name := range index.Entries {
		names = append(names, name+"\n")
	}
	slices.Sort(names)
	err = errors.Join(
		files.Write(filepath.Join(p.RepositoryCache, helmpath.CacheChartsFile(name)), []byte(strings.Join(names, "")), 0o644),
		files.Write(file, data, 0o644),
	)
	return changed, cacheFault(p, err)
}

// Drop removes what Keep has put somewhere (pkg/cmd/repo_remove.go removeRepoCache).
func Drop(op *operation.Operation, name string) error {
	p := op.Client.Paths()
	if p.RepositoryCache == "" {
		kept := memoryOf(op)
		kept.mu.Lock()
		defer kept.mu.Unlock()
		delete(kept.byName, name)
		return nil
	}
	_ = os.Remove(filepath.Join(p.RepositoryCache, helmpath.CacheChartsFile(name)))
	err := os.Remove(filepath.Join(p.RepositoryCache, helmpath.CacheIndexFile(name)))
	if helmhome.IsMissing(err) {
		return nil
	}
	return cacheFault(p, err)
}

func cacheFault(p *client.Paths, err error) error {
	if err == nil {
		return nil
	}
	return fault.InvalidArgument("repositoryCache", "repositoryCache: %s cannot be used: %w", p.RepositoryCache, err)
}

// memory is where one client's indexes are that have no place on disk.
type memory struct {
	mu     sync.Mutex        // guards what follows
	byName map[string]*Index // of the repository
}

var memories = owners.NewPerClient[memory]()

func memoryOf(op *operation.Operation) *memory {
	kept, _ := memories.Of(op, func() (*memory, error) { // which cannot fail
		return &memory{byName: map[string]*Index{}}, nil
	})
	return kept
}

// Memories counts the clients with indexes in memory.
func Memories() int { return memories.Count() }
