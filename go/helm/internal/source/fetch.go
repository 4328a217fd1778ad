package source

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"helm.sh/helm/v4/pkg/repo/v1"

	"bunhelm/helm/internal/budget"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/parts"
	"bunhelm/helm/internal/secret"
	"bunhelm/helm/internal/wire"
)

// fetchLimit is the timeout of Helm's own getters (pkg/getter/getter.go).
const fetchLimit = 120 * time.Second

// Access is the identity with which a server is asked. Files are absolute.
type Access struct {
	Username, Password                 string
	CertFile, KeyFile, CaFile          string
	InsecureSkipTLSVerify, PassToOther bool
	// Kept tells that the account is the one that the repository was added with.
	Kept bool
	// Limit is how long a request may take; 0 is what Helm's own getters take.
	Limit time.Duration
}

// transport makes connections for one operation: with its proxies and its certificates.
func (a Access) transport(op *operation.Operation) (*http.Transport, error) {
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
		return nil, fault.InvalidArgument("certFile", "certFile: certFile and keyFile belong together")
	}
	if a.CertFile != "" {
		pair, err := tls.LoadX509KeyPair(a.CertFile, a.KeyFile)
		if err != nil {
			return nil, fault.InvalidArgument("certFile", "certFile: %v", err)
		}
		config.Certificates = []tls.Certificate{pair}
	}
	proxy := operation.Proxies(op.Client.Env).ProxyFunc()
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
	response, err := operation.Send(request, bind, b.next.RoundTrip)
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

// errStatus is an answer that is not 200.
type errStatus struct {
	code int
	text string
}

func (e *errStatus) Error() string { return "the server answered " + e.text }

// few ends a chain of redirects.
func few(via []*http.Request) error {
	if len(via) >= 10 {
		return errors.New("more than 10 redirects")
	}
	return nil
}

// get reads a URL. home is the server whose credentials these are: no other sees them, redirects
// included, unless they may be passed on.
func (a Access) get(op *operation.Operation, home, from *url.URL, accept string, b *budget.Budget) ([]byte, error) {
	transport, err := a.transport(op)
	if err != nil {
		return nil, err
	}
	sign := func(request *http.Request) {
		request.Header.Del("Authorization")
		if a.Username != "" && a.Password != "" && (a.PassToOther || sameServer(home, request.URL)) {
			request.SetBasicAuth(a.Username, a.Password)
		}
	}
	defer transport.CloseIdleConnections()
	client := http.Client{Transport: &bound{op, transport}, Timeout: cmp.Or(a.Limit, fetchLimit), CheckRedirect: func(request *http.Request, via []*http.Request) error {
		sign(request)
		return few(via)
	}}
	request, err := http.NewRequestWithContext(b.Within(op.Context()), http.MethodGet, from.String(), nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("User-Agent", userAgent(op))
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
		return nil, fmt.Errorf("the answer ends early: %w", err)
	}
	return data, err
}

func isHTTP(u *url.URL) bool { return u.Scheme == "http" || u.Scheme == "https" }

// sameServer tells whether two URLs are of one service: scheme, host and port.
func sameServer(a, b *url.URL) bool { return a != nil && a.Scheme == b.Scheme && a.Host == b.Host }

// repositoryFault classifies a failed request for the index of a repository, or another file.
func (a Access) repositoryFault(op *operation.Operation, home, from *url.URL, what string, err error) error {
	var known *wire.Error
	if errors.As(err, &known) {
		return known
	}
	if large := budget.TooLarge(op, secret.Shown(from), err); large != nil {
		return large
	}
	details := wire.RepositoryDetails{URL: secret.Shown(from)}
	var status *errStatus
	if !errors.As(err, &status) {
		var said string
		said, details.Hint = unreached(op, false, from.Scheme != "http", err)
		return fault.Said(wire.CodeRepositoryUnreachable, details, err, "%s: %s", secret.Shown(from), explained(said, err))
	}
	details.Status = status.code
	code := wire.CodeRepositoryUnreachable
	switch status.code {
	case http.StatusBadRequest: // what most servers answer then
		details.Hint = perhapsTLS(false, from.Scheme != "http")
	case http.StatusUnauthorized, http.StatusForbidden:
		code, details.Hint = wire.CodeRepositoryUnauthorized, a.refused(op, home, from)
	case http.StatusNotFound, http.StatusGone:
		if what == theChart {
			hint := "give the address of a chart's archive here, and that of a repository as the option repo"
			if home != from {
				hint = "choose another version, or tell whoever runs the repository: its index names this file, which is not there"
			}
			return fault.Said(wire.CodeChartNotFound, wire.ChartNotFoundDetails{ChartDetails: wire.ChartDetails{
				HintDetails: wire.HintDetails{Hint: hint}, Reference: secret.Shown(from),
			}}, err, "%s: %v", secret.Shown(from), err)
		}
		code = wire.CodeRepositoryNotFound
		if what == theIndex {
			details.Hint = "give the address of the directory that holds index.yaml"
		}
	}
	return fault.Said(code, details, err, "%s: %v", secret.Shown(from), err)
}

// What is asked for.
const (
	theIndex = "index"
	theChart = "chart"
	theHub   = "hub"
)

