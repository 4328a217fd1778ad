package wire

// LintOptions are the options of charts.lint.
type LintOptions struct {
	NamespaceOption
	LinksOption
	ValuesOptions
	SchemaOptions
	// Let warnings fail too. CLI: --strict.
	//
	// @default false
	Strict bool `json:"strict,omitempty"`
	// Lint the charts below charts/ too. CLI: --with-subcharts.
	//
	// @default false
	WithSubcharts bool `json:"withSubcharts,omitempty"`
	// Leave messages of severity "info" out. CLI: --quiet.
	//
	// @default false
	Quiet bool `json:"quiet,omitempty"`
	// The Kubernetes version that charts see, and that deprecations are looked up for.
	// CLI: --kube-version.
	//
	// @default the version of the linked Kubernetes client
	KubeVersion string `json:"kubeVersion,omitempty"`
}

// LintRequest is charts.lint.
type LintRequest struct {
	LintOptions
	Chart ChartRef `json:"chart"`
}

// LintResult is how a chart was found to be.
type LintResult struct {
	// Whether the command would end with status 0.
	Passed bool `json:"passed"`
	// The charts that were looked at: paths.
	Charts []string `json:"charts"`
	// Those of them that failed.
	Failed []string `json:"failed"`
	// Everything found, in Helm's order.
	Messages []LintMessage `json:"messages"`
}

// LintMessage is one thing found.
type LintMessage struct {
	Severity LintSeverity `json:"severity"`
	// What it is about: a file of the chart, or its directory. Empty where nothing could be looked at.
	Path    string `json:"path"`
	Message string `json:"message"`
	// The chart, as in charts.
	Chart string `json:"chart"`
}

// LintSeverity is how bad it is.
type LintSeverity string

// The severities.
const (
	LintUnknown LintSeverity = "unknown"
	LintInfo    LintSeverity = "info"
	LintWarning LintSeverity = "warning"
	LintError   LintSeverity = "error"
)
