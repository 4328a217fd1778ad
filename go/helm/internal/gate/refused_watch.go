package gate

import (
	"context"
	"net/http"
	"time"
)

// refusalPause is how long a second refusal is kept from Helm's waiter, which is over long before.
const refusalPause = 2 * time.Second

// keepBack holds back that a watch is refused when another of this operation was. The first ends the wait
// and every other watch of it; a second that comes in between blocks the goroutines that pass on what the
// watches say for good, since nobody listens any more (fluxcd/cli-utils v1.2.2, collector.go:81).
func (g *transport) keepBack(request *http.Request, response *http.Response) error {
	if response.StatusCode != http.StatusForbidden || !isInformed(request) {
		return nil
	}
	g.mu.Lock()
	isFirst := !g.refused
	g.refused = true
	g.mu.Unlock()
	if isFirst {
		return nil
	}
	timer := time.NewTimer(refusalPause)
	defer timer.Stop()
	select {
	case <-request.Context().Done():
		return context.Cause(request.Context())
	case <-timer.C:
		return nil
	}
}

// isInformed tells whether a request lists or watches a kind for an informer. One that asks for what is
// there to begin with is followed by another when it is refused.
func isInformed(request *http.Request) bool {
	query := request.URL.Query()
	return request.Method == http.MethodGet && query.Has("resourceVersion") && !query.Has("sendInitialEvents")
}
