// Package registries asks OCI registries for charts.
package registries

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"regexp"

	"oras.land/oras-go/v2"
	"oras.land/oras-go/v2/content"
	"oras.land/oras-go/v2/errdef"
	"oras.land/oras-go/v2/registry/remote/auth"
	"oras.land/oras-go/v2/registry/remote/errcode"
	"oras.land/oras-go/v2/registry/remote/retry"

	"helm.sh/helm/v4/pkg/registry"

	"bunhelm/helm/internal/budget"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/fetch"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/signatures"
	"bunhelm/helm/internal/wire"
)

// nowhere is a file that is not there: Helm's registry client would look in the process's own home.
const nowhere = "/nonexistent/registry.json"

// Client asks registries, over connections of one operation's own.
type Client struct {
	*registry.Client
	*account
	authorizer *auth.Client
}

// New makes a client for one operation.
func New(op *operation.Operation, access fetch.Access, plainHTTP bool) (*Client, error) {
	authorizer, account, err := authorizer(op, access)
	if err != nil {
		return nil, err
	}
	options := []registry.ClientOption{
		registry.ClientOptHTTPClient(authorizer.Client),
		registry.ClientOptAuthorizer(*authorizer),
		registry.ClientOptCredentialsFile(nowhere), // the authorizer knows the credentials
	}
	if account.plain = plainHTTP; plainHTTP {
		options = append(options, registry.ClientOptPlainHTTP())
	}
	client, err := registry.NewClient(options...)
	return &Client{client, account, authorizer}, err
}

// authorizer sends requests to registries, with the credentials that they want.
func authorizer(op *operation.Operation, access fetch.Access) (*auth.Client, *account, error) {
	transport, err := access.Transport(op.Client)
	if err != nil {
		return nil, nil, err
	}
	account := &account{op: op, skip: fetch.SkipTLSVerify}
	known, err := account.credentials(access)
	if err != nil {
		return nil, nil, err
	}
	authorizer := &auth.Client{
		// Tries again what may pass, such as 429 and 5xx; a cancel ends its pauses too.
		Client:     &http.Client{Transport: fetch.EndWith(op, retry.NewTransport(transport)), Timeout: fetch.Timeout, CheckRedirect: stripCredentialsOnRedirect},
		Cache:      auth.NewCache(),
		Credential: known,
	}
	authorizer.SetUserAgent(fetch.UserAgent(op.Client))
	return authorizer, account, nil
}

// stripCredentialsOnRedirect keeps the credentials from other servers. Without it oras looks at one redirect at a time, while
// net/http adds them again at each to the same host, whatever its port; and oras follows without end.
func stripCredentialsOnRedirect(request *http.Request, via []*http.Request) error {
	if !fetch.SameServer(via[0].URL, request.URL) {
		request.Header.Del("Authorization")
	}
	return fetch.LimitRedirects(via)
}

// unmatched is what Helm says when no tag is a version that was asked for (pkg/registry/tag.go,
// pkg/registry/client.go ValidateReference); it has no Go value.
var unmatched = regexp.MustCompile("could not locate a version matching|unable to locate any tags in")

// unsigned is what Helm says of a chart that was pushed without provenance, and mismatched of a version
// that is not the reference's (pkg/registry/client.go); they have no Go value either.
var (
	unsigned   = regexp.MustCompile(`does not contain a layer with mediatype \S*provenance`)
	mismatched = regexp.MustCompile(`chart reference (?:and version|digest) mismatch`)
)

// fault classifies what a registry, or the way to it, says.
func (a *account) fault(reference string, err error) error {
	var known *wire.Error
	if errors.As(err, &known) {
		return known
	}
	if large := budget.TooLarge(a.op.Client.Limits, reference, err); large != nil {
		return large
	}
	details := wire.RegistryDetails{Reference: reference}
	var response *errcode.ErrorResponse
	if errors.As(err, &response) {
		details.Status = response.StatusCode
		switch response.StatusCode {
		case http.StatusUnauthorized, http.StatusForbidden:
			return a.refused(reference, response.StatusCode, err)
		case http.StatusNotFound:
			return notInRegistry(reference, err)
		}
	}
	if errors.Is(err, errdef.ErrNotFound) || unmatched.MatchString(err.Error()) {
		return notInRegistry(reference, err)
	}
	switch {
	case unsigned.MatchString(err.Error()):
		return signatures.NotTrusted(reference, wire.ProvenanceMissing, errors.New("there is no provenance file next to it"))
	case mismatched.MatchString(err.Error()):
		return fault.InvalidArgument("version", "version: %v", err)
	}
	if errors.Is(err, auth.ErrBasicCredentialNotFound) { // what oras makes of a 401 without any
		return a.refused(reference, http.StatusUnauthorized, err)
	}
	var failed *url.Error
	if response != nil || errors.As(err, &failed) {
		if failed != nil {
			err = failed.Err
		}
		var said string
		said, details.Hint = fetch.Unreachable(a.skip, true, !a.plain, err)
		if details.Status == http.StatusBadRequest { // what most servers answer then
			details.Hint = fetch.TLSHint(true, !a.plain)
		}
		return fault.Newf(wire.CodeRegistryUnreachable, details, err, "%s: %s", reference, fetch.Explain(said, err))
	}
	return err
}

// ChartFault is fault where a chart is asked for: whatever else is there is none.
func (a *account) ChartFault(reference string, err error) error {
	err = a.fault(reference, err)
	var known *wire.Error
	var copying *oras.CopyError
	switch {
	case errors.As(err, &known), a.op.Err() != nil:
		return err
	case errors.Is(err, errdef.ErrInvalidReference):
		return fault.InvalidArgument("chart", "chart: %w", err)
	case errors.Is(err, content.ErrMismatchedDigest), errors.Is(err, content.ErrTrailingData):
		return signatures.NotTrusted(reference, wire.ArchiveDigest, err)
	case errors.As(err, &copying), errors.Is(err, io.ErrUnexpectedEOF):
		return fault.Newf(wire.CodeRegistryUnreachable, wire.RegistryDetails{Reference: reference}, err, "%s: %v", reference, err)
	}
	return fault.Newf(wire.CodeChartInvalid, wire.ChartDetails{Reference: reference}, err, "%s is not a chart: %v", reference, err)
}

// PushFault classifies what a registry says to a push: there, nothing can be missing but the place.
func (a *account) PushFault(reference string, err error) error {
	var response *errcode.ErrorResponse
	if errors.As(err, &response) && response.StatusCode == http.StatusNotFound || errors.Is(err, errdef.ErrNotFound) {
		details := wire.RegistryDetails{Reference: reference, Status: http.StatusNotFound}
		return fault.Newf(wire.CodeRegistryUnreachable, details, err, "%s: the registry has no such repository: %v", reference, err)
	}
	err = a.fault(reference, err)
	var known *wire.Error
	switch {
	case errors.As(err, &known), a.op.Err() != nil:
		return err
	case errors.Is(err, errdef.ErrInvalidReference):
		return fault.InvalidArgument("remote", "remote: %w", err)
	}
	return fault.Newf(wire.CodeRegistryUnreachable, wire.RegistryDetails{Reference: reference}, err, "%s: %v", reference, err)
}
