package wire

import "errors"

// ClientOptions are the options of a client that Go reads. Each overrides its HELM_* or KUBECONFIG
// variable, as the CLI's flags do.
type ClientOptions struct {
	// Where the cluster is described. A string or file URL is a path; several are merged as kubectl
	// does; a Blob, bytes or an object are the contents. Files are read at each call, so a rotated
	// credential works without a new client. Relative paths in a file count from its directory, in
	// contents from the working directory.
	//
	// A credential plugin (exec) runs in the client's `env`, without a terminal, and once for all
	// calls until what it gave expires or is refused. New tokens of the oidc provider are written
	// into the file they came from, as kubectl does.
	//
	// @default the files in KUBECONFIG, then ~/.kube/config, then the pod's service account
	Kubeconfig *Kubeconfig `json:"kubeconfig,omitempty"`
	// Use the service account of the pod this process runs in and nothing else.
	//
	// @default false
	InCluster bool `json:"inCluster,omitempty"`
	// The directory of the service account: its files token and ca.crt, and namespace if there is one.
	// For a token that is projected to a place of its own.
	//
	// @default "/var/run/secrets/kubernetes.io/serviceaccount"
	ServiceAccountDirectory string `json:"serviceAccountDirectory,omitempty"`
	// The kubeconfig context to use. CLI: --kube-context.
	//
	// @default HELM_KUBECONTEXT, then the current context
	KubeContext string `json:"kubeContext,omitempty"`
	// The namespace of every call that does not name its own. CLI: --namespace.
	//
	// @default HELM_NAMESPACE, then the context's namespace, then "default"
	Namespace string `json:"namespace,omitempty"`
	// A bearer token, in place of the kubeconfig's token, token file, plugin or provider. A client
	// certificate is sent beside it, and is what the API server goes by. CLI: --kube-token.
	//
	// @default HELM_KUBETOKEN
	KubeToken string `json:"kubeToken,omitempty"`
	// The user to impersonate. CLI: --kube-as-user.
	//
	// @default HELM_KUBEASUSER
	KubeAsUser string `json:"kubeAsUser,omitempty"`
	// The groups to impersonate. CLI: --kube-as-group.
	//
	// @default HELM_KUBEASGROUPS, separated by commas
	KubeAsGroup []string `json:"kubeAsGroup,omitempty"`
	// The address of the API server. CLI: --kube-apiserver.
	//
	// @default HELM_KUBEAPISERVER
	KubeApiserver string `json:"kubeApiserver,omitempty"`
	// The path of the certificate authority file of the API server. CLI: --kube-ca-file.
	//
	// @default HELM_KUBECAFILE
	KubeCaFile string `json:"kubeCaFile,omitempty"`
	// The name to expect in the API server's certificate. CLI: --kube-tls-server-name.
	//
	// @default HELM_KUBETLS_SERVER_NAME
	KubeTlsServerName string `json:"kubeTlsServerName,omitempty"`
	// Do not check the API server's certificate. CLI: --kube-insecure-skip-tls-verify.
	//
	// @default HELM_KUBEINSECURE_SKIP_TLS_VERIFY, then false
	KubeInsecureSkipTlsVerify *bool `json:"kubeInsecureSkipTlsVerify,omitempty"`
	// Requests per second to the API server above which the client slows down; 0 means client-go's
	// own 5, -1 no limit. CLI: --qps.
	//
	// @default HELM_QPS, then 0
	Qps *float32 `json:"qps,omitempty"`
	// Requests that may go out at once before qps counts. CLI: --burst-limit.
	//
	// @default HELM_BURST_LIMIT, then 100
	BurstLimit *int `json:"burstLimit,omitempty"`
	// Where release records are kept. "memory" lives as long as the client.
	//
	// @default HELM_DRIVER, then "secret"
	Driver Driver `json:"driver,omitempty"`
	// The PostgreSQL connection string of the "sql" driver, as a URL or as "host=... user=...". What
	// it leaves out may be in the PG* variables.
	//
	// @default HELM_DRIVER_SQL_CONNECTION_STRING
	DriverSqlConnectionString string `json:"driverSqlConnectionString,omitempty"`
	// The releases that the "memory" driver begins with, as Helm stores them: objects, or paths and
	// file URLs of YAML or JSON files that hold a list of them. Needed is a name; without more it is
	// revision 1, deployed, in the namespace "default". They are read once, at the client's first use
	// of the driver.
	//
	// @default the files in HELM_MEMORY_DRIVER_DATA, separated by colons
	MemoryDriverData []MemoryDriverData `json:"memoryDriverData,omitempty"`
	// Where Helm's own files are: repositories and their indexes, logins, downloaded charts. With
	// "memory" none of them is read or written, nor is Docker's configuration: what the client adds,
	// and what it logs in to, is known to it alone and lives as long as it does. A path that one of
	// the next four options gives counts all the same. A client without HOME keeps them in memory
	// anyway.
	//
	// @default "disk"
	Home Home `json:"home,omitempty"`
	// The file of chart repositories. CLI: --repository-config.
	//
	// @default HELM_REPOSITORY_CONFIG, then "~/.config/helm/repositories.yaml"
	RepositoryConfig string `json:"repositoryConfig,omitempty"`
	// The directory of the repositories' indexes. CLI: --repository-cache.
	//
	// @default HELM_REPOSITORY_CACHE, then "~/.cache/helm/repository"
	RepositoryCache string `json:"repositoryCache,omitempty"`
	// The directory of charts that were downloaded, by their digests. CLI: --content-cache.
	//
	// @default HELM_CONTENT_CACHE, then "~/.cache/helm/content"
	ContentCache string `json:"contentCache,omitempty"`
	// The file of logins to registries. CLI: --registry-config.
	//
	// @default HELM_REGISTRY_CONFIG, then "~/.config/helm/registry/config.json"
	RegistryConfig string `json:"registryConfig,omitempty"`
	// Text added to the User-Agent of every request to the API server, so that its audit log tells
	// who asked.
	UserAgent string `json:"userAgent,omitempty"`
	// For how long to repair the record of a release after an operation failed, was cancelled, or could
	// not write it: while the API server is away, the repair is tried again and again. The time counts
	// from the failure; a request under way when it is over has 10 s more. What the API server refuses
	// for good is not tried again. Milliseconds, at least 1000, or text such as "1m".
	//
	// @default "30s"
	RepairTimeout *Duration `json:"repairTimeout,omitempty"`
	// How long one request to the API server may take: one that is not answered fails with
	// ERR_HELM_CLUSTER_UNREACHABLE. An API server gives up a request itself after a minute. The database of
	// the "sql" driver has the same time for each read or write of records, or the call fails with
	// ERR_HELM_STORAGE_FAILED. A call with a shorter `timeout` waits no longer than that, but at least 5 s.
	// Watches are not bound by it: they end with the wait. Milliseconds, at least 1000, or text such as "1m".
	//
	// @default "1m15s"
	RequestTimeout *Duration `json:"requestTimeout,omitempty"`
	// Follow links that lead out of the directories of charts, as the command does: what they point to
	// becomes part of the chart, whatever file on this machine it is. For charts of your own that share
	// files; each call may override it.
	//
	// @default false
	FollowLinks bool `json:"followLinks,omitempty"`
	// How much memory the data of others may take: release records, charts, answers of servers.
	Limits *Limits `json:"limits,omitempty"`
}

// Home is where Helm's own files are.
type Home string

// The homes.
const (
	HomeDisk   Home = "disk"
	HomeMemory Home = "memory"
)

// UnmarshalJSON takes one of the two words.
func (h *Home) UnmarshalJSON(data []byte) error {
	switch string(data) {
	case `"disk"`, `"memory"`:
		*h = Home(data[1 : len(data)-1])
		return nil
	}
	return errors.New("must be \"disk\" or \"memory\"")
}

// Driver is a storage driver of Helm.
type Driver string

// The drivers, by the names HELM_DRIVER takes ("secrets" and "configmaps" are accepted as well).
const (
	DriverSecret    Driver = "secret"
	DriverConfigmap Driver = "configmap"
	DriverMemory    Driver = "memory"
	DriverSQL       Driver = "sql"
)

// Client is what each call carries of its client.
type Client struct {
	ClientOptions
	// The client's number within its channel: the memory driver's records belong to it.
	ID int `json:"id"`
	// The variables that Helm and client-go would read from the process environment.
	Env map[string]string `json:"env,omitempty"`
}
