package wire

// IndexRepositoryOptions are the options of repositories.index.
type IndexRepositoryOptions struct {
	// Where the directory will be served: the archives' addresses begin with it. CLI: --url.
	//
	// @default none: the addresses are relative
	URL string `json:"url,omitempty"`
	// An index file to add the charts to; a chart and version of the directory wins over the one there.
	// Made if it is missing. CLI: --merge.
	Merge string `json:"merge,omitempty"`
	// Write JSON, still as index.yaml. CLI: --json.
	//
	// @default false
	JSON bool `json:"json,omitempty"`
}

// IndexRepositoryRequest is what repositories.index gets.
type IndexRepositoryRequest struct {
	IndexRepositoryOptions
	Directory string `json:"directory"`
}

// RepositoryIndex is an index that was written.
type RepositoryIndex struct {
	// The absolute path of the file.
	Path string `json:"path"`
	// What is in it.
	Content Text `json:"content"`
}
