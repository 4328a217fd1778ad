package wire

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
