package wire

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
	// Include the chart's crds/ in the manifest. CLI: --include-crds.
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
	// The Kubernetes version that templates see. Not with dryRun: "server". CLI: --kube-version.
	//
	// @default the version of the linked Kubernetes client
	KubeVersion string `json:"kubeVersion,omitempty"`
	// Additional entries for .Capabilities.APIVersions. Not with dryRun: "server". CLI: --api-versions.
	ApiVersions []string `json:"apiVersions,omitempty"`
	// "client" contacts no cluster. With "server", lookup works and .Capabilities are the cluster's. Every kind must
	// be served by the cluster or defined in the chart's crds/, and an object that exists but does not belong to this
	// release is an error. Errors that the API server reports only when objects are written, such as an unknown
	// field, are not found; use releases.install with dryRun: "server" for that. CLI: --dry-run.
	//
	// @default "client"
	DryRun TemplateDryRun `json:"dryRun,omitempty"`
	// With dryRun: "server": do not read the API server's OpenAPI document, which Helm uses to check fields before
	// Kubernetes 1.25. CLI: --disable-openapi-validation.
	//
	// @default false
	DisableOpenapiValidation bool `json:"disableOpenapiValidation,omitempty"`
	// With dryRun: "server": accept existing objects that belong to another release or to none. CLI:
	// --take-ownership.
	//
	// @default false
	TakeOwnership bool `json:"takeOwnership,omitempty"`
	// Also return the documents of the manifest as objects, parsed by Helm's own YAML rules: 0o777 is 511 and yes is
	// true. Documents without an object are left out, a List remains one object, and integers above 2^53 are rounded,
	// as in JavaScript.
	//
	// @default false
	Objects bool `json:"objects,omitzero"`
	// Return only the manifests of these templates, given as paths in the chart or patterns. CLI: --show-only.
	ShowOnly []string `json:"showOnly,omitempty"`
	// Also write each template's result to a file in this directory. CLI: --output-dir.
	OutputDir Path `json:"outputDir,omitempty"`
	// With outputDir: put the files in a subdirectory named after the release. CLI: --release-name.
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

// The choices: without a cluster, or with what one says.
const (
	TemplateClient TemplateDryRun = "client"
	TemplateServer TemplateDryRun = "server"
)

// Words are the choices.
func (TemplateDryRun) Words() []Choice { return words(TemplateClient, TemplateServer) }
