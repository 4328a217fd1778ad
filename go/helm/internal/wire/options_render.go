package wire

// RenderOptions say how a chart becomes a manifest.
type RenderOptions struct {
	SchemaOptions
	PostRenderOptions
	// Leave out the chart's crds/ directory. CLI: --skip-crds.
	//
	// @default false
	SkipCrds bool `json:"skipCrds,omitempty"`
	// Render the notes of subcharts too. CLI: --render-subchart-notes.
	//
	// @default false
	RenderSubchartNotes bool `json:"renderSubchartNotes,omitempty"`
	// Let getHostByName in templates ask DNS. CLI: --enable-dns.
	//
	// @default false
	EnableDns bool `json:"enableDns,omitempty"`
}

// SchemaOptions say what is done with the chart's JSON schema.
type SchemaOptions struct {
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
}
