// Package locate finds the chart that a request means.
package locate

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"

	"helm.sh/helm/v4/pkg/downloader"
	"helm.sh/helm/v4/pkg/registry"
	"helm.sh/helm/v4/pkg/repo/v1"

	"bunhelm/helm/internal/budget"
	"bunhelm/helm/internal/chartfiles"
	"bunhelm/helm/internal/client"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/fetch"
	"bunhelm/helm/internal/helmhome"
	"bunhelm/helm/internal/indexes"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/secret"
	"bunhelm/helm/internal/signatures"
	"bunhelm/helm/internal/versions"
	"bunhelm/helm/internal/wire"
)

// finder looks for one chart (pkg/action/install.go LocateChart, pkg/downloader ChartDownloader).
type finder struct {
	op     *operation.Operation
	paths  *client.Paths
	access fetch.Access
	o      *wire.ChartSourceOptions
	ref    string
	proof  downloader.VerificationStrategy
	// pulls tells that paths are no charts.
	pulls bool
}

// byReference finds the chart that a reference means: pkg/action/install.go LocateChart.
func byReference(op *operation.Operation, reference string, o *wire.ChartSourceOptions) (*chartfiles.Found, error) {
	found, err := find(op, reference, o)
	if err != nil {
		return nil, err
	}
	found.Reference = secret.ShownReference(reference)
	return found, nil
}

// Pull fetches an archive as the command does (pkg/action/pull.go): paths are no charts to it, and
// with prov a provenance file comes along unseen where there is one.
func Pull(op *operation.Operation, reference string, o *wire.ChartSourceOptions, prov bool) (*chartfiles.Found, error) {
	f, err := newFinder(op, reference, o)
	if err != nil {
		return nil, err
	}
	f.pulls = true
	if prov && f.proof == downloader.VerifyNever {
		f.proof = downloader.VerifyLater
	}
	var found *chartfiles.Found
	switch {
	case o.Repo != "":
		found, err = f.inRepositoryAt(string(o.Repo))
	case filepath.IsAbs(f.ref) || strings.HasPrefix(f.ref, "."):
		err = f.unpullable("a path cannot be pulled")
	default:
		found, err = f.elsewhere()
	}
	if err != nil {
		return nil, err
	}
	found.Reference = secret.ShownReference(reference)
	return found, nil
}

// find: a path that exists, else a URL, a reference to a registry, or a name in a repository.
func find(op *operation.Operation, reference string, o *wire.ChartSourceOptions) (*chartfiles.Found, error) {
	f, err := newFinder(op, reference, o)
	if err != nil {
		return nil, err
	}
	if o.Repo != "" {
		return f.inRepositoryAt(string(o.Repo))
	}
	local := op.Client.Path(f.ref)
	switch _, err := os.Stat(local); {
	case err == nil:
		return f.local(local)
	case filepath.IsAbs(f.ref) || strings.HasPrefix(f.ref, "."):
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, fault.ChartInvalid(secret.ShownReference(f.ref), err)
		}
		return nil, f.nothing(local)
	}
	return f.elsewhere()
}

func newFinder(op *operation.Operation, reference string, o *wire.ChartSourceOptions) (*finder, error) {
	f := &finder{op: op, paths: op.Client.Paths(), o: o, ref: strings.TrimSpace(reference), access: fetch.Access{
		Username: o.Username, Password: o.Password, CertFile: string(o.CertFile), KeyFile: string(o.KeyFile), CaFile: string(o.CaFile),
		InsecureSkipTLSVerify: o.InsecureSkipTlsVerify, PassToOther: o.PassCredentials,
	}}
	if f.ref == "" {
		return nil, fault.InvalidArgument("chart", "chart must not be empty")
	}
	if o.Verify {
		f.proof = downloader.VerifyAlways
	}
	return f, nil
}

// elsewhere: a reference to a registry, a URL, or a name in a repository.
func (f *finder) elsewhere() (*chartfiles.Found, error) {
	if registry.IsOCI(f.ref) {
		return f.inRegistry(f.ref)
	}
	u, err := url.Parse(f.ref)
	if err != nil {
		return nil, f.missing("neither a path nor a URL")
	}
	if u.IsAbs() && u.Host != "" && u.Path != "" {
		return f.at(u)
	}
	return f.inRepositoryNamed(u.Path)
}

