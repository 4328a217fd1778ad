package dependencies

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/Masterminds/semver/v3"

	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/registry"
	"helm.sh/helm/v4/pkg/repo/v1"

	"bunhelm/helm/internal/budget"
	"bunhelm/helm/internal/chartfiles"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/fetch"
	"bunhelm/helm/internal/helmhome"
	"bunhelm/helm/internal/indexes"
	"bunhelm/helm/internal/limited"
	"bunhelm/helm/internal/registries"
	"bunhelm/helm/internal/secret"
	"bunhelm/helm/internal/versions"
	"bunhelm/helm/internal/wire"
)

// fromRepository tells whether a dependency comes from a chart repository.
func fromRepository(dependency *chart.Dependency) bool {
	return dependency.Repository != "" && !strings.HasPrefix(dependency.Repository, "file://") && !registry.IsOCI(dependency.Repository)
}

// entries are the repositories of the dependencies; nil for those that come from none. An "@name"
// becomes an address, as it goes into the lock file (Manager.resolveRepoNames, ensureMissingRepos).
func (d *dependent) entries(required []*chart.Dependency) ([]*repo.Entry, error) {
	found := make([]*repo.Entry, len(required))
	for i, dependency := range required {
		if !fromRepository(dependency) {
			continue
		}
		name, isName := strings.CutPrefix(dependency.Repository, "@")
		if !isName {
			name, isName = strings.CutPrefix(dependency.Repository, "alias:")
		}
		if isName {
			entry := d.named(name)
			if entry == nil {
				unknown := helmhome.UnknownRepository(name, d.repositories, "add it with repositories.add", "there is no repository %q", name)
				return nil, d.about(dependency, unknown)
			}
			dependency.Repository, found[i] = entry.URL, entry
			continue
		}
		if found[i] = d.added(dependency.Repository); found[i] != nil {
			continue
		}
		if _, err := url.ParseRequestURI(dependency.Repository); err != nil {
			return nil, fault.Newf(wire.CodeRepositoryNotFound, wire.RepositoryDetails{
				HintDetails: wire.HintDetails{Hint: "write a URL, or \"@name\" for an added repository"},
			}, err, "dependency %q: there is no repository %q", dependency.Name, secret.ShownReference(dependency.Repository))
		}
		key := sha256.Sum256([]byte(dependency.Repository))
		found[i] = &repo.Entry{Name: indexes.Unadded + hex.EncodeToString(key[:]), URL: dependency.Repository}
	}
	return found, nil
}

// named is the repository that was added under a name.
func (d *dependent) named(name string) *repo.Entry {
	for _, entry := range d.repositories {
		if entry.Name == name {
			return entry
		}
	}
	return nil
}

// added is the repository that was added with an address.
func (d *dependent) added(address string) *repo.Entry {
	for _, entry := range d.repositories {
		if sameAddress(entry.URL, address) {
			return entry
		}
	}
	return nil
}

// sameAddress is internal/urlutil Equal.
func sameAddress(a, b string) bool {
	left, err := url.Parse(a)
	if err != nil {
		return filepath.Clean(a) == filepath.Clean(b)
	}
	right, err := url.Parse(b)
	if err != nil {
		return false
	}
	for _, u := range []*url.URL{left, right} {
		if u.Path == "" {
			u.Path = "/"
		}
		u.Path = filepath.Clean(u.Path)
	}
	return left.String() == right.String()
}

// refreshes are as many at once.
const refreshes = 8

// refresh fetches the indexes of repositories (Manager.UpdateRepositories, parallelRepoUpdate). One
// that cannot be had is missed only where it is needed and was never fetched.
func (d *dependent) refresh(entries []*repo.Entry) error {
	if d.o.SkipRefresh {
		return nil
	}
	found := make([]*indexes.Index, len(entries))
	failures := limited.Each(d.op.Context(), refreshes, entries, func(i int, entry *repo.Entry) (err error) {
		found[i], err = d.refreshed(entry)
		return err
	})
	for i, entry := range entries {
		if failures[i] != nil {
			d.failed[entry.URL] = failures[i]
		} else {
			d.indexes[entry.URL] = found[i]
		}
	}
	for address, err := range d.failed {
		d.op.Emit(wire.LogEvent{Level: wire.LogWarn, Message: fmt.Sprintf("the index of %s could not be updated: %v", secret.ShownReference(address), err)})
	}
	return d.op.Err()
}

// refreshed fetches an index and keeps it where Helm does, if that is possible.
func (d *dependent) refreshed(entry *repo.Entry) (*indexes.Index, error) {
	index, data, err := indexes.Download(d.op, entry, fetch.Access{})
	if err == nil {
		_, _ = indexes.Keep(d.op, entry.Name, index, data)
	}
	return index, err
}

