package releases

import (
	"slices"

	"helm.sh/helm/v4/pkg/action"
	ri "helm.sh/helm/v4/pkg/release"
	"helm.sh/helm/v4/pkg/release/common"
	release "helm.sh/helm/v4/pkg/release/v1"

	"bunhelm/helm/internal/rehearsal"
	"bunhelm/helm/internal/results"
	"bunhelm/helm/internal/session"
	"bunhelm/helm/internal/wire"
)

// rehearseInstall lets the API server try what an install has rendered, if that is what is wanted.
func rehearseInstall(s *session.Session, i *action.Install, crds *crds, releaser ri.Releaser, foreseen *plan) error {
	if i.DryRunStrategy != action.DryRunServer {
		return nil
	}
	rel, err := results.V1(releaser)
	if err != nil {
		return err
	}
	plan := rehearsal.Plan{
		Record:   func() error { return s.TryRecord(rel) },
		Converts: true, ServerSide: i.ServerSideApply, ForceConflicts: i.ForceConflicts, ForceReplace: i.ForceReplace,
		TakeOwnership: i.TakeOwnership,
	}
	if i.CreateNamespace {
		plan.Namespace = i.Namespace
	}
	if !i.SkipCRDs && foreseen == nil { // which tells of each by itself
		plan.CRDs = crds.set().CRDs()
	}
	if !i.DisableHooks {
		plan.Hooks, plan.Events = hooksOf(rel, ofInstall...), ofInstall
	}
	if foreseen != nil {
		return foreseen.look(s, course{verb: wire.PlannedInstall, next: rel, events: ofInstall, crds: crds}, plan)
	}
	if err := crds.try(); err != nil {
		return err
	}
	return s.Try(plan)
}

// rehearseUpgrade does so for an upgrade.
func rehearseUpgrade(s *session.Session, u *action.Upgrade, crds *crds, releaser ri.Releaser, foreseen *plan) error {
	if u.DryRunStrategy != action.DryRunServer {
		return nil
	}
	rel, err := results.V1(releaser)
	if err != nil {
		return err
	}
	original, err := upgraded(s, rel.Name)
	if err != nil {
		return err
	}
	plan := upgradePlan(u, original, rel)
	plan.Record = func() error { return s.TryRecord(rel) }
	if !u.DisableHooks {
		plan.Hooks, plan.Events = hooksOf(rel, ofUpgrade...), ofUpgrade
	}
	if foreseen != nil {
		return foreseen.look(s, course{verb: wire.PlannedUpgrade, from: original, next: rel, events: ofUpgrade, crds: crds}, plan)
	}
	if err := crds.try(); err != nil {
		return err
	}
	return s.Try(plan)
}

// The events for which a call runs hooks: before its objects, and after.
var (
	ofInstall  = []release.HookEvent{release.HookPreInstall, release.HookPostInstall}
	ofUpgrade  = []release.HookEvent{release.HookPreUpgrade, release.HookPostUpgrade}
	ofRollback = []release.HookEvent{release.HookPreRollback, release.HookPostRollback}
	ofDelete   = []release.HookEvent{release.HookPreDelete, release.HookPostDelete}
)

// upgradePlan is what an upgrade writes, but for its record and hooks.
func upgradePlan(u *action.Upgrade, original, rel *release.Release) rehearsal.Plan {
	return rehearsal.Plan{
		Upgrade: true, ServerSide: rel.ApplyMethod == string(release.ApplyMethodServerSideApply),
		ForceConflicts: u.ForceConflicts, ForceReplace: u.ForceReplace, TakeOwnership: u.TakeOwnership, Events: ofUpgrade,
		Converts: original == nil || original.ApplyMethod != string(release.ApplyMethodServerSideApply),
	}
}

// upgraded is the revision that an upgrade starts from: the deployed one, else the newest
// (pkg/action/upgrade.go prepareUpgrade).
func upgraded(s *session.Session, name string) (*release.Release, error) {
	history, err := s.History(name)
	if err != nil || len(history) == 0 {
		return nil, err
	}
	for _, rel := range slices.Backward(history) {
		if rel.Info.Status == common.StatusDeployed {
			return rel, nil
		}
	}
	return history[len(history)-1], nil
}

func hooksOf(rel *release.Release, events ...release.HookEvent) (found []*release.Hook) {
	for _, hook := range rel.Hooks {
		if slices.ContainsFunc(events, func(event release.HookEvent) bool { return slices.Contains(hook.Events, event) }) {
			found = append(found, hook)
		}
	}
	return found
}

// tried marks the result of a dry run: Helm's word for it is that of an operation under way.
func tried(result wire.Release, option wire.DryRun) wire.Release {
	if option.IsDry() {
		result.Status = wire.StatusDryRun
	}
	return result
}
