package wire

// LintOptions are the options of charts.lint.
type LintOptions struct {
	NamespaceOption
	LinksOption
	ValuesOptions
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
	// Do not check values against the chart's JSON schema. CLI: --skip-schema-validation.
	//
	// @default false
	SkipSchemaValidation bool `json:"skipSchemaValidation,omitempty"`
	// Let the chart's JSON schema refer, by $ref, to files on this machine and to documents on servers; they
	// are read with the proxies and limits of the client. Only for charts that you trust: parts of such a
	// document can show in the error. Helm follows every reference.
	//
	// @default false
	SchemaReferences bool `json:"schemaReferences,omitempty"`
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

// CreateOptions are the options of charts.create.
type CreateOptions struct {
	// A chart to start from: a name in Helm's directory of starters, or an absolute path.
	// CLI: --starter.
	Starter string `json:"starter,omitempty"`
	// Where to put the chart's directory.
	//
	// @default the working directory
	Directory string `json:"directory,omitempty"`
}

// CreateRequest is charts.create.
type CreateRequest struct {
	CreateOptions
	Name string `json:"name"`
}

// CreateResult is a chart that was created.
type CreateResult struct {
	// Its directory, an absolute path.
	Path string `json:"path"`
}

// VerifyOptions are the options of charts.verify.
type VerifyOptions struct {
	// The contents of the provenance file of an archive that is given as bytes. That of a path is the file
	// beside it whose name ends in ".prov".
	Provenance Contents `json:"provenance,omitzero"`
	// The file of public keys, or its contents; GNUPGHOME names another directory for it. CLI: --keyring.
	//
	// @default "~/.gnupg/pubring.gpg"
	Keyring Keyring `json:"keyring,omitzero"`
}

// VerifyRequest is charts.verify.
type VerifyRequest struct {
	VerifyOptions
	Chart ArchiveRef `json:"chart"`
}

// VerifyResult is by whom a chart was signed.
type VerifyResult struct {
	// The identities of the key, such as "Jane <jane@example.com>".
	SignedBy []string `json:"signedBy"`
	// The key's fingerprint in upper-case hexadecimal digits.
	Fingerprint string `json:"fingerprint"`
	// The archive's digest, as signed: "sha256:...".
	Digest string `json:"digest"`
	// The archive's name, as signed: "name-version.tgz". Bytes have no other.
	File string `json:"file"`
}
