// Package access finds out which API server a call is for, as whom.
package access

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// Defaults of the CLI's settings (pkg/cli/environment.go in v4.3.1).
const defaultBurst = 100

// settings are the client's options with the environment's defaults filled in.
type settings struct {
	wire.ClientOptions
	env  map[string]string
	path func(string) string
	know func(...string) // keeps texts out of errors
}

func settingsOf(op *operation.Operation) *settings {
	s := &settings{ClientOptions: op.Client.ClientOptions, env: op.Client.Env, path: op.Path, know: op.Know}
	or := func(option *string, variable string) {
		if *option == "" {
			*option = s.env[variable]
		}
	}
	or(&s.KubeContext, "HELM_KUBECONTEXT")
	or(&s.KubeToken, "HELM_KUBETOKEN")
	or(&s.KubeAsUser, "HELM_KUBEASUSER")
	or(&s.KubeApiserver, "HELM_KUBEAPISERVER")
	or(&s.KubeCaFile, "HELM_KUBECAFILE")
	or(&s.KubeTlsServerName, "HELM_KUBETLS_SERVER_NAME")
	or(&s.Namespace, "HELM_NAMESPACE")
	if groups := strings.Trim(s.env["HELM_KUBEASGROUPS"], ", "); s.KubeAsGroup == nil && groups != "" {
		s.KubeAsGroup = strings.Split(groups, ",")
	}
	if s.KubeInsecureSkipTlsVerify == nil {
		if insecure, err := strconv.ParseBool(s.env["HELM_KUBEINSECURE_SKIP_TLS_VERIFY"]); err == nil {
			s.KubeInsecureSkipTlsVerify = &insecure
		}
	}
	return s
}

func (s *settings) qps() float32 {
	if s.Qps != nil {
		return *s.Qps
	}
	qps, _ := strconv.ParseFloat(s.env["HELM_QPS"], 32)
	return float32(qps)
}

func (s *settings) burst() int {
	if s.BurstLimit != nil {
		return *s.BurstLimit
	}
	if burst, err := strconv.Atoi(s.env["HELM_BURST_LIMIT"]); err == nil {
		return burst
	}
	return defaultBurst
}

// Target is one cluster as one identity, read anew at each call.
type Target struct {
	// Config has the address, the credentials and the proxy.
	Config *rest.Config
	// Loader is the kubeconfig.
	Loader clientcmd.ClientConfig
	// Namespace of the call.
	Namespace string
	// Identity tells clusters and credentials apart, Place API servers, whoever asks them.
	Identity, Place string
	// Who is it that asks, for people.
	Who operation.Identity
	// QPS and Burst are the limits of client-go's rate limiter.
	QPS   float32
	Burst int
	// UserAgent is what the client adds to the User-Agent.
	UserAgent string

	files   []string
	environ []string // of a credential plugin
	context string   // that was asked for
}

// Unusable is the error of a kubeconfig that resolves, and from which no client can be made.
func (r *Target) Unusable(err error) error { return fault.Kubeconfig(r.files, r.context, nil, err) }

// Server is the API server's address, and that of the proxy before it, both without passwords and queries.
func (r *Target) Server() (address, proxy string) {
	address, _, _ = strings.Cut(r.Config.Host, "?")
	base, _, err := rest.DefaultServerUrlFor(r.Config)
	if err != nil {
		return address, ""
	}
	if base.User != nil {
		plain := *base
		plain.RawQuery, plain.Fragment = "", ""
		address = plain.Redacted()
	}
	if through, err := r.Config.Proxy(&http.Request{URL: base}); err == nil && through != nil {
		proxy = through.Redacted()
	}
	return address, proxy
}

// Resolve reads the kubeconfig and merges the client's options into it.
func Resolve(op *operation.Operation, namespace string) (*Target, error) {
	return settingsOf(op).resolve(namespace)
}

