package source

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"sigs.k8s.io/yaml"

	"helm.sh/helm/v4/pkg/helmpath"
	"helm.sh/helm/v4/pkg/repo/v1"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/secret"
	"bunhelm/helm/internal/wire"
)

// Repositories are those that were added, in their order. They must not be changed.
func Repositories(op *operation.Operation) ([]*repo.Entry, error) {
	file, err := PathsOf(op).repositories(op)
	if err != nil {
		return nil, err
	}
	return file.Repositories, nil
}

// Repository is the one of a name; nil when there is none.
func Repository(op *operation.Operation, name string) (*repo.Entry, error) {
	file, err := PathsOf(op).repositories(op)
	if err != nil {
		return nil, err
	}
	return file.Get(name), nil
}

func (p Paths) repositories(op *operation.Operation) (*repo.File, error) {
	file := &repo.File{}
	if p.RepositoryConfig == "" {
		kept := homeOf(op)
		kept.mu.Lock()
		defer kept.mu.Unlock()
		file.Repositories = slices.Clone(kept.repositories)
		return file, nil
	}
	data, err := os.ReadFile(p.RepositoryConfig)
	if err == nil {
		err = yaml.Unmarshal(data, file)
	}
	if err != nil && !isMissing(err) {
		op.Know(secret.InText(string(data))...)
		return nil, p.repositoriesFault(err)
	}
	file.Repositories = slices.DeleteFunc(file.Repositories, func(entry *repo.Entry) bool { return entry == nil })
	for _, entry := range file.Repositories {
		op.Know(append(secret.InAddress(entry.URL), entry.Password)...)
	}
	return file, nil
}

// isMissing tells that there is no such file; HOME may be /dev/null.
func isMissing(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}

func (p Paths) repositoriesFault(err error) error {
	var known *wire.Error
	if errors.As(err, &known) {
		return err
	}
	said := fault.InvalidArgument("repositoryConfig", "repositoryConfig: %s cannot be used: %w", p.RepositoryConfig, err)
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) || errors.Is(err, syscall.ENOTDIR) {
		said.Details = wire.InvalidArgumentDetails{
			HintDetails: wire.HintDetails{Hint: "set home: \"memory\" for a client without such a file"}, Option: "repositoryConfig",
		}
	}
	return said
}

// ChangeRepositories reads the repositories, lets change work on them and writes them, if it says so.
// Nobody else who takes the lock does meanwhile.
func ChangeRepositories(op *operation.Operation, change func(*repo.File) (changed bool, err error)) error {
	p := PathsOf(op)
	if p.RepositoryConfig == "" {
		return homeOf(op).change(op, change)
	}
	err := locked(op, p.RepositoryConfig, func() error {
		file, err := p.repositories(op)
		if err != nil {
			return err
		}
		if changed, err := change(file); err != nil || !changed {
			return err
		}
		data, err := yaml.Marshal(file)
		if err != nil {
			return err
		}
		return WriteFile(p.RepositoryConfig, data, 0o600)
	})
	if err != nil && op.Err() == nil {
		return p.repositoriesFault(err)
	}
	return err
}

func (h *home) change(op *operation.Operation, change func(*repo.File) (bool, error)) error {
	h.changing.Lock()
	defer h.changing.Unlock()
	if err := op.Err(); err != nil {
		return err
	}
	h.mu.Lock()
	file := &repo.File{Repositories: slices.Clone(h.repositories)}
	h.mu.Unlock()
	changed, err := change(file)
	if err == nil && changed {
		h.mu.Lock()
		h.repositories = file.Repositories
		h.mu.Unlock()
	}
	return err
}

// DownloadIndex fetches the index of a repository with what it was added with.
func DownloadIndex(op *operation.Operation, entry *repo.Entry, limit time.Duration) (*Index, []byte, error) {
	from, err := url.Parse(entry.URL)
	if err != nil || from.Scheme == "" {
		return nil, nil, fault.Said(wire.CodeRepositoryNotFound, wire.RepositoryDetails{Name: entry.Name}, errors.New("no URL"), "repository %q has no address", entry.Name)
	}
	f := &finder{op: op, paths: PathsOf(op), o: &wire.ChartSourceOptions{}, ref: entry.Name, access: Access{Limit: limit}}
	if !isHTTP(from) && pluginFor(f.paths.Plugins, from.Scheme) == nil {
		details := wire.RepositoryDetails{URL: Shown(from), HintDetails: wire.HintDetails{Hint: "use https:// or http://, or install a getter plugin of Helm for this scheme"}}
		if !strings.HasPrefix(entry.Name, unadded) {
			details.Name = entry.Name
		}
		return nil, nil, fault.Said(wire.CodeRepositoryNotFound, details, errors.New("no plugin"), "repository %s: nothing is installed that can fetch %s:// URLs", Shown(from), from.Scheme)
	}
	f.use(entry)
	index, data, err := f.index(entry, from)
	var known *wire.Error
	if errors.As(err, &known) {
		if details, ok := known.Details.(wire.RepositoryDetails); ok && !strings.HasPrefix(entry.Name, unadded) {
			details.Name = entry.Name
			known.Details = details
		}
	}
	return index, data, err
}