// index is a repository's index: the one just fetched, else as it was last updated.
func (d *dependent) index(entry *repo.Entry) (*indexes.Index, error) {
	if index := d.indexes[entry.URL]; index != nil {
		return index, nil
	}
	index, err := indexes.Cached(d.op, entry.Name)
	if failed := d.failed[entry.URL]; err != nil && failed != nil {
		return nil, failed
	}
	if large := budget.TooLarge(d.op.Client.Limits, secret.ShownReference(entry.URL), err); large != nil {
		return nil, large
	}
	if err != nil {
		return nil, fault.Newf(wire.CodeRepositoryNotFound, wire.RepositoryDetails{
			HintDetails: wire.HintDetails{Hint: "leave skipRefresh out, or use repositories.update"}, URL: secret.ShownReference(entry.URL),
		}, err, "repository %s: its index %s", secret.ShownReference(entry.URL), indexes.NotInCache(err))
	}
	return index, nil
}

// resolve finds the best version of each dependency: internal/resolver Resolve.
func (d *dependent) resolve(required []*chart.Dependency, entries []*repo.Entry) ([]*chart.Dependency, error) {
	locked := make([]*chart.Dependency, len(required))
	for i, dependency := range required {
		constraint, err := d.constraint(dependency)
		if err != nil {
			return nil, err
		}
		version := dependency.Version
		switch {
		case dependency.Repository == "": // checked when it is read
		case strings.HasPrefix(dependency.Repository, "file://"):
			ch, err := chartfiles.ReadDirectory(d.local(dependency.Repository), d.links())
			if err != nil {
				return nil, d.missingThere(dependency, err)
			}
			version = ch.Metadata.Version
			if err := d.fits(dependency, version); err != nil {
				return nil, err
			}
		case registry.IsOCI(dependency.Repository):
			if _, err := semver.NewVersion(version); err == nil {
				break
			}
			if version, err = d.newestTag(dependency, constraint); err != nil {
				return nil, d.about(dependency, err)
			}
		default:
			index, err := d.index(entries[i])
			if err != nil {
				return nil, d.about(dependency, err)
			}
			versions, isListed := index.Entries[dependency.Name]
			candidates := make([]string, 0, len(versions))
			for _, candidate := range versions {
				if len(candidate.URLs) > 0 {
					candidates = append(candidates, candidate.Version)
				}
			}
			if isListed && len(candidates) == 0 {
				repository := secret.ShownReference(dependency.Repository)
				details := wire.ChartNotFoundDetails{ChartDetails: wire.ChartDetails{Reference: dependency.Name}, Version: dependency.Version, Repository: repository}
				details.Hint = indexes.UsableEntry
				return nil, d.about(dependency, fault.New(wire.CodeChartNotFound, details, errors.New(indexes.NoneUsable(dependency.Name, repository))))
			}
			if version, err = d.newest(dependency, constraint, candidates); err != nil {
				return nil, err
			}
		}
		locked[i] = &chart.Dependency{Name: dependency.Name, Repository: dependency.Repository, Version: version}
	}
	return locked, nil
}

// newest is the first of the candidates, which are sorted, that fits.
func (d *dependent) newest(dependency *chart.Dependency, constraint *semver.Constraints, candidates []string) (string, error) {
	for _, text := range candidates {
		if version, err := semver.NewVersion(text); err == nil && constraint.Check(version) {
			return version.Original(), nil
		}
	}
	details := wire.ChartNotFoundDetails{
		ChartDetails: wire.ChartDetails{Reference: dependency.Name}, Version: dependency.Version,
		Versions: candidates[:min(len(candidates), versions.Shown)], Repository: secret.ShownReference(dependency.Repository),
	}
	said := fmt.Errorf("there is %s of the chart in repository %q", versions.NoSuch(dependency.Version), details.Repository)
	if len(candidates) == 0 {
		said = fmt.Errorf("there is no such chart in repository %q", details.Repository)
	}
	return "", d.about(dependency, fault.New(wire.CodeChartNotFound, details, said))
}

func (d *dependent) newestTag(dependency *chart.Dependency, constraint *semver.Constraints) (string, error) {
	client, err := registries.New(d.op, fetch.AccessOf(d.op.Client, &d.o.ServerOptions), d.o.PlainHttp)
	if err != nil {
		return "", err
	}
	reference := strings.TrimSuffix(dependency.Repository, "/") + "/" + dependency.Name
	tags, err := client.Tags(reference)
	if err != nil {
		return "", client.ChartFault(reference, err)
	}
	version, err := d.newest(dependency, constraint, tags.Plain)
	if err != nil {
		if prefixed, other := d.newest(dependency, constraint, tags.Prefixed); other == nil {
			return prefixed, nil
		}
	}
	return version, err
}
