package releases

import (
	"slices"

	"helm.sh/helm/v4/pkg/action"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	ri "helm.sh/helm/v4/pkg/release"
	"helm.sh/helm/v4/pkg/release/common"

	"bunhelm/helm/internal/chartfiles"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/planning"
	"bunhelm/helm/internal/render"
	"bunhelm/helm/internal/session"
	"bunhelm/helm/internal/slots"
	"bunhelm/helm/internal/wire"
)

// newUpgrade maps the options of releases.upgrade.
func newUpgrade(config *action.Configuration, r *wire.UpgradeRequest, maxHistory int) *action.Upgrade {
	u := action.NewUpgrade(config)
	u.Install = r.Install
	u.ForceReplace = r.ForceReplace
	u.ForceConflicts = r.ForceConflicts
	u.ServerSideApply = string(applyMethod(&r.ApplyOptions, r.ServerSide))
	u.DisableHooks = r.NoHooks
	u.DisableOpenAPIValidation = r.DisableOpenapiValidation
	u.SkipCRDs = r.SkipCrds || r.Crds != ""
	u.Timeout = r.Timeout.Or(defaultTimeout)
	u.WaitStrategy = strategy(&r.WaitOption)
	u.WaitForJobs = r.WaitForJobs
	u.ResetValues = r.ResetValues
	u.ReuseValues = r.ReuseValues
	u.ResetThenReuseValues = r.ResetThenReuseValues
	u.RollbackOnFailure = r.RollbackOnFailure
	u.MaxHistory = maxHistory
	if r.HistoryMax != nil {
		u.MaxHistory = *r.HistoryMax
	}
	u.CleanupOnFail = r.CleanupOnFail
	u.SubNotes = r.RenderSubchartNotes
	u.HideNotes = r.HideNotes
	u.SkipSchemaValidation = r.SkipSchemaValidation
	u.Labels = r.Labels
	u.Description = r.Description
	u.EnableDNS = r.EnableDns
	u.TakeOwnership = r.TakeOwnership
	u.HideSecret = r.HideSecret
	u.DryRunStrategy = dryRun(r.DryRun)
	u.PostRenderStrategy = render.PostRenderStrategy(r.PostRenderStrategy)
	return u
}

// Upgrade is `helm upgrade` (pkg/action/upgrade.go): options, chart and values, then the session. With install, and
// no release of the name, it runs an install instead, as pkg/cmd/upgrade.go does. The record of an upgrade that fails
// is left to s.Perform.
func Upgrade(op *operation.Operation, r *wire.UpgradeRequest) (wire.Release, error) {
	return upgrade(op, r, nil)
}

