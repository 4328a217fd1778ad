package indexes

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/Masterminds/semver/v3"

	"helm.sh/helm/v4/pkg/repo/v1"
)

// Match is a version of a chart that a search has found.
type Match struct {
	// Name is "repository/chart".
	Name  string
	Chart *repo.ChartVersion

	score   int
	version *semver.Version
}

// searchable is a version of a chart as searches look at it.
type searchable struct {
	Match
	line string // in lower case
}

// lineSeparator is that of pkg/cmd/search/search.go, which this file follows. That package sorts the
// index it gets, which is shared here, and reads each version anew at each comparison.
const lineSeparator = "\v"

// maxScore is that of pkg/cmd/search_repo.go.
const maxScore = 25

func lineOf(repository string, c *repo.ChartVersion) string {
	return strings.Join([]string{c.Name, repository + "/" + c.Name, c.Description, strings.Join(c.Keywords, " ")}, lineSeparator)
}

// searchable lists each version of each chart, the newest of a chart first.
func (i *Index) searchable(repository string) []searchable {
	i.searching.Lock()
	defer i.searching.Unlock()
	if known, found := i.searches[repository]; found {
		return known
	}
	var list []searchable
	for name, versions := range i.Entries {
		name, _, _ = strings.Cut(path.Join(repository, name), "$$")
		for at, c := range versions {
			version, err := semver.NewVersion(c.Version)
			if err != nil {
				continue // no range holds it
			}
			one := searchable{Match{Name: name, Chart: c, version: version}, strings.ToLower(lineOf(repository, c))}
			if at > 0 && versions[at-1].Version == c.Version {
				list[len(list)-1] = one
				continue
			}
			list = append(list, one)
		}
	}
	if i.searches == nil {
		i.searches = map[string][]searchable{}
	}
	i.searches[repository] = list
	return list
}

// Search finds versions of charts in a range. The keyword is text, or an expression where there is one.
func (i *Index) Search(repository, keyword string, expression *regexp.Regexp, within *semver.Constraints) []Match {
	var matches []Match
	keyword = strings.ToLower(keyword)
	for _, one := range i.searchable(repository) {
		line, at := one.line, 0
		switch {
		case keyword == "":
		case expression == nil:
			at = strings.Index(line, keyword)
		default:
			line, at = lineOf(repository, one.Chart), -1
			if found := expression.FindStringIndex(line); found != nil {
				at = found[0]
			}
		}
		if at < 0 {
			continue
		}
		one.score = strings.Count(line[:at], lineSeparator)
		if one.score < maxScore && within.Check(one.version) {
			matches = append(matches, one.Match)
		}
	}
	return matches
}

// SortMatches puts the best first, of equal ones by name, of one chart the newest.
func SortMatches(matches []Match) {
	slices.SortStableFunc(matches, func(a, b Match) int {
		return cmp.Or(cmp.Compare(a.score, b.score), cmp.Compare(a.Name, b.Name), b.version.Compare(a.version))
	})
}
