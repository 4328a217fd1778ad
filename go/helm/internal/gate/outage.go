package gate

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/requests"
)

// contact is how the last requests of an operation have fared.
type contact struct {
	outage  *fault.Outage // of the last one, where it had no answer
	answers int           // how many had one
	flooded bool          // a watch said too much, which ends the wait: no other request in it changes what is known
	refused int           // how many in a row were told that nobody knows these credentials
	since   time.Time     // of the first of them
	expired func()        // told when that is for good
}

// A credential may be renewed, or an API server know it a moment after its start: so often and for so long it
// must be refused before a wait is given up.
const (
	refusals   = 3
	refusedFor = 5 * time.Second
)

// Outage is what came of the last request, where that was no answer; nil when there was one.
func (g *Gate) Outage() *fault.Outage {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.contact.outage
}

// OutageDuring is what came of the requests of ask: nil when one of them was answered, since a single
// one may be slow for reasons of its own, as a log is whose kubelet cannot be reached.
func (g *Gate) OutageDuring(ask func()) *fault.Outage {
	before := g.answers()
	ask()
	if g.answers() != before {
		return nil
	}
	return g.Outage()
}

func (g *Gate) answers() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.contact.answers
}

// noteContact remembers whether the API server could be asked.
func (g *Gate) noteContact(request *http.Request, response *http.Response, err error) {
	where := request.Method + " " + request.URL.Path
	gone := request.Context().Err()
	if g.op.Err() != nil || gone != nil && !isLate(err) && !errors.Is(gone, context.DeadlineExceeded) {
		return // given up by whoever asked
	}
	g.mu.Lock()
	c := &g.contact
	if c.flooded {
		g.mu.Unlock()
		return
	}
	c.outage = nil
	switch {
	case err != nil:
		c.outage = &fault.Outage{Cause: fmt.Errorf("%s: %w", where, err)}
	case response.StatusCode != http.StatusUnauthorized:
		c.refused = 0
		c.answers++
	default:
		c.outage = &fault.Outage{Cause: errors.New(where + ": Unauthorized"), Unauthorized: true}
		if c.refused++; c.refused == 1 {
			c.since = time.Now()
		}
	}
	expired := c.expired
	if c.refused < refusals || time.Since(c.since) < refusedFor {
		expired = nil
	}
	g.mu.Unlock()
	if expired != nil {
		expired()
	}
}

func isLate(err error) bool {
	late := (*requests.NoAnswer)(nil)
	return errors.As(err, &late)
}

// WhileKnown is the context of a wait that ends when the operation's credentials are refused for good.
func (g *Gate) WhileKnown() (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancel(g.op.Context())
	g.mu.Lock()
	defer g.mu.Unlock()
	g.contact.expired, g.contact.flooded = cancel, false
	return ctx, func() {
		cancel()
		g.mu.Lock()
		defer g.mu.Unlock()
		g.contact.expired = nil
	}
}

// endWait ends what waits for a watch that says too much: its informers would begin again and again. The error is
// remembered as what came of the last request.
func (g *Gate) endWait(err error) {
	g.mu.Lock()
	g.contact.outage, g.contact.flooded = &fault.Outage{Cause: err}, true
	end := g.contact.expired
	g.mu.Unlock()
	if end != nil {
		end()
	}
}

// NoteUnchecked keeps why a document was not found right: kubectl makes text of it, though the API server may
// not have answered (cli-runtime v0.37.1, pkg/resource/visitor.go).
func (g *Gate) NoteUnchecked(err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.unchecked = err
}

// Regained is the error of a build, with its cause where that was made text.
func (g *Gate) Regained(err error) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return fault.Because(err, g.unchecked)
}
