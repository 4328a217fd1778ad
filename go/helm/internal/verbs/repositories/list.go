package repositories

import (
	"errors"
	"slices"

	"helm.sh/helm/v4/pkg/repo/v1"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/helmhome"
	"bunhelm/helm/internal/indexes"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// List is `helm repo list`.
func List(op *operation.Operation, _ *wire.ListRepositoriesRequest) ([]wire.Repository, error) {
	entries, err := helmhome.Repositories(op)
	result := make([]wire.Repository, len(entries))
	for i, entry := range entries {
		result[i] = repository(entry)
	}
	return result, err
}

// Remove is `helm repo remove`, but that it removes none when it does not know one.
func Remove(op *operation.Operation, r *wire.RemoveRepositoriesRequest) ([]wire.Repository, error) {
	if len(r.Names) == 0 {
		return nil, fault.InvalidArgument("names", "names must name a repository")
	}
	result := []wire.Repository{}
	return result, helmhome.ChangeRepositories(op, func(file *repo.File) (bool, error) {
		if err := checkKnown(r.Names, file.Repositories); err != nil {
			return false, err
		}
		for _, name := range r.Names {
			if known := file.Get(name); known != nil { // not given twice
				result = append(result, repository(known))
				file.Remove(name)
			}
		}
		for _, removed := range result {
			if err := indexes.Drop(op, removed.Name); err != nil {
				return false, err
			}
		}
		return true, nil
	})
}

// checkKnown refuses names that no repository has.
func checkKnown(names []string, repositories []*repo.Entry) error {
	if len(repositories) == 0 {
		return noRepositories()
	}
	for _, name := range names {
		if !slices.ContainsFunc(repositories, func(entry *repo.Entry) bool { return entry.Name == name }) {
			return helmhome.UnknownRepository(name, repositories, "repositories.list shows those that exist", "there is no repository %q", name)
		}
	}
	return nil
}

// noRepositories is what the helm command says too where others would give nothing.
func noRepositories() error {
	return fault.New(wire.CodeRepositoryNotFound, wire.RepositoryDetails{
		HintDetails: wire.HintDetails{Hint: "add one with repositories.add"},
	}, errors.New("no repositories have been added yet"))
}
