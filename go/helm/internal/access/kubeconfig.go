package access

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"

	"bunhelm/helm/internal/client"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/wire"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer/json"
	"k8s.io/apimachinery/pkg/runtime/serializer/versioning"
	"k8s.io/client-go/tools/clientcmd/api/latest"
)

// kubeconfig reads the files, or the contents, or builds one for the pod's service account.
func (s *settings) kubeconfig() (*clientcmdapi.Config, []string, error) {
	if s.InCluster {
		raw, err := s.inCluster()
		return raw, nil, err
	}
	if s.Kubeconfig != nil && s.Kubeconfig.Paths == nil {
		if err := countable("it", s.Kubeconfig.Contents); err != nil {
			return nil, nil, fault.Kubeconfig(nil, s.KubeContext, nil, err)
		}
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
	for _, file := range files {
		if info, err := os.Stat(file); err != nil || !info.Mode().IsRegular() {
			continue // a pipe can be read only once
		}
		if text, err := os.ReadFile(file); err == nil {
			if err := countable(file, text); err != nil {
				return nil, files, fault.Kubeconfig(files, s.KubeContext, nil, err)
			}
		}
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
	case client.Home(s.env) != "":
		files = []string{filepath.Join(client.Home(s.env), clientcmd.RecommendedHomeDir, clientcmd.RecommendedFileName)}
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
		return fault.Kubeconfig(files, context, contexts(raw), fmt.Errorf("context %q names user %q, which does not exist", context, user))
	}
	if cluster.ProxyURL != "" && !strings.Contains(cluster.ProxyURL, "://") {
		// clientcmd would repeat it, and with it a password.
		return fault.Kubeconfig(files, context, contexts(raw), fmt.Errorf("the proxy-url of cluster %q must start with http://, https:// or socks5://", raw.Contexts[context].Cluster))
	}
	return nil
}

func contexts(raw *clientcmdapi.Config) []string {
	return slices.Sorted(maps.Keys(raw.Contexts))
}

// objects reads a kubeconfig that JavaScript has as an object: client-go's codec (clientcmd/api/latest)
// over its JSON, since YAML sees other characters, keys and numbers in the same text.
var objects = func() runtime.Decoder {
	serializer := json.NewSerializerWithOptions(json.DefaultMetaFactory, latest.Scheme, latest.Scheme, json.SerializerOptions{})
	return versioning.NewDefaultingCodecForScheme(latest.Scheme, serializer, serializer, latest.ExternalVersion, runtime.InternalGroupVersioner)
}()

// contentsOf reads a kubeconfig that is no file (clientcmd.Load).
func contentsOf(given *wire.Kubeconfig) (*clientcmdapi.Config, error) {
	if given.Object == nil {
		return clientcmd.Load(given.Contents)
	}
	config := clientcmdapi.NewConfig()
	kind := &schema.GroupVersionKind{Version: latest.Version, Kind: "Config"}
	if _, _, err := objects.Decode(given.Object, kind, config); err != nil {
		return nil, err
	}
	return config, nil
}
