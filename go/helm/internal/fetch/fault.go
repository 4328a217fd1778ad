package fetch

import (
	"errors"
	"net/http"
	"net/url"

	"bunhelm/helm/internal/budget"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/secret"
	"bunhelm/helm/internal/wire"
)

// TheIndex and TheChart are what a repository is asked for, theHub what a hub is.
const (
	TheIndex = "index"
	TheChart = "chart"
	theHub   = "hub"
)

// errStatus is an answer that is not 200.
type errStatus struct {
	code int
	text string
}

func (e *errStatus) Error() string { return "the server answered " + e.text }

// RepositoryFault classifies a failed request for the index of a repository, or another file.
func (a Access) RepositoryFault(op *operation.Operation, home, from *url.URL, what string, err error) error {
	var known *wire.Error
	if errors.As(err, &known) {
		return known
	}
	if large := budget.TooLarge(op.Client.Limits, secret.Shown(from), err); large != nil {
		return large
	}
	details := wire.RepositoryDetails{URL: secret.Shown(from)}
	var status *errStatus
	if !errors.As(err, &status) {
		var said string
		skip := SkipTLSVerify
		if what == theHub {
			skip = "" // it takes no options
		}
		said, details.Hint = Unreachable(skip, false, from.Scheme != "http", err)
		return fault.Newf(wire.CodeRepositoryUnreachable, details, err, "%s: %s", secret.Shown(from), Explain(said, err))
	}
	details.Status = status.code
	code := wire.CodeRepositoryUnreachable
	switch status.code {
	case http.StatusBadRequest: // what most servers answer then
		details.Hint = TLSHint(false, from.Scheme != "http")
	case http.StatusUnauthorized, http.StatusForbidden:
		code, details.Hint = wire.CodeRepositoryUnauthorized, a.refused(home, from, what)
	case http.StatusNotFound, http.StatusGone:
		if what == TheChart {
			hint := "give the URL of a chart's archive here, or that of a repository as the option repo"
			if home != from {
				hint = "choose another version, or tell whoever runs the repository: its index lists this file, which does not exist"
			}
			return fault.Newf(wire.CodeChartNotFound, wire.ChartNotFoundDetails{ChartDetails: wire.ChartDetails{
				HintDetails: wire.HintDetails{Hint: hint}, Reference: secret.Shown(from),
			}}, err, "%s: %v", secret.Shown(from), err)
		}
		code = wire.CodeRepositoryNotFound
		if what == TheIndex {
			details.Hint = "give the URL of the directory that contains index.yaml"
		}
	}
	return fault.Newf(code, details, err, "%s: %v", secret.Shown(from), err)
}

// refused says what to do about credentials that a repository does not take.
func (a Access) refused(home, from *url.URL, what string) string {
	switch {
	case what == theHub:
		return "hubs are queried without credentials"
	case a.Username == "" || a.Password == "":
		if a.Adding {
			return "give username and password"
		}
		return "give username and password, or add the repository with them"
	case !a.PassToOther && !SameServer(home, from):
		return "this is not the repository's own host; username and password are sent only there, unless passCredentials is true"
	case a.Kept:
		return "the username or the password that the repository was added with is refused: add it again with forceUpdate: true"
	}
	return "the username or the password is wrong, or the user may not read this"
}
