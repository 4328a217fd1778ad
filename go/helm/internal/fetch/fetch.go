// Package fetch gets files from servers, as Helm's getters do.
package fetch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"bunhelm/helm/internal/budget"
	"bunhelm/helm/internal/client"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/parts"
	"bunhelm/helm/internal/requests"
	"bunhelm/helm/internal/secret"
)

// Timeout is the timeout of Helm's own getters (pkg/getter/getter.go).
const Timeout = 120 * time.Second

// bound ends requests with the operation, whatever context they come with. Queries may be secrets, such
// as the signature of what a registry redirects to: no other server is told them, and no error.
type bound struct {
	op   *operation.Operation
	next http.RoundTripper
}

// EndWith makes requests end with the operation.
func EndWith(op *operation.Operation, next http.RoundTripper) http.RoundTripper {
	return &bound{op, next}
}

func (b *bound) RoundTrip(request *http.Request) (*http.Response, error) {
	if err := b.op.Err(); err != nil {
		return nil, err
	}
	bind := func(cut context.CancelCauseFunc) (stop func()) {
		unbind := context.AfterFunc(b.op.Context(), func() { cut(b.op.Err()) })
		return func() { unbind() }
	}
	if request.Header.Get("Referer") != "" {
		request = request.Clone(request.Context())
		request.Header.Del("Referer")
	}
	response, err := requests.Send(request, bind, b.next.RoundTrip)
	if err != nil {
		return nil, err
	}
	if asked := response.Request; asked.URL.RawQuery != "" {
		shown, u := *asked, *asked.URL
		u.RawQuery, shown.URL = "", &u
		response.Request = &shown
	}
	return budget.Bound(request, response)
}

// LimitRedirects ends a chain of redirects.
func LimitRedirects(via []*http.Request) error {
	if len(via) >= 10 {
		return errors.New("more than 10 redirects")
	}
	return nil
}

// get reads a URL. home is the server whose credentials these are: no other sees them, redirects
// included, unless they may be passed on.
func (a Access) get(op *operation.Operation, home, from *url.URL, accept string, b *budget.Budget) ([]byte, error) {
	transport, err := a.Transport(op.Client)
	if err != nil {
		return nil, err
	}
	sign := func(request *http.Request) {
		request.Header.Del("Authorization")
		if a.Username != "" && a.Password != "" && (a.PassToOther || SameServer(home, request.URL)) {
			request.SetBasicAuth(a.Username, a.Password)
		}
	}
	defer transport.CloseIdleConnections()
	client := http.Client{Transport: &bound{op, transport}, Timeout: cmp.Or(a.Limit, Timeout), CheckRedirect: func(request *http.Request, via []*http.Request) error {
		sign(request)
		return LimitRedirects(via)
	}}
	request, err := http.NewRequestWithContext(b.Within(op.Context()), http.MethodGet, from.String(), nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("User-Agent", UserAgent(op.Client))
	if accept != "" {
		request.Header.Set("Accept", accept)
	}
	sign(request)
	response, err := client.Do(request)
	if err != nil {
		var failed *url.Error
		if errors.As(err, &failed) {
			err = failed.Err // without the URL, which may hold a secret
		}
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return nil, &errStatus{response.StatusCode, response.Status}
	}
	data, err := budget.ReadAll(response.Body, response.ContentLength)
	var large *budget.TooLargeError
	if err != nil && !errors.As(err, &large) {
		return nil, fmt.Errorf("the response ends early: %w", err)
	}
	return data, err
}

// IsHTTP tells whether net/http can fetch a URL.
func IsHTTP(u *url.URL) bool { return u.Scheme == "http" || u.Scheme == "https" }

// SameServer tells whether two URLs are of one service: scheme, host and port.
func SameServer(a, b *url.URL) bool { return a != nil && a.Scheme == b.Scheme && a.Host == b.Host }

// Ask reads an address that belongs to no repository.
func Ask(op *operation.Operation, from *url.URL) ([]byte, error) {
	data, err := Access{}.get(op, from, from, "application/json", budget.Search(op.Client.Limits))
	if err != nil {
		return nil, Access{}.RepositoryFault(op, from, from, theHub, err)
	}
	counted := parts.JSON{Structs: true}
	counted.Take(data)
	if err := budget.Search(op.Client.Limits).Decodable(counted.Count, budget.BytesPerSearchPart); err != nil {
		return nil, budget.TooLarge(op.Client.Limits, secret.Shown(from), err)
	}
	return data, nil
}

// Fetch reads a URL by its scheme: http(s) ourselves, others by an installed plugin. home is the server whose
// credentials these are, as with get.
func (a Access) Fetch(op *operation.Operation, home, from *url.URL, accept string, b *budget.Budget) (data []byte, err error) {
	said := ""
	if IsHTTP(from) {
		data, err = a.get(op, home, from, accept, b)
	} else {
		found := getterFor(op.Client.Paths().Plugins, from.Scheme)
		if found == nil {
			return nil, &NoPluginError{from.Scheme}
		}
		if !a.PassToOther && !SameServer(home, from) {
			a.Username, a.Password = "", ""
		}
		data, said, err = runGetter(op, found, home.String(), from.String(), a, b)
	}
	if err == nil && len(data) == 0 {
		err = &EmptyError{said}
	}
	return data, err
}

// CanFetch tells whether there is anything that can fetch a URL.
func CanFetch(op *operation.Operation, from *url.URL) bool {
	return IsHTTP(from) || getterFor(op.Client.Paths().Plugins, from.Scheme) != nil
}

// NoPluginError is a scheme that nothing can fetch.
type NoPluginError struct{ scheme string }

func (e *NoPluginError) Error() string {
	return fmt.Sprintf("no installed plugin can fetch %s:// URLs", e.scheme)
}

// EmptyError is an answer without a body; said is what a plugin said beside it.
type EmptyError struct{ said string }

func (e *EmptyError) Error() string { return "the response is empty" + e.said }

// Version of Helm, for the User-Agent; set by verbs from the build.
var Version string

// UserAgent is how a client introduces itself to servers.
func UserAgent(c *client.Client) string {
	agent := "Helm/" + strings.TrimPrefix(Version, "v") + " bunhelm"
	if c.UserAgent != "" {
		agent += " " + c.UserAgent
	}
	return agent
}
