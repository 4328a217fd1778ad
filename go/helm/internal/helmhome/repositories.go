package helmhome

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"syscall"

	"sigs.k8s.io/yaml"

	"helm.sh/helm/v4/pkg/repo/v1"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/files"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/secret"
	"bunhelm/helm/internal/wire"
)

// Repositories are those that were added, in their order. They must not be changed.
func Repositories(op *operation.Operation) ([]*repo.Entry, error) {
	file, err := readRepositories(op)
	if err != nil {
		return nil, err
	}
	return file.Repositories, nil
}

// Repository is the one of a name; nil when there is none.
func Repository(op *operation.Operation, name string) (*repo.Entry, error) {
	file, err := readRepositories(op)
	if err != nil {
		return nil, err
	}
	return file.Get(name), nil
}

func readRepositories(op *operation.Operation) (*repo.File, error) {
	file, path := &repo.File{}, op.Client.Paths().RepositoryConfig
	if path == "" {
		kept := memoryOf(op)
		kept.mu.Lock()
		defer kept.mu.Unlock()
		file.Repositories = slices.Clone(kept.repositories)
		return file, nil
	}
	data, err := os.ReadFile(path)
	if err == nil {
		err = yaml.Unmarshal(data, file)
	}
	if err != nil && !IsMissing(err) {
		op.Secrets.Add(secret.InText(string(data))...)
		return nil, repositoriesFault(path, err)
	}
	file.Repositories = slices.DeleteFunc(file.Repositories, func(entry *repo.Entry) bool { return entry == nil })
	for _, entry := range file.Repositories {
		op.Secrets.Add(append(secret.InAddress(entry.URL), entry.Password)...)
	}
	return file, nil
}

// IsMissing tells that there is no such file; HOME may be /dev/null.
func IsMissing(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}

func repositoriesFault(path string, err error) error {
	var known *wire.Error
	if errors.As(err, &known) {
		return err
	}
	said := fault.InvalidArgument("repositoryConfig", "repositoryConfig: %s cannot be used: %w", path, err)
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
	path := op.Client.Paths().RepositoryConfig
	if path == "" {
		return memoryOf(op).change(op, change)
	}
	err := locked(op, path, func() error {
		file, err := readRepositories(op)
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
		return files.Write(path, data, 0o600)
	})
	if err != nil && op.Err() == nil {
		return repositoriesFault(path, err)
	}
	return err
}

func (h *memory) change(op *operation.Operation, change func(*repo.File) (bool, error)) error {
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
	return fault.Newf(wire.CodeRepositoryNotFound, details, errors.New("no such repository"), format, arguments...)
}

// NotRepository is an option that is to be the address of a repository and is not.
func NotRepository(option, address string) *wire.Error {
	if !strings.Contains(address, "://") {
		whole := secret.ShownText("https://" + strings.TrimLeft(address, "/")) // without its credentials
		if without := strings.TrimPrefix(whole, "https://"); without != "" {
			return fault.InvalidArgument(option, "%s %q has no scheme: write %s", option, without, whole)
		}
	}
	return fault.InvalidArgument(option, "%s must be the URL of a chart repository, such as https://charts.example.com", option)
}

// NotAdded is an address that no repository was added with.
func NotAdded(address string) *wire.Error {
	return fault.Newf(wire.CodeRepositoryNotFound, wire.RepositoryDetails{
		HintDetails: wire.HintDetails{Hint: "add it with repositories.add"}, URL: secret.ShownReference(address),
	}, errors.New("no such repository"), "there is no repository %s", secret.ShownReference(address))
}
