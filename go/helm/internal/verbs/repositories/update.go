package repositories

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"helm.sh/helm/v4/pkg/repo/v1"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/fetch"
	"bunhelm/helm/internal/helmhome"
	"bunhelm/helm/internal/indexes"
	"bunhelm/helm/internal/limited"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/secret"
	"bunhelm/helm/internal/wire"
)

// updatesAtOnce bounds the downloads of one update.
const updatesAtOnce = 16

// Update is `helm repo update`: each repository is asked, whatever becomes of the others.
func Update(op *operation.Operation, r *wire.UpdateRepositoriesRequest) ([]wire.UpdatedRepository, error) {
	entries, err := helmhome.Repositories(op)
	if err != nil {
		return nil, err
	}
	var names wire.Names
	if r.Names != nil {
		if names = *r.Names; len(names) == 0 {
			return nil, fault.InvalidArgument("names", "names is empty; leave it out to update all repositories")
		}
	}
	if err := checkKnown(names, entries); err != nil {
		return nil, err
	}
	if r.Names != nil {
		entries = slices.DeleteFunc(entries, func(entry *repo.Entry) bool { return !slices.Contains(names, entry.Name) })
	}
	op.Evidence.Phase(wire.PhaseLoad, 0)
	result := make([]wire.UpdatedRepository, len(entries))
	failures := limited.Each(op.Context(), updatesAtOnce, entries, func(i int, entry *repo.Entry) (err error) {
		result[i], err = updateRepository(op, entry, r.Timeout.Or(0))
		return err
	})
	return result, updateFault(op, entries, failures)
}

func updateRepository(op *operation.Operation, entry *repo.Entry, limit time.Duration) (result wire.UpdatedRepository, err error) {
	index, data, err := indexes.Download(op, entry, fetch.Access{Limit: limit})
	if err != nil {
		return result, err
	}
	changed, err := indexes.Keep(op, entry.Name, index, data)
	return wire.UpdatedRepository{Name: entry.Name, URL: entry.URL, Changed: changed, Charts: len(index.Entries)}, err
}

// updateFault is the first failure, with all of them in its details.
func updateFault(op *operation.Operation, entries []*repo.Entry, failures []error) error {
	if err := op.Err(); err != nil {
		return err
	}
	var first *wire.Error
	var failed []wire.RepositoryFailure
	var names []string
	for i, failure := range failures {
		if failure == nil {
			continue
		}
		known := fault.Classify(op, failure)
		if first == nil {
			first = known
		}
		names = append(names, entries[i].Name)
		failed = append(failed, wire.RepositoryFailure{Name: entries[i].Name, URL: secret.ShownText(entries[i].URL), Code: known.Code, Message: known.Message})
	}
	if first == nil {
		return nil
	}
	details, ok := first.Details.(wire.RepositoryDetails)
	if !ok {
		return first
	}
	details.Failures = failed
	message := first.Message
	if len(failed) > 1 {
		message = fmt.Sprintf("%d of %d repositories could not be updated (%s): %s", len(failed), len(entries), strings.Join(names, ", "), message)
	}
	return fault.Newf(first.Code, details, errors.Join(failures...), "%s", message)
}
