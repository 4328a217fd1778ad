package operation

import (
	"cmp"
	"fmt"
	"time"
)

// An API server gives up a request by itself after a minute. The doc comment of wire.ClientOptions
// repeats the default.
const (
	defaultRequest = 75 * time.Second
	shortestDue    = 5 * time.Second
)

// SetTimeout is the `timeout` of the call.
func (o *Operation) SetTimeout(timeout time.Duration) { o.timeout.Store(int64(timeout)) }

// Timeout is that of the call, or 0.
func (o *Operation) Timeout() time.Duration { return time.Duration(o.timeout.Load()) }

// RequestTimeout is how long one request to the API server may take.
func (o *Operation) RequestTimeout() time.Duration {
	limit := defaultRequest
	if o.Client != nil {
		limit = o.Client.RequestTimeout.Or(limit)
	}
	if timeout := o.Timeout(); timeout > 0 {
		limit = min(limit, max(timeout, shortestDue))
	}
	return limit
}

// NoAnswer is a request that was not answered in time.
type NoAnswer struct {
	After time.Duration
	// By whom; empty for the API server.
	By string
}

func (n *NoAnswer) Error() string {
	return fmt.Sprintf("%s has not answered within %s", cmp.Or(n.By, "the API server"), n.After)
}