// upgrade is Upgrade, or what a plan makes of it.
func upgrade(op *operation.Operation, r *wire.UpgradeRequest, plan *plan) (result wire.Release, err error) {
	defer render.Validating(op, r.SchemaReferences)()
	if err := nameRelease(op, r.Name, r.Namespace); err != nil {
		return result, err
	}
	if err := checkDeploy(&r.DeployOptions, applyMethod(&r.ApplyOptions, r.ServerSide)); err != nil {
		return result, err
	}
	if r.HistoryMax != nil && *r.HistoryMax < 0 {
		return result, fault.InvalidArgument("historyMax", "historyMax must not be below 0")
	}
	rules, err := readiness(op, &r.WaitOptions)
	if err != nil {
		return result, err
	}
	p, err := render.Prepare(op, r.Chart, &r.ChartSourceOptions, r.DependencyUpdateOption, nil, &r.ValuesOptions)
	if err != nil {
		return result, err
	}
	s, err := openToWrite(op, r.Name, r.Namespace, holding(r.DryRun.IsDry()))
	if err != nil {
		return result, err
	}
	defer s.Close()
	s.Kube.SetReadiness(rules)
	s.Kube.Unvalidated = r.DisableOpenapiValidation
	var carried *carrying
	if r.Plan != nil {
		carried = carryOut(op, s, r.Plan)
	}
	knowRecords(op, s, &r.ValuesOptions, p.Chart, plan.reads()...)
	if r.Plan != nil {
		newest, err := s.Newest(r.Name)
		if err != nil {
			return result, err
		}
		if err := planning.CheckRevision(r.Plan, newest); err != nil {
			return result, err
		}
	}
	missing, replace := false, false
	if r.Install {
		if missing, replace, err = needsInstall(s, r.Name); err != nil {
			return result, err
		}
	}
	defines := missing || writesDefinitions(r.Crds)
	if r.Plan != nil && (defines || r.TakeOver != nil) {
		if err := checkBefore(op, r); err != nil {
			return result, err
		}
		if carried.installs = missing; defines {
			carried.redefined = redefinedBy(p.Chart)
		}
	}
	if _, err := takeOver(s, r.Name, r.TakeOver, r.DryRun.IsDry()); err != nil {
		return result, err
	}
	if missing {
		return installInstead(op, s, r, p, replace, plan)
	}
	s.Kube.NoHooks = r.NoHooks
	u := newUpgrade(s.Config, r, session.MaxHistory(op.Client))
	u.Namespace = s.Namespace
	if u.PostRenderer, err = render.PostRenderer(op, &r.PostRenderOptions); err != nil {
		return result, err
	}
	if err := slots.Overloaded(); err != nil {
		return result, err
	}
	op.Evidence.Phase(wire.PhaseRender, 0)
	if !reuses(r, p.Values) {
		u.SkipSchemaValidation = p.SkipsSchema(u.SkipSchemaValidation)
	}
	if r.DryRun == "server" {
		s.Rehearse()
	}
	if r.MissingKinds == wire.MissingKindsSkip {
		s.Kube.SkipMissing()
	}
	crds := bring(op, s, p.Chart, &r.DeployOptions, modeOf(&r.DeployOptions, false, false), plan)
	defer crds.wait()
	if r.Plan == nil {
		crds.rehearse = func() error {
			call := *r
			call.DryRun = wire.DryRunServer
			_, err := upgrade(op, &call, nil)
			return err
		}
	}
	var releaser ri.Releaser
	var same *unchanged
	if r.SkipIfUnchanged && !r.DryRun.IsDry() {
		same = skipUnchanged(s, u, r.Name)
	}
	err = s.Perform(r.Name, func() (err error) {
		releaser, err = u.RunWithContext(render.Guarded(op), r.Name, p.Chart, p.Values)
		if same.is(err) {
			releaser, err = same.deployed, nil
		}
		if err = crds.end(err); err == nil {
			err = rehearseUpgrade(s, u, crds, releaser, plan)
		}
		return err
	})
	if err != nil {
		values := reused(s, r, p.Values)
		err = render.ExplainYAML(p.Explain(err, values), renderAgain(p, u, s.Config, r.Name, values))
		if fault.IsForeign(err) && op.Err() == nil {
			return result, s.ExplainOwnership(r.Name, true, err)
		}
		return result, explainRelease(s, op, r.Name, explainSize(op, p.Chart, err))
	}
	result, err = installed(op, releaser, &r.DeployOptions)
	result.Left = s.Kube.Left()
	result.Unchanged = same.found()
	return tried(result, r.DryRun), err
}

// reuses: with no values given, or when asked to, those of the former revision count too
// (pkg/action/upgrade.go reuseValues).
func reuses(r *wire.UpgradeRequest, values map[string]any) bool {
	return !r.ResetValues && (len(values) == 0 || r.ReuseValues || r.ResetThenReuseValues)
}

// reused are the values that Helm has validated.
func reused(s *session.Session, r *wire.UpgradeRequest, values map[string]any) map[string]any {
	if !reuses(r, values) {
		return values
	}
	history, err := s.History(r.Name)
	if err != nil || len(history) == 0 {
		return values
	}
	current := history[len(history)-1]
	for _, rel := range slices.Backward(history) { // rather than one that has failed
		if rel.Info.Status == common.StatusDeployed {
			current = rel
			break
		}
	}
	return loader.MergeMaps(current.Config, values)
}

// needsInstall looks for the release (pkg/cmd/upgrade.go): missing, or uninstalled with kept
// history, whose name is then replaced.
func needsInstall(s *session.Session, name string) (missing, replace bool, err error) {
	newest, err := s.Newest(name)
	if err != nil {
		return false, false, err
	}
	if newest == nil {
		return true, false, nil
	}
	uninstalled := newest.Info.Status == common.StatusUninstalled
	return uninstalled, uninstalled, nil
}

// installInstead runs an install with the options of an upgrade.
func installInstead(op *operation.Operation, s *session.Session, r *wire.UpgradeRequest, p *render.Prepared, replace bool, plan *plan) (wire.Release, error) {
	if err := chartfiles.Installable(p.Chart); err != nil {
		return wire.Release{}, err
	}
	i := newInstall(s.Config, asInstall(r, replace))
	return runInstall(op, s, i, &r.DeployOptions, p, r.Name, plan)
}

// asInstall carries the options over to an install (pkg/cmd/upgrade.go).
func asInstall(r *wire.UpgradeRequest, replace bool) *wire.InstallRequest {
	serverSide := applyMethod(&r.ApplyOptions, r.ServerSide) != "false"
	return &wire.InstallRequest{Name: r.Name, InstallOptions: wire.InstallOptions{
		DeployOptions: r.DeployOptions,
		ServerSide:    &serverSide,
		Replace:       replace,
	}}
}
