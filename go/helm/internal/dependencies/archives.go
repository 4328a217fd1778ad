package dependencies

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/Masterminds/semver/v3"

	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/registry"
	"helm.sh/helm/v4/pkg/repo/v1"

	"bunhelm/helm/internal/chartfiles"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/helmhome"
	"bunhelm/helm/internal/indexes"
	"bunhelm/helm/internal/locate"
	"bunhelm/helm/internal/wire"
)

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
			err = d.about(dependency, err)
		}
		if err != nil {
			return nil, err
		}
		archives = append(archives, made)
	}
	return archives, nil
}

// about says which dependency of which chart an error is about.
func (d *dependent) about(dependency *chart.Dependency, err error) error {
	var known *wire.Error
	if !errors.As(err, &known) || strings.HasPrefix(known.Message, "dependency ") || d.op.Err() != nil {
		return err
	}
	about := *known
	about.Message = fmt.Sprintf("dependency %q of chart %q: %s", dependency.Name, d.chart.Metadata.Name, known.Message)
	return &about
}

// checkOwn checks a chart that has no other place than charts/.
func (d *dependent) checkOwn(dependency *chart.Dependency) error {
	place := filepath.Join(d.path, "charts", dependency.Name)
	own, err := chartfiles.ReadDirectory(place, d.links())
	if err != nil {
		return d.missing(dependency, place, "has no repository, so it must be", err)
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
			fmt.Errorf("dependency %q exists in version %s, not in %s", dependency.Name, version, dependency.Version))
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

// links are those that a chart in a directory may have.
func (d *dependent) links() chartfiles.Links { return chartfiles.Links(d.op.Client.FollowLinks) }

// invalid is a chart whose dependencies make no sense.
func (d *dependent) invalid(cause error) error {
	return fault.Newf(wire.CodeChartInvalid, wire.ChartDetails{Reference: d.path}, cause, "chart %q: %v", d.path, cause)
}

// missing is a dependency that is no chart where it should be.
func (d *dependent) missing(dependency *chart.Dependency, place, said string, cause error) error {
	problem := "cannot be loaded: " + cause.Error()
	if _, err := os.Stat(place); helmhome.IsMissing(err) {
		problem = "is not there"
	}
	return fault.Newf(wire.CodeDependencyMissing, wire.DependencyMissingDetails{Missing: []string{dependency.Name}}, cause,
		"dependency %q of chart %q %s in %s, which %s", dependency.Name, d.chart.Metadata.Name, said, place, problem)
}

// missingThere is one whose repository is a directory.
func (d *dependent) missingThere(dependency *chart.Dependency, cause error) error {
	return d.missing(dependency, d.local(dependency.Repository), fmt.Sprintf("has the repository %q, so it must be", dependency.Repository), cause)
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
	ch, err := chartfiles.ReadDirectory(d.local(dependency.Repository), d.links())
	if err != nil {
		return "", nil, d.missingThere(dependency, err)
	}
	chartfiles.SortDependencies(ch)
	if d.epoch != nil {
		ch.StampModTimes(*d.epoch)
	}
	if err := d.fits(dependency, ch.Metadata.Version); err != nil {
		return "", nil, err
	}
	dependency.Version = ch.Metadata.Version
	if file, data, err = chartfiles.Pack(ch); err != nil {
		return "", nil, d.missingThere(dependency, err)
	}
	return file, data, nil
}

// download fetches the archive of a dependency with an exact version.
func (d *dependent) download(dependency *chart.Dependency, entry *repo.Entry) (file string, data []byte, err error) {
	exact := &locate.Exact{Name: dependency.Name, Version: dependency.Version, Proof: d.proof, Options: d.o}
	var found *chartfiles.Found
	if registry.IsOCI(dependency.Repository) {
		found, err = exact.InRegistry(d.op, dependency.Repository)
	} else {
		var index *indexes.Index
		if index, err = d.index(entry); err == nil {
			found, err = exact.InRepository(d.op, entry, index)
		}
	}
	if err != nil {
		return "", nil, err
	}
	ch, err := chartfiles.ReadBytes(found.Archive)
	if err != nil {
		return "", nil, fault.Newf(wire.CodeChartInvalid, wire.ChartDetails{Reference: found.URL}, err, "%s is not a chart: %v", found.URL, err)
	}
	found.Tell(d.op, ch.Metadata.Name, ch.Metadata.Version)
	if path.Ext(found.SaveAs) != ".tgz" { // what an address without a file name leads to
		// Neither may be a path: Chart.yaml may be anyone's.
		found.SaveAs = filepath.Base(dependency.Name) + "-" + filepath.Base(dependency.Version) + ".tgz"
	}
	return found.SaveAs, found.Archive, nil
}
