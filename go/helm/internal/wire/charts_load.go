package wire

// LoadOptions are the options of charts.load.
type LoadOptions struct {
	ChartSourceOptions
	LinksOption
}

// LoadRequest is charts.load.
type LoadRequest struct {
	LoadOptions
	Chart ChartRef `json:"chart"`
}

// LoadedChart is the part of a loaded chart that crosses to JavaScript.
type LoadedChart struct {
	Handle       int           `json:"handle"`
	Metadata     ChartMetadata `json:"metadata"`
	Dependencies []ChartInfo   `json:"dependencies"`
	Templates    []string      `json:"templates"`
	Files        []string      `json:"files"`
	Crds         []string      `json:"crds"`
	// As JSON.
	Values Text   `json:"values"`
	Schema Text   `json:"schema"`
	Readme Text   `json:"readme"`
	Url    string `json:"url,omitempty"`
	Digest string `json:"digest,omitempty"`

	ArchiveDigest string `json:"archiveDigest,omitempty"`
	// How many bytes Go keeps for it.
	Size int `json:"size"`
}

// CloseChartRequest frees a loaded chart.
type CloseChartRequest struct {
	Handle int `json:"handle"`
}

// ReadChartRequest reads a file of a chart.
type ReadChartRequest struct {
	Chart ChartRef `json:"chart"`
	File  string   `json:"file"`
	// AsBytes asks for bytes instead of text.
	AsBytes bool `json:"asBytes,omitempty"`
}

// ChartFile is a file of a chart.
type ChartFile struct {
	Text  Text   `json:"text"`
	Bytes Binary `json:"bytes,omitempty"`
}
