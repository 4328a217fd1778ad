package wire

import "errors"

// ValuesOptions say which values a chart is rendered with. Later kinds win over earlier ones, in
// the order of the fields here, as with the CLI.
type ValuesOptions struct {
	// YAML files; later ones win. Paths, or URLs of http, https, or a scheme that an installed plugin
	// fetches; a server may send up to limits.values, 16 MiB by default. CLI: --values.
	ValueFiles []string `json:"valueFiles,omitempty"`
	// Values as an object, or several of which later ones win. They win over valueFiles.
	// Numbers and null become what they do in a values file; strings and keys arrive as they are.
	//
	// @example { image: { tag: "1.4.2" } }
	Values Values `json:"values,omitempty"`
	// "key=JSON" pairs or JSON objects. CLI: --set-json.
	SetJson []string `json:"setJson,omitempty"`
	// "key=value" pairs with the CLI's type guessing. CLI: --set.
	Set []string `json:"set,omitempty"`
	// "key=value" pairs whose values stay strings. CLI: --set-string.
	SetString []string `json:"setString,omitempty"`
	// "key=path" pairs whose values are read from files. CLI: --set-file.
	SetFile []string `json:"setFile,omitempty"`
	// "key=value" pairs taken as they are. CLI: --set-literal.
	SetLiteral []string `json:"setLiteral,omitempty"`
	// The paths of values that must not show in errors, violations of a schema, messages of lint, events or
	// log lines, whether they are given here, are the chart's defaults or come from the former revision; "*"
	// stands for each key or item, and a path to an object for all in it. The result and the release's
	// record have them. Values under a name such as password, token or apiKey are kept out of errors anyway.
	//
	// @example ["db.password", "users.*.token"]
	Sensitive []string `json:"sensitive,omitempty"`
}

// RenderOptions say how a chart becomes a manifest.
type RenderOptions struct {
	// Text for the release record, instead of Helm's own. CLI: --description.
	Description string `json:"description,omitempty"`
	// Do not run hooks. CLI: --no-hooks.
	//
	// @default false
	NoHooks bool `json:"noHooks,omitempty"`
	// Leave out the chart's crds/ directory. CLI: --skip-crds.
	//
	// @default false
	SkipCrds bool `json:"skipCrds,omitempty"`
	// Render the notes of subcharts too. CLI: --render-subchart-notes.
	//
	// @default false
	RenderSubchartNotes bool `json:"renderSubchartNotes,omitempty"`
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
	// Let getHostByName in templates ask DNS. CLI: --enable-dns.
	//
	// @default false
	EnableDns bool `json:"enableDns,omitempty"`
	// Labels of the release record. On upgrade they are merged with the former ones and the value
	// "null" removes one. CLI: --labels.
	Labels map[string]string `json:"labels,omitempty"`
	// A function that gets the rendered manifest and returns what to use in its place. If it throws,
	// the operation fails with ERR_HELM_POST_RENDERER_FAILED and that error as cause.
	PostRenderer *Callback `json:"postRenderer,omitempty"`
	// The name of an installed post-renderer plugin, which runs in the client's env. When it fails, so does
	// the operation with ERR_HELM_POST_RENDERER_FAILED and what it has said on standard error.
	// CLI: --post-renderer.
	PostRendererPlugin string `json:"postRendererPlugin,omitempty"`
	// Arguments of the post-renderer plugin. CLI: --post-renderer-args.
	PostRendererArgs []string `json:"postRendererArgs,omitempty"`
	// What the post-renderer gets: hooks and the rest together, one after the other, or without the
	// hooks as in Helm 3. SDK: PostRenderStrategy; the CLI has no flag for it.
	//
	// @default "combined"
	PostRenderStrategy PostRenderStrategy `json:"postRenderStrategy,omitempty"`
}

// PostRenderStrategy is what a post-renderer gets to see.
type PostRenderStrategy string

// The strategies, by Helm's names.
const (
	PostRenderCombined PostRenderStrategy = "combined"
	PostRenderSeparate PostRenderStrategy = "separate"
	PostRenderNoHooks  PostRenderStrategy = "nohooks"
)

// WaitOptions say how long "done" takes.
type WaitOptions struct {
	// Resolve only when every resource is ready (true, "watcher"), when the hooks have run (false,
	// "hookOnly"), or by Helm 3's rules ("legacy"); an uninstall waits until everything is gone. The
	// CLI's default is "hookOnly". CLI: --wait.
	//
	// @default true
	Wait *Wait `json:"wait,omitempty"`
	// The limit of each single wait (every hook, the readiness of all resources), not of the call: for
	// that use AbortSignal.timeout. Milliseconds, at
	// least 1000, or text such as "5m30s" or "300ms". CLI: --timeout.
	//
	// @default "5m0s"
	Timeout *Duration `json:"timeout,omitempty"`
}

