package wire

// ListOptions are the options of releases.list. With no status option every release is listed by its
// newest revision, those uninstalled with kept history too, as `helm list` does.
type ListOptions struct {
	NamespaceOption
	// List the releases of every namespace. CLI: --all-namespaces.
	//
	// @default false
	AllNamespaces bool `json:"allNamespaces,omitempty"`
	// A regular expression that the name must match. CLI: --filter.
	Filter string `json:"filter,omitempty"`
	// A label selector over the release records; not with the "sql" driver. CLI: --selector.
	Selector string `json:"selector,omitempty"`
	// Sort by date instead of by name. CLI: --date.
	//
	// @default false
	Date bool `json:"date,omitempty"`
	// Reverse the order. CLI: --reverse.
	//
	// @default false
	Reverse bool `json:"reverse,omitempty"`
	// How many at most; 0 means all. The command's own default is 256, and it does not mention the
	// rest. CLI: --max.
	//
	// @default 0
	Max *int `json:"max,omitempty"`
	// How many to skip. CLI: --offset.
	//
	// @default 0
	Offset int `json:"offset,omitempty"`
	// Show deployed ones. CLI: --deployed.
	//
	// @default false
	Deployed bool `json:"deployed,omitempty"`
	// Show failed ones. CLI: --failed.
	//
	// @default false
	Failed bool `json:"failed,omitempty"`
	// Show pending ones. CLI: --pending.
	//
	// @default false
	Pending bool `json:"pending,omitempty"`
	// Show superseded ones. CLI: --superseded.
	//
	// @default false
	Superseded bool `json:"superseded,omitempty"`
	// Show those uninstalled with kept history. CLI: --uninstalled.
	//
	// @default false
	Uninstalled bool `json:"uninstalled,omitempty"`
	// Show those being uninstalled. CLI: --uninstalling.
	//
	// @default false
	Uninstalling bool `json:"uninstalling,omitempty"`
}

// ListRequest is releases.list.
type ListRequest struct {
	ListOptions
}
