package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

// readiness holds what the checks need; each check asks once and says by its
// error what is still missing.
type readiness struct {
	client kubernetes.Interface
	http   *http.Client
	server string
}

func newReadiness(client kubernetes.Interface, server string, config *tls.Config) *readiness {
	// A connection kept open to a killed part would hide its successor.
	transport := &http.Transport{TLSClientConfig: config, DisableKeepAlives: true}
	return &readiness{client: client, http: &http.Client{Transport: transport}, server: server}
}

func (r *readiness) etcd(dir clusterDir) func(context.Context) error {
	return func(context.Context) error {
		conn, err := net.Dial("unix", dir.etcdSocket())
		if err != nil {
			return err
		}
		return conn.Close()
	}
}

// apiServer says that the API server is up and reads from etcd: /readyz alone
// remembers for a while that etcd was well.
func (r *readiness) apiServer(ctx context.Context) error {
	if err := r.get(ctx, r.server+"/readyz"); err != nil {
		return err
	}
	_, err := r.client.CoreV1().Namespaces().Get(ctx, metav1.NamespaceDefault, metav1.GetOptions{})
	return err
}

// nodeReady says that the kubelet answers and that pods may be put on its node.
func (r *readiness) nodeReady(kubelet *part) func(context.Context) error {
	return func(ctx context.Context) error {
		if err := r.get(ctx, fmt.Sprintf("https://127.0.0.1:%d/healthz", kubelet.ports[0])); err != nil {
			return err
		}
		node, err := r.client.CoreV1().Nodes().Get(ctx, nodeName, metav1.GetOptions{})
		if err != nil {
			return err
		}
		if len(node.Spec.Taints) > 0 {
			return fmt.Errorf("node %s is tainted: %s", nodeName, node.Spec.Taints[0].Key)
		}
		return nil
	}
}

// serviceAccount says that the controllers work: one of them creates a service
// account and another the root certificate in every namespace.
func (r *readiness) serviceAccount(ctx context.Context, namespace string) error {
	if _, err := r.client.CoreV1().ServiceAccounts(namespace).Get(ctx, "default", metav1.GetOptions{}); err != nil {
		return err
	}
	_, err := r.client.CoreV1().ConfigMaps(namespace).Get(ctx, "kube-root-ca.crt", metav1.GetOptions{})
	return err
}

// controllers checks in the default namespace at first. After a restart what is
// there was made by the process before, so a new namespace has to show it.
func (r *readiness) controllers() func(context.Context) error {
	first, probe := true, ""
	return func(ctx context.Context) error {
		if first {
			if err := r.serviceAccount(ctx, metav1.NamespaceDefault); err != nil {
				return err
			}
			first = false
			return nil
		}
		namespaces := r.client.CoreV1().Namespaces()
		if probe == "" {
			created, err := namespaces.Create(ctx, &corev1.Namespace{
				ObjectMeta: metav1.ObjectMeta{GenerateName: "testcluster-probe-"},
			}, metav1.CreateOptions{})
			if err != nil {
				return err
			}
			probe = created.Name
		}
		if err := r.serviceAccount(ctx, probe); err != nil {
			return err
		}
		err := namespaces.Delete(ctx, probe, metav1.DeleteOptions{})
		probe = ""
		return err
	}
}

func (r *readiness) registry(registry *part) func(context.Context) error {
	return func(ctx context.Context) error {
		for _, port := range registry.ports {
			response, err := r.send(ctx, fmt.Sprintf("http://127.0.0.1:%d/v2/", port))
			if err != nil {
				return err
			}
			if response != http.StatusOK && response != http.StatusUnauthorized {
				return fmt.Errorf("/v2/ answers %d", response)
			}
		}
		return nil
	}
}

func (r *readiness) get(ctx context.Context, url string) error {
	status, err := r.send(ctx, url)
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("%s answers %d", url, status)
	}
	return err
}

func (r *readiness) send(ctx context.Context, url string) (status int, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, err
	}
	response, err := r.http.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	return response.StatusCode, nil
}