// Limit is the timeout that was given; nil where none was.
func (o *WaitOptions) Limit() *Duration { return o.Timeout }

// UpdateOptions say how objects are changed.
type UpdateOptions struct {
	// Wait until Jobs have completed too. CLI: --wait-for-jobs.
	//
	// @default false
	WaitForJobs bool `json:"waitForJobs,omitempty"`
	// Replace objects instead of updating them; not by server-side apply. CLI: --force-replace.
	//
	// @default false
	ForceReplace bool `json:"forceReplace,omitempty"`
	// Take fields over from other managers; by server-side apply only. CLI: --force-conflicts.
	//
	// @default false
	ForceConflicts bool `json:"forceConflicts,omitempty"`
}

// MissingKindsOption says what to do about recorded objects whose kind is gone.
type MissingKindsOption struct {
	// What to do about recorded objects of a kind that the API server no longer serves: "fail" refuses and
	// changes nothing, as helm does; "skip" continues without them, or with another version of the kind if
	// one is served. `left` of the result lists the objects that were left alone, and a log event names each.
	// Hooks of such a kind are refused either way, unless noHooks is set. In an uninstall, "skip" also goes on
	// without objects that only earlier revisions have and that this user may not get: whether they are still
	// there is not known, and `left` lists them too.
	//
	// @default "fail"
	MissingKinds MissingKinds `json:"missingKinds,omitempty"`
}

// MissingKinds is "fail" or "skip".
type MissingKinds string

// The choices.
const (
	MissingKindsFail MissingKinds = "fail"
	MissingKindsSkip MissingKinds = "skip"
)

// UnmarshalJSON takes one of the two words.
func (m *MissingKinds) UnmarshalJSON(data []byte) error {
	switch string(data) {
	case `"fail"`, `"skip"`:
		*m = MissingKinds(data[1 : len(data)-1])
		return nil
	}
	return errors.New("must be \"fail\" or \"skip\"")
}

// ApplyOptions say how objects are written.
type ApplyOptions struct {
	UpdateOptions
	// Do not read the API server's OpenAPI document, by which Helm checks fields for an API server
	// before Kubernetes 1.25. A newer one checks them itself when objects are written, in any case: an
	// unknown field is an error with server-side apply, and a warning event without.
	// CLI: --disable-openapi-validation.
	//
	// @default false
	DisableOpenapiValidation bool `json:"disableOpenapiValidation,omitempty"`
	// Undo the operation when it fails: uninstall after a failed install, roll back after a failed
	// upgrade. A cancel undoes nothing; its error says where things stand. (The CLI rolls back on ^C.)
	// CLI: --rollback-on-failure.
	//
	// @default false
	RollbackOnFailure bool `json:"rollbackOnFailure,omitempty"`
	// Adopt existing objects that carry no or another release's annotations. CLI: --take-ownership.
	//
	// @default false
	TakeOwnership bool `json:"takeOwnership,omitempty"`
	// Leave the notes out of the result; the record has them all the same. CLI: --hide-notes.
	//
	// @default false
	HideNotes bool `json:"hideNotes,omitempty"`
	// Change nothing. "client" renders, and needs no cluster to install (an upgrade reads the release). With
	// "server", lookup works, and the API server tries each object and hook as the call would send it, without
	// storing any: what it refuses is the error that the call would end with, including missing permissions
	// (to render without them, use charts.template). What only the call itself would create (a namespace, the
	// kinds of crds/) cannot be tried in advance; log events say so. The status of the result is "dry-run".
	// CLI: --dry-run.
	//
	// @default "none"
	DryRun DryRun `json:"dryRun,omitempty"`
	// Leave Secrets out of the manifest of a dry run, and so out of what "server" tries. CLI: --hide-secret.
	//
	// @default false
	HideSecret bool `json:"hideSecret,omitempty"`
	// Create the namespace if it is missing; on upgrade only together with install.
	// CLI: --create-namespace.
	//
	// @default false
	CreateNamespace bool `json:"createNamespace,omitempty"`
}

// NamespaceOption is the namespace of one call.
type NamespaceOption struct {
	// The namespace, instead of the client's. CLI: --namespace.
	Namespace string `json:"namespace,omitempty"`
}

// NameOptions let the name of a new release be made up.
type NameOptions struct {
	// Generate the name of the release from the chart's; leave the name out. CLI: --generate-name.
	//
	// @default false
	GenerateName bool `json:"generateName,omitempty"`
	// A template for the name of the release. CLI: --name-template.
	NameTemplate string `json:"nameTemplate,omitempty"`
}
