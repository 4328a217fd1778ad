package wire

// DeployOptions are what releases.install and releases.upgrade share.
type DeployOptions struct {
	NamespaceOption
	ChartSourceOptions
	LinksOption
	DependencyUpdateOption
	ValuesOptions
	RenderOptions
	HooksOption
	RecordOptions
	ApplyOptions
	DryRunOptions
	WaitOptions
	// Create the namespace if it is missing; on upgrade only together with install.
	// CLI: --create-namespace.
	//
	// @default false
	CreateNamespace bool `json:"createNamespace,omitempty"`
	// Adopt existing objects that carry no or another release's annotations. CLI: --take-ownership.
	//
	// @default false
	TakeOwnership bool `json:"takeOwnership,omitempty"`
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
	// Leave the notes out of the result; the record has them all the same. CLI: --hide-notes.
	//
	// @default false
	HideNotes bool `json:"hideNotes,omitempty"`
}
