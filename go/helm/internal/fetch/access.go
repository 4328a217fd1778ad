package fetch

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/url"
	"os"
	"time"

	"helm.sh/helm/v4/pkg/repo/v1"

	"bunhelm/helm/internal/client"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/wire"
)

// Access is the identity with which a server is asked. Files are absolute.
type Access struct {
	Username, Password                 string
	CertFile, KeyFile, CaFile          string
	InsecureSkipTLSVerify, PassToOther bool
	// Kept tells that the account is the one that the repository was added with, and Adding that the repository is
	// only being added.
	Kept, Adding bool
	// Limit is how long a request may take; 0 is what Helm's own getters take.
	Limit time.Duration
}

// AccessOf is the identity that a call's options give.
func AccessOf(c *client.Client, o *wire.ServerOptions) Access {
	return Access{
		Username: o.Username, Password: o.Password, InsecureSkipTLSVerify: o.InsecureSkipTlsVerify,
		CertFile: string(o.CertFile), KeyFile: string(o.KeyFile), CaFile: string(o.CaFile),
	}
}

// Use takes what a repository was added with; the call's own options win.
func (a *Access) Use(c *client.Client, entry *repo.Entry) {
	if a.Username == "" && a.Password == "" {
		a.Username, a.Password, a.Kept = entry.Username, entry.Password, entry.Username != "" && !a.Adding
	}
	a.PassToOther = a.PassToOther || entry.PassCredentialsAll
	a.InsecureSkipTLSVerify = a.InsecureSkipTLSVerify || entry.InsecureSkipTLSVerify
	if a.CertFile == "" && a.KeyFile == "" && a.CaFile == "" {
		a.CertFile, a.KeyFile, a.CaFile = c.Path(entry.CertFile), c.Path(entry.KeyFile), c.Path(entry.CAFile)
	}
}

// Transport makes connections with the proxies of a client and its certificates.
func (a Access) Transport(c *client.Client) (*http.Transport, error) {
	config := &tls.Config{InsecureSkipVerify: a.InsecureSkipTLSVerify}
	if a.CaFile != "" {
		pem, err := os.ReadFile(a.CaFile)
		if err != nil {
			return nil, fault.InvalidArgument("caFile", "caFile: %v", err)
		}
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fault.InvalidArgument("caFile", "caFile: %s has no certificate", a.CaFile)
		}
	}
	if (a.CertFile == "") != (a.KeyFile == "") {
		return nil, fault.InvalidArgument("certFile", "certFile: certFile and keyFile must be given together")
	}
	if a.CertFile != "" {
		pair, err := tls.LoadX509KeyPair(a.CertFile, a.KeyFile)
		if err != nil {
			return nil, fault.InvalidArgument("certFile", "certFile: %v", err)
		}
		config.Certificates = []tls.Certificate{pair}
	}
	proxy := c.Proxies().ProxyFunc()
	return &http.Transport{
		TLSClientConfig:     config,
		ForceAttemptHTTP2:   true,
		DisableCompression:  true, // an archive is what the server has, to the byte
		DialContext:         (&net.Dialer{Timeout: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout: 10 * time.Second,
		Proxy:               func(r *http.Request) (*url.URL, error) { return proxy(r.URL) },
		IdleConnTimeout:     time.Second,
	}, nil
}
