package wire

// SearchOptions are the options of repositories.search.
type SearchOptions struct {
	// The keyword is a regular expression of Go. CLI: --regexp.
	//
	// @default false
	Regexp bool `json:"regexp,omitempty"`
	// Give each version that fits, not only the newest of each chart. CLI: --versions.
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

// SearchRequest is what repositories.search gets.
type SearchRequest struct {
	SearchOptions
	Keyword string `json:"keyword,omitempty"`
}

// FoundChart is a chart that a search has found in a repository.
type FoundChart struct {
	// How to refer to it: "repository/chart".
	Name        string `json:"name"`
	Version     string `json:"version"`
	AppVersion  string `json:"appVersion,omitempty"`
	Description string `json:"description,omitempty"`
	// Its maintainers have given it up.
	Deprecated bool `json:"deprecated,omitempty"`
	// The Kubernetes versions it is for.
	KubeVersion string   `json:"kubeVersion,omitempty"`
	Keywords    []string `json:"keywords,omitempty"`
	Home        string   `json:"home,omitempty"`
	// When it was put into the index: RFC 3339.
	Created string `json:"created,omitempty"`
	// The digest of its archive, as the index has it: "sha256:" and its hexadecimal digits.
	Digest string `json:"digest,omitempty"`
	// Where its archive is, as the index has it: relative addresses count from the repository's.
	URLs []string `json:"urls"`
}

// SearchHubOptions are the options of repositories.searchHub.
type SearchHubOptions struct {
	// The address of a hub that answers as Artifact Hub does. CLI: --endpoint.
	//
	// @default "https://hub.helm.sh"
	Endpoint string `json:"endpoint,omitempty"`
}

// SearchHubRequest is what repositories.searchHub gets.
type SearchHubRequest struct {
	SearchHubOptions
	Keyword string `json:"keyword,omitempty"`
}

// HubChart is a chart that a hub knows.
type HubChart struct {
	// Its name in its repository: charts.pull(name, { repo: repository.url }). Empty where the hub does not
	// tell it.
	Name string `json:"name"`
	// Its page on the hub.
	URL string `json:"url"`
	// Its newest version.
	Version     string        `json:"version"`
	AppVersion  string        `json:"appVersion,omitempty"`
	Description string        `json:"description,omitempty"`
	Repository  HubRepository `json:"repository"`
}

// HubRepository is where a chart of a hub comes from.
type HubRepository struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}
