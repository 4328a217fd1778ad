package wire

// TemplateOptions are the options of charts.template.
type TemplateOptions struct {
	NamespaceOption
	NameOptions
	ValuesOptions
	RenderOptions
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
	// The Kubernetes version that charts see. CLI: --kube-version.
	//
	// @default the version of the linked Kubernetes client
	KubeVersion string `json:"kubeVersion,omitempty"`
	// More entries for .Capabilities.APIVersions. CLI: --api-versions.
	ApiVersions []string `json:"apiVersions,omitempty"`
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
}
