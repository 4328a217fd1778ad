package wire

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

// RevisionOption is one revision of a release.
type RevisionOption struct {
	// The revision; 0 is the newest. CLI: --revision.
	//
	// @default 0
	Revision int `json:"revision,omitempty"`
}

// RecordOptions are what a release record says beside the release.
type RecordOptions struct {
	DescriptionOption
	// Labels of the release record. On upgrade they are merged with the former ones and the value
	// "null" removes one. CLI: --labels.
	Labels map[string]string `json:"labels,omitempty"`
}

// DescriptionOption is the description of a revision.
type DescriptionOption struct {
	// Text for the release record, instead of Helm's own. CLI: --description.
	Description string `json:"description,omitempty"`
}

// HooksOption says whether hooks run.
type HooksOption struct {
	// Do not run hooks. CLI: --no-hooks.
	//
	// @default false
	NoHooks bool `json:"noHooks,omitempty"`
}

// HistoryMaxOption says how long the history of a release may get.
type HistoryMaxOption struct {
	// How many revisions to keep; 0 keeps all. CLI: --history-max.
	//
	// @default HELM_MAX_HISTORY, then 10
	HistoryMax *int `json:"historyMax,omitempty"`
}
