package wire

// ClientOptions are the options of a client that Go reads. Each overrides its HELM_* or KUBECONFIG variable, as the
// flags of the CLI do.
type ClientOptions struct {
	// The kubeconfig. A string or file URL is a path; several paths are merged as kubectl merges them; a Blob, bytes
	// or an object are the contents. Files are read at each call, so a renewed credential works without a new client.
	// Relative paths in a file are resolved against its directory, those in contents against the working directory.
	//
	// A credential plugin (exec) runs in the client's `env`, without a terminal. It runs once for all calls until its
	// credential expires or is refused. New tokens of the oidc provider are written to the file they came from, as
	// kubectl does.
	//
	// @default the files in KUBECONFIG, then ~/.kube/config, then the pod's service account
	Kubeconfig *Kubeconfig `json:"kubeconfig,omitempty"`
	// Use only the service account of the pod that this process runs in.
	//
	// @default false
	InCluster bool `json:"inCluster,omitempty"`
	// The directory of the service account, with the files token and ca.crt, and namespace if there is one. Use it
	// for a token that is projected to another directory.
	//
	// @default "/var/run/secrets/kubernetes.io/serviceaccount"
	ServiceAccountDirectory string `json:"serviceAccountDirectory,omitempty"`
	// The kubeconfig context to use. CLI: --kube-context.
	//
	// @default HELM_KUBECONTEXT, then the current context
	KubeContext string `json:"kubeContext,omitempty"`
	// The namespace of calls that do not set their own. CLI: --namespace.
	//
	// @default HELM_NAMESPACE, then the context's namespace, then "default"
	Namespace string `json:"namespace,omitempty"`
	// A bearer token, used instead of the kubeconfig's token, token file, plugin or provider. If the kubeconfig has a
	// client certificate, it is sent too, and the API server prefers it. CLI: --kube-token.
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
	// The most requests per second to the API server; 0 means client-go's default of 5, -1 means no limit. CLI:
	// --qps.
	//
	// @default HELM_QPS, then 0
	Qps *float32 `json:"qps,omitempty"`
	// How many requests may be sent at once before qps applies. CLI: --burst-limit.
	//
	// @default HELM_BURST_LIMIT, then 100
	BurstLimit *int `json:"burstLimit,omitempty"`
	// Where release records are stored. Records in "memory" exist as long as the client.
	//
	// @default HELM_DRIVER, then "secret"
	Driver Driver `json:"driver,omitempty"`
	// The PostgreSQL connection string of the "sql" driver, as a URL or as "host=... user=...". PG* variables supply
	// what it leaves out.
	//
	// @default HELM_DRIVER_SQL_CONNECTION_STRING
	DriverSqlConnectionString string `json:"driverSqlConnectionString,omitempty"`
	// The releases that the "memory" driver starts with, as Helm stores them: objects, or paths or file URLs of YAML
	// or JSON files that contain a list of them. Only a name is required; the defaults are revision 1, deployed, in
	// the namespace "default". They are read once, when the client first uses the driver.
	//
	// @default the files in HELM_MEMORY_DRIVER_DATA, separated by colons
	MemoryDriverData []MemoryDriverData `json:"memoryDriverData,omitempty"`
	// Where Helm's own files are kept: repositories and their indexes, logins, downloaded charts. With "memory", none
	// of them is read or written, and neither is Docker's configuration. The client's repositories and logins then
	// belong to it alone and exist as long as it does. Paths set by the next four options still apply. A client
	// without HOME always keeps them in memory.
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
	// The directory of downloaded charts, stored by digest. CLI: --content-cache.
	//
	// @default HELM_CONTENT_CACHE, then "~/.cache/helm/content"
	ContentCache string `json:"contentCache,omitempty"`
	// The file of logins to registries. CLI: --registry-config.
	//
	// @default HELM_REGISTRY_CONFIG, then "~/.config/helm/registry/config.json"
	RegistryConfig string `json:"registryConfig,omitempty"`
	// Text added to the User-Agent of every request to the API server, to identify the client in the audit log.
	UserAgent string `json:"userAgent,omitempty"`
	// How long to retry the repair of a release's record after an operation has failed, was cancelled, or could not
	// write it, while the API server cannot be reached. The time starts at the failure; a request under way at its
	// end has 10 s more. A repair that the API server refuses is not retried. Milliseconds, at least 1000, or text
	// such as "1m".
	//
	// @default "30s"
	RepairTimeout *Duration `json:"repairTimeout,omitempty"`
	// The limit of each request to the API server; one that is not answered in time fails with
	// ERR_HELM_CLUSTER_UNREACHABLE. (An API server itself gives up on a request after a minute.) It also limits each
	// read or write of records by the "sql" driver, which fails with ERR_HELM_STORAGE_FAILED. If the call has a
	// shorter `timeout`, that is the limit, but at least 5 s. Watches are not limited; they end with the wait.
	// Milliseconds, at least 1000, or text such as "1m".
	//
	// @default "1m15s"
	RequestTimeout *Duration `json:"requestTimeout,omitempty"`
	// Follow symbolic links that lead out of charts' directories, as the command does. Whatever file they point to
	// becomes part of the chart. Use this only for charts of your own, such as charts that share files. Each call may
	// override it.
	//
	// @default false
	FollowLinks bool `json:"followLinks,omitempty"`
	// Limits on data from others: release records, charts, responses of servers.
	Limits *Limits `json:"limits,omitempty"`
}

// Home is where Helm's own files are kept.
type Home string

// The homes.
const (
	HomeDisk   Home = "disk"
	HomeMemory Home = "memory"
)

// Words are the choices.
func (Home) Words() []Choice { return words(HomeDisk, HomeMemory) }

// Driver is a storage driver of Helm.
type Driver string

// The drivers, by the names HELM_DRIVER takes ("secrets" and "configmaps" are accepted as well).
const (
	DriverSecret    Driver = "secret"
	DriverConfigmap Driver = "configmap"
	DriverMemory    Driver = "memory"
	DriverSQL       Driver = "sql"
)

// Client is the part of each call that describes its client.
type Client struct {
	ClientOptions
	// The client's number within its channel. The records of the memory driver belong to it.
	ID int `json:"id"`
	// The variables that Helm and client-go would read from the process environment.
	Env map[string]string `json:"env,omitempty"`
	// The PATH of the JavaScript process, where env has none.
	SearchPath string `json:"searchPath,omitempty"`
}