func (s *settings) resolve(namespace string) (*Target, error) {
	overrides := &clientcmd.ConfigOverrides{
		CurrentContext: s.KubeContext,
		AuthInfo:       clientcmdapi.AuthInfo{Token: s.KubeToken, Impersonate: s.KubeAsUser, ImpersonateGroups: s.KubeAsGroup},
		ClusterInfo: clientcmdapi.Cluster{
			Server:               s.KubeApiserver,
			CertificateAuthority: s.path(s.KubeCaFile),
			TLSServerName:        s.KubeTlsServerName,
		},
	}
	if s.KubeInsecureSkipTlsVerify != nil && *s.KubeInsecureSkipTlsVerify {
		overrides.ClusterInfo.InsecureSkipTLSVerify = true
	}
	overrides.Context.Namespace = s.Namespace
	if namespace != "" {
		overrides.Context.Namespace = namespace
	}
	raw, files, err := s.kubeconfig()
	if err != nil {
		return nil, err
	}
	s.knowCredentials(raw)
	if problem := s.check(raw, files); problem != nil {
		return nil, problem
	}
	chosen := cmp.Or(s.KubeContext, raw.CurrentContext)
	var access clientcmd.ConfigAccess // where a provider keeps its new tokens
	if len(files) > 0 {
		access = &clientcmd.ClientConfigLoadingRules{Precedence: files}
	}
	loader := clientcmd.NewNonInteractiveClientConfig(*raw, s.KubeContext, overrides, access)
	config, err := loader.ClientConfig()
	if err != nil {
		return nil, fault.Kubeconfig(files, chosen, contexts(raw), err)
	}
	namespace, _, err = loader.Namespace()
	if err != nil {
		return nil, fault.Kubeconfig(files, chosen, contexts(raw), err)
	}
	if err := CheckNamespace(namespace); err != nil {
		return nil, err
	}
	if _, _, err := rest.DefaultServerUrlFor(config); err != nil {
		return nil, fault.Kubeconfig(files, chosen, contexts(raw), fmt.Errorf("the server's address is not a URL: %w", err))
	}
	if s.KubeToken != "" {
		config.BearerTokenFile = "" // or client-go prefers it
	}
	if err := checkHeaders(config); err != nil {
		return nil, fault.Kubeconfig(files, chosen, contexts(raw), err)
	}
	r := &Target{Config: config, Loader: loader, Namespace: namespace, files: files, Who: s.who(raw, chosen),
		QPS: s.qps(), Burst: s.burst(), UserAgent: s.UserAgent, context: s.KubeContext}
	proxyURL := s.proxy(config)
	if config.ExecProvider != nil {
		r.environ = s.environ(config.ExecProvider)
	}
	r.Identity = identity(r, proxyURL)
	r.Place = fmt.Sprintf("%q %q %q %q", config.Host, config.APIPath, config.ServerName, proxyURL)
	return r, nil
}

