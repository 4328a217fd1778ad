package wire

// ShowOptions are the options of charts.show.
type ShowOptions struct {
	ChartSourceOptions
	LinksOption
	// A JSONPath expression that selects from the values. text.values is its result, as with `helm show values`. CLI:
	// --jsonpath.
	//
	// @example "{.image.tag}"
	Jsonpath string `json:"jsonpath,omitempty"`
}

// ShowRequest is charts.show.
type ShowRequest struct {
	ShowOptions
	Chart ChartRef `json:"chart"`
}

// ShowResult is the result of charts.show.
type ShowResult struct {
	Metadata ChartMetadata `json:"metadata"`
	// The default values.
	Values map[string]any `json:"values"`
	// The output of each command.
	Text ShowText `json:"text"`
}

// ShowText is what `helm show` prints.
type ShowText struct {
	// `helm show chart`: Chart.yaml.
	Chart Text `json:"chart"`
	// `helm show values`: values.yaml with its comments, or what jsonpath selects.
	Values Text `json:"values"`
	// `helm show readme`.
	Readme Text `json:"readme"`
	// `helm show crds`.
	Crds Text `json:"crds"`
	// `helm show all`.
	All Text `json:"all"`
}
