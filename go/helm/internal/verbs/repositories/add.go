// Package repositories runs the verbs of helm.repositories.
package repositories

import (
	"errors"
	"net/url"
	"strings"

	"helm.sh/helm/v4/pkg/registry"
	"helm.sh/helm/v4/pkg/repo/v1"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/fetch"
	"bunhelm/helm/internal/helmhome"
	"bunhelm/helm/internal/indexes"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/secret"
	"bunhelm/helm/internal/wire"
)

// goneRepositories and what took their place (pkg/cmd/repo_add.go).
var goneRepositories = map[string]string{
	"//kubernetes-charts.storage.googleapis.com":           "https://charts.helm.sh/stable",
	"//kubernetes-charts-incubator.storage.googleapis.com": "https://charts.helm.sh/incubator",
}

func newEntry(op *operation.Operation, r *wire.AddRepositoryRequest) *repo.Entry {
	return &repo.Entry{
		Name: r.Name, URL: r.URL, Username: r.Username, Password: r.Password, PassCredentialsAll: r.PassCredentials,
		CertFile: string(r.CertFile), KeyFile: string(r.KeyFile), CAFile: string(r.CaFile), InsecureSkipTLSVerify: r.InsecureSkipTlsVerify,
	}
}

func checkAdd(r *wire.AddRepositoryRequest) error {
	switch {
	case r.Name == "":
		return fault.InvalidArgument("name", "name must not be empty")
	case strings.Contains(r.Name, "/"):
		return fault.InvalidArgument("name", "name: %q contains a \"/\"", r.Name)
	case registry.IsOCI(r.URL):
		return fault.InvalidArgument("url", "url: the charts of a registry need no repository: refer to them as oci://...")
	case r.Username != "" && r.Password == "":
		return fault.InvalidArgument("password", "password is required with username")
	case r.Username == "" && r.Password != "":
		return fault.InvalidArgument("username", "username is required with password")
	}
	if address, err := url.Parse(r.URL); err != nil || address.Scheme == "" || address.Host == "" {
		return helmhome.NotRepository("url", r.URL)
	}
	for gone, successor := range goneRepositories {
		if !r.AllowDeprecatedRepos && strings.Contains(r.URL, gone) {
			err := fault.InvalidArgument("url", "url: the repository is no longer available; try %q instead", successor)
			err.Details = wire.InvalidArgumentDetails{Option: "url", DidYouMean: successor}
			return err
		}
	}
	return nil
}

// add is `helm repo add`. The lock is held while the file is changed, not while the index is fetched.
func Add(op *operation.Operation, r *wire.AddRepositoryRequest) (result wire.AddedRepository, err error) {
	if err := checkAdd(r); err != nil {
		return result, err
	}
	op.Evidence.Phase(wire.PhaseLoad, 0)
	entry := newEntry(op, r)
	result = wire.AddedRepository{Repository: repository(entry)}
	known, err := helmhome.Repository(op, r.Name)
	if err != nil {
		return result, err
	}
	if result.Action, err = addition(known, entry, r.ForceUpdate); err != nil || result.Action == wire.RepositoryUnchanged {
		return result, err
	}
	index, data, err := indexes.Download(op, entry, fetch.Access{Limit: r.Timeout.Or(0), Adding: true})
	if err != nil {
		return result, err
	}
	return result, helmhome.ChangeRepositories(op, func(file *repo.File) (bool, error) {
		if result.Action, err = addition(file.Get(r.Name), entry, r.ForceUpdate); err != nil || result.Action == wire.RepositoryUnchanged {
			return false, err
		}
		if _, err := indexes.Keep(op, entry.Name, index, data); err != nil {
			return false, err
		}
		file.Update(entry)
		return true, nil
	})
}

// addition tells what adding means beside what is there.
func addition(known, entry *repo.Entry, force bool) (wire.AddRepositoryAction, error) {
	switch {
	case known == nil:
		return wire.RepositoryAdded, nil
	case force:
		return wire.RepositoryReplaced, nil
	case *known == *entry:
		return wire.RepositoryUnchanged, nil
	}
	return "", fault.Newf(wire.CodeRepositoryExists, wire.RepositoryExistsDetails{
		HintDetails: wire.HintDetails{Hint: "choose another name, or replace it with forceUpdate: true"}, Name: known.Name, URL: secret.ShownText(known.URL),
	}, errors.New("the name is taken"), "a repository %q exists with another configuration", known.Name)
}

func repository(entry *repo.Entry) wire.Repository {
	return wire.Repository{
		Name: entry.Name, URL: entry.URL, CertFile: entry.CertFile, KeyFile: entry.KeyFile, CaFile: entry.CAFile,
		InsecureSkipTlsVerify: entry.InsecureSkipTLSVerify, PassCredentials: entry.PassCredentialsAll,
	}
}
