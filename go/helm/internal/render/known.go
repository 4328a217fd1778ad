package render

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	release "helm.sh/helm/v4/pkg/release/v1"

	"bunhelm/helm/internal/chartfiles"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/secret"
	"bunhelm/helm/internal/wire"
	"bunhelm/helm/values"
)

// Known finds the secrets among values, wherever a render has these from, and lets the operation keep them
// to itself: what the call marks as sensitive, and what has the name of a credential.
type Known struct {
	op    *operation.Operation
	paths Sensitive
	kept  int // because of their names
}

// KnownOf looks for what a request names; MergeValues has checked the paths.
func KnownOf(op *operation.Operation, options *wire.ValuesOptions) *Known {
	return &Known{op: op, paths: SensitiveOf(options)}
}

// Chart knows what the chart and its subcharts bring along, and what of the given values is theirs.
func (k *Known) Chart(ch *chart.Chart, given map[string]any) {
	k.named(func(names *named) { names.defaults(ch) })
	k.within(ch, given, k.paths)
}

// ChartAt is Chart of a directory or an archive that may be broken: then at least of its values.yaml. It refuses what
// chartfiles.Load does, since Helm is about to load it itself.
func (k *Known) ChartAt(path string, given map[string]any) error {
	links := chartfiles.Links(k.op.Client.FollowLinks)
	if ch, err := chartfiles.Read(path, links); err == nil {
		if err := chartfiles.CheckUses(ch); err != nil {
			return err
		}
		k.Chart(ch, given)
		return nil
	}
	if raw, err := os.ReadFile(filepath.Join(path, "values.yaml")); err == nil {
		if read, err := loader.LoadValues(bytes.NewReader(raw)); err == nil {
			k.Chart(&chart.Chart{Metadata: &chart.Metadata{}, Values: read}, given)
		}
	}
	return nil
}

// Release knows what a record has. An upgrade to ch may use its values again.
func (k *Known) Release(rel *release.Release, ch *chart.Chart) {
	k.named(func(names *named) { values.Each(rel.Config, names.look) })
	k.paths.know(k.op, rel.Config)
	if ch != nil {
		k.within(ch, rel.Config, k.paths)
	}
	if rel.Chart != nil {
		k.Chart(rel.Chart, rel.Config)
	}
}

// named looks at names with a count of its own: what one record has leaves room for the next.
func (k *Known) named(look func(*named)) {
	names := newNamed(k.op, min(mostNames, mostKept-k.kept))
	look(names)
	k.kept += names.kept
}

// within follows the paths into a chart's values and those of its subcharts.
func (k *Known) within(ch *chart.Chart, given any, paths Sensitive) {
	if len(paths) == 0 {
		return
	}
	paths.know(k.op, ch.Values)
	paths.know(k.op, given)
	for _, sub := range ch.Dependencies() {
		for _, use := range usesOf(ch, sub) {
			name := use.Name
			if use.Alias != "" {
				name = use.Alias
			}
			below, _ := given.(map[string]any)
			k.within(sub, below[name], paths.seenBy(name, use))
		}
	}
}

// usesOf are the entries of Chart.yaml that stand for a subchart, which may be used more than once.
func usesOf(ch, sub *chart.Chart) (uses []*chart.Dependency) {
	if ch.Metadata != nil {
		for _, use := range ch.Metadata.Dependencies {
			if use != nil && use.Name == sub.Name() {
				uses = append(uses, use)
			}
		}
	}
	if uses == nil {
		uses = []*chart.Dependency{{Name: sub.Name()}}
	}
	return uses
}

// seenBy are the paths as a subchart sees them: those of its own values, of the global ones, and of what its
// parent imports from it.
func (s Sensitive) seenBy(name string, use *chart.Dependency) Sensitive {
	found := s.below(name)
	for _, path := range s {
		if path[0] == "global" || path[0] == anyStep && len(path) > 1 {
			found = append(found, append([]string{"global"}, path[1:]...))
		}
		for _, one := range importsOf(use) {
			if rest, fits := after(path, one.parent); fits {
				found = append(found, slices.Concat(one.child, rest))
			}
		}
	}
	slices.SortFunc(found, slices.Compare)
	return slices.CompactFunc(found, slices.Equal)
}

// below are the paths that begin with a subchart's name.
func (s Sensitive) below(name string) Sensitive {
	var found Sensitive
	for _, path := range s {
		switch {
		case path[0] != name && path[0] != anyStep:
		case len(path) == 1: // all of its values
			return Sensitive{{anyStep}}
		default:
			found = append(found, path[1:])
		}
	}
	return found
}

// imported is an object of a subchart's values that becomes one of its parent's.
type imported struct{ child, parent []string }

// importsOf reads import-values (pkg/chart/v2/util/dependencies.go processImportValues), also as Helm leaves them.
func importsOf(use *chart.Dependency) (found []imported) {
	add := func(child, parent string) {
		one := imported{child: stepsOf(child)}
		if parent != "." && parent != "" {
			one.parent = stepsOf(parent)
		}
		found = append(found, one)
	}
	for _, value := range use.ImportValues {
		switch value := value.(type) {
		case string:
			add("exports."+value, ".")
		case map[string]any:
			add(fmt.Sprint(value["child"]), fmt.Sprint(value["parent"]))
		case map[string]string:
			add(value["child"], value["parent"])
		}
	}
	return found
}

// after is what a path has below a place; nothing where it is the place, or above it.
func after(path, place []string) (rest []string, fits bool) {
	for i, step := range place {
		if i == len(path) {
			return nil, true
		}
		if path[i] != anyStep && path[i] != step {
			return nil, false
		}
	}
	return path[len(place):], true
}

const (
	// mostNames bounds how many names of one chart or record are looked at for what they say, and how many values
	// are kept for it.
	mostNames = 10_000
	// mostKept bounds how many values of all records are: each takes some 4 kB.
	mostKept = 5 * mostNames
	// shortestNamed is how long a value is at least that is secret because of its name: shorter ones are
	// examples, and words.
	shortestNamed = 6
	// longWord is how long a chart's default is at least that is no word, and mixedWord how long one of letters
	// and digits: all that have the chart know the default, and some, such as "postgres", are names too.
	longWord  = 16
	mixedWord = 8
)

// named keeps values to the operation whose names are those of credentials, such as db.password.
type named struct {
	op    *operation.Operation
	names map[string]bool // many values have few names
	most  int
	kept  int
}

func newNamed(op *operation.Operation, most int) *named {
	return &named{op: op, names: map[string]bool{}, most: most}
}

// look keeps a value that somebody has given.
func (n *named) look(name, text string) {
	if len(text) >= shortestNamed && n.isCredential(name) {
		n.op.Secrets.Add(text)
	}
}

// defaults keeps those of a chart and its subcharts.
func (n *named) defaults(ch *chart.Chart) {
	values.Each(ch.Values, func(name, text string) {
		if !isWord(strings.TrimSpace(text)) && n.isCredential(name) {
			n.op.Secrets.AddAlone(text)
		}
	})
	for _, sub := range ch.Dependencies() {
		n.defaults(sub)
	}
}

func isWord(text string) bool {
	return len(text) < mixedWord || len(text) < longWord && !(strings.ContainsFunc(text, unicode.IsLetter) && strings.ContainsFunc(text, unicode.IsDigit))
}

func (n *named) isCredential(name string) bool {
	if n.kept >= n.most {
		return false
	}
	credential, known := n.names[name]
	if !known && len(n.names) < mostNames {
		credential = secret.Named(name)
		n.names[name] = credential
	}
	if credential {
		n.kept++
	}
	return credential
}
