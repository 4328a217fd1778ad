package fault

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/client-go/discovery"

	"bunhelm/helm/internal/evidence"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/requests"
	"bunhelm/helm/internal/wire"
)

// BadAnswer is an answer that breaks off, or that no API server has given.
type BadAnswer struct {
	// What is wrong with it.
	What string
	// Alien: something else than an API server answers at this address.
	Alien bool
	// Hint says what to do about it, where that is known.
	Hint  string
	Cause error
}

func (b *BadAnswer) Error() string { return b.What }

func (b *BadAnswer) Unwrap() error { return b.Cause }

// isUnreachable tells whether there was no answer of an API server.
func isUnreachable(err error) bool {
	var urlError *url.Error
	var opError *net.OpError
	var netError net.Error
	var bad *BadAnswer
	var late *requests.NoAnswer
	return errors.As(err, &bad) || errors.As(err, &late) || errors.As(err, &urlError) || errors.As(err, &opError) ||
		errors.As(err, &netError) && netError.Timeout() || errors.Is(err, net.ErrClosed) || errors.Is(err, io.ErrUnexpectedEOF)
}

// IsServers tells whether an error came of asking the API server rather than of what was asked about.
func IsServers(err error) bool {
	var status apierrors.APIStatus
	var group *discovery.ErrGroupDiscoveryFailed
	var known *wire.Error
	return isUnreachable(err) || errors.As(err, &status) || errors.As(err, &group) || errors.As(err, &known)
}

// alien says of an answer that it is not of an API server; nil where it may be.
func alien(seen evidence.Seen, err error) (message, hint string, found bool) {
	var bad *BadAnswer
	switch {
	case errors.Is(err, http.ErrSchemeMismatch):
		return fmt.Sprintf("%s is not a Kubernetes API server: it speaks plain HTTP", seen.Server),
			"check the address in the kubeconfig: API servers speak TLS; if this is a proxy in front of one, it may need an http:// address", true
	case errors.As(err, &bad) && bad.Alien:
		hint := bad.Hint
		if hint == "" {
			hint = "check the address in the kubeconfig: something else is listening there, or a proxy or a login page answers instead"
		}
		return fmt.Sprintf("%s is not a Kubernetes API server: %s", seen.Server, bad.What), hint, true
	}
	return "", "", false
}

// EndlessList is a list of objects of a kind that comes in pages, and of which there would always be one more.
func EndlessList(op *operation.Operation, resource, why string) *wire.Error {
	details := wire.APIServerDetails{Reason: "EndlessList", Server: op.Evidence.Seen().Server}
	details.Hint = "a proxy in front of the API server may answer from a cache, or ignore the query of the URL"
	return New(wire.CodeAPIServer, details, fmt.Errorf("the list of %s does not end: %s", resource, why))
}

// Outage is what came of an operation's last request, where that was no answer, or one that lets nobody in.
type Outage struct {
	// Cause is why; its text names the request.
	Cause error
	// Unauthorized: the credentials are refused.
	Unauthorized bool
}

// Lost is a wait that ended, or came to nothing, while nobody could be asked: what it has waited for may
// be ready by now. doing is what was waited for.
func (o *Outage) Lost(op *operation.Operation, phase wire.Phase, doing string) *wire.Error {
	seen := op.Evidence.Seen()
	details := wire.APIServerDetails{Server: seen.Server, NotReady: seen.NotReady}
	var known, err *wire.Error
	if errors.As(o.Cause, &known) { // an answer that was refused here
		err = Newf(known.Code, known.Details, o.Cause, "%s %s", known.Message, doing)
	} else if o.Unauthorized {
		details.Status, details.Reason = http.StatusUnauthorized, "Unauthorized"
		details.Hint = howToRenew(seen, "expired or were revoked during the wait")
		err = Newf(wire.CodeUnauthorized, details, o.Cause, "%s %s", rejectedCredentials(seen, ""), doing)
	} else {
		details.Hint = whyLost(seen, o.Cause)
		err = Newf(wire.CodeClusterUnreachable, wire.UnreachableDetails{APIServerDetails: details, Proxy: seen.Proxy}, o.Cause,
			"%s could not be reached%s %s: %s", theServer(seen), through(seen), doing, whyNoAnswer(o.Cause))
	}
	err.Phase = phase
	if len(seen.NotReady) > 0 {
		err.Resource = &seen.NotReady[0].ResourceRef
	}
	return err
}

// whyLost is whyUnreachable of an API server that has answered before: its address is right.
func whyLost(seen evidence.Seen, err error) string {
	hint := whyUnreachable(seen, err)
	if strings.HasPrefix(hint, "check the ") {
		return "the API server has answered before: check that it is running, and the network"
	}
	return hint
}
