package source

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/Masterminds/semver/v3"

	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	"helm.sh/helm/v4/pkg/downloader"
	"helm.sh/helm/v4/pkg/registry"
	"helm.sh/helm/v4/pkg/repo/v1"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// dependent is a chart directory whose charts/ is brought in order: pkg/downloader/manager.go
// Manager. Its own would look for caches in the process's environment, and share a directory for
// temporary files with all of the process; here everything is fetched before anything is written.
type dependent struct {
	op    *operation.Operation
	paths Paths
	o     *wire.DependencyOptions
	path  string
	epoch *time.Time
	proof downloader.VerificationStrategy

	chart        *chart.Chart
	repositories []*repo.Entry
	// indexes that were fetched, and why others could not be, by the repository's address.
	indexes map[string]*Index
	failed  map[string]error
}

// UpdateDependencies is `helm dependency update`.
func UpdateDependencies(op *operation.Operation, path string, o *wire.DependencyOptions) (wire.DependencyChanges, error) {
	return inOrder(op, path, o, downloader.VerifyAlways, (*dependent).update)
}

// BuildDependencies is `helm dependency build`.
func BuildDependencies(op *operation.Operation, path string, o *wire.DependencyOptions) (wire.DependencyChanges, error) {
	return inOrder(op, path, o, downloader.VerifyIfPossible, (*dependent).build)
}

func inOrder(op *operation.Operation, path string, o *wire.DependencyOptions, proof downloader.VerificationStrategy,
	run func(*dependent) (wire.DependencyChanges, error),
) (wire.DependencyChanges, error) {
	d := &dependent{op: op, paths: PathsOf(op), o: o, path: op.Path(path), indexes: map[string]*Index{}, failed: map[string]error{}}
	if o.Verify {
		d.proof = proof
	}
	var err error
	if d.epoch, err = SourceDate(op, o.SourceDateEpoch); err != nil {
		return wire.DependencyChanges{}, err
	}
	unlock, err := d.lock()
	if err != nil {
		return wire.DependencyChanges{}, err
	}
	defer unlock()
	// As somebody may have left it meanwhile.
	if d.chart, err = LoadDirectory(d.path, path); err != nil {
		return wire.DependencyChanges{}, err
	}
	if d.repositories, err = Repositories(op); err != nil {
		return wire.DependencyChanges{}, err
	}
	return run(d)
}

// lock waits for those who write this chart's charts/, or that of one it packs.
func (d *dependent) lock() (unlock func(), err error) {
	ch, err := LoadDirectory(d.path, d.path)
	if err != nil {
		return nil, err
	}
	paths := []string{d.path}
	for _, dependency := range ch.Metadata.Dependencies {
		if strings.HasPrefix(dependency.Repository, "file://") {
			paths = append(paths, d.local(dependency.Repository))
		}
	}
	return lockPaths(d.op, paths...)
}

// LoadDirectory loads an unpacked chart; reference is how the caller names it.
func LoadDirectory(path, reference string) (*chart.Chart, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fault.Said(wire.CodeChartNotFound, wire.ChartDetails{Reference: reference}, err, "chart %q: there is no such directory", reference)
	}
	if !info.IsDir() {
		return nil, fault.InvalidArgument("path", "path: %s is no directory; only an unpacked chart can be used", reference)
	}
	ch, err := loader.LoadDir(path)
	if err == nil {
		err = ch.Validate()
	}
	if err != nil {
		return nil, fault.ChartInvalid(reference, err)
	}
	return ch, nil
}

// build fetches what the lock file says: Manager.Build.
func (d *dependent) build() (wire.DependencyChanges, error) {
	lock, required := d.chart.Lock, d.chart.Metadata.Dependencies
	if lock == nil {
		return d.update()
	}
	isV1 := d.chart.Metadata.APIVersion == chart.APIVersionV1
	formerly, err := hash(map[string][]*chart.Dependency{"dependencies": required}) // before names become addresses
	if err != nil {
		return wire.DependencyChanges{}, err
	}
	if _, err := d.entries(required); err != nil {
		return wire.DependencyChanges{}, err
	}
	now, err := hash([2][]*chart.Dependency{required, lock.Dependencies})
	if err != nil {
		return wire.DependencyChanges{}, err
	}
	if now != lock.Digest && (!isV1 || formerly != lock.Digest) {
		return wire.DependencyChanges{}, d.outOfSync()
	}
	entries := make([]*repo.Entry, len(lock.Dependencies))
	for i, dependency := range lock.Dependencies {
		if !fromRepository(dependency) {
			continue
		}
		if entries[i] = d.added(dependency.Repository); entries[i] == nil {
			return wire.DependencyChanges{}, unknownRepository(dependency.Repository)
		}
	}
	if err := d.refresh(d.repositories); err != nil {
		return wire.DependencyChanges{}, err
	}
	archives, err := d.fetch(lock.Dependencies, entries)
	if err != nil {
		return wire.DependencyChanges{}, err
	}
	return d.replace(archives, lock.Dependencies, "", nil)
}

