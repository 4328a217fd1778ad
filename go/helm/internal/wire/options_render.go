package wire

// RenderOptions say how a chart becomes a manifest.
type RenderOptions struct {
	SchemaOptions
	PostRenderOptions
	// Do not install the chart's crds/ directory. CLI: --skip-crds.
	//
	// @default false
	SkipCrds bool `json:"skipCrds,omitempty"`
	// Render the notes of subcharts too. CLI: --render-subchart-notes.
	//
	// @default false
	RenderSubchartNotes bool `json:"renderSubchartNotes,omitempty"`
	// Allow getHostByName in templates to query DNS. CLI: --enable-dns.
	//
	// @default false
	EnableDns bool `json:"enableDns,omitempty"`
}

// SchemaOptions say how the chart's JSON schema is used.
type SchemaOptions struct {
	// Do not check values against the chart's JSON schema. CLI: --skip-schema-validation.
	//
	// @default false
	SkipSchemaValidation bool `json:"skipSchemaValidation,omitempty"`
	// Allow $ref in the chart's JSON schema to point to files on this machine and to documents on servers. They are
	// read with the proxies and limits of the client. Use this only for charts you trust: parts of such a document
	// may show up in error messages. The helm command follows every reference.
	//
	// @default false
	SchemaReferences bool `json:"schemaReferences,omitempty"`
}
