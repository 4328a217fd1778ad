package wire

import (
	"encoding/json"
	"errors"
)

// Names are one name or several.
type Names []string

// UnmarshalJSON takes a string or a list.
func (n *Names) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		*n = make([]string, 1)
		return json.Unmarshal(data, &(*n)[0])
	}
	var list []*string
	if err := json.Unmarshal(data, &list); err != nil {
		return errors.New("must be a string or a list of strings")
	}
	*n = Names{}
	for _, name := range list {
		if name == nil {
			return errors.New("must not hold null")
		}
		*n = append(*n, *name)
	}
	return nil
}

// Repository is a chart repository as it was added. Its account is not told.
type Repository struct {
	Name string `json:"name"`
	// As it was added.
	URL                   string `json:"url"`
	CertFile              string `json:"certFile,omitempty"`
	KeyFile               string `json:"keyFile,omitempty"`
	CaFile                string `json:"caFile,omitempty"`
	InsecureSkipTlsVerify bool   `json:"insecureSkipTlsVerify,omitempty"`
	PassCredentials       bool   `json:"passCredentials,omitempty"`
}

// AddRepositoryOptions are the options of repositories.add.
type AddRepositoryOptions struct {
	ServerOptions
	// Send the account to other hosts too, where the index or a redirect names them.
	// CLI: --pass-credentials.
	//
	// @default false
	PassCredentials bool `json:"passCredentials,omitempty"`
	// Replace a repository of this name that was added with other options. CLI: --force-update.
	//
	// @default false
	ForceUpdate bool `json:"forceUpdate,omitempty"`
	// Take the addresses of the stable and incubator repositories that are gone.
	// CLI: --allow-deprecated-repos.
	//
	// @default false
	AllowDeprecatedRepos bool `json:"allowDeprecatedRepos,omitempty"`
	IndexTimeoutOption
}

// IndexTimeoutOption is part of what downloads an index.
type IndexTimeoutOption struct {
	// How long the download of an index may take: milliseconds, at least 1000, or text
	// such as "30s" or "300ms". CLI: --timeout.
	//
	// @default "2m0s"
	Timeout *Duration `json:"timeout,omitempty"`
}

// AddRepositoryRequest is what repositories.add gets.
type AddRepositoryRequest struct {
	AddRepositoryOptions
	Name string `json:"name"`
	URL  string `json:"url"`
}

// AddedRepository is what has become of repositories.add.
type AddedRepository struct {
	Repository
	// "unchanged": it was there, with the same options, and nothing was asked or written.
	Action AddRepositoryAction `json:"action"`
}

// AddRepositoryAction is what repositories.add has done.
type AddRepositoryAction string

// The actions.
const (
	RepositoryAdded     AddRepositoryAction = "added"
	RepositoryReplaced  AddRepositoryAction = "replaced"
	RepositoryUnchanged AddRepositoryAction = "unchanged"
)

// ListRepositoriesRequest has no options.
type ListRepositoriesRequest struct{}

// RemoveRepositoriesRequest is what repositories.remove gets.
type RemoveRepositoriesRequest struct {
	Names Names `json:"names"`
}

// UpdateRepositoriesOptions are the options of repositories.update.
type UpdateRepositoriesOptions struct {
	IndexTimeoutOption
}

// UpdateRepositoriesRequest is what repositories.update gets.
type UpdateRepositoriesRequest struct {
	UpdateRepositoriesOptions
	Names *Names `json:"names,omitempty"`
}

// UpdatedRepository is a repository whose index was fetched.
type UpdatedRepository struct {
	Name string `json:"name"`
	// As it was added.
	URL string `json:"url"`
	// Whether its index is another than before.
	Changed bool `json:"changed"`
	// How many charts it has, each counted once.
	Charts int `json:"charts"`
}

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
