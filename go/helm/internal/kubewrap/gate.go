// Package kubewrap stands between Helm and the API server: a gate through which every request of
// an operation goes, and a kube.Interface that tells what happens.
package kubewrap

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/requests"
	"bunhelm/helm/internal/wire"
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

// Gates are the gates of one operation.
type Gates struct {
	op        *operation.Operation
	rehearsal atomic.Bool

	mu        sync.Mutex // guards what follows
	refusal   error
	versions  map[string]string // path -> resourceVersion last seen
	kinds     map[string]string // group/version/resource -> kind
	crds      time.Time         // when this operation last changed what the API server offers
	offered   []string          // group/versions that it has added
	contact   contact
	busy      map[string]time.Time // since when a request is told to come back later
	refused   bool                 // whether a watch was
	unchecked error                // why a document was not found right
}

// NewGates makes the gates of an operation.
func NewGates(op *operation.Operation) *Gates {
	return &Gates{op: op, versions: map[string]string{}, kinds: map[string]string{}, busy: map[string]time.Time{}}
}

// Refuse lets nothing but repairs through from now on.
func (g *Gates) Refuse(reason error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.refusal == nil {
		g.refusal = reason
	}
}

// ChangedDiscovery is when this operation last wrote or deleted a CustomResourceDefinition.
func (g *Gates) ChangedDiscovery() time.Time {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.crds
}

