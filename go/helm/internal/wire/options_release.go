package wire

// NamespaceOption is the namespace of one call.
type NamespaceOption struct {
	// The namespace, instead of the client's. CLI: --namespace.
	Namespace string `json:"namespace,omitempty"`
}

// NameOptions generate the name of a new release.
type NameOptions struct {
	// Generate the name of the release from the chart's name. Pass no name. CLI: --generate-name.
	//
	// @default false
	GenerateName bool `json:"generateName,omitempty"`
	// A template that generates the name of the release. CLI: --name-template.
	NameTemplate string `json:"nameTemplate,omitempty"`
}

// RevisionOption selects a revision of a release.
type RevisionOption struct {
	// The revision; 0 means the newest. CLI: --revision.
	//
	// @default 0
	Revision int `json:"revision,omitempty"`
}

// RecordOptions set the description and the labels of a release record.
type RecordOptions struct {
	DescriptionOption
	// Labels of the release record. An upgrade merges them with the previous ones; the value "null" removes one. CLI:
	// --labels.
	Labels map[string]string `json:"labels,omitempty"`
}

// DescriptionOption is the description of a revision.
type DescriptionOption struct {
	// The description in the release record, instead of Helm's own. CLI: --description.
	Description string `json:"description,omitempty"`
}

// HooksOption says whether hooks run.
type HooksOption struct {
	// Do not run hooks. CLI: --no-hooks.
	//
	// @default false
	NoHooks bool `json:"noHooks,omitempty"`
}

// HistoryMaxOption limits the history of a release.
type HistoryMaxOption struct {
	// The number of revisions to keep; 0 keeps all. CLI: --history-max.
	//
	// @default HELM_MAX_HISTORY, then 10
	HistoryMax *int `json:"historyMax,omitempty"`
}