// missing says that there is no such chart.
func (f *finder) missing(format string, arguments ...any) *wire.Error {
	return fault.New(wire.CodeChartNotFound, wire.ChartNotFoundDetails{ChartDetails: wire.ChartDetails{Reference: secret.ShownReference(f.ref)}}, fmt.Errorf("chart %q: "+format, append([]any{secret.ShownReference(f.ref)}, arguments...)...))
}

// nothing is a path at which there is nothing; a relative one is shown as it was looked for.
func (f *finder) nothing(local string) *wire.Error {
	if local == f.ref {
		return f.missing("there is no such directory or archive")
	}
	return f.missing("there is no directory or archive %s", local)
}

func isDirectory(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// unpullable is a chart on disk, which is there already.
func (f *finder) unpullable(format string, arguments ...any) *wire.Error {
	missing := f.missing(format, arguments...)
	missing.Details = wire.ChartNotFoundDetails{ChartDetails: wire.ChartDetails{
		HintDetails: wire.HintDetails{Hint: "make an archive of the directory with charts.package"}, Reference: secret.ShownReference(f.ref),
	}}
	return missing
}

// version is the version to look for (pkg/cmd/install.go for devel).
func (f *finder) version() string {
	if version := strings.TrimSpace(f.o.Version); version != "" || !f.o.Devel {
		return version
	}
	return ">0.0.0-0"
}

// local is a path that exists.
func (f *finder) local(path string) (*chartfiles.Found, error) {
	found := &chartfiles.Found{Path: path, File: filepath.Base(path)}
	if !f.o.Verify {
		return found, nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, signatures.NotTrusted(secret.ShownReference(f.ref), wire.ProvenanceMissing, errors.New("a directory cannot be verified, only an archive"))
	}
	archive, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	found.Provenance, err = os.ReadFile(path + ".prov")
	if err != nil {
		return nil, signatures.NotTrusted(secret.ShownReference(f.ref), wire.ProvenanceMissing, signatures.NoProvenance(path+".prov", err))
	}
	return found, f.verify(found, archive)
}

// inRepositoryAt looks for a name in the repository at an address.
func (f *finder) inRepositoryAt(address string) (*chartfiles.Found, error) {
	home, err := url.Parse(address)
	if registry.IsOCI(address) {
		return nil, fault.InvalidArgument("repo", "repo: the charts of a registry need no repository: refer to them as oci://...")
	}
	if err != nil || home.Host == "" {
		return nil, helmhome.NotRepository("repo", address)
	}
	index, _, err := indexes.Fetch(f.op, f.access, address, home)
	var noPlugin *fetch.NoPluginError
	switch {
	case errors.As(err, &noPlugin):
		return nil, f.missing("%w", err)
	case err != nil:
		return nil, err
	}
	return f.entry(index, home, f.ref, secret.Shown(home), false)
}

// entry fetches a chart that an index lists; where is the repository's name or address.
func (f *finder) entry(index *indexes.Index, home *url.URL, name, where string, cached bool) (*chartfiles.Found, error) {
	if err := versions.Check(f.version()); err != nil {
		return nil, err
	}
	version, err := index.Get(name, f.version())
	if err != nil {
		return nil, f.absent(index, name, where, cached, err)
	}
	if len(version.URLs) == 0 {
		return nil, f.missing("repository %q lists no file for it", where)
	}
	if _, known := indexes.ParseDigest(version.Digest); !known && version.Digest != "" && f.o.Repo == "" { // there the command does not look
		return nil, signatures.NotTrusted(secret.ShownReference(f.ref), wire.ArchiveDigest, fmt.Errorf("its digest in the index of %s, %q, is not a SHA-256 digest", where, version.Digest))
	}
	address, err := repo.ResolveReferenceURL(home.String(), version.URLs[0])
	if err != nil {
		return nil, f.missing("repository %q lists %q as its file", where, version.URLs[0])
	}
	if registry.IsOCI(address) {
		return f.listed(address, version.Version)
	}
	from, err := url.Parse(address)
	if err != nil {
		return nil, f.missing("repository %q lists %q as its file", where, version.URLs[0])
	}
	return f.download(home, from, version.Digest)
}

// listed pulls a chart that an index says is in a registry. What was asked of the index, a range of
// versions and the account of its server, is not asked of the registry.
func (f *finder) listed(address, version string) (*chartfiles.Found, error) {
	there, o := *f, *f.o
	there.o, o.Devel, o.Version = &o, false, ""
	if !strings.ContainsAny(path.Base(address), ":@") {
		o.Version = version
	}
	if !f.access.PassToOther {
		there.access.Username, there.access.Password = "", ""
	}
	return there.inRegistry(address)
}

// inRepositoryNamed looks for "repository/name" in the repositories of repositories.yaml, by their
// indexes as they were last updated.
func (f *finder) inRepositoryNamed(reference string) (*chartfiles.Found, error) {
	repository, name, found := strings.Cut(reference, "/")
	local := f.op.Client.Path(f.ref)
	_, onDisk := os.Stat(local)
	if !found {
		missing := f.nothing(local)
		switch {
		case f.pulls && onDisk == nil:
			return nil, f.unpullable("a path cannot be pulled")
		case f.pulls:
			missing = f.missing("it names no repository")
		}
		missing.Details = wire.ChartNotFoundDetails{ChartDetails: wire.ChartDetails{
			HintDetails: wire.HintDetails{Hint: "write \"repository/name\", or a name together with the option repo"}, Reference: secret.ShownReference(f.ref),
		}}
		return nil, missing
	}
	entry, err := helmhome.Repository(f.op, repository)
	switch {
	case err != nil:
		return nil, err
	case entry == nil && f.pulls && onDisk == nil:
		return nil, f.unpullable("a path cannot be pulled, and there is no repository %q", repository)
	case entry == nil && !f.pulls && isDirectory(f.op.Client.Path(repository)): // so a path was meant
		return nil, f.nothing(local)
	case entry == nil:
		known, err := helmhome.Repositories(f.op)
		if err != nil {
			return nil, err
		}
		said := "there is neither such a path nor a repository"
		if f.pulls {
			said = "there is no repository"
		}
		return nil, helmhome.UnknownRepository(repository, known, "add it with repositories.add, or give its URL as the option repo", "chart %q: %s %q", f.ref, said, repository)
	}
	home, err := url.Parse(entry.URL)
	if err != nil || entry.URL == "" {
		return nil, fault.Newf(wire.CodeRepositoryNotFound, wire.RepositoryDetails{Name: repository}, errors.New("no URL"), "repository %q has no address", repository)
	}
	f.access.Use(f.op.Client, entry)
	index, err := indexes.Cached(f.op, entry.Name)
	if large := budget.TooLarge(f.op.Client.Limits, secret.Shown(home), err); large != nil {
		return nil, large
	}
	if err != nil {
		return nil, fault.Newf(wire.CodeRepositoryNotFound, wire.RepositoryDetails{
			HintDetails: wire.HintDetails{Hint: "update it with repositories.update"}, Name: repository, URL: secret.Shown(home),
		}, err, "repository %q: its index %s", repository, indexes.NotInCache(err))
	}
	return f.entry(index, home, name, repository, true)
}

// at is an archive at a URL. A repository whose index names it lends its identity.
func (f *finder) at(u *url.URL) (*chartfiles.Found, error) {
	repositories, err := helmhome.Repositories(f.op)
	if err != nil {
		return nil, err
	}
	home := u
	for _, entry := range repositories {
		if index, err := indexes.Cached(f.op, entry.Name); err == nil && lists(index, u.String()) {
			if home, err = url.Parse(entry.URL); err != nil {
				home = u
			}
			f.access.Use(f.op.Client, entry)
			break
		}
	}
	return f.download(home, u, "")
}

func lists(index *indexes.Index, address string) bool {
	for _, versions := range index.Entries {
		for _, version := range versions {
			for _, u := range version.URLs {
				if u == address {
					return true
				}
			}
		}
	}
	return false
}
