package wire

// SearchOptions are the options of repositories.search.
type SearchOptions struct {
	// Treat the keyword as a Go regular expression. CLI: --regexp.
	//
	// @default false
	Regexp bool `json:"regexp,omitempty"`
	// Return every matching version, not only the newest of each chart. CLI: --versions.
	//
	// @default false
	Versions bool `json:"versions,omitempty"`
	// Include pre-releases when version is not set. CLI: --devel.
	//
	// @default false
	Devel bool `json:"devel,omitempty"`
	// A version or a range such as "^1.4". CLI: --version.
	//
	// @default every version except pre-releases
	Version string `json:"version,omitempty"`
}

// SearchRequest is repositories.search.
type SearchRequest struct {
	SearchOptions
	Keyword string `json:"keyword,omitempty"`
}

// FoundChart is a chart found in a repository.
type FoundChart struct {
	// The name to refer to it: "repository/chart".
	Name        string `json:"name"`
	Version     string `json:"version"`
	AppVersion  string `json:"appVersion,omitempty"`
	Description string `json:"description,omitempty"`
	// Whether its maintainers have deprecated it.
	Deprecated bool `json:"deprecated,omitempty"`
	// The Kubernetes versions that it supports.
	KubeVersion string   `json:"kubeVersion,omitempty"`
	Keywords    []string `json:"keywords,omitempty"`
	Home        string   `json:"home,omitempty"`
	// When it was added to the index, as RFC 3339.
	Created string `json:"created,omitempty"`
	// The digest of its archive, as in the index: "sha256:" and its hexadecimal digits.
	Digest string `json:"digest,omitempty"`
	// The URLs of its archive, as in the index; relative ones are relative to the repository's URL.
	URLs []string `json:"urls"`
}

// SearchHubOptions are the options of repositories.searchHub.
type SearchHubOptions struct {
	// The URL of a hub with the API of Artifact Hub. CLI: --endpoint.
	//
	// @default "https://hub.helm.sh"
	Endpoint Location `json:"endpoint,omitempty"`
}

// SearchHubRequest is repositories.searchHub.
type SearchHubRequest struct {
	SearchHubOptions
	Keyword string `json:"keyword,omitempty"`
}

// HubChart is a chart found in a hub.
type HubChart struct {
	// Its name in its repository: charts.pull(name, { repo: repository.url }). Empty if the hub does not say.
	Name string `json:"name"`
	// Its page on the hub.
	URL string `json:"url"`
	// Its newest version.
	Version     string        `json:"version"`
	AppVersion  string        `json:"appVersion,omitempty"`
	Description string        `json:"description,omitempty"`
	Repository  HubRepository `json:"repository"`
}

// HubRepository is the repository of a chart in a hub.
type HubRepository struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}
