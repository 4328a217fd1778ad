package cluster

import (
	"context"
	"net/http"
	"time"

	"bunhelm/helm/internal/kubewrap"
	"bunhelm/helm/internal/operation"
)

// scrutiny holds the answers to what is asked for all operations of a cluster to what an API server says.
type scrutiny struct{ http.RoundTripper }

func (l *scrutiny) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := l.RoundTripper.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	if err := kubewrap.Answered(request, response, operation.DefaultLimits.Answer); err != nil {
		_ = response.Body.Close()
		return nil, err
	}
	return response, nil
}

// patient is the context of an operation that waits for what is asked for all: no longer than for a request of
// its own.
func patient(op *operation.Operation) (context.Context, context.CancelFunc) {
	after := op.RequestTimeout()
	return context.WithDeadlineCause(op.Context(), time.Now().Add(after), &operation.NoAnswer{After: after})
}
