package fault

import (
	"cmp"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"regexp"
	"strings"

	"bunhelm/helm/internal/evidence"
	"bunhelm/helm/internal/requests"
)

// cannotReach says in a sentence that the API server did not answer, and why. Which request that was is left to
// the causes.
func cannotReach(seen evidence.Seen, err error) string {
	if message, _, found := alien(seen, err); found {
		return message
	}
	why := whyNoAnswer(err)
	if untrusted(err) {
		return "cannot trust " + theServer(seen) + ": " + why
	}
	return "cannot reach " + theServer(seen) + through(seen) + ": " + why
}

func theServer(seen evidence.Seen) string {
	return strings.TrimSpace("the API server " + seen.Server)
}

func through(seen evidence.Seen) string {
	if seen.Proxy == "" {
		return ""
	}
	return " through the proxy " + seen.Proxy
}

// rejectedCredentials says whose credentials the API server does not accept; words are its own.
func rejectedCredentials(seen evidence.Seen, words string) string {
	status := "401 Unauthorized"
	if words = oneLine(errors.New(words)); words != "" && words != "Unauthorized" {
		status += ": " + words
	}
	return fmt.Sprintf("%s rejected %s (%s)", theServer(seen), cmp.Or(seen.Identity.Credentials, "the credentials"), status)
}

// howToRenew says what to do about that; why is what is wrong with them.
func howToRenew(seen evidence.Seen, why string) string {
	renew := cmp.Or(seen.Identity.Renew, "renew the credentials in the kubeconfig")
	if seen.Identity.None {
		return renew
	}
	return renew + ": they " + why
}

// untrusted is a certificate that cannot be verified.
func untrusted(err error) bool {
	_, is := find[*tls.CertificateVerificationError](err)
	return is || strings.Contains(err.Error(), "failed to verify certificate")
}

// whyNoAnswer is why a request was not answered, without the request and the layers of Go's network.
func whyNoAnswer(err error) string {
	if late, is := find[*requests.NoAnswer](err); is {
		return strings.TrimPrefix(late.Error(), "the API server ")
	}
	if bad, is := find[*BadAnswer](err); is {
		return bad.What
	}
	if request, is := find[*url.Error](err); is {
		err = request.Err
	}
	if name, is := find[*net.DNSError](err); is {
		return "the name " + name.Name + " could not be resolved: " + name.Err
	}
	if failed, is := find[*net.OpError](err); is {
		if call := (*os.SyscallError)(nil); errors.As(failed.Err, &call) {
			return call.Err.Error()
		}
		if failed.Err != nil {
			return withoutLayers(failed.Err.Error())
		}
	}
	if errors.Is(err, io.EOF) {
		return "the connection was closed before a response arrived"
	}
	return withoutLayers(oneLine(err))
}

// networkLayers are net/url's, net's and crypto/tls's words around the reason, where only text is left.
var networkLayers = regexp.MustCompile(`^(?:.*\b[A-Z][a-z]+ "https?://[^"]*": )?(?:(?:dial|read|write|proxyconnect) \S+(?: \S+)?: )*(?:(?:connect|read|write): )?(?:tls: failed to verify certificate: )?(?:x509: )?`)

func withoutLayers(text string) string {
	text = plain(text)
	if short := text[len(networkLayers.FindString(text)):]; short != "" {
		return short
	}
	return text
}
