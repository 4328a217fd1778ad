package gate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// recorder is an operation's way to JavaScript that keeps what it is told.
type recorder struct {
	sync.Mutex
	events []wire.Event
}

func (r *recorder) Emit(event wire.Event) {
	r.Lock()
	defer r.Unlock()
	r.events = append(r.events, event)
}

func (r *recorder) Ask(context.Context, int, []byte) ([]byte, uint64, error) {
	return nil, 0, errors.New("there is no response")
}

// told lists what happened to objects, as "Kind/name action".
func (r *recorder) told() string {
	r.Lock()
	defer r.Unlock()
	var lines []string
	for _, event := range r.events {
		if e, ok := event.(wire.ResourceEvent); ok {
			lines = append(lines, fmt.Sprintf("%s/%s %s", e.Kind, e.Name, e.Action))
		}
	}
	return strings.Join(lines, ", ")
}

type bench struct {
	op     *operation.Operation
	gate   *Gate
	told   *recorder
	cancel context.CancelCauseFunc
	server *httptest.Server
}

func newBench(t *testing.T, handler http.HandlerFunc) *bench {
	t.Helper()
	ctx, cancel := context.WithCancelCause(context.Background())
	b := &bench{told: &recorder{}, cancel: cancel, server: httptest.NewServer(handler)}
	b.op = operation.New(ctx, b.told)
	b.gate = New(b.op)
	t.Cleanup(func() { cancel(nil); b.server.Close() })
	return b
}

func (b *bench) do(mode Mode, method, path string) (*http.Response, error) {
	request, err := http.NewRequest(method, b.server.URL+path, nil)
	if err != nil {
		return nil, err
	}
	return b.gate.Wrapper(mode)(http.DefaultTransport).RoundTrip(request)
}

var errEnough = errors.New("enough")

func TestAfterACancelOnlyRepairsAreSent(t *testing.T) {
	sent := 0
	b := newBench(t, func(http.ResponseWriter, *http.Request) { sent++ })
	b.cancel(errEnough)
	for _, mode := range []Mode{Work, Records} {
		if _, err := b.do(mode, http.MethodPost, "/api/v1/namespaces/a/secrets"); !errors.Is(err, errEnough) {
			t.Error(mode, err)
		}
	}
	response, err := b.do(Repair, http.MethodPut, "/api/v1/namespaces/a/secrets/x")
	if err != nil || sent != 1 {
		t.Fatal(err, sent)
	}
	_ = response.Body.Close()
}

func TestACancelCutsWorkUnderWayButNotARecord(t *testing.T) {
	arrived, release := make(chan struct{}, 2), make(chan struct{})
	b := newBench(t, func(w http.ResponseWriter, r *http.Request) {
		arrived <- struct{}{}
		if strings.Contains(r.URL.Path, "secrets") {
			<-release
			return
		}
		<-r.Context().Done()
	})
	work, record := make(chan error, 1), make(chan error, 1)
	go func() { _, err := b.do(Work, http.MethodGet, "/api/v1/namespaces/a/pods/x"); work <- err }()
	go func() { _, err := b.do(Records, http.MethodPost, "/api/v1/namespaces/a/secrets"); record <- err }()
	<-arrived
	<-arrived
	b.cancel(errEnough)
	if err := <-work; !errors.Is(err, errEnough) {
		t.Fatal(err)
	}
	close(release)
	if err := <-record; err != nil {
		t.Fatal("the record was cut:", err)
	}
}

func TestACancelEndsAWatch(t *testing.T) {
	b := newBench(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusOK)
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	response, err := b.do(Work, http.MethodGet, "/api/v1/namespaces/a/pods?watch=true")
	if err != nil {
		t.Fatal(err)
	}
	go b.cancel(errEnough)
	if _, err := io.ReadAll(response.Body); err == nil {
		t.Fatal("the watch ended well")
	}
	_ = response.Body.Close()
}

func TestRetryAfterIsSleptOutHereAndEndsWithACancel(t *testing.T) {
	arrived := make(chan struct{}, 1)
	b := newBench(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "30")
		w.WriteHeader(http.StatusTooManyRequests)
		arrived <- struct{}{}
	})
	done := make(chan error, 2)
	go func() { _, err := b.do(Work, http.MethodGet, "/version"); done <- err }()
	<-arrived
	go func() { _, err := b.do(Records, http.MethodPost, "/api/v1/namespaces/a/secrets"); done <- err }()
	<-arrived
	b.cancel(errEnough)
	for range 2 {
		select {
		case err := <-done:
			if !errors.Is(err, errEnough) {
				t.Fatal(err)
			}
		case <-time.After(8 * time.Second):
			t.Fatal("still asleep")
		}
	}
}

func TestClientGoIsToldNotToSleepAgain(t *testing.T) {
	b := newBench(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "1")
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	response, err := b.do(Work, http.MethodGet, "/version")
	if err != nil || response.Header.Get("Retry-After") != "0" || response.StatusCode != http.StatusServiceUnavailable {
		t.Fatal(response, err)
	}
	_ = response.Body.Close()
}

func TestTheAnswerSaysWhatBecameOfAnObject(t *testing.T) {
	versions := map[string]string{"GET": "1", "PATCH": "1"}
	status := http.StatusOK
	b := newBench(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		if r.Method == http.MethodDelete {
			_, _ = io.WriteString(w, `{"kind":"Status","details":{"kind":"deployments"}}`)
			return
		}
		_, _ = fmt.Fprintf(w, `{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","resourceVersion":%q}}`, versions[r.Method])
	})
	b.gate.Learn("apps/v1", "deployments", "Deployment")
	const path = "/apis/apps/v1/namespaces/a/deployments/web"
	do := func(method, path string) {
		response, err := b.do(Work, method, path)
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(response.Body); err != nil || len(body) == 0 {
			t.Fatal("the answer was eaten:", err)
		}
		_ = response.Body.Close()
	}
	do(http.MethodGet, path)
	do(http.MethodPatch, path) // the same resource version: nothing changed
	versions["PATCH"] = "2"
	do(http.MethodPatch, path)
	status = http.StatusCreated
	do(http.MethodPost, "/apis/apps/v1/namespaces/a/deployments")
	status = http.StatusOK
	do(http.MethodDelete, path)
	do(http.MethodPatch, path+"?dryRun=All")
	want := "Deployment/web unchanged, Deployment/web configured, Deployment/web created, Deployment/web deleted"
	if got := b.told.told(); got != want {
		t.Fatalf("%s\nnot %s", got, want)
	}
}

func TestAPanicBelowTheGateIsAnError(t *testing.T) {
	b := newBench(t, func(http.ResponseWriter, *http.Request) {})
	request, _ := http.NewRequest(http.MethodGet, b.server.URL, nil)
	_, err := b.gate.Wrapper(Work)(panicking{}).RoundTrip(request)
	var known *wire.Error
	if !errors.As(err, &known) || known.Code != wire.CodeInternal {
		t.Fatal(err)
	}
}

type panicking struct{}

func (panicking) RoundTrip(*http.Request) (*http.Response, error) { panic("nil somewhere") }

func TestARefusalStopsEverythingButRepairs(t *testing.T) {
	b := newBench(t, func(http.ResponseWriter, *http.Request) {})
	b.gate.Refuse(errEnough)
	b.gate.Refuse(errors.New("later"))
	if _, err := b.do(Records, http.MethodDelete, "/api/v1/namespaces/a/secrets/x"); !errors.Is(err, errEnough) {
		t.Fatal(err)
	}
	if b.op.Evidence.Seen().Changed {
		t.Fatal("a refused request counts as a change")
	}
}
