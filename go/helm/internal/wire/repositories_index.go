package wire

// IndexRepositoryOptions are the options of repositories.index.
type IndexRepositoryOptions struct {
	// The URL at which the directory will be served; the archives' URLs start with it. CLI: --url.
	//
	// @default none: the URLs are relative
	URL Location `json:"url,omitempty"`
	// An index file to add the charts to. If both have the same version of a chart, that of the directory is used.
	// The file is created if it does not exist. CLI: --merge.
	Merge Path `json:"merge,omitempty"`
	// Write JSON, still as index.yaml. CLI: --json.
	//
	// @default false
	JSON bool `json:"json,omitempty"`
}

// IndexRepositoryRequest is repositories.index.
type IndexRepositoryRequest struct {
	IndexRepositoryOptions
	Directory Location `json:"directory"`
}

// RepositoryIndex is an index that was written.
type RepositoryIndex struct {
	// The absolute path of the file.
	Path string `json:"path"`
	// The contents of the file.
	Content Text `json:"content"`
}
