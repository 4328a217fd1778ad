package access

import (
	"context"
	"errors"
	"net/http"
	"time"

	utilnet "k8s.io/apimachinery/pkg/util/net"
	"k8s.io/client-go/rest"

	"bunhelm/helm/internal/fault"

	// Every way into a cluster that kubectl has.
	_ "k8s.io/client-go/plugin/pkg/client/auth"
)

// Transport connects to a cluster and identifies itself there. A dialer that is nobody else's also
// keeps client-go from sharing the transport. As with kubectl, a token or a
// password wins over a plugin or provider, and a certificate over a plugin.
func (r *Target) Transport(dial utilnet.DialFunc) (http.RoundTripper, error) {
	config := rest.CopyConfig(r.Config)
	config.Dial = dial
	hasToken := config.BearerToken != "" || config.BearerTokenFile != "" || config.Username != "" || config.Password != ""
	hasCertificate := config.CertFile != "" || len(config.CertData) > 0
	provider := config.AuthProvider
	switch {
	case config.ExecProvider != nil && !hasToken && !hasCertificate:
		return newPlugin(config, r.environ)
	case provider != nil && !hasToken:
		config.AuthProvider = nil
		base, err := transportFor(config)
		if err != nil {
			return nil, err
		}
		// client-go keeps providers by address, where one user's tokens would serve another.
		source, err := rest.GetAuthProvider(r.Identity, provider, config.AuthConfigPersister)
		if err != nil {
			return nil, err
		}
		return &provided{source.WrapTransport(&sending{base})}, nil
	}
	config.ExecProvider, config.AuthProvider = nil, nil
	return transportFor(config)
}

// How soon a connection that is silent is asked for a sign of life, and how long that may take. client-go's
// own 30 and 15 s make a wait for a server that has died long.
const (
	silence = 10 * time.Second
	sign    = 5 * time.Second
)

// transportFor is client-go's, whose connections are found dead sooner.
func transportFor(config *rest.Config) (http.RoundTripper, error) {
	made, err := rest.TransportFor(config)
	for next := made; err == nil; {
		switch inner := next.(type) {
		case *http.Transport:
			inner.HTTP2 = &http.HTTP2Config{SendPingTimeout: silence, PingTimeout: sign}
			return made, nil
		case utilnet.RoundTripperWrapper:
			next = inner.WrappedRoundTripper()
		default:
			return made, nil
		}
	}
	return made, err
}

// Identify gets a plugin's credential before the first request: its failure or a cancel then is the
// operation's, and nothing was sent.
func Identify(ctx context.Context, transport http.RoundTripper) error {
	if p, isPlugin := transport.(*plugin); isPlugin {
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
