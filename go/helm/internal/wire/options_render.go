package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
)

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

// Values is one object of chart values, or several of which later ones win, still as JSON text.
type Values []json.RawMessage

// UnmarshalJSON accepts an object or an array of objects.
func (v *Values) UnmarshalJSON(data []byte) error {
	data = bytes.TrimSpace(data)
	list := []json.RawMessage{data}
	if len(data) > 0 && data[0] == '[' {
		if err := json.Unmarshal(data, &list); err != nil {
			return err
		}
	}
	for _, object := range list {
		object = bytes.TrimSpace(object)
		// What src/encode.ts makes of bytes, functions and charts looks like an object.
		reference := slices.ContainsFunc([]string{`{"$bytes":`, `{"$function":`, `{"$chart":`}, func(start string) bool {
			return bytes.HasPrefix(object, []byte(start))
		})
		if len(object) == 0 || object[0] != '{' || reference {
			return errors.New("must be an object or an array of objects; files go into valueFiles")
		}
	}
	*v = append(Values{}, list...)
	return nil
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