// UnknownRepository is a name that no repository has; known are those there are.
func UnknownRepository(name string, known []*repo.Entry, hint, format string, arguments ...any) *wire.Error {
	details := wire.RepositoryDetails{Name: name}
	for _, entry := range known {
		details.Known = append(details.Known, entry.Name)
	}
	if nearest := fault.Nearest(name, slices.Values(details.Known)); nearest != "" {
		hint = fmt.Sprintf("did you mean %q? Otherwise %s", nearest, hint)
	}
	details.Hint = hint
	return fault.Said(wire.CodeRepositoryNotFound, details, errors.New("no such repository"), format, arguments...)
}

// NotRepository is an option that is to be the address of a repository and is not.
func NotRepository(option, address string) *wire.Error {
	if !strings.Contains(address, "://") {
		whole := ShownText("https://" + strings.TrimLeft(address, "/")) // without its credentials
		if without := strings.TrimPrefix(whole, "https://"); without != "" {
			return fault.InvalidArgument(option, "%s %q has no scheme: write %s", option, without, whole)
		}
	}
	return fault.InvalidArgument(option, "%s must be the URL of a chart repository, such as https://charts.example.com", option)
}

// noIndex is an answer that is no index of a repository.
func noIndex(from *url.URL, data []byte, err error) *wire.Error {
	said := err.Error()
	var kind *json.UnmarshalTypeError
	switch text := bytes.TrimSpace(data); {
	case len(text) == 0:
		said = "it is empty"
	case text[0] == '<':
		said = "it is a web page"
	case errors.As(err, &kind) && kind.Field == "":
		said = "it is one " + kind.Value
	case kind != nil:
		said = fmt.Sprintf("its %q is one %s", kind.Field, kind.Value)
	}
	details := wire.RepositoryDetails{HintDetails: wire.HintDetails{Hint: "give the address of the directory that holds index.yaml"}, URL: Shown(from)}
	return fault.Said(wire.CodeRepositoryNotFound, details, err, "%s: this is not the index of a repository: %s", Shown(from), said)
}

// CachedIndex is the index of a repository as it was last updated.
func CachedIndex(op *operation.Operation, name string) (*Index, error) {
	p := PathsOf(op)
	if p.RepositoryCache == "" {
		kept := homeOf(op)
		kept.mu.Lock()
		defer kept.mu.Unlock()
		if index := kept.indexes[name]; index != nil {
			return index.again(), nil
		}
		return nil, fs.ErrNotExist
	}
	return readIndex(op.Context(), filepath.Join(p.RepositoryCache, helmpath.CacheIndexFile(name)), op.Limits().Index)
}

// KeepIndex puts an index where searches and references look for it, and tells whether it is another
// than before (pkg/repo/v1/chartrepo.go DownloadIndexFile).
func KeepIndex(op *operation.Operation, name string, index *Index, data []byte) (changed bool, err error) {
	if err := op.Err(); err != nil {
		return false, err
	}
	p := PathsOf(op)
	if p.RepositoryCache == "" {
		kept := homeOf(op)
		kept.mu.Lock()
		defer kept.mu.Unlock()
		changed = kept.indexes[name] == nil || kept.indexes[name].sum != index.sum
		kept.indexes[name] = index
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
		WriteFile(filepath.Join(p.RepositoryCache, helmpath.CacheChartsFile(name)), []byte(strings.Join(names, "")), 0o644),
		WriteFile(file, data, 0o644),
	)
	return changed, p.cacheFault(err)
}

// DropIndex removes what KeepIndex has put somewhere (pkg/cmd/repo_remove.go removeRepoCache).
func DropIndex(op *operation.Operation, name string) error {
	p := PathsOf(op)
	if p.RepositoryCache == "" {
		kept := homeOf(op)
		kept.mu.Lock()
		defer kept.mu.Unlock()
		delete(kept.indexes, name)
		return nil
	}
	_ = os.Remove(filepath.Join(p.RepositoryCache, helmpath.CacheChartsFile(name)))
	err := os.Remove(filepath.Join(p.RepositoryCache, helmpath.CacheIndexFile(name)))
	if isMissing(err) {
		return nil
	}
	return p.cacheFault(err)
}

func (p Paths) cacheFault(err error) error {
	if err == nil {
		return nil
	}
	return fault.InvalidArgument("repositoryCache", "repositoryCache: %s cannot be used: %w", p.RepositoryCache, err)
}
