package locate

import (
	"fmt"
	"maps"
	"strings"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/indexes"
	"bunhelm/helm/internal/secret"
	"bunhelm/helm/internal/versions"
	"bunhelm/helm/internal/wire"
)

// absent says what an index has instead of a chart, or a version of it. cached: it may be outdated.
func (f *finder) absent(index *indexes.Index, name, where string, cached bool, cause error) *wire.Error {
	version := strings.TrimSpace(f.o.Version)
	details := wire.ChartNotFoundDetails{ChartDetails: wire.ChartDetails{Reference: secret.ShownReference(f.ref)}, Version: version, Repository: where}
	listed, isListed := index.Entries[name]
	for _, found := range listed {
		if len(details.Versions) < versions.Shown {
			details.Versions = append(details.Versions, found.Version)
		}
	}
	var hints []string
	said := fmt.Sprintf("there is %s of chart %q in repository %q", versions.NoSuch(f.version()), name, where)
	prefix, rest, _ := strings.Cut(name, "/")
	switch {
	case details.Versions == nil && index.Entries[rest] != nil:
		said = fmt.Sprintf("there is no chart %q in repository %q", name, where)
		hints = append(hints, fmt.Sprintf("with the option repo, leave %q out", prefix+"/"))
	case details.Versions == nil && isListed:
		said = indexes.NoneUsable(name, where)
		hints = append(hints, indexes.UsableEntry)
	case details.Versions == nil:
		said = fmt.Sprintf("there is no chart %q in repository %q", name, where)
		if nearest := fault.Nearest(name, maps.Keys(index.Entries)); nearest != "" {
			hints = append(hints, fmt.Sprintf("did you mean %q?", nearest))
		}
	case f.version() == "":
		said = fmt.Sprintf("repository %q has only pre-releases of chart %q", where, name)
		hints = append(hints, "devel: true includes pre-releases")
	}
	if cached {
		hints = append(hints, "run repositories.update to look for newer versions")
	}
	details.Hint = strings.ReplaceAll(strings.Join(hints, "; "), "?;", "?")
	return fault.Newf(wire.CodeChartNotFound, details, cause, "%s", said)
}
