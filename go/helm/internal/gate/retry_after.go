package gate

import (
	"context"
	"net/http"
	"strconv"
	"time"
)

// sleepOut waits as long as Retry-After says, since client-go would on a context that nobody
// cancels; then it tells client-go not to wait again.
func (g *transport) sleepOut(request *http.Request, response *http.Response) error {
	ctx := request.Context()
	if response.StatusCode != http.StatusTooManyRequests && response.StatusCode < 500 {
		g.mu.Lock()
		defer g.mu.Unlock()
		delete(g.busy, request.Method+request.URL.Path)
		return nil
	}
	seconds, err := strconv.Atoi(response.Header.Get("Retry-After"))
	if err != nil || seconds <= 0 {
		return nil
	}
	if g.isOverdue(request, time.Duration(seconds)*time.Second) {
		response.Header.Del("Retry-After") // client-go takes it for an answer
		return nil
	}
	// Nothing is under way meanwhile: a cancel ends the sleep for a record's write too.
	cancelled := g.op.Context().Done()
	if g.mode == Repair {
		cancelled = nil
	}
	timer := time.NewTimer(time.Duration(seconds) * time.Second)
	defer timer.Stop()
	select {
	case <-timer.C:
		response.Header.Set("Retry-After", "0")
		return nil
	case <-cancelled:
		return g.op.Err()
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// isOverdue tells whether a pause would take longer than a request may, together with those before it:
// client-go sends anew after each, up to ten times.
func (g *transport) isOverdue(request *http.Request, pause time.Duration) bool {
	limit := g.op.Client.RequestTimeout
	if g.mode == Repair {
		limit = g.op.Debt.Limit()
	}
	key := request.Method + request.URL.Path
	g.mu.Lock()
	defer g.mu.Unlock()
	since, known := g.busy[key]
	if !known {
		since = time.Now()
		g.busy[key] = since
	}
	return time.Since(since)+pause >= limit
}

// Pause waits; false when the context ends first.
func Pause(ctx context.Context, pause time.Duration) bool {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
