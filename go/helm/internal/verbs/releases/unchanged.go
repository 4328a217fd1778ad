package releases

import (
	"encoding/json"
	"errors"
	"slices"

	"helm.sh/helm/v4/pkg/action"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/release/common"
	release "helm.sh/helm/v4/pkg/release/v1"

	"bunhelm/helm/internal/planning"
	"bunhelm/helm/internal/results"
	"bunhelm/helm/internal/session"
)

// unchanged is what an upgrade has found that writes nothing where nothing would change. A nil one is that of another.
type unchanged struct{ deployed *release.Release }

var errUnchanged = errors.New("nothing has changed")

// skipUnchanged ends an upgrade before its record is written, if there is nothing to do.
func skipUnchanged(s *session.Session, u *action.Upgrade, name string) *unchanged {
	found := &unchanged{}
	s.Expect(func(next *release.Release) error {
		deployed, err := upgraded(s, name)
		if err != nil || !sameRevision(deployed, next) {
			return err
		}
		outcome, err := s.LookAside(upgradePlan(u, deployed, next))
		if err != nil || !planning.Unchanged(outcome) {
			return err
		}
		found.deployed = deployed
		return errUnchanged
	})
	return found
}

func (u *unchanged) found() bool { return u != nil && u.deployed != nil }

// is tells whether an upgrade has ended since there was nothing to do.
func (u *unchanged) is(err error) bool { return u.found() && errors.Is(err, errUnchanged) }

// sameRevision tells whether a revision that would follow the deployed one says the same.
func sameRevision(deployed, next *release.Release) bool {
	if deployed == nil || deployed.Info.Status != common.StatusDeployed || next.Version != deployed.Version+1 || next.Info.Status != common.StatusPendingUpgrade {
		return false
	}
	return same(essence(deployed), essence(next))
}

// essence is what a revision says, apart from when and how it came about. All else of a hook stands in its manifest.
func essence(rel *release.Release) []any {
	said := []any{rel.Manifest, rel.ApplyMethod, values(rel.Config), values(results.OwnLabels(rel.Labels)), rel.Info.Notes}
	said = append(said, ofChart(rel.Chart)...)
	for _, hook := range rel.Hooks {
		said = append(said, hook.Path, hook.Manifest)
	}
	return said
}

// ofChart is what a chart and those in it say of themselves, and their default values.
func ofChart(ch *chart.Chart) (said []any) {
	if ch == nil {
		return nil
	}
	said = append(said, ch.Metadata, values(ch.Values))
	for _, dependency := range ch.Dependencies() {
		said = append(said, ofChart(dependency)...)
	}
	return said
}

// values are the same, whether there is none or nothing that could hold any.
func values[V any](all map[string]V) map[string]V {
	if len(all) == 0 {
		return nil
	}
	return all
}

func same(a, b any) bool {
	one, err := json.Marshal(a)
	other, otherErr := json.Marshal(b)
	return err == nil && otherErr == nil && slices.Equal(one, other)
}
