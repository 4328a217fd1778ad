// Package charts runs the verbs of helm.charts.
package charts

import (
	"cmp"
	"path/filepath"
	"slices"

	"helm.sh/helm/v4/pkg/action"
	"helm.sh/helm/v4/pkg/chart/common"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	ri "helm.sh/helm/v4/pkg/release"
	release "helm.sh/helm/v4/pkg/release/v1"

	"bunhelm/helm/internal/access"
	"bunhelm/helm/internal/chartfiles"
	"bunhelm/helm/internal/cores"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/naming"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/render"
	"bunhelm/helm/internal/results"
	"bunhelm/helm/internal/session"
	"bunhelm/helm/internal/slots"
	"bunhelm/helm/internal/wire"
)

// renderSlots are as many at once as there are cores: more gain nothing and cost memory.
var renderSlots = slots.New(cores.Count)

// AfterTemplate is how to go on when a render has failed.
var AfterTemplate = operation.Advice{
	NoVersion: "the option kubeVersion renders for another version; dryRun: \"server\" renders for the cluster's",
}

// newTemplate maps the options of charts.template.
func newTemplate(config *action.Configuration, r *wire.TemplateRequest) *action.Install {
	i := action.NewInstall(config)
	i.DryRunStrategy = action.DryRunClient
	if r.DryRun == wire.TemplateServer {
		i.DryRunStrategy = action.DryRunServer
	}
	i.Replace = true // skips the check of the name, as pkg/cmd/template.go does
	i.IncludeCRDs = r.IncludeCrds
	i.SkipCRDs = r.SkipCrds
	i.IsUpgrade = r.IsUpgrade
	i.APIVersions = common.VersionSet(r.ApiVersions)
	i.DisableHooks = r.NoHooks
	i.Description = r.Description
	i.SubNotes = r.RenderSubchartNotes
	i.SkipSchemaValidation = r.SkipSchemaValidation
	i.EnableDNS = r.EnableDns
	i.Labels = r.Labels
	i.UseReleaseName = r.ReleaseName
	i.DisableOpenAPIValidation = r.DisableOpenapiValidation
	i.TakeOwnership = r.TakeOwnership
	i.PostRenderStrategy = render.PostRenderStrategy(r.PostRenderStrategy)
	return i
}

// Template is `helm template` (pkg/cmd/template.go): an install that changes nothing. Without a cluster it takes a
// slot to render once chart and values are here; what is printed, and written to outputDir, is left to rendered.
func Template(op *operation.Operation, r *wire.TemplateRequest) (result wire.TemplateResult, err error) {
	defer render.Validating(op, r.SchemaReferences)()
	server := r.DryRun == wire.TemplateServer
	if !server {
		op.Evidence.Brief()
	}
	name := r.Name
	if name == "" && !r.GenerateName && r.NameTemplate == "" {
		name = "release-name"
	}
	if name, err = naming.ReleaseName(name, r.Chart, &r.NameOptions); err != nil {
		return result, err
	}
	if err := checkTemplate(r, server); err != nil {
		return result, err
	}
	releaser, err := renderFor(op, r, name, server)
	if rel, ok := releaser.(*release.Release); ok && rel != nil {
		op.Evidence.Manifest(rel.Manifest)
	}
	if err != nil {
		return result, err
	}
	rel, err := results.V1(releaser)
	if err != nil {
		return result, err
	}
	return rendered(op, r, rel)
}

func checkTemplate(r *wire.TemplateRequest, server bool) error {
	if err := cmp.Or(naming.CheckSystemLabels(r.Labels), render.CheckPostRender(&r.PostRenderOptions)); err != nil {
		return err
	}
	if err := naming.CheckLabels(r.Labels); server && err != nil {
		return err
	}
	switch {
	case server && r.KubeVersion != "":
		return fault.InvalidArgument("kubeVersion", "kubeVersion: with dryRun: \"server\" it is the cluster's")
	case server && len(r.ApiVersions) > 0:
		return fault.InvalidArgument("apiVersions", "apiVersions: with dryRun: \"server\" they are the cluster's")
	case !server && r.DisableOpenapiValidation:
		return fault.InvalidArgument("disableOpenapiValidation", "disableOpenapiValidation needs dryRun: \"server\"")
	case !server && r.TakeOwnership:
		return fault.InvalidArgument("takeOwnership", "takeOwnership needs dryRun: \"server\"")
	}
	return nil
}

