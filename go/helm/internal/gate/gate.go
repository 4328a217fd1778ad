// Package gate is what every request of an operation to the API server goes through.
package gate

import (
	"context"
	"net/http"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"bunhelm/helm/internal/answers"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/requests"
)

// Mode says which of an operation's requests a gate lets through; operation/cancel.go tells of a cancel from its
// beginning to its end.
type Mode int

// The modes.
const (
	// Work is refused and cut as soon as the operation is cancelled.
	Work Mode = iota
	// Records are refused after a cancel, but one that is under way may finish: a cut write may
	// reach the server after the repair.
	Records
	// Repair goes through after a cancel; its callers bring a deadline.
	Repair
)

// Gate is the gate of one operation.
type Gate struct {
	observed
	op        *operation.Operation
	rehearsal atomic.Bool

	mu        sync.Mutex // guards what follows
	refusal   error
	contact   contact
	busy      map[string]time.Time // since when a request is told to come back later
	refused   bool                 // whether a watch was
	unchecked error                // why a document was not found right
}

// New makes the gate of an operation.
func New(op *operation.Operation) *Gate {
	return &Gate{op: op, observed: observed{versions: map[string]string{}, kinds: map[string]string{}}, busy: map[string]time.Time{}}
}

// Refuse lets nothing but repairs through from now on.
func (g *Gate) Refuse(reason error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.refusal == nil {
		g.refusal = reason
	}
}

// Refused says why nothing more may be sent, or nil.
func (g *Gate) Refused() error {
	if err := g.op.Err(); err != nil {
		return err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.refusal
}

// Wrapper is for rest.Config.Wrap.
func (g *Gate) Wrapper(mode Mode) func(http.RoundTripper) http.RoundTripper {
	return func(next http.RoundTripper) http.RoundTripper { return &transport{Gate: g, mode: mode, next: next} }
}

type transport struct {
	*Gate
	mode Mode
	next http.RoundTripper
}

// RoundTrip refuses, or sends and observes. Helm and its libraries call it from goroutines of
// their own, where nobody else would recover.
func (g *transport) RoundTrip(request *http.Request) (response *http.Response, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			response, err = nil, fault.Panicked(cause, debug.Stack())
		}
	}()
	if err := g.Refused(); err != nil && g.mode != Repair {
		if request.Body != nil {
			_ = request.Body.Close()
		}
		return nil, err
	}
	bind := func(cut context.CancelCauseFunc) (stop func()) { return g.bind(g.mode, writes(request), cut) }
	due := g.deadline(answers.IsStream(request))
	bindAll := func(cut context.CancelCauseFunc) (stop func()) {
		unbind, undue := bind(cut), due.bind(cut)
		return func() { unbind(); undue() }
	}
	isComing := false // its body is
	response, err = requests.Send(request, bindAll, func(request *http.Request) (*http.Response, error) {
		return g.send(request, &isComing)
	})
	due.answered()
	if g.mode == Work && !isComing {
		g.noteContact(request, response, err)
	}
	return response, err
}

// Bind is the context of a call that goes elsewhere than to the API server, by the same rules.
func (g *Gate) Bind(mode Mode, writes bool) (ctx context.Context, done func(), err error) {
	if err := g.Refused(); err != nil && mode != Repair {
		return nil, nil, err
	}
	ctx, cut := context.WithCancelCause(context.Background())
	stop := g.bind(mode, writes, cut)
	return ctx, func() { stop(); cut(nil) }, nil
}

// bind ends a request's context with the operation. A record's write gets some time more: it may
// have reached the server already. A repair has its own limit.
func (g *Gate) bind(mode Mode, writes bool, cut context.CancelCauseFunc) (stop func()) {
	if mode == Repair {
		timer := time.AfterFunc(g.op.Debt.Limit(), func() { cut(context.DeadlineExceeded) })
		return func() { timer.Stop() }
	}
	grace := time.Duration(0)
	if mode == Records && writes {
		grace = operation.RecordLimit
	}
	over := make(chan struct{})
	unbind := context.AfterFunc(g.op.Context(), func() {
		if grace > 0 {
			select {
			case <-time.After(grace):
			case <-over:
			}
		}
		cut(g.op.Err())
	})
	return func() { unbind(); close(over) }
}

func writes(request *http.Request) bool {
	return request.Method != http.MethodGet && request.Method != http.MethodHead
}

// Rehearse lets the API server store nothing from here on: whatever is written is only tried.
func (g *Gate) Rehearse() { g.rehearsal.Store(true) }

// Perform ends a rehearsal.
func (g *Gate) Perform() { g.rehearsal.Store(false) }

// tried is a request of which the API server stores nothing.
func tried(request *http.Request) *http.Request {
	copied := request.Clone(request.Context())
	query := copied.URL.Query()
	query.Set("dryRun", metav1.DryRunAll)
	copied.URL.RawQuery = query.Encode()
	if request.Method == http.MethodDelete { // options in a body would count instead
		if request.Body != nil {
			_ = request.Body.Close()
		}
		copied.Body, copied.GetBody, copied.ContentLength = http.NoBody, nil, 0
	}
	return copied
}

// send also notes contact once the body has come, and says so in isComing: half an answer is none.
func (g *transport) send(request *http.Request, isComing *bool) (*http.Response, error) {
	sent := request
	if writes(request) && g.rehearsal.Load() {
		sent = tried(request)
	}
	if writes(request) && !strings.Contains(sent.URL.RawQuery, "dryRun") {
		g.op.Evidence.Changed(g.mode != Work)
	}
	if writes(request) && g.mode == Records {
		g.op.Evidence.RecordSent(int(request.ContentLength))
	}
	response, err := g.next.RoundTrip(sent)
	if err != nil {
		return nil, err
	}
	if err := answers.Check(request, response, g.op.Client.Limits.Answer); err != nil {
		_ = response.Body.Close()
		return nil, err
	}
	if g.mode == Work {
		switch body := response.Body.(type) {
		case *answers.Body:
			*isComing = response.StatusCode < 300
			body.Came = func(err error) {
				if err != nil || response.StatusCode < 300 {
					g.noteContact(request, response, err)
				}
			}
		case *answers.Watch:
			body.TooLarge = g.endWait
		}
	}
	if err := g.sleepOut(request, response); err != nil {
		_ = response.Body.Close()
		return nil, err
	}
	if err := g.keepBack(request, response); err != nil {
		_ = response.Body.Close()
		return nil, err
	}
	switch {
	case g.mode != Work:
	case response.StatusCode < 300:
		if ref, action, ok := g.outcome(sent, response); ok {
			g.op.Evidence.Applied(ref, action)
		}
	case response.StatusCode >= 400 && writes(request):
		if ref, ok := g.targetRef(request); ok {
			g.op.Evidence.Refused(ref)
		}
	}
	return response, nil
}
