package indexes

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"helm.sh/helm/v4/pkg/repo/v1"

	"bunhelm/helm/internal/budget"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/fetch"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/secret"
	"bunhelm/helm/internal/wire"
)

// Download fetches the index of a repository with what it was added with, unless access says otherwise.
func Download(op *operation.Operation, entry *repo.Entry, access fetch.Access) (*Index, []byte, error) {
	from, err := url.Parse(entry.URL)
	if err != nil || from.Scheme == "" {
		return nil, nil, fault.Newf(wire.CodeRepositoryNotFound, wire.RepositoryDetails{Name: entry.Name}, errors.New("no URL"), "repository %q has no address", entry.Name)
	}
	if !fetch.CanFetch(op, from) {
		details := wire.RepositoryDetails{URL: secret.Shown(from), HintDetails: wire.HintDetails{Hint: "use https:// or http://, or install a Helm getter plugin for this scheme"}}
		if !strings.HasPrefix(entry.Name, Unadded) {
			details.Name = entry.Name
		}
		return nil, nil, fault.Newf(wire.CodeRepositoryNotFound, details, errors.New("no plugin"), "repository %s: no installed plugin can fetch %s:// URLs", secret.Shown(from), from.Scheme)
	}
	access.Use(op.Client, entry)
	index, data, err := Fetch(op, access, entry.URL, from)
	var known *wire.Error
	if errors.As(err, &known) {
		if details, ok := known.Details.(wire.RepositoryDetails); ok && !strings.HasPrefix(entry.Name, Unadded) {
			details.Name = entry.Name
			known.Details = details
		}
	}
	return index, data, err
}

// Fetch fetches the index of the repository at an address, which home is too.
func Fetch(op *operation.Operation, access fetch.Access, address string, home *url.URL) (*Index, []byte, error) {
	address, err := repo.ResolveReferenceURL(address, "index.yaml")
	if err != nil {
		return nil, nil, err
	}
	from, err := url.Parse(address)
	if err != nil {
		return nil, nil, err
	}
	data, err := access.Fetch(op, home, from, "", budget.Index(op.Client.Limits))
	var noPlugin *fetch.NoPluginError
	var empty *fetch.EmptyError
	switch {
	case errors.As(err, &noPlugin):
		return nil, nil, err
	case errors.As(err, &empty) && fetch.IsHTTP(from):
		return nil, nil, notIndex(from, nil, err)
	case err != nil:
		return nil, nil, access.RepositoryFault(op, home, from, fetch.TheIndex, err)
	}
	op.Emit(wire.DownloadEvent{URL: secret.Shown(from), Size: len(data), From: wire.FromServer})
	index, err := parse(op.Context(), data, op.Client.Limits.Index)
	if large := budget.TooLarge(op.Client.Limits, secret.Shown(from), err); large != nil {
		return nil, nil, large
	}
	if cancelled := op.Err(); cancelled != nil {
		return nil, nil, cancelled
	}
	if err != nil {
		return nil, nil, notIndex(from, data, err)
	}
	return index, data, nil
}

// notIndex is an answer that is no index of a repository.
func notIndex(from *url.URL, data []byte, err error) *wire.Error {
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
	details := wire.RepositoryDetails{HintDetails: wire.HintDetails{Hint: "give the URL of the directory that contains index.yaml"}, URL: secret.Shown(from)}
	return fault.Newf(wire.CodeRepositoryNotFound, details, err, "%s: this is not the index of a repository: %s", secret.Shown(from), said)
}

// Unadded begins the name of a repository that nobody has added (Manager.ensureMissingRepos).
const Unadded = "helm-manager-"