// renderFor renders with what a cluster says, or without one: then in one of the slots.
func renderFor(op *operation.Operation, r *wire.TemplateRequest, name string, server bool) (ri.Releaser, error) {
	config, namespace := session.ClientOnly(op), ""
	expect := func([]chart.CRD, bool) {}
	var opened *session.Session
	if server {
		s, err := session.Open(op, session.Options{Namespace: r.Namespace})
		if err != nil {
			return nil, err
		}
		defer s.Close()
		config, namespace, expect, opened = s.Config, s.Namespace, s.Kube.Expect, s
		s.Rehearse()
	}
	i := newTemplate(config, r)
	i.ReleaseName, i.Namespace = name, namespace
	var err error
	if namespace == "" {
		i.Namespace = access.NamespaceText(op, r.Namespace)
	}
	if r.KubeVersion != "" {
		if i.KubeVersion, err = common.ParseKubeVersion(r.KubeVersion); err != nil {
			return nil, fault.InvalidArgument("kubeVersion", "kubeVersion: %q: %v", r.KubeVersion, err)
		}
	}
	if i.PostRenderer, err = render.PostRenderer(op, &r.PostRenderOptions); err != nil {
		return nil, err
	}
	// What may wait for a server takes no slot.
	values, err := render.MergeValues(op, &r.ValuesOptions)
	if err != nil {
		return nil, err
	}
	found, err := render.Find(op, r.Chart, &r.ChartSourceOptions, r.DependencyUpdateOption, chartfiles.Installable)
	if err != nil {
		return nil, err
	}
	if !server {
		leave, err := op.Work.Enter(renderSlots, op.Timeout)
		if err != nil {
			return nil, err
		}
		defer leave()
	}
	p, err := render.PrepareWith(op, found, values, &r.ValuesOptions)
	if err != nil {
		return nil, err
	}
	if err := chartfiles.Installable(p.Chart); err != nil {
		return nil, err
	}
	if !r.SkipCrds {
		expect(p.Chart.CRDObjects(), false)
	}
	releaser, err := p.Render(op, i)
	if opened != nil && op.Err() == nil {
		err = opened.ExplainOwnership(name, false, err)
	}
	return releaser, err
}

// rendered makes the result as pkg/cmd/template.go prints it.
func rendered(op *operation.Operation, r *wire.TemplateRequest, rel *release.Release) (result wire.TemplateResult, err error) {
	wanted := rel.Hooks
	if r.NoHooks {
		wanted = nil
	}
	if r.SkipTests {
		wanted = slices.DeleteFunc(slices.Clone(wanted), render.IsTest)
	}
	printed := render.Printed(rel.Manifest, wanted)
	if len(r.ShowOnly) > 0 {
		if printed, err = render.ShowOnly(printed, r.ShowOnly); err != nil {
			return result, err
		}
	}
	if r.OutputDir != "" {
		directory := string(r.OutputDir)
		if r.ReleaseName {
			directory = filepath.Join(directory, rel.Name)
		}
		documents := printed
		if len(r.ShowOnly) == 0 { // as they are before printing trims them
			documents = rel.Manifest
			if r.IncludeCrds { // beside the release's directory, as the command does
				documents, err = render.WriteCRDs(string(r.OutputDir), rel.Chart, documents)
			}
			documents += render.HookDocuments(wanted)
		}
		if err == nil {
			err = render.WriteTemplates(directory, documents)
		}
		if err != nil {
			return result, fault.InvalidArgument("outputDir", "outputDir: %v", err)
		}
	}
	result = wire.TemplateResult{Manifest: wire.Text(printed), Hooks: results.Hooks(wanted), Notes: wire.Text(rel.Info.Notes)}
	if r.Objects {
		result.Objects, err = render.Objects(printed)
	}
	return result, err
}
