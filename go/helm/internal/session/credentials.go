package session

import (
	"context"
	"errors"
	"net/http"

	utilnet "k8s.io/apimachinery/pkg/util/net"
	"k8s.io/client-go/rest"

	"bunhelm/helm/internal/fault"
)

// authenticated connects to a cluster and identifies itself there. A dialer that is nobody else's also
// keeps client-go from sharing the transport. As with kubectl, a token or a
// password wins over a plugin or provider, and a certificate over a plugin.
func authenticated(r *resolved, dial utilnet.DialFunc) (http.RoundTripper, error) {
	config := rest.CopyConfig(r.config)
	config.Dial = dial
	hasToken := config.BearerToken != "" || config.BearerTokenFile != "" || config.Username != "" || config.Password != ""
	hasCertificate := config.CertFile != "" || len(config.CertData) > 0
	provider := config.AuthProvider
	switch {
	case config.ExecProvider != nil && !hasToken && !hasCertificate:
		return newPlugin(config, r.environ)
	case provider != nil && !hasToken:
		config.AuthProvider = nil
		base, err := rest.TransportFor(config)
		if err != nil {
			return nil, err
		}
		// client-go keeps providers by address, where one user's tokens would serve another.
		source, err := rest.GetAuthProvider(r.identity, provider, config.AuthConfigPersister)
		if err != nil {
			return nil, err
		}
		return &provided{source.WrapTransport(&sending{base})}, nil
	}
	config.ExecProvider, config.AuthProvider = nil, nil
	return rest.TransportFor(config)
}

// identify gets a plugin's credential before the first request: its failure or a cancel then is the
// operation's, and nothing was sent.
func (c *cluster) identify(ctx context.Context) error {
	if p, isPlugin := c.transport.(*plugin); isPlugin {
		_, err := p.get(ctx, nil)
		return err
	}
	return nil
}

// provided sends with the token of an auth provider, and tells its failures from the network's.
type provided struct{ http.RoundTripper }

func (p *provided) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := p.RoundTripper.RoundTrip(request)
	if lost := new(onTheWay); err != nil && !errors.As(err, &lost) {
		return nil, fault.Credentials("log in again with the tool that wrote the kubeconfig", err)
	}
	return response, err
}

// onTheWay is an error of a request that had its credential.
type onTheWay struct{ error }

func (e *onTheWay) Unwrap() error { return e.error }

type sending struct{ http.RoundTripper }

func (s *sending) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := s.RoundTripper.RoundTrip(request)
	if err != nil {
		return nil, &onTheWay{err}
	}
	return response, nil
}
