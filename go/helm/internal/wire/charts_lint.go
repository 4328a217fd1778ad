package wire

// LintOptions are the options of charts.lint.
type LintOptions struct {
	NamespaceOption
	LinksOption
	ValuesOptions
	SchemaOptions
	// Fail on warnings too. CLI: --strict.
	//
	// @default false
	Strict bool `json:"strict,omitempty"`
	// Also lint the charts in charts/. CLI: --with-subcharts.
	//
	// @default false
	WithSubcharts bool `json:"withSubcharts,omitempty"`
	// Leave out messages of severity "info". CLI: --quiet.
	//
	// @default false
	Quiet bool `json:"quiet,omitempty"`
	// The Kubernetes version that templates see, and for which deprecated APIs are reported. CLI: --kube-version.
	//
	// @default the version of the linked Kubernetes client
	KubeVersion string `json:"kubeVersion,omitempty"`
}

// LintRequest is charts.lint.
type LintRequest struct {
	LintOptions
	Chart ChartRef `json:"chart"`
}

// LintResult is the result of charts.lint.
type LintResult struct {
	// Whether the command would exit with status 0.
	Passed bool `json:"passed"`
	// The paths of the charts that were checked.
	Charts []string `json:"charts"`
	// The ones that failed.
	Failed []string `json:"failed"`
	// All messages, in Helm's order.
	Messages []LintMessage `json:"messages"`
}

// LintMessage is one finding.
type LintMessage struct {
	Severity LintSeverity `json:"severity"`
	// The file of the chart that it is about, or the chart's directory. Empty if nothing could be read.
	Path    string `json:"path"`
	Message string `json:"message"`
	// The chart, as in charts.
	Chart string `json:"chart"`
}

// LintSeverity is how serious a finding is.
type LintSeverity string

// The severities.
const (
	LintUnknown LintSeverity = "unknown"
	LintInfo    LintSeverity = "info"
	LintWarning LintSeverity = "warning"
	LintError   LintSeverity = "error"
)
