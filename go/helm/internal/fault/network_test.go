package fault_test

import (
	"errors"
	"testing"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/wire"
)

func TestWhatIsLeftOfAnUnansweredRequestIsTheReason(t *testing.T) {
	for text, want := range map[string]string{
		`Get "https://127.0.0.1:9/api?limit=50": dial tcp 127.0.0.1:9: connect: connection refused`:                    "connection refused",
		`query: failed to query with labels: Get "https://[::1]:9/api": dial tcp [::1]:9: connect: connection refused`: "connection refused",
		`Get "https://h/api": proxyconnect tcp: dial tcp 127.0.0.1:9: connect: connection refused`:                     "connection refused",
		`Put "https://h/api": read tcp 127.0.0.1:1->127.0.0.1:2: read: connection reset by peer`:                       "connection reset by peer",
		`Get "https://h/api": net/http: TLS handshake timeout`:                                                         "net/http: TLS handshake timeout",
		"something else": "something else",
	} {
		e := classify(fault.In(wire.PhaseConnect, errors.New(text)))
		if e.Code != wire.CodeClusterUnreachable || e.Message != "cannot reach the API server: "+want {
			t.Errorf("%q became %s %q", text, e.Code, e.Message)
		}
		if len(e.Causes) == 0 || e.Causes[0] != text {
			t.Errorf("causes: %q", e.Causes)
		}
	}
	text := `Get "https://h/api": tls: failed to verify certificate: x509: certificate has expired or is not yet valid`
	e := classify(fault.In(wire.PhaseConnect, errors.New(text)))
	if e.Message != "cannot trust the API server: certificate has expired or is not yet valid" {
		t.Error(e.Message)
	}
}
