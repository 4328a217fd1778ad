package locate

import (
	"errors"
	"net/url"
	"strings"

	"github.com/Masterminds/semver/v3"

	"helm.sh/helm/v4/pkg/downloader"
	"helm.sh/helm/v4/pkg/registry"
	"helm.sh/helm/v4/pkg/repo/v1"

	"bunhelm/helm/internal/chartfiles"
	"bunhelm/helm/internal/fetch"
	"bunhelm/helm/internal/helmhome"
	"bunhelm/helm/internal/indexes"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/secret"
	"bunhelm/helm/internal/wire"
)

// Exact is a version of a chart that another depends on.
type Exact struct {
	Name, Version string
	Proof         downloader.VerificationStrategy
	Options       *wire.DependencyOptions
}

func (e *Exact) finder(op *operation.Operation) *finder {
	return &finder{op: op, paths: op.Client.Paths(), proof: e.Proof, ref: e.Name, o: &wire.ChartSourceOptions{
		Version: e.Version, KeyringOption: e.Options.KeyringOption,
		RegistryOptions: wire.RegistryOptions{PlainHttpOption: e.Options.PlainHttpOption},
	}}
}

// InRegistry pulls it from a registry.
func (e *Exact) InRegistry(op *operation.Operation, repository string) (*chartfiles.Found, error) {
	f := e.finder(op)
	f.access = fetch.AccessOf(op.Client, &e.Options.ServerOptions)
	return f.inRegistry(strings.TrimSuffix(repository, "/") + "/" + e.Name)
}

// InRepository fetches what a repository's index lists.
func (e *Exact) InRepository(op *operation.Operation, entry *repo.Entry, index *indexes.Index) (*chartfiles.Found, error) {
	f := e.finder(op)
	where := secret.ShownReference(entry.URL)
	version := exactVersion(index.Entries[e.Name], e.Version)
	if version == nil {
		return nil, f.absent(index, e.Name, where, false, errors.New("not in the index"))
	}
	home, err := url.Parse(entry.URL)
	if err != nil {
		return nil, helmhome.NotAdded(entry.URL)
	}
	address, err := repo.ResolveReferenceURL(entry.URL, version.URLs[0])
	if err != nil {
		return nil, f.missing("repository %q lists %q as its file", where, version.URLs[0])
	}
	f.access.Use(op.Client, entry)
	if registry.IsOCI(address) {
		f.access = fetch.AccessOf(op.Client, &e.Options.ServerOptions)
		f.access.PassToOther = true // it is the registry's own
		return f.listed(address, version.Version)
	}
	from, err := url.Parse(address)
	if err != nil {
		return nil, f.missing("repository %q lists %q as its file", where, version.URLs[0])
	}
	return f.download(home, from, version.Digest)
}

// exactVersion is findVersionedEntry: versions are equal as such, or as texts where they are none.
func exactVersion(versions repo.ChartVersions, wanted string) *repo.ChartVersion {
	for _, version := range versions {
		if len(version.URLs) == 0 {
			continue
		}
		a, err := semver.NewVersion(wanted)
		if err != nil {
			if version.Version == wanted {
				return version
			}
			continue
		}
		if b, err := semver.NewVersion(version.Version); err == nil && a.Equal(b) {
			return version
		}
	}
	return nil
}
