package wire

// AddRepositoryOptions are the options of repositories.add.
type AddRepositoryOptions struct {
	ServerOptions
	// Also send the credentials to other hosts that the index or a redirect points to. CLI: --pass-credentials.
	//
	// @default false
	PassCredentials bool `json:"passCredentials,omitempty"`
	// Replace an existing repository of this name that has other options. CLI: --force-update.
	//
	// @default false
	ForceUpdate bool `json:"forceUpdate,omitempty"`
	// Allow the URLs of the stable and incubator repositories, which no longer exist. CLI: --allow-deprecated-repos.
	//
	// @default false
	AllowDeprecatedRepos bool `json:"allowDeprecatedRepos,omitempty"`
	IndexTimeoutOption
}

// AddRepositoryRequest is repositories.add.
type AddRepositoryRequest struct {
	AddRepositoryOptions
	Name string `json:"name"`
	URL  string `json:"url"`
}

// AddedRepository is the result of repositories.add.
type AddedRepository struct {
	Repository
	// "unchanged" if it existed with the same options; then nothing was fetched or written.
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
