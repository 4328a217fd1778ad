package wire

// ListOptions are the options of releases.list. Without a status option, every release is listed with its newest
// revision, including those uninstalled with keepHistory, as by `helm list`.
type ListOptions struct {
	NamespaceOption
	// List the releases of every namespace. CLI: --all-namespaces.
	//
	// @default false
	AllNamespaces bool `json:"allNamespaces,omitempty"`
	// A regular expression that names must match. CLI: --filter.
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
	// The most releases to return; 0 means all. The command's default is 256, without a note about the rest. CLI:
	// --max.
	//
	// @default 0
	Max *int `json:"max,omitempty"`
	// The number of releases to skip. CLI: --offset.
	//
	// @default 0
	Offset int `json:"offset,omitempty"`
	// Include deployed releases. CLI: --deployed.
	//
	// @default false
	Deployed bool `json:"deployed,omitempty"`
	// Include failed releases. CLI: --failed.
	//
	// @default false
	Failed bool `json:"failed,omitempty"`
	// Include pending releases. CLI: --pending.
	//
	// @default false
	Pending bool `json:"pending,omitempty"`
	// Include superseded releases. CLI: --superseded.
	//
	// @default false
	Superseded bool `json:"superseded,omitempty"`
	// Include releases uninstalled with keepHistory. CLI: --uninstalled.
	//
	// @default false
	Uninstalled bool `json:"uninstalled,omitempty"`
	// Include releases being uninstalled. CLI: --uninstalling.
	//
	// @default false
	Uninstalling bool `json:"uninstalling,omitempty"`
}

// ListRequest is releases.list.
type ListRequest struct {
	ListOptions
}
