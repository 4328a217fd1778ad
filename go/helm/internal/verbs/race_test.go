package verbs

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"bunhelm/helm/internal/channel"
	"bunhelm/helm/internal/dispatch"
	"bunhelm/helm/internal/owners"
)

// caller is JavaScript's side of a channel, without JavaScript.
type caller struct {
	channel *channel.Channel
	client  map[string]any

	mu      sync.Mutex
	last    uint64
	pending map[uint64]chan channel.Record
}

func newCaller(t *testing.T, client map[string]any) *caller {
	t.Helper()
	opened, fd, err := channel.OpenSocket(dispatch.New(All(), owners.ForgetChannel))
	if err != nil {
		t.Fatal(err)
	}
	bell := os.NewFile(uintptr(fd), "bell")
	t.Cleanup(func() { _ = bell.Close() })
	c := &caller{channel: opened, client: client, pending: map[uint64]chan channel.Record{}}
	go func() {
		for buffer := make([]byte, 64); ; {
			if _, err := bell.Read(buffer); err != nil {
				return
			}
			c.drain()
		}
	}()
	return c
}

func (c *caller) drain() {
	for {
		records := c.channel.Drain(64)
		for _, record := range records {
			if record.Kind == channel.Result || record.Kind == channel.Error {
				c.mu.Lock()
				c.pending[record.ID] <- record
				delete(c.pending, record.ID)
				c.mu.Unlock()
			}
		}
		if len(records) < 64 {
			return
		}
	}
}

// call runs a verb to its end; cancelAfter above 0 cancels it.
func (c *caller) call(verb string, request map[string]any, cancelAfter time.Duration) (ok bool, head string) {
	frame, err := json.Marshal(map[string]any{"verb": verb, "cwd": "/", "client": c.client, "request": request})
	if err != nil {
		return false, err.Error()
	}
	settled := make(chan channel.Record, 1)
	c.mu.Lock()
	c.last++
	id := c.last
	c.pending[id] = settled
	c.mu.Unlock()
	if err := c.channel.Start(id, frame, nil); err != nil {
		return false, err.Error()
	}
	if cancelAfter > 0 {
		time.AfterFunc(cancelAfter, func() { c.channel.Cancel(id, "enough") })
	}
	record := <-settled
	return record.Kind == channel.Result, string(record.Head)
}

// Every layer but the C ABI, over a real cluster: of use under the race detector.
func TestManyOperationsSomeOfThemCancelledShareWhatTheyShareSafely(t *testing.T) {
	description := os.Getenv("BUNHELM_TEST_CLUSTER")
	if description == "" {
		t.Skip("no cluster in BUNHELM_TEST_CLUSTER")
	}
	var cluster struct {
		Kubeconfig string `json:"kubeconfig"`
	}
	if err := json.Unmarshal([]byte(description), &cluster); err != nil {
		t.Fatal(err)
	}
	chart, err := filepath.Abs("../../../../examples/web")
	if err != nil {
		t.Fatal(err)
	}
	c := newCaller(t, map[string]any{"id": 1, "kubeconfig": cluster.Kubeconfig})
	var group sync.WaitGroup
	for i := range 10 {
		group.Go(func() {
			release := func(options map[string]any) map[string]any {
				request := map[string]any{"name": "web", "namespace": fmt.Sprintf("race-%d-%d", os.Getpid(), i)}
				for option, value := range options {
					request[option] = value
				}
				return request
			}
			for range 2 {
				if ok, said := c.call("releases.upgrade", release(map[string]any{"chart": chart, "install": true, "createNamespace": true}), 0); !ok {
					t.Error(said)
				}
				c.call("releases.upgrade", release(map[string]any{"chart": chart, "values": map[string]any{"replicas": 2}}), time.Duration(20+60*i)*time.Millisecond)
				c.call("releases.status", release(nil), 0)
				c.call("releases.list", map[string]any{"allNamespaces": true}, 0)
				c.call("charts.template", map[string]any{"chart": chart}, 0)
				c.call("releases.uninstall", release(nil), time.Duration(10*i)*time.Millisecond)
				if ok, said := c.call("releases.uninstall", release(map[string]any{"ignoreNotFound": true}), 0); !ok {
					t.Error(said)
				}
			}
		})
	}
	group.Wait()
}
