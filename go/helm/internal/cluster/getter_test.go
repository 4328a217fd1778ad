package cluster

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"bunhelm/helm/internal/access"
	"bunhelm/helm/internal/client"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/silent"
	"bunhelm/helm/internal/wire"
)

func TestDiscoveryThatFailsIsNotAnsweredFromOldTimes(t *testing.T) {
	var broken atomic.Bool
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if broken.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		kind := map[string]string{"/api": "APIVersions", "/apis": "APIGroupList"}[r.URL.Path]
		_, _ = fmt.Fprintf(w, `{"kind":%q,"apiVersion":"v1","versions":[],"groups":[]}`, kind)
	}))
	defer server.Close()
	op := operation.New(context.Background(), silent.Port{})
	op.Client = client.New(&wire.Client{ClientOptions: wire.ClientOptions{KubeApiserver: server.URL}}, "")
	target, err := access.Resolve(op, "")
	if err != nil {
		t.Fatal(err)
	}
	g, err := Open(op, target)
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	if _, err := g.current(); err != nil {
		t.Fatal(err)
	}
	broken.Store(true)
	g.started = time.Now().Add(time.Millisecond)
	g.Invalidate()
	if _, err := g.current(); err == nil {
		t.Fatal("an old answer counts as new")
	}
}
