package wire

// HistoryOptions are the options of releases.history.
type HistoryOptions struct {
	NamespaceOption
	// The most revisions to return; if there are more, the newest. The command's default is 256, without a note about
	// the rest. CLI: --max.
	//
	// @default no limit
	Max *int `json:"max,omitempty"`
}

// HistoryRequest is releases.history.
type HistoryRequest struct {
	HistoryOptions
	Name string `json:"name"`
}
