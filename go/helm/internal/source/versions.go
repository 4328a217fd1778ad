package source

import (
	"errors"
	"fmt"
	"maps"
	"strings"

	"github.com/Masterminds/semver/v3"
	orasregistry "oras.land/oras-go/v2/registry"

	"helm.sh/helm/v4/pkg/registry"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/wire"
)

// shownVersions are as many of those there are as an error lists.
const shownVersions = 10

// versionOf is a version that is not there, as a sentence says it.
func versionOf(version string) string {
	if _, err := semver.StrictNewVersion(version); err != nil {
		return fmt.Sprintf("no version matching %q", version)
	}
	return "no version " + version
}

// checkVersion refuses what is neither a version nor a range.
func checkVersion(version string) error {
	if isVersion(version) {
		return nil
	}
	return fault.InvalidArgument("version", "version: %q is neither a version nor a range of versions", version)
}

func isVersion(version string) bool {
	if _, err := semver.NewVersion(version); version == "" || err == nil {
		return true
	}
	_, err := semver.NewConstraint(version)
	return err == nil
}

// usableEntry is a hint about an index that lists a chart, but no version that loadIndex keeps.
var usableEntry = fmt.Sprintf("each entry in the index needs a name, a URL and a semantic version of at most %d bytes", semver.MaxVersionLen)

func noneUsable(name, where string) string {
	return fmt.Sprintf("chart %q is in repository %q, but none of its versions can be used", name, where)
}

// absent says what an index has instead of a chart, or a version of it. cached: it may be outdated.
func (f *finder) absent(index *Index, name, where string, cached bool, cause error) *wire.Error {
	version := strings.TrimSpace(f.o.Version)
	details := wire.ChartNotFoundDetails{ChartDetails: wire.ChartDetails{Reference: named(f.ref)}, Version: version, Repository: where}
	listed, isListed := index.Entries[name]
	for _, found := range listed {
		if len(details.Versions) < shownVersions {
			details.Versions = append(details.Versions, found.Version)
		}
	}
	var hints []string
	said := fmt.Sprintf("there is %s of chart %q in repository %q", versionOf(f.version()), name, where)
	prefix, rest, _ := strings.Cut(name, "/")
	switch {
	case details.Versions == nil && index.Entries[rest] != nil:
		said = fmt.Sprintf("there is no chart %q in repository %q", name, where)
		hints = append(hints, fmt.Sprintf("with the option repo, leave %q out", prefix+"/"))
	case details.Versions == nil && isListed:
		said = noneUsable(name, where)
		hints = append(hints, usableEntry)
	case details.Versions == nil:
		said = fmt.Sprintf("there is no chart %q in repository %q", name, where)
		if nearest := fault.Nearest(name, maps.Keys(index.Entries)); nearest != "" {
			hints = append(hints, fmt.Sprintf("did you mean %q?", nearest))
		}
	case f.version() == "":
		said = fmt.Sprintf("of chart %q there are only pre-releases in repository %q", name, where)
		hints = append(hints, "devel: true takes pre-releases too")
	}
	if cached {
		hints = append(hints, "run repositories.update to look for newer versions")
	}
	details.Hint = strings.ReplaceAll(strings.Join(hints, "; "), "?;", "?")
	return fault.Said(wire.CodeChartNotFound, details, cause, "%s", said)
}

// notInRegistry is a chart, or a version of one, that a registry lacks.
func notInRegistry(reference string, cause error) *wire.Error {
	details := wire.ChartNotFoundDetails{ChartDetails: wire.ChartDetails{Reference: reference}}
	return fault.Said(wire.CodeChartNotFound, details, cause, "%s: there is no such chart in the registry", reference)
}

// without adds to a chart that was not found which versions of it a registry has, if any.
func (c *RegistryClient) without(reference, version string, err error) error {
	var absent *wire.Error
	if !errors.As(err, &absent) || absent.Code != wire.CodeChartNotFound {
		return err
	}
	asked, parseErr := orasregistry.ParseReference(strings.TrimPrefix(reference, registry.OCIScheme+"://"))
	if parseErr != nil {
		return err
	}
	chart := asked.Registry + "/" + asked.Repository
	if version == "" {
		version = strings.ReplaceAll(asked.Reference, "_", "+")
	}
	tags, tagsErr := c.tags(chart)
	there := tags.all()
	if err := c.op.Err(); err != nil {
		return err
	}
	chart = registry.OCIScheme + "://" + chart
	details := wire.ChartNotFoundDetails{ChartDetails: wire.ChartDetails{Reference: named(reference)}, Version: version, Repository: chart}
	if tagsErr != nil || len(there) == 0 {
		details.Repository = ""
		return fault.Said(wire.CodeChartNotFound, details, absent, "there is no chart %s", chart)
	}
	details.Versions = there[:min(len(there), shownVersions)]
	said := fmt.Sprintf("there is %s of %s", versionOf(version), chart)
	switch {
	case version == "":
		said = "there are only pre-releases of " + chart
		details.Hint = "devel: true takes pre-releases too"
	case strings.Contains(version, ":"):
		said = "nothing in " + chart + " has the digest " + version
		details.Version = ""
	}
	return fault.Said(wire.CodeChartNotFound, details, absent, "%s", said)
}
