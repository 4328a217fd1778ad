package cluster

import (
	"context"
	"net/http"
	"strings"
	"time"

	"bunhelm/helm/internal/answers"
	"bunhelm/helm/internal/client"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/requests"
)

// Version of Helm, for the User-Agent; set by verbs from the build.
var Version string

func baseUserAgent() string { return "Helm/" + strings.TrimPrefix(Version, "v") + " bunhelm" }

func userAgent(ofClient string) string {
	if ofClient == "" {
		return baseUserAgent()
	}
	return baseUserAgent() + " " + ofClient
}

// warnings are what the API server says beside its answers.
type warnings struct{ op *operation.Operation }

func (w warnings) HandleWarningHeaderWithContext(_ context.Context, code int, _ string, message string) {
	if code == 299 && message != "" {
		w.op.Evidence.Warned(message)
	}
}

// scrutiny holds the answers to what is asked for all operations of a cluster to what an API server says.
type scrutiny struct{ http.RoundTripper }

func (l *scrutiny) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := l.RoundTripper.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	if err := answers.Check(request, response, client.DefaultLimits.Answer); err != nil {
		_ = response.Body.Close()
		return nil, err
	}
	return response, nil
}

// patient is the context of an operation that waits for what is asked for all: no longer than for a request of
// its own.
func patient(op *operation.Operation) (context.Context, context.CancelFunc) {
	after := op.Client.RequestTimeout
	return context.WithDeadlineCause(op.Context(), time.Now().Add(after), &requests.NoAnswer{After: after})
}
