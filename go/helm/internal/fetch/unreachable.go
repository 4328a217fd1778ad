package fetch

import (
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
)

// SkipTLSVerify is the option of most calls that takes any certificate.
const SkipTLSVerify = "insecureSkipTlsVerify: true"

// Unreachable says in a few words why a server gave no answer, where that is known, and what to do. skip is the option of
// the call that takes any certificate; empty where it has none.
func Unreachable(skip string, inRegistry, secure bool, err error) (said, hint string) {
	var dial *net.OpError
	var unknown *net.DNSError
	var timeout net.Error
	var authority x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &authority):
		if skip != "" {
			hint = "give the authority's certificate as caFile, or " + skip
		}
		return "its certificate is not signed by an authority that this machine trusts", hint
	case errors.As(err, &name):
		return "its certificate is for another name", "check the address"
	case errors.As(err, &invalid):
		return "its certificate is not valid", "check the dates of the certificate and this machine's clock"
	case errors.Is(err, http.ErrSchemeMismatch):
		if inRegistry {
			return "the registry speaks plain HTTP, not TLS", "set plainHttp: true"
		}
		return "the server speaks plain HTTP, not TLS", "write http:// instead of https://"
	case errors.As(err, &dial) && dial.Op == "proxyconnect":
		return "the proxy cannot be used", "check HTTPS_PROXY, HTTP_PROXY and NO_PROXY"
	case errors.As(err, &unknown):
		return "the host name cannot be resolved", "check the address and the network"
	case errors.Is(err, refused):
		return "nothing is listening there", "check the address: host and port"
	case errors.As(err, &timeout) && timeout.Timeout():
		return "it did not answer in time", ""
	case errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		return "it closed the connection", TLSHint(inRegistry, secure)
	}
	return "", ""
}

// TLSHint is what to do about a server that makes nothing of a request without TLS.
func TLSHint(inRegistry, secure bool) string {
	switch {
	case secure:
		return ""
	case inRegistry:
		return "if it speaks TLS, leave plainHttp out"
	}
	return "if it speaks TLS, write https:// instead of http://"
}

// Explain is a failure of the way to a server, with a few words in front of Go's.
func Explain(said string, err error) string {
	if said == "" {
		return err.Error()
	}
	return said + ": " + err.Error()
}
