package wire

// CreateOptions are the options of charts.create.
type CreateOptions struct {
	// The chart to start from: a name in Helm's directory of starters, or an absolute path. CLI: --starter.
	Starter Location `json:"starter,omitempty"`
	// The directory in which to create the chart's directory.
	//
	// @default the working directory
	Directory Path `json:"directory,omitempty"`
}

// CreateRequest is charts.create.
type CreateRequest struct {
	CreateOptions
	Name string `json:"name"`
}

// CreateResult is a chart that was created.
type CreateResult struct {
	// Its directory, an absolute path.
	Path string `json:"path"`
}