// refused says what to do about credentials that a repository does not take.
func (a Access) refused(op *operation.Operation, home, from *url.URL) string {
	switch {
	case op.Verb == "repositories.searchHub":
		return "a hub is asked without credentials"
	case a.Username == "" || a.Password == "":
		if op.Verb == "repositories.add" {
			return "give username and password"
		}
		return "give username and password, or add the repository with them"
	case !a.PassToOther && !sameServer(home, from):
		return "this is not the repository's own host, which alone is told username and password, unless passCredentials is true"
	case a.Kept && op.Verb != "repositories.add":
		return "the username or the password that the repository was added with is refused: add it again with forceUpdate: true"
	}
	return "the username or the password is wrong, or the user may not read this"
}

// AccessOf is the identity that a call's options give.
func AccessOf(op *operation.Operation, o *wire.ServerOptions) Access {
	return Access{
		Username: o.Username, Password: o.Password, InsecureSkipTLSVerify: o.InsecureSkipTlsVerify,
		CertFile: op.Path(o.CertFile), KeyFile: op.Path(o.KeyFile), CaFile: op.Path(o.CaFile),
	}
}

// Ask reads an address that belongs to no repository.
func Ask(op *operation.Operation, from *url.URL) ([]byte, error) {
	data, err := Access{}.get(op, from, from, "application/json", budget.Search(op))
	if err != nil {
		return nil, Access{}.repositoryFault(op, from, from, theHub, err)
	}
	counted := parts.JSON{Structs: true}
	counted.Take(data)
	if err := budget.Search(op).Decodable(counted.Count, budget.BytesPerSearchPart); err != nil {
		return nil, budget.TooLarge(op, secret.Shown(from), err)
	}
	return data, nil
}

// CheckValues refuses a values file of others that would take too much memory once it is decoded.
func CheckValues(op *operation.Operation, href string, data []byte) error {
	err := budget.Values(op).Decodable(parts.YAML(data), budget.BytesPerValuesPart)
	if from, parseErr := url.Parse(href); parseErr == nil {
		return withSize(op, from, err)
	}
	return err
}

// ReadValues reads a values file, which may be empty, at a URL: by its scheme, as charts are fetched.
// ok tells whether there is anything that can.
func ReadValues(op *operation.Operation, href string) (data []byte, ok bool, err error) {
	from, err := url.Parse(href)
	if err != nil {
		return nil, false, nil
	}
	if isHTTP(from) {
		data, err = Access{}.get(op, from, from, "", budget.Values(op))
		return data, true, withSize(op, from, err)
	}
	found := getterFor(PathsOf(op).Plugins, from.Scheme)
	if found == nil {
		return nil, false, nil
	}
	data, _, err = runGetter(op, found, href, href, Access{}, budget.Values(op))
	return data, true, withSize(op, from, err)
}

// withSize is an error, typed where it is about the size.
func withSize(op *operation.Operation, from *url.URL, err error) error {
	if large := budget.TooLarge(op, secret.Shown(from), err); large != nil {
		return large
	}
	return err
}

// Use takes what a repository was added with; the call's own options win.
func (a *Access) Use(op *operation.Operation, entry *repo.Entry) {
	if a.Username == "" && a.Password == "" {
		a.Username, a.Password, a.Kept = entry.Username, entry.Password, entry.Username != ""
	}
	a.PassToOther = a.PassToOther || entry.PassCredentialsAll
	a.InsecureSkipTLSVerify = a.InsecureSkipTLSVerify || entry.InsecureSkipTLSVerify
	if a.CertFile == "" && a.KeyFile == "" && a.CaFile == "" {
		a.CertFile, a.KeyFile, a.CaFile = op.Path(entry.CertFile), op.Path(entry.KeyFile), op.Path(entry.CAFile)
	}
}

// Fetch reads a URL by its scheme: http(s) ourselves, others by an installed plugin. home is the server whose
// credentials these are, as with get.
func (a Access) Fetch(op *operation.Operation, home, from *url.URL, accept string, b *budget.Budget) (data []byte, err error) {
	said := ""
	if isHTTP(from) {
		data, err = a.get(op, home, from, accept, b)
	} else {
		found := getterFor(PathsOf(op).Plugins, from.Scheme)
		if found == nil {
			return nil, &NoPluginError{from.Scheme}
		}
		if !a.PassToOther && !sameServer(home, from) {
			a.Username, a.Password = "", ""
		}
		data, said, err = runGetter(op, found, home.String(), from.String(), a, b)
	}
	if err == nil && len(data) == 0 {
		err = &errEmpty{said}
	}
	return data, err
}

// CanFetch tells whether there is anything that can fetch a URL.
func CanFetch(op *operation.Operation, from *url.URL) bool {
	return isHTTP(from) || getterFor(PathsOf(op).Plugins, from.Scheme) != nil
}

// NoPluginError is a scheme that nothing can fetch.
type NoPluginError struct{ scheme string }

func (e *NoPluginError) Error() string {
	return fmt.Sprintf("nothing is installed that can fetch %s:// URLs", e.scheme)
}

// errEmpty is an answer without a body; said is what a plugin said beside it.
type errEmpty struct{ said string }

func (e *errEmpty) Error() string { return "the answer is empty" + e.said }

// Version of Helm, for the User-Agent; set by verbs from the build.
var Version string

func userAgent(op *operation.Operation) string {
	agent := "Helm/" + strings.TrimPrefix(Version, "v") + " bunhelm"
	if op.Client.UserAgent != "" {
		agent += " " + op.Client.UserAgent
	}
	return agent
}
