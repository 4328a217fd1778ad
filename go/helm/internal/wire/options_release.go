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

// written is the name of a release that a call writes; none for a dry run.
func written(name string, dry bool) string {
	if dry {
		return ""
	}
	return name
}