func (d *dependent) outOfSync() error {
	details := wire.ChartDetails{Reference: d.path, HintDetails: wire.HintDetails{Hint: "use charts.dependencies.update"}}
	return fault.New(wire.CodeChartInvalid, details, fmt.Errorf("%s is out of sync with the dependencies of chart %q", d.lockFile(), d.path))
}

func (d *dependent) lockFile() string {
	if d.chart.Metadata.APIVersion == chart.APIVersionV1 {
		return "requirements.lock"
	}
	return "Chart.lock"
}

// update looks for the best versions and fetches them: Manager.Update.
func (d *dependent) update() (wire.DependencyChanges, error) {
	required := d.chart.Metadata.Dependencies
	if required == nil {
		return wire.DependencyChanges{}, nil
	}
	entries, err := d.entries(required)
	if err != nil {
		return wire.DependencyChanges{}, err
	}
	wanted := slices.Clone(d.repositories)
	for _, entry := range entries {
		if entry != nil && !slices.Contains(wanted, entry) {
			wanted = append(wanted, entry)
		}
	}
	if err := d.refresh(wanted); err != nil {
		return wire.DependencyChanges{}, err
	}
	locked, err := d.resolve(required, entries)
	if err != nil {
		return wire.DependencyChanges{}, err
	}
	archives, err := d.fetch(locked, entries)
	if err != nil {
		return wire.DependencyChanges{}, err
	}
	digest, err := hash([2][]*chart.Dependency{required, locked})
	if err != nil {
		return wire.DependencyChanges{}, err
	}
	if d.chart.Lock != nil && d.chart.Lock.Digest == digest {
		return d.replace(archives, locked, "", nil)
	}
	return d.replace(archives, locked, d.lockFile(), &chart.Lock{Generated: time.Now(), Digest: digest, Dependencies: locked})
}

// hash is internal/resolver HashReq, and HashV2Req for what Helm 2 has written.
func hash(dependencies any) (string, error) {
	data, err := json.Marshal(dependencies)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(data)
	return "sha256:" + hex.EncodeToString(sum[:]), nil
}

// archive is a dependency to be put into charts/.
type archive struct {
	dependency *chart.Dependency
	file       string
	data       []byte
}

// fetch gets what charts/ shall have: Manager.downloadAll. Dependencies that are directories there
// stay as they are.
func (d *dependent) fetch(locked []*chart.Dependency, entries []*repo.Entry) ([]archive, error) {
	var archives []archive
	for i, dependency := range locked {
		if err := d.op.Err(); err != nil {
			return nil, err
		}
		if dependency.Repository == "" {
			if err := d.checkOwn(dependency); err != nil {
				return nil, err
			}
			continue
		}
		made := archive{dependency: dependency}
		var err error
		if strings.HasPrefix(dependency.Repository, "file://") {
			made.file, made.data, err = d.pack(dependency)
		} else {
			made.file, made.data, err = d.download(dependency, entries[i])
		}
		if err != nil {
			return nil, err
		}
		archives = append(archives, made)
	}
	return archives, nil
}

// checkOwn checks a chart that has no other place than charts/.
func (d *dependent) checkOwn(dependency *chart.Dependency) error {
	own, err := loader.LoadDir(filepath.Join(d.path, "charts", dependency.Name))
	if err != nil {
		return d.missing(dependency, err)
	}
	return d.fits(dependency, own.Metadata.Version)
}

// fits checks the version of a dependency that was found.
func (d *dependent) fits(dependency *chart.Dependency, version string) error {
	constraint, err := d.constraint(dependency)
	if err != nil {
		return err
	}
	found, err := semver.NewVersion(version)
	if err != nil {
		return d.invalid(fmt.Errorf("dependency %s has the version %q: %w", dependency.Name, version, err))
	}
	if !constraint.Check(found) {
		return fault.New(wire.CodeDependencyMissing, wire.DependencyMissingDetails{Missing: []string{dependency.Name}},
			fmt.Errorf("dependency %q is there in version %s, not in %s", dependency.Name, version, dependency.Version))
	}
	return nil
}

func (d *dependent) constraint(dependency *chart.Dependency) (*semver.Constraints, error) {
	constraint, err := semver.NewConstraint(dependency.Version)
	if err != nil {
		return nil, d.invalid(fmt.Errorf("dependency %q has an invalid version/constraint format: %w", dependency.Name, err))
	}
	return constraint, nil
}