// kubeconfig reads the files, or the contents, or builds one for the pod's service account.
func (s *settings) kubeconfig() (*clientcmdapi.Config, []string, error) {
	if s.InCluster {
		raw, err := s.inCluster()
		return raw, nil, err
	}
	if s.Kubeconfig != nil && s.Kubeconfig.Paths == nil {
		raw, err := contentsOf(s.Kubeconfig)
		if err != nil {
			return nil, nil, fault.Kubeconfig(nil, s.KubeContext, nil, notKubeconfig("it", append(s.Kubeconfig.Contents, s.Kubeconfig.Object...), err))
		}
		for _, cluster := range raw.Clusters {
			cluster.LocationOfOrigin = s.path("kubeconfig")
		}
		for _, user := range raw.AuthInfos {
			user.LocationOfOrigin = s.path("kubeconfig")
		}
		return raw, nil, clientcmd.ResolveLocalPaths(raw)
	}
	files, explicit := s.files()
	found := slices.ContainsFunc(files, exists)
	if explicit && !found {
		return nil, nil, fault.NoKubeconfig(files, s.KubeContext)
	}
	rules := &clientcmd.ClientConfigLoadingRules{Precedence: files}
	if len(files) == 1 && explicit {
		rules = &clientcmd.ClientConfigLoadingRules{ExplicitPath: files[0]}
	}
	rules.WarnIfAllMissing = false
	raw, err := rules.Load()
	if err != nil && strings.Contains(err.Error(), syscall.EMFILE.Error()) { // clientcmd keeps no value of it
		return nil, nil, fault.NoDescriptors(err)
	}
	if err != nil {
		s.knowTexts(files)
		return nil, nil, fault.Kubeconfig(files, s.KubeContext, nil, notKubeconfigs(files, err))
	}
	if len(raw.Clusters) == 0 && !explicit && s.env["KUBERNETES_SERVICE_HOST"] != "" {
		raw, err := s.inCluster()
		return raw, nil, err
	}
	if !found && s.KubeApiserver == "" {
		return nil, nil, fault.NoKubeconfig(files, s.KubeContext)
	}
	return raw, files, nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

// files lists the kubeconfig files in order of precedence; explicit: the user named them.
func (s *settings) files() (files []string, explicit bool) {
	switch {
	case s.Kubeconfig != nil:
		files = s.Kubeconfig.Paths
		explicit = true
	case s.env["KUBECONFIG"] != "":
		files = filepath.SplitList(s.env["KUBECONFIG"])
		explicit = true
	case s.env["HOME"] != "":
		files = []string{filepath.Join(s.env["HOME"], clientcmd.RecommendedHomeDir, clientcmd.RecommendedFileName)}
	}
	files = slices.DeleteFunc(slices.Clone(files), func(file string) bool { return file == "" })
	for i, file := range files {
		files[i] = s.path(file)
	}
	return files, explicit
}

// serviceAccount is where Kubernetes mounts it.
const serviceAccount = "/var/run/secrets/kubernetes.io/serviceaccount"

// inClusterName is what cluster, user and context are called there.
const inClusterName = "in-cluster"

// inCluster is rest.InClusterConfig over the client's environment instead of the process's.
func (s *settings) inCluster() (*clientcmdapi.Config, error) {
	host, port := s.env["KUBERNETES_SERVICE_HOST"], s.env["KUBERNETES_SERVICE_PORT"]
	if host == "" || port == "" {
		return nil, fault.Kubeconfig(nil, "", nil, errors.New("inCluster: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set"))
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	directory := cmp.Or(s.path(s.ServiceAccountDirectory), serviceAccount)
	token := filepath.Join(directory, "token")
	if _, err := os.ReadFile(token); err != nil {
		return nil, fault.Kubeconfig(nil, "", nil, fmt.Errorf("inCluster: the pod has no service account token: %w", err))
	}
	namespace := s.env["POD_NAMESPACE"] // as client-go has it
	if namespace == "" {
		text, _ := os.ReadFile(filepath.Join(directory, "namespace"))
		namespace = strings.TrimSpace(string(text))
	}
	raw := clientcmdapi.NewConfig()
	raw.Clusters[inClusterName] = &clientcmdapi.Cluster{Server: "https://" + host + ":" + port, CertificateAuthority: filepath.Join(directory, "ca.crt")}
	raw.AuthInfos[inClusterName] = &clientcmdapi.AuthInfo{TokenFile: token}
	raw.Contexts[inClusterName] = &clientcmdapi.Context{Cluster: inClusterName, AuthInfo: inClusterName, Namespace: namespace}
	raw.CurrentContext = inClusterName
	return raw, nil
}

// check finds what clientcmd would report late or as "connection refused" on localhost:8080.
func (s *settings) check(raw *clientcmdapi.Config, files []string) error {
	context := cmp.Or(s.KubeContext, raw.CurrentContext)
	if context != "" && raw.Contexts[context] == nil {
		return fault.Kubeconfig(files, context, contexts(raw), fmt.Errorf("there is no context %q", context))
	}
	if s.KubeApiserver != "" {
		return nil
	}
	if len(raw.Clusters) == 0 {
		return fault.Kubeconfig(files, context, nil, errors.New("no cluster is configured"))
	}
	if context == "" {
		return fault.Kubeconfig(files, "", contexts(raw), errors.New("no context is chosen"))
	}
	cluster := raw.Clusters[raw.Contexts[context].Cluster]
	if cluster == nil || cluster.Server == "" {
		return fault.Kubeconfig(files, context, contexts(raw), fmt.Errorf("context %q names cluster %q, which has no server", context, raw.Contexts[context].Cluster))
	}
	user := raw.Contexts[context].AuthInfo
	if user != "" && raw.AuthInfos[user] == nil && s.KubeToken == "" && !strings.HasPrefix(cluster.Server, "http://") {
		// clientcmd would go on as nobody.
		return fault.Kubeconfig(files, context, contexts(raw), fmt.Errorf("context %q names user %q, who is not there", context, user))
	}
	if cluster.ProxyURL != "" && !strings.Contains(cluster.ProxyURL, "://") {
		// clientcmd would repeat it, and with it a password.
		return fault.Kubeconfig(files, context, contexts(raw), fmt.Errorf("the proxy-url of cluster %q must begin with http://, https:// or socks5://", raw.Contexts[context].Cluster))
	}
	return nil
}

func contexts(raw *clientcmdapi.Config) []string {
	return slices.Sorted(maps.Keys(raw.Contexts))
}

// proxy takes proxies from the client's environment, unless the kubeconfig names one; the process's
// environment is frozen at its start. It returns what tells proxies apart.
func (s *settings) proxy(config *rest.Config) string {
	if config.Proxy != nil {
		fixed, err := config.Proxy(&http.Request{URL: &url.URL{Scheme: "https", Host: "any"}})
		return fmt.Sprint(fixed, err)
	}
	proxies := operation.Proxies(s.env)
	choose := proxies.ProxyFunc()
	config.Proxy = func(request *http.Request) (*url.URL, error) { return choose(request.URL) }
	return fmt.Sprint(*proxies)
}

// environ is what a credential plugin sees: the client's variables, then the kubeconfig's.
func (s *settings) environ(plugin *clientcmdapi.ExecConfig) []string {
	var variables []string
	for _, name := range slices.Sorted(maps.Keys(s.env)) {
		variables = append(variables, name+"="+s.env[name])
	}
	for _, variable := range plugin.Env {
		variables = append(variables, variable.Name+"="+variable.Value)
	}
	return variables
}

// identity tells clusters and credentials apart. Files count with their contents, so that a rotated
// certificate is another identity.
func identity(r *Target, proxy string) string {
	hash := sha256.New()
	config, tls := r.Config, r.Config.TLSClientConfig
	fmt.Fprintf(hash, "%q %q %q %q %q %q %q %v %q %q %q %q %q %q %v",
		config.Host, config.APIPath, config.Username, config.Password, config.BearerToken, config.BearerTokenFile,
		proxy, tls.Insecure, tls.ServerName, tls.CAData, tls.CertData, tls.KeyData, tls.NextProtos, config.Impersonate, config.DisableCompression)
	for _, file := range []string{tls.CAFile, tls.CertFile, tls.KeyFile} {
		text, _ := os.ReadFile(file)
		fmt.Fprintf(hash, " %q %q", file, text)
	}
	if exec := config.ExecProvider; exec != nil {
		fmt.Fprintf(hash, " exec %q %q %q %q %v %v %q %+v", exec.Command, exec.Args, r.environ, exec.APIVersion, exec.ProvideClusterInfo, exec.InteractiveMode, exec.InstallHint, exec.Config)
	}
	if provider := config.AuthProvider; provider != nil {
		fmt.Fprintf(hash, " provider %q %q", provider.Name, provider.Config)
	}
	return hex.EncodeToString(hash.Sum(nil))
}
