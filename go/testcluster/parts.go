package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"os"
	"time"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
)

// newCluster lays out the parts. The API server's port is fixed here, as the
// kubeconfig that the others start from has to name it.
func newCluster(dir clusterDir, ca *authority, s settings) (*cluster, error) {
	bound, err := listen(0)
	if err != nil {
		return nil, err
	}
	port := portOf(bound)
	c := &cluster{dir: dir, authority: ca, server: fmt.Sprintf("https://127.0.0.1:%d", port)}

	pool := x509.NewCertPool()
	pool.AddCert(ca.cert)
	admin, err := ca.client("testcluster-up", []string{"system:masters"}, 365*day)
	if err != nil {
		return nil, err
	}
	pair, err := tls.X509KeyPair(admin.cert, admin.key)
	if err != nil {
		return nil, err
	}
	client, err := kubernetes.NewForConfig(&rest.Config{
		Host:            c.server,
		UserAgent:       "testcluster-up",
		TLSClientConfig: rest.TLSClientConfig{CAData: ca.pem, CertData: admin.cert, KeyData: admin.key},
		QPS:             -1,
		Timeout:         5 * time.Second,
	})
	if err != nil {
		return nil, err
	}
	check := newReadiness(client, c.server, &tls.Config{RootCAs: pool, Certificates: []tls.Certificate{pair}})

	etcd := &part{name: "etcd", ready: check.etcd(dir)}
	apiServer := &part{name: "apiserver", ports: []int{port}, bound: []*net.TCPListener{bound}, ready: check.apiServer}
	apiServer.args = []string{fmt.Sprintf("--audit=%t", s.audit)}
	controllers := &part{name: "controllers", ready: check.controllers()}
	controllers.args = []string{fmt.Sprintf("--real-job-clocks=%t", s.realJobClocks)}
	kubelet := &part{name: "kubelet", ports: make([]int, 1)}
	kubelet.ready = check.nodeReady(kubelet)
	registry := &part{name: "registry", ports: make([]int, 2)}
	registry.ready = check.registry(registry)
	c.parts = []*part{etcd, apiServer, registry, kubelet, controllers}
	return c, nil
}

// writeIdentities writes the certificates and keys of the parts, and the
// kubeconfig of an administrator.
func writeIdentities(dir clusterDir, ca *authority, server string) error {
	serving, err := ca.serving()
	if err != nil {
		return err
	}
	admin, err := ca.client("admin", []string{"system:masters"}, 365*day)
	if err != nil {
		return err
	}
	key, err := newKey()
	if err != nil {
		return err
	}
	accountKey, err := encodeKey(key)
	if err != nil {
		return err
	}
	if err := os.WriteFile(dir.caCert(), ca.pem, 0o600); err != nil {
		return err
	}
	if err := os.WriteFile(dir.accountKey(), accountKey, 0o600); err != nil {
		return err
	}
	if err := serving.write(dir.servingCert(), dir.servingKey()); err != nil {
		return err
	}
	if err := admin.write(dir.adminCert(), dir.adminKey()); err != nil {
		return err
	}
	return writeKubeconfig(dir.kubeconfig(), server, ca.pem, "admin", admin)
}

// startAll starts the parts in their order and waits until all are ready. The
// controllers come last and late: a controller manager that finds no healthy API
// server sleeps for a whole second before it looks again.
func (c *cluster) startAll(ctx context.Context) error {
	last := len(c.parts) - 1
	for _, p := range c.parts[:last] {
		if err := c.start(p); err != nil {
			return err
		}
	}
	for _, p := range c.parts[:2] {
		if err := c.await(ctx, p); err != nil {
			return err
		}
	}
	if err := c.start(c.parts[last]); err != nil {
		return err
	}
	for _, p := range c.parts[2:] {
		if err := c.await(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

func (c *cluster) pids() map[string]int {
	pids := make(map[string]int, len(c.parts))
	for _, p := range c.parts {
		pids[p.name] = p.child.pid()
	}
	return pids
}

// address is the host and port of a part's nth listener.
func (c *cluster) address(name string, n int) string {
	p, err := c.part(name)
	if err != nil {
		panic(err)
	}
	return fmt.Sprintf("127.0.0.1:%d", p.ports[n])
}
