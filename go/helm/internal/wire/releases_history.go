package wire

// HistoryOptions are the options of releases.history.
type HistoryOptions struct {
	NamespaceOption
	// How many revisions at most; if there are more, the newest. The command's own default is 256, and it does
	// not mention the rest. CLI: --max.
	//
	// @default no limit
	Max *int `json:"max,omitempty"`
}

// HistoryRequest is releases.history.
type HistoryRequest struct {
	HistoryOptions
	Name string `json:"name"`
}
