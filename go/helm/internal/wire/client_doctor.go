package wire

// SettingsRequest asks what the client's options and environment mean. Only files are read.
type SettingsRequest struct{}

// ClientSettings are where a client keeps Helm's files and its release records. An empty path: there is no such place,
// and what belongs there is kept in memory.
type ClientSettings struct {
	Driver           string `json:"driver"`
	RepositoryConfig string `json:"repositoryConfig"`
	RepositoryCache  string `json:"repositoryCache"`
	ContentCache     string `json:"contentCache"`
	RegistryConfig   string `json:"registryConfig"`
	PluginsDirectory string `json:"pluginsDirectory"`
	// The plugins that are installed there.
	Plugins []ClientPlugin `json:"plugins"`
}

// ClientPlugin is a plugin that is installed for Helm.
type ClientPlugin struct {
	Directory string `json:"directory"`
	Name      string `json:"name,omitempty"`
	Type      string `json:"type,omitempty"`
	// Why it cannot be used.
	Problem string `json:"problem,omitempty"`
}

// TargetRequest asks which cluster the client is for, without asking the cluster.
type TargetRequest struct{}

// ClientTarget is a cluster and who asks it.
type ClientTarget struct {
	// The kubeconfig's files, in order of precedence; none for contents and a pod's service account.
	Kubeconfigs []string `json:"kubeconfigs"`
	Context     string   `json:"context,omitempty"`
	// The names of the cluster and the user in the kubeconfig.
	Cluster string `json:"cluster,omitempty"`
	User    string `json:"user,omitempty"`
	// The addresses of the API server and of the proxy before it, without credentials.
	Server string `json:"server,omitempty"`
	Proxy  string `json:"proxy,omitempty"`
	// The namespace of calls that do not set their own.
	Namespace string `json:"namespace,omitempty"`
	// Nothing names a cluster: no option, no variable, no file, no service account.
	None bool `json:"none,omitempty"`
}

// ServerRequest asks the cluster for its version.
type ServerRequest struct{}

// ClientServer is what the API server says.
type ClientServer struct {
	Version string `json:"version"`
	// Whether the client's namespace exists; absent if the user may not know.
	NamespaceExists *bool `json:"namespaceExists,omitempty"`
}

// RightsRequest asks what the client's user may do in its namespace.
type RightsRequest struct{}

// ClientRights are what Helm does with release records, and bunhelm to explain a failure.
type ClientRights struct {
	Rights []ClientRight `json:"rights"`
}

// ClientRight is one verb on one resource.
type ClientRight struct {
	Verb     string `json:"verb"`
	Resource string `json:"resource"`
	// Whether release records need it; otherwise the errors of failed waits do.
	Records bool `json:"records"`
	Allowed bool `json:"allowed"`
	// What the authorizer says.
	Reason string `json:"reason,omitempty"`
}
