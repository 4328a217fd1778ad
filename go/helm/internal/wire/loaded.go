package wire

// ChartMetadata is what Chart.yaml says.
type ChartMetadata struct {
	ApiVersion  string `json:"apiVersion"`
	Name        string `json:"name"`
	Version     string `json:"version"`
	AppVersion  string `json:"appVersion,omitempty"`
	Description string `json:"description,omitempty"`
	// "application" or "library"; none means the former.
	Type string `json:"type,omitempty"`
	// A range of the Kubernetes versions it is for.
	KubeVersion string            `json:"kubeVersion,omitempty"`
	Deprecated  bool              `json:"deprecated,omitempty"`
	Home        string            `json:"home,omitempty"`
	Icon        string            `json:"icon,omitempty"`
	Sources     []string          `json:"sources,omitempty"`
	Keywords    []string          `json:"keywords,omitempty"`
	Maintainers []Maintainer      `json:"maintainers,omitempty"`
	Annotations map[string]string `json:"annotations,omitempty"`
	// A path in the parent's values that switches it on or off.
	Condition string `json:"condition,omitempty"`
	Tags      string `json:"tags,omitempty"`
	// Those that it lists, whether it has them or not.
	Dependencies []Dependency `json:"dependencies,omitempty"`
}

// Maintainer is one of a chart.
type Maintainer struct {
	Name  string `json:"name,omitempty"`
	Email string `json:"email,omitempty"`
	URL   string `json:"url,omitempty"`
}

// ShowOptions are the options of charts.show.
type ShowOptions struct {
	ChartSourceOptions
	LinksOption
	// An expression that picks from the values: text.values is what it gives, as with
	// `helm show values`. CLI: --jsonpath.
	//
	// @example "{.image.tag}"
	Jsonpath string `json:"jsonpath,omitempty"`
}

// ShowRequest is charts.show.
type ShowRequest struct {
	ShowOptions
	Chart ChartRef `json:"chart"`
}

// ShowResult is what a chart says of itself.
type ShowResult struct {
	Metadata ChartMetadata `json:"metadata"`
	// The default values.
	Values map[string]any `json:"values"`
	// The same and more, as the command prints it.
	Text ShowText `json:"text"`
}

// ShowText is what `helm show` prints.
type ShowText struct {
	// `helm show chart`: Chart.yaml.
	Chart Text `json:"chart"`
	// `helm show values`: values.yaml with its comments, or what jsonpath picks.
	Values Text `json:"values"`
	// `helm show readme`.
	Readme Text `json:"readme"`
	// `helm show crds`.
	Crds Text `json:"crds"`
	// `helm show all`.
	All Text `json:"all"`
}

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

// LoadedChart is what crosses of a chart that was loaded.
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
	// How many bytes Go keeps of it.
	Size int `json:"size"`
}

// CloseChartRequest drops what Go keeps of a chart.
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
