package cmdport

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	release "helm.sh/helm/v4/pkg/release/v1"

	"bunhelm/helm/internal/bounded"
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
	names *named
}

// KnownOf looks for what a request names; MergeValues has checked the paths.
func KnownOf(op *operation.Operation, options *wire.ValuesOptions) *Known {
	return &Known{op, SensitiveOf(options), &named{op: op, names: map[string]bool{}}}
}

// Chart knows what the chart and its subcharts bring along, and what of the given values is theirs.
func (k *Known) Chart(ch *chart.Chart, given map[string]any) {
	k.defaults(ch)
	k.within(ch, given, k.paths)
}

// ChartAt is Chart of a directory or an archive that may be broken: then at least of its values.yaml. It refuses what
// LoadChart does, since Helm is about to load it itself.
func (k *Known) ChartAt(path string, given map[string]any) error {
	links := bounded.Links(k.op.FollowsLinks())
	if ch, err := bounded.Load(path, links); err == nil {
		if err := bounded.CheckUses(ch); err != nil {
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
	values.Each(rel.Config, k.names.look)
	k.paths.know(k.op, rel.Config)
	if ch != nil {
		k.within(ch, rel.Config, k.paths)
	}
	if rel.Chart != nil {
		k.Chart(rel.Chart, rel.Config)
	}
}

func (k *Known) defaults(ch *chart.Chart) {
	values.Each(ch.Values, k.names.look)
	for _, sub := range ch.Dependencies() {
		k.defaults(sub)
	}
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
	// mostNames bounds how many names are looked at for what they say, and how many values are kept for it.
	mostNames = 10_000
	// shortestNamed is how long a value is at least that is secret because of its name: shorter ones are
	// examples, and words.
	shortestNamed = 6
)

// named keeps values to the operation whose names are those of credentials, such as db.password.
type named struct {
	op    *operation.Operation
	names map[string]bool // many values have few names
	kept  int
}

func (n *named) look(name, text string) {
	if len(text) < shortestNamed || n.kept == mostNames {
		return
	}
	credential, known := n.names[name]
	if !known && len(n.names) < mostNames {
		credential = secret.Named(name)
		n.names[name] = credential
	}
	if credential {
		n.op.Know(text)
		n.kept++
	}
}
