package access

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"

	"bunhelm/helm/internal/evidence"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
)

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
	Who evidence.Identity
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
	s := settingsOf(op)
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

// who says whose credentials a call shows, and how others are had.
func (s *settings) who(raw *clientcmdapi.Config, context string) evidence.Identity {
	if s.KubeToken != "" {
		return evidence.Identity{
			Credentials: "the credentials of the option kubeToken",
			Renew:       "give other credentials in the option kubeToken or the variable HELM_KUBETOKEN",
		}
	}
	chosen := raw.Contexts[context]
	if chosen == nil {
		return evidence.Identity{}
	}
	user := raw.AuthInfos[chosen.AuthInfo]
	named := evidence.Identity{Credentials: fmt.Sprintf("the credentials of user %q", chosen.AuthInfo)}
	switch {
	case user == nil:
		return evidence.Identity{Credentials: "a call without credentials", Renew: fmt.Sprintf("add a user to context %q of the kubeconfig", context), None: true}
	case context == inClusterName && user.TokenFile != "":
		return evidence.Identity{Credentials: "the credentials of the pod's service account", Renew: "check the service account and its token"}
	case user.Exec != nil:
		named.Renew = fmt.Sprintf("log in again with the tool of the credential plugin %q", user.Exec.Command)
	case user.AuthProvider != nil:
		named.Renew = "log in again with the tool that wrote the kubeconfig"
	default:
		named.Renew = "renew " + named.Credentials + " in the kubeconfig"
	}
	return named
}

// proxy takes proxies from the client's environment, unless the kubeconfig names one; the process's
// environment is frozen at its start. It returns what tells proxies apart.
func (s *settings) proxy(config *rest.Config) string {
	if config.Proxy != nil {
		fixed, err := config.Proxy(&http.Request{URL: &url.URL{Scheme: "https", Host: "any"}})
		return fmt.Sprint(fixed, err)
	}
	choose := s.proxies.ProxyFunc()
	config.Proxy = func(request *http.Request) (*url.URL, error) { return choose(request.URL) }
	return fmt.Sprint(*s.proxies)
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
