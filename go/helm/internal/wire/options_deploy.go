package wire

// DeployOptions are what releases.install and releases.upgrade share.
type DeployOptions struct {
	NamespaceOption
	ChartSourceOptions
	LinksOption
	DependencyUpdateOption
	ValuesOptions
	RenderOptions
	CrdsOption
	HooksOption
	RecordOptions
	ApplyOptions
	DryRunOptions
	WaitOptions
	TakeOverOption
	ObjectsOption
	// Create the namespace if it does not exist. On upgrade, only together with install. CLI: --create-namespace.
	//
	// @default false
	CreateNamespace bool `json:"createNamespace,omitempty"`
	// Adopt existing objects that belong to another release or to none. CLI: --take-ownership.
	//
	// @default false
	TakeOwnership bool `json:"takeOwnership,omitempty"`
	// Do not read the API server's OpenAPI document, which Helm uses to check fields before Kubernetes 1.25. Newer
	// API servers always check fields themselves when objects are written: an unknown field is an error with
	// server-side apply, and a warning event without it. CLI: --disable-openapi-validation.
	//
	// @default false
	DisableOpenapiValidation bool `json:"disableOpenapiValidation,omitempty"`
	// Undo the operation if it fails: uninstall after a failed install, roll back after a failed upgrade. Cancelling
	// undoes nothing; the error says what state the release was left in. (The CLI rolls back on ^C.) CLI:
	// --rollback-on-failure.
	//
	// @default false
	RollbackOnFailure bool `json:"rollbackOnFailure,omitempty"`
	// Leave the notes out of the result. The record still has them. CLI: --hide-notes.
	//
	// @default false
	HideNotes bool `json:"hideNotes,omitempty"`
}
