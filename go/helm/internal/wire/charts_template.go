package wire

import "errors"

// TemplateOptions are the options of charts.template.
type TemplateOptions struct {
	NamespaceOption
	ChartSourceOptions
	LinksOption
	DependencyUpdateOption
	NameOptions
	ValuesOptions
	RenderOptions
	HooksOption
	RecordOptions
	// The name of the release. CLI: the first argument.
	//
	// @default "release-name"
	Name string `json:"name,omitempty"`
	// Put the chart's crds/ into the manifest. CLI: --include-crds.
	//
	// @default false
	IncludeCrds bool `json:"includeCrds,omitempty"`
	// Leave test hooks out of hooks. CLI: --skip-tests.
	//
	// @default false
	SkipTests bool `json:"skipTests,omitempty"`
	// Set .Release.IsUpgrade instead of .Release.IsInstall. CLI: --is-upgrade.
	//
	// @default false
	IsUpgrade bool `json:"isUpgrade,omitempty"`
	// The Kubernetes version that charts see; not with dryRun: "server". CLI: --kube-version.
	//
	// @default the version of the linked Kubernetes client
	KubeVersion string `json:"kubeVersion,omitempty"`
	// More entries for .Capabilities.APIVersions; not with dryRun: "server". CLI: --api-versions.
	ApiVersions []string `json:"apiVersions,omitempty"`
	// "client" asks no cluster. With "server" lookup works, .Capabilities are the cluster's, each kind
	// must be one that it serves or that the chart's crds/ define, and an object that exists and is not
	// this release's is an error. What the API server finds wrong when objects are written, such as an
	// unknown field, is not found: releases.install with dryRun: "server" finds that. CLI: --dry-run.
	//
	// @default "client"
	DryRun TemplateDryRun `json:"dryRun,omitempty"`
	// With dryRun: "server": do not read the API server's OpenAPI document, by which Helm checks fields
	// for an API server before Kubernetes 1.25. CLI: --disable-openapi-validation.
	//
	// @default false
	DisableOpenapiValidation bool `json:"disableOpenapiValidation,omitempty"`
	// With dryRun: "server": accept existing objects that carry no or another release's annotations.
	// CLI: --take-ownership.
	//
	// @default false
	TakeOwnership bool `json:"takeOwnership,omitempty"`
	// Give the documents of the manifest as objects too, read by Helm's own YAML rules: 0o777 is 511
	// and yes is true. Documents without an object are left out, a List stays one object, and whole
	// numbers above 2^53 are rounded, as JavaScript's are.
	//
	// @default false
	Objects bool `json:"objects,omitzero"`
	// Keep only the manifests of these templates, paths within the chart; patterns work.
	// CLI: --show-only.
	ShowOnly []string `json:"showOnly,omitempty"`
	// Write each template's result to a file below this directory too. CLI: --output-dir.
	OutputDir string `json:"outputDir,omitempty"`
	// With outputDir: put the files below a directory named like the release. CLI: --release-name.
	//
	// @default false
	ReleaseName bool `json:"releaseName,omitempty"`
}

// TemplateRequest is charts.template.
type TemplateRequest struct {
	TemplateOptions
	Chart ChartRef `json:"chart"`
}

// TemplateResult is a rendered chart.
type TemplateResult struct {
	// What `helm template` prints: the objects, then the hooks, as YAML documents.
	Manifest Text `json:"manifest"`
	// The hooks, each with its own manifest.
	Hooks []Hook `json:"hooks"`
	// The rendered NOTES.txt, which `helm template` does not print.
	Notes Text `json:"notes"`
	// With objects: the documents of the manifest, hooks included, in its order.
	Objects []KubernetesObject `json:"objects,omitzero"`
}

// TemplateDryRun is "client" or "server".
type TemplateDryRun string

// TemplateServer renders with what a cluster says.
const TemplateServer TemplateDryRun = "server"

// UnmarshalJSON takes one of the two words.
func (d *TemplateDryRun) UnmarshalJSON(data []byte) error {
	switch string(data) {
	case `"client"`, `"server"`:
		*d = TemplateDryRun(data[1 : len(data)-1])
		return nil
	}
	return errors.New("must be \"client\" or \"server\"")
}
