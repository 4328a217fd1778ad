// Package releases runs the verbs of helm.releases: in the file of a verb, newX maps its options onto the action of Helm
// that X runs.
package releases

import (
	"helm.sh/helm/v4/pkg/action"
	ri "helm.sh/helm/v4/pkg/release"
	release "helm.sh/helm/v4/pkg/release/v1"

	"bunhelm/helm/internal/access"
	"bunhelm/helm/internal/chartfiles"
	"bunhelm/helm/internal/naming"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/render"
	"bunhelm/helm/internal/results"
	"bunhelm/helm/internal/session"
	"bunhelm/helm/internal/slots"
	"bunhelm/helm/internal/wire"
)

// newInstall maps the options of releases.install.
func newInstall(config *action.Configuration, r *wire.InstallRequest) *action.Install {
	i := action.NewInstall(config)
	i.CreateNamespace = r.CreateNamespace
	i.ForceReplace = r.ForceReplace
	i.ForceConflicts = r.ForceConflicts
	i.ServerSideApply = serverSide(r) == "true"
	i.DisableHooks = r.NoHooks
	i.Replace = r.Replace
	i.Timeout = r.Timeout.Or(defaultTimeout)
	i.WaitStrategy = strategy(&r.WaitOption)
	i.WaitForJobs = r.WaitForJobs
	i.GenerateName = r.GenerateName
	i.NameTemplate = r.NameTemplate
	i.Description = r.Description
	i.DisableOpenAPIValidation = r.DisableOpenapiValidation
	i.RollbackOnFailure = r.RollbackOnFailure
	i.SkipCRDs = r.SkipCrds || r.Crds != ""
	i.SubNotes = r.RenderSubchartNotes
	i.SkipSchemaValidation = r.SkipSchemaValidation
	i.Labels = r.Labels
	i.EnableDNS = r.EnableDns
	i.HideNotes = r.HideNotes
	i.TakeOwnership = r.TakeOwnership
	i.HideSecret = r.HideSecret
	i.DryRunStrategy = dryRun(r.DryRun)
	i.PostRenderStrategy = render.PostRenderStrategy(r.PostRenderStrategy)
	return i
}

// serverSide is the way of applying; an install knows no "auto".
func serverSide(r *wire.InstallRequest) wire.ServerSide {
	if r.ServerSide == nil || *r.ServerSide {
		return "true"
	}
	return "false"
}

// Install is `helm install` (pkg/action/install.go): name, options, chart and values first, then the session, so that
// what is wrong with them is told before a cluster is asked. The record of an install that fails is left to
// s.Perform, what the API server would say of a dry run to rehearseInstall.
func Install(op *operation.Operation, r *wire.InstallRequest) (result wire.Release, err error) {
	defer render.Validating(op, r.SchemaReferences)()
	name, err := naming.ReleaseName(r.Name, r.Chart, &r.NameOptions)
	if err != nil {
		return result, err
	}
	op.Evidence.Release(name, r.Namespace)
	if err := checkDeploy(&r.DeployOptions, serverSide(r)); err != nil {
		return result, err
	}
	rules, err := readiness(op, &r.WaitOptions)
	if err != nil {
		return result, err
	}
	p, err := render.Prepare(op, r.Chart, &r.ChartSourceOptions, r.DependencyUpdateOption, chartfiles.Installable, &r.ValuesOptions)
	if err != nil {
		return result, err
	}
	if err := chartfiles.Installable(p.Chart); err != nil {
		return result, err
	}
	if r.DryRun == "client" {
		return dryInstall(op, r, p, name)
	}
	s, err := openToWrite(op, name, r.Namespace, holding(r.DryRun.IsDry()))
	if err != nil {
		return result, err
	}
	defer s.Close()
	s.Kube.SetReadiness(rules)
	s.Kube.Unvalidated = r.DisableOpenapiValidation
	freed, err := takeOver(s, name, r.TakeOver, r.DryRun.IsDry())
	if err != nil {
		return result, err
	}
	r.Replace = r.Replace || freed
	return runInstall(op, s, newInstall(s.Config, r), &r.DeployOptions, p, name, nil)
}

// dryInstall needs no cluster.
func dryInstall(op *operation.Operation, r *wire.InstallRequest, p *render.Prepared, name string) (result wire.Release, err error) {
	i := newInstall(session.ClientOnly(op), r)
	i.ReleaseName = name
	if i.Namespace, err = access.Namespace(op, r.Namespace); err != nil {
		return result, err
	}
	if i.PostRenderer, err = render.PostRenderer(op, &r.PostRenderOptions); err != nil {
		return result, err
	}
	op.Evidence.Release(name, i.Namespace)
	releaser, err := p.Render(op, i)
	if err != nil {
		return result, err
	}
	result, err = installed(op, releaser, &r.DeployOptions)
	return tried(result, r.DryRun), err
}

// installed makes the result.
func installed(op *operation.Operation, releaser ri.Releaser, o *wire.DeployOptions) (result wire.Release, err error) {
	rel, err := results.V1(releaser)
	if err != nil {
		return result, err
	}
	result, err = changed(op, rel, o.Objects)
	if o.HideNotes {
		result.Notes = ""
	}
	return result, err
}

// changed is the result of an operation that has changed a release.
func changed(op *operation.Operation, rel *release.Release, objects bool) (result wire.Release, err error) {
	result = results.Release(rel)
	result.Applied = op.Evidence.Seen().Applied
	if objects {
		result.Objects, err = results.Objects(rel)
	}
	return result, err
}

// runInstall runs the action and ends its record; releases.upgrade comes here too.
func runInstall(op *operation.Operation, s *session.Session, i *action.Install, options *wire.DeployOptions, p *render.Prepared, name string, plan *plan) (result wire.Release, err error) {
	i.ReleaseName, i.Namespace = name, s.Namespace
	s.Kube.ClientSide, s.Kube.NoHooks = !i.ServerSideApply, i.DisableHooks
	if i.PostRenderer, err = render.PostRenderer(op, &options.PostRenderOptions); err != nil {
		return result, err
	}
	// Helm takes a history that cannot be read for a free name (pkg/action/install.go availableName).
	if _, err := s.Newest(name); err != nil {
		return result, err
	}
	if err := slots.Overloaded(); err != nil {
		return result, err
	}
	op.Evidence.Phase(wire.PhaseRender, 0)
	i.SkipSchemaValidation = p.SkipsSchema(i.SkipSchemaValidation)
	if i.DryRunStrategy == action.DryRunServer {
		s.Rehearse()
	}
	crds := bring(op, s, p.Chart, options, modeOf(options, true, i.ServerSideApply), plan)
	defer crds.wait()
	var releaser ri.Releaser
	err = s.Perform(name, func() (err error) {
		releaser, err = i.RunWithContext(render.Guarded(op), p.Chart, p.Values)
		if err = crds.end(err); err == nil {
			err = rehearseInstall(s, i, crds, releaser, plan)
		}
		return err
	})
	if err != nil {
		return result, explainRelease(s, op, name, explainSize(op, p.Chart, render.ExplainYAML(p.Explain(err, p.Values), render.Partly(releaser))))
	}
	result, err = installed(op, releaser, options)
	result.Left = s.Kube.Left()
	return tried(result, wire.DryRun(i.DryRunStrategy)), err
}
