// Package dependencies brings the charts/ of a chart in order.
package dependencies

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	buffered "helm.sh/helm/v4/pkg/chart/loader/archive"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	"helm.sh/helm/v4/pkg/downloader"
	"helm.sh/helm/v4/pkg/repo/v1"

	"bunhelm/helm/internal/chartfiles"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/helmhome"
	"bunhelm/helm/internal/indexes"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// dependent is a chart directory whose charts/ is brought in order: pkg/downloader/manager.go
// Manager. Its own would look for caches in the process's environment, and share a directory for
// temporary files with all of the process; here everything is fetched before anything is written.
type dependent struct {
	op    *operation.Operation
	o     *wire.DependencyOptions
	path  string
	epoch *time.Time
	proof downloader.VerificationStrategy

	chart        *chart.Chart
	repositories []*repo.Entry
	// indexes that were fetched, and why others could not be, by the repository's address.
	indexes map[string]*indexes.Index
	failed  map[string]error
}

// Update is `helm dependency update`.
func Update(op *operation.Operation, path string, o *wire.DependencyOptions) (wire.DependencyChanges, error) {
	return change(op, path, o, downloader.VerifyAlways, (*dependent).update)
}

// Build is `helm dependency build`.
func Build(op *operation.Operation, path string, o *wire.DependencyOptions) (wire.DependencyChanges, error) {
	return change(op, path, o, downloader.VerifyIfPossible, (*dependent).build)
}

func change(op *operation.Operation, path string, o *wire.DependencyOptions, proof downloader.VerificationStrategy,
	run func(*dependent) (wire.DependencyChanges, error),
) (wire.DependencyChanges, error) {
	d := &dependent{op: op, o: o, path: op.Client.Path(path), indexes: map[string]*indexes.Index{}, failed: map[string]error{}}
	if o.Verify {
		d.proof = proof
	}
	var err error
	if d.epoch, err = chartfiles.SourceDate(op, o.SourceDateEpoch); err != nil {
		return wire.DependencyChanges{}, err
	}
	unlock, err := d.lock()
	if err != nil {
		return wire.DependencyChanges{}, err
	}
	defer unlock()
	// As somebody may have left it meanwhile.
	if d.chart, err = chartfiles.LoadDirectory(d.op, d.path, path); err != nil {
		return wire.DependencyChanges{}, err
	}
	if d.repositories, err = helmhome.Repositories(op); err != nil {
		return wire.DependencyChanges{}, err
	}
	return run(d)
}

// lock waits for those who write this chart's charts/, or that of one it packs.
func (d *dependent) lock() (unlock func(), err error) {
	paths := []string{d.path}
	for _, dependency := range declaredDependencies(d.path) {
		if strings.HasPrefix(dependency.Repository, "file://") {
			paths = append(paths, d.local(dependency.Repository))
		}
	}
	return lockPaths(d.op, paths...)
}

// declaredDependencies are the dependencies that a chart directory declares. Nothing else of it is read: somebody may be
// writing charts/. What cannot be read, its loading explains.
func declaredDependencies(path string) []*chart.Dependency {
	var files []*buffered.BufferedFile
	for _, name := range []string{"Chart.yaml", "requirements.yaml"} {
		if data, err := os.ReadFile(filepath.Join(path, name)); err == nil && chartfiles.CheckText(name, data) == nil {
			files = append(files, &buffered.BufferedFile{Name: name, Data: data})
		}
	}
	ch, err := loader.LoadFiles(files)
	if err != nil || ch.Metadata == nil {
		return nil
	}
	return ch.Metadata.Dependencies
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
			return wire.DependencyChanges{}, helmhome.NotAdded(dependency.Repository)
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