// Refused says why nothing more may be sent, or nil.
func (g *Gates) Refused() error {
	if err := g.op.Err(); err != nil {
		return err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.refusal
}

// Wrapper is for rest.Config.Wrap.
func (g *Gates) Wrapper(mode Mode) func(http.RoundTripper) http.RoundTripper {
	return func(next http.RoundTripper) http.RoundTripper { return &gate{Gates: g, mode: mode, next: next} }
}

type gate struct {
	*Gates
	mode Mode
	next http.RoundTripper
}

// RoundTrip refuses, or sends and observes. Helm and its libraries call it from goroutines of
// their own, where nobody else would recover.
func (g *gate) RoundTrip(request *http.Request) (response *http.Response, err error) {
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
	due := g.deadline(isStream(request))
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
func (g *Gates) Bind(mode Mode, writes bool) (ctx context.Context, done func(), err error) {
	if err := g.Refused(); err != nil && mode != Repair {
		return nil, nil, err
	}
	ctx, cut := context.WithCancelCause(context.Background())
	stop := g.bind(mode, writes, cut)
	return ctx, func() { stop(); cut(nil) }, nil
}

// bind ends a request's context with the operation. A record's write gets some time more: it may
// have reached the server already. A repair has its own limit.
func (g *Gates) bind(mode Mode, writes bool, cut context.CancelCauseFunc) (stop func()) {
	if mode == Repair {
		timer := time.AfterFunc(g.op.RepairLimit(), func() { cut(context.DeadlineExceeded) })
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

// Offered are the group versions of the CustomResourceDefinitions that this operation has written.
func (g *Gates) Offered() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.offered)
}

// servedVersions reads a definition's spec, which other kinds fill with other things.
func servedVersions(group, versions any) []string {
	list, _ := versions.([]any)
	var served []string
	for _, one := range list {
		if version, ok := one.(map[string]any); ok && version["served"] == true {
			served = append(served, fmt.Sprintf("%v/%v", group, version["name"]))
		}
	}
	return served
}

// send also notes contact once the body has come, and says so in isComing: half an answer is none.
func (g *gate) send(request *http.Request, isComing *bool) (*http.Response, error) {
	sent := request
	if writes(request) && g.rehearsal.Load() {
		sent = tried(request)
	}
	if writes(request) && !strings.Contains(sent.URL.RawQuery, "dryRun") {
		g.op.MarkChanged(g.mode != Work)
	}
	if writes(request) && g.mode == Records {
		g.op.SetRecordSize(int(request.ContentLength))
	}
	response, err := g.next.RoundTrip(sent)
	if err != nil {
		return nil, err
	}
	if err := Answered(request, response, g.op.Limits().Answer); err != nil {
		_ = response.Body.Close()
		return nil, err
	}
	if g.mode == Work {
		switch body := response.Body.(type) {
		case *answer:
			*isComing = response.StatusCode < 300
			body.came = func(err error) {
				if err != nil || response.StatusCode < 300 {
					g.noteContact(request, response, err)
				}
			}
		case *watched:
			body.tooLarge = g.endWait
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
		g.observe(sent, response)
	case response.StatusCode >= 400 && writes(request):
		if t, ok := targetOf(request); ok {
			t.name = cmp.Or(t.name, nameIn(request))
			g.op.SetRefused(wire.ResourceRef{ApiVersion: t.groupVersion, Kind: g.kindOf(t), Namespace: t.namespace, Name: t.name})
		}
	}
	return response, nil
}

// observe tells what became of an object. The status code and the resource version say it.
func (g *gate) observe(request *http.Request, response *http.Response) {
	target, ok := targetOf(request)
	if !ok || !strings.Contains(response.Header.Get("Content-Type"), "json") {
		return
	}
	body, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	response.Body = io.NopCloser(bytes.NewReader(body))
	if err != nil {
		response.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), failing{err}))
		return
	}
	var object struct {
		APIVersion string `json:"apiVersion"`
		Kind       string `json:"kind"`
		Metadata   struct {
			Name            string `json:"name"`
			Namespace       string `json:"namespace"`
			ResourceVersion string `json:"resourceVersion"`
		} `json:"metadata"`
		Spec struct { // of a CustomResourceDefinition
			Group    any `json:"group"`
			Versions any `json:"versions"`
		} `json:"spec"`
	}
	if json.Unmarshal(body, &object) != nil {
		return
	}
	if target.name == "" {
		target.name = object.Metadata.Name
		target.path += "/" + target.name
	}
	g.mu.Lock()
	before := g.versions[target.path]
	g.versions[target.path] = object.Metadata.ResourceVersion
	if request.Method != http.MethodGet && target.resource == "customresourcedefinitions" {
		g.crds = time.Now()
		if request.Method != http.MethodDelete {
			g.offered = append(g.offered, servedVersions(object.Spec.Group, object.Spec.Versions)...)
		}
	}
	g.mu.Unlock()
	var action wire.ResourceAction
	switch {
	case request.Method == http.MethodDelete:
		action = wire.ResourceDeleted
	case request.Method == http.MethodGet:
		return
	case response.StatusCode == http.StatusCreated:
		action = wire.ResourceCreated
	case before != "" && before == object.Metadata.ResourceVersion:
		action = wire.ResourceUnchanged
	default:
		action = wire.ResourceConfigured
	}
	ref := wire.ResourceRef{ApiVersion: object.APIVersion, Kind: object.Kind, Namespace: target.namespace, Name: target.name}
	if object.Kind == "Status" { // how a deletion answers when the object is gone at once
		ref.ApiVersion, ref.Kind = target.groupVersion, g.kindOf(target)
	}
	g.op.Applied(ref, action)
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// target is what a request's path names.
type target struct {
	path, groupVersion, namespace, resource, name string
}

// targetOf reads a path of the Kubernetes API; ok is false for what is no single object, and for
// requests that change nothing.
func targetOf(request *http.Request) (target, bool) {
	query := request.URL.Query()
	if query.Get("watch") != "" || query.Get("dryRun") != "" {
		return target{}, false
	}
	parts := strings.Split(strings.Trim(request.URL.Path, "/"), "/")
	// A server behind a prefix: look for the root of the API.
	for len(parts) > 0 && parts[0] != "api" && parts[0] != "apis" {
		parts = parts[1:]
	}
	t := target{path: request.URL.Path}
	switch {
	case len(parts) >= 3 && parts[0] == "api":
		t.groupVersion, parts = parts[1], parts[2:]
	case len(parts) >= 4 && parts[0] == "apis":
		t.groupVersion, parts = parts[1]+"/"+parts[2], parts[3:]
	default:
		return target{}, false
	}
	if len(parts) >= 3 && parts[0] == "namespaces" {
		t.namespace, parts = parts[1], parts[2:]
	}
	switch {
	case len(parts) == 2:
		t.resource, t.name = parts[0], parts[1]
		return t, true
	case len(parts) == 1 && request.Method == http.MethodPost:
		t.resource = parts[0]
		return t, true
	}
	return target{}, false
}

// Learn remembers the kind of a resource: the answer to a deletion may name only the latter.
func (g *Gates) Learn(groupVersion, resource, kind string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.kinds[groupVersion+"/"+resource] = kind
}

// kindOf is the kind of a resource, or the resource itself where that was not learned.
func (g *Gates) kindOf(t target) string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return cmp.Or(g.kinds[t.groupVersion+"/"+t.resource], t.resource)
}