// invalid is a chart whose dependencies make no sense.
func (d *dependent) invalid(cause error) error {
	return fault.Said(wire.CodeChartInvalid, wire.ChartDetails{Reference: d.path}, cause, "chart %q: %v", d.path, cause)
}

func (d *dependent) missing(dependency *chart.Dependency, cause error) error {
	return fault.Said(wire.CodeDependencyMissing, wire.DependencyMissingDetails{Missing: []string{dependency.Name}}, cause,
		"dependency %q cannot be loaded: %v", dependency.Name, cause)
}

// local is the directory of a file:// repository (internal/resolver GetLocalPath).
func (d *dependent) local(repository string) string {
	place := strings.TrimPrefix(repository, "file://")
	if strings.HasPrefix(place, "/") {
		return filepath.Clean(place)
	}
	return filepath.Join(d.path, place)
}

// pack makes the archive of a dependency that is a directory: tarFromLocalDir.
func (d *dependent) pack(dependency *chart.Dependency) (file string, data []byte, err error) {
	ch, err := loader.LoadDir(d.local(dependency.Repository))
	if err != nil {
		return "", nil, d.missing(dependency, err)
	}
	if d.epoch != nil {
		ch.StampModTimes(*d.epoch)
	}
	if err := d.fits(dependency, ch.Metadata.Version); err != nil {
		return "", nil, err
	}
	dependency.Version = ch.Metadata.Version
	if file, data, err = Pack(ch); err != nil {
		return "", nil, d.missing(dependency, err)
	}
	return file, data, nil
}

// download fetches the archive of a dependency with an exact version.
func (d *dependent) download(dependency *chart.Dependency, entry *repo.Entry) (file string, data []byte, err error) {
	f := &finder{op: d.op, paths: d.paths, proof: d.proof, ref: dependency.Name, o: &wire.ChartSourceOptions{
		Version: dependency.Version, Keyring: d.o.Keyring, PlainHttp: d.o.PlainHttp,
	}}
	var found *Found
	if registry.IsOCI(dependency.Repository) {
		f.access = AccessOf(d.op, &d.o.ServerOptions)
		found, err = f.inRegistry(strings.TrimSuffix(dependency.Repository, "/") + "/" + dependency.Name)
	} else {
		found, err = d.fromRepository(f, dependency, entry)
	}
	if err != nil {
		return "", nil, err
	}
	if _, err := loader.LoadArchive(bytes.NewReader(found.Archive)); err != nil {
		return "", nil, fault.Said(wire.CodeChartInvalid, wire.ChartDetails{Reference: found.URL}, err, "%s is no chart: %v", found.URL, err)
	}
	if path.Ext(found.SaveAs) != ".tgz" { // what an address without a file name leads to
		found.SaveAs = dependency.Name + "-" + dependency.Version + ".tgz"
	}
	return found.SaveAs, found.Archive, nil
}

func (d *dependent) fromRepository(f *finder, dependency *chart.Dependency, entry *repo.Entry) (*Found, error) {
	index, err := d.index(entry)
	if err != nil {
		return nil, err
	}
	where := named(entry.URL)
	version := exact(index.Entries[dependency.Name], dependency.Version)
	if version == nil {
		return nil, f.missing("there is no %s in %s", wanted(dependency.Name, dependency.Version), where)
	}
	home, err := url.Parse(entry.URL)
	if err != nil {
		return nil, unknownRepository(entry.URL)
	}
	address, err := repo.ResolveReferenceURL(entry.URL, version.URLs[0])
	if err != nil {
		return nil, f.missing("%s names %q as its file", where, version.URLs[0])
	}
	f.use(entry)
	if registry.IsOCI(address) {
		f.access = AccessOf(d.op, &d.o.ServerOptions)
		f.access.PassToOther = true // it is the registry's own
		return f.listed(address, version.Version)
	}
	from, err := url.Parse(address)
	if err != nil {
		return nil, f.missing("%s names %q as its file", where, version.URLs[0])
	}
	return f.download(home, from, version.Digest)
}

// exact is findVersionedEntry: versions are equal as such, or as texts where they are none.
func exact(versions repo.ChartVersions, wanted string) *repo.ChartVersion {
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

// unknownRepository is one that was not added.
func unknownRepository(address string) error {
	return fault.Said(wire.CodeRepositoryNotFound, wire.RepositoryDetails{
		HintDetails: wire.HintDetails{Hint: "add it with repositories.add"}, URL: named(address),
	}, errors.New("no such repository"), "there is no repository %s", named(address))
}
