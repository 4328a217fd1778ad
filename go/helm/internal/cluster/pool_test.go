package cluster

import (
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"k8s.io/client-go/rest"

	"bunhelm/helm/internal/access"
)

// listener is an API server that counts its connections.
type listener struct {
	*httptest.Server
	mu           sync.Mutex
	open, opened int
}

func listen(t *testing.T, handle http.HandlerFunc) *listener {
	l := &listener{Server: httptest.NewUnstartedServer(handle)}
	l.EnableHTTP2 = true
	l.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
	l.Config.ErrorLog = log.New(io.Discard, "", 0) // connections that end in the handshake
	l.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		l.mu.Lock()
		defer l.mu.Unlock()
		switch state {
		case http.StateNew:
			l.open++
			l.opened++
		case http.StateClosed, http.StateHijacked:
			l.open--
		}
	}
	l.StartTLS()
	t.Cleanup(l.Close)
	return l
}

func (l *listener) connections() (open, opened int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.open, l.opened
}

// as is the configuration of somebody with this token.
func (l *listener) as(token string) *access.Target {
	return &access.Target{Identity: token, Config: &rest.Config{
		Host: l.URL, BearerToken: token, TLSClientConfig: rest.TLSClientConfig{Insecure: true},
	}}
}

func acquired(t *testing.T, p *pool, r *access.Target) *cluster {
	t.Helper()
	c, err := acquire(p, r)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func ask(t *testing.T, c *cluster) {
	t.Helper()
	response, err := (&http.Client{Transport: c.transport}).Get(c.config.Host)
	if err != nil {
		t.Error(err)
		return
	}
	_, _ = io.Copy(io.Discard, response.Body)
	_ = response.Body.Close()
	if response.ProtoMajor != 2 {
		t.Error(response.Proto)
	}
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("not within 10 s: " + what)
		}
	}
}

func empty(http.ResponseWriter, *http.Request) {}

func TestAnIdleClusterGoesWithItsConnectionsAndABusyOneStays(t *testing.T) {
	server, p := listen(t, empty), newPool(50*time.Millisecond, 16)
	idle, busy := acquired(t, p, server.as("idle")), acquired(t, p, server.as("busy"))
	ask(t, idle)
	ask(t, busy)
	if open, _ := server.connections(); open != 2 {
		t.Fatal(open)
	}
	idle.release()
	eventually(t, "one connection and one cluster are left", func() bool {
		open, _ := server.connections()
		return open == 1 && p.Len() == 1
	})
	time.Sleep(150 * time.Millisecond) // six looks of the sweeper
	ask(t, busy)
	if open, opened := server.connections(); open != 1 || opened != 2 {
		t.Errorf("%d of %d connections are open", open, opened)
	}

	again := acquired(t, p, server.as("idle"))
	if again == idle {
		t.Error("the cluster that was dropped is used again")
	}
	ask(t, again)
	again.release()
	busy.release()
	eventually(t, "nothing is left", func() bool {
		open, _ := server.connections()
		return open == 0 && p.Len() == 0
	})
}

func TestRotatedCredentialsDoNotPileUp(t *testing.T) {
	server, p := listen(t, empty), newPool(time.Hour, 4)
	busy := acquired(t, p, server.as("busy"))
	ask(t, busy)
	first := acquired(t, p, server.as("token 0"))
	ask(t, first)
	first.release()
	for i := range 100 {
		c := acquired(t, p, server.as(fmt.Sprint("token ", i)))
		ask(t, c)
		c.release()
		if size := p.Len(); size > 5 {
			t.Fatalf("%d clusters after %d tokens", size, i)
		}
	}
	eventually(t, "the connections of the last four and of the busy one are left", func() bool {
		open, _ := server.connections()
		return open == 5
	})
	if c := acquired(t, p, server.as("busy")); c != busy {
		t.Error("a cluster in use was dropped")
	}
	_, before := server.connections()
	c := acquired(t, p, server.as("token 97"))
	ask(t, c)
	if _, opened := server.connections(); opened != before {
		t.Error("the cluster used last but two was dropped")
	}
}

func TestWhatAClusterAsksByItselfKeepsIt(t *testing.T) {
	asked, go_ := make(chan struct{}), make(chan struct{})
	server := listen(t, func(http.ResponseWriter, *http.Request) { close(asked); <-go_ })
	p := newPool(time.Hour, 16)
	c := acquired(t, p, server.as("token"))
	c.apart(func() { ask(t, c) })
	<-asked
	c.release() // its operation was cancelled
	p.DropIdle(0)
	if p.Len() != 1 {
		t.Error("a cluster that waits for an answer was dropped")
	}
	close(go_)
	eventually(t, "the connection is gone", func() bool {
		p.DropIdle(0)
		open, _ := server.connections()
		return open == 0
	})
}

func TestWhatAClusterThatIsGoneAsksHarmsNobody(t *testing.T) {
	server, p := listen(t, empty), newPool(time.Hour, 16)
	gone := acquired(t, p, server.as("token"))
	gone.release()
	p.DropIdle(0)
	work := func() {
		done := make(chan struct{})
		gone.apart(func() { close(done) })
		<-done
	}
	work()
	busy := acquired(t, p, server.as("token"))
	defer busy.release()
	work()
	p.DropIdle(0)
	if p.Len() != 1 {
		t.Error("a cluster in use was dropped with another of the same identity")
	}
}

func TestSweepingWhileOthersUseClustersHarmsNobody(t *testing.T) {
	server, p := listen(t, empty), newPool(time.Millisecond, 2)
	var group sync.WaitGroup
	for worker := range 8 {
		group.Go(func() {
			for i := range 20 {
				c := acquired(t, p, server.as(fmt.Sprint("token ", (worker+i)%5)))
				ask(t, c)
				c.release()
			}
		})
	}
	group.Wait()
	eventually(t, "nothing is left", func() bool {
		open, _ := server.connections()
		return open == 0 && p.Len() == 0
	})
}
