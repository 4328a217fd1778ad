// Package cluster keeps what the operations of one identity share of an API server.
package cluster

import (
	"context"
	"net"
	"net/http"
	"runtime/pprof"
	"slices"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"

	"bunhelm/helm/internal/access"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/flight"
)

// cluster is one API server as one identity: what operations share. What it asks for all of them
// runs apart from any operation's context, so a cancelled one fails no other.
type cluster struct {
	config    *rest.Config // authenticated through its Transport; no gate
	transport http.RoundTripper

	end func() // closes the connections

	secrets, configMaps Sight // of release records

	pool     *pool
	identity string

	snapshots flight.Group[struct{}, *snapshot]
	verifiers flight.Group[struct{}, *verifier]
	questions flight.Group[schema.GroupVersionKind, struct{}]
	parsing   sync.Mutex // held while a document is parsed

	mu        sync.Mutex // guards what follows
	snapshot  *snapshot
	supported map[schema.GroupVersionKind]bool // kinds whose writes the API server validates
	verifier  *verifier
}

// snapshot is discovery at one moment. It never changes.
type snapshot struct {
	started time.Time
	client  discovery.CachedDiscoveryInterface
	mapper  meta.RESTMapper
}

// offers tells whether all these group versions are served.
func (s *snapshot) offers(groupVersions []string) bool {
	for _, groupVersion := range groupVersions {
		if _, err := s.client.ServerResourcesForGroupVersion(groupVersion); err != nil {
			return false
		}
	}
	return true
}

// lacks tells whether none of these kinds is served.
func (s *snapshot) lacks(kinds []schema.GroupVersionKind) bool {
	for _, kind := range kinds {
		list, err := s.client.ServerResourcesForGroupVersion(kind.GroupVersion().String())
		if err == nil && slices.ContainsFunc(list.APIResources, func(one metav1.APIResource) bool { return one.Kind == kind.Kind }) {
			return false
		}
	}
	return true
}

func newCluster(p *pool, r *access.Target) (*cluster, error) {
	life, end := context.WithCancel(context.Background())
	transport, err := r.Transport(closeWith(life, (&net.Dialer{Timeout: 30 * time.Second, KeepAlive: 30 * time.Second}).DialContext))
	if err != nil {
		end()
		return nil, err
	}
	c := &cluster{
		transport: transport,
		end:       end,
		pool:      p,
		identity:  r.Identity,
		supported: map[schema.GroupVersionKind]bool{},
	}
	c.config = c.anonymous(r.Config)
	c.config.UserAgent = baseUserAgent()
	c.config.QPS = -1 // nothing here is worth queueing behind a rate limit
	c.config.Timeout = 32 * time.Second
	c.config.Wrap(func(next http.RoundTripper) http.RoundTripper { return &scrutiny{next} })
	c.config.Wrap(func(next http.RoundTripper) http.RoundTripper { return flight.Hedge{Next: next} })
	return c, nil
}

// anonymous is a configuration whose credentials and connections are those of the cluster.
func (c *cluster) anonymous(from *rest.Config) *rest.Config {
	return &rest.Config{Host: from.Host, APIPath: from.APIPath, Transport: c.transport, UserAgent: from.UserAgent}
}

// discovered returns a snapshot that is not older than since.
func (c *cluster) discovered(ctx context.Context, since time.Time) (*snapshot, error) {
	c.mu.Lock()
	known := c.snapshot
	c.mu.Unlock()
	if known != nil && !known.started.Before(since) {
		return known, nil
	}
	tooOld := func(*snapshot, error) bool { return false }
	return c.snapshots.Get(ctx, c.apart, struct{}{}, since, tooOld, func() (*snapshot, error) {
		found, err := c.discover(time.Now())
		c.mu.Lock()
		defer c.mu.Unlock()
		if err == nil {
			c.snapshot = found
		}
		return found, err
	})
}

func (c *cluster) discover(started time.Time) (s *snapshot, err error) {
	defer fault.Recovered(&err)
	base, err := discovery.NewDiscoveryClientForConfig(c.config)
	if err != nil {
		return nil, err
	}
	client := memory.NewMemCacheClient(base)
	// Fills the cache; groups whose server is down are left out, as kubectl does.
	groups, err := restmapper.GetAPIGroupResources(client)
	if err != nil {
		return nil, err
	}
	return &snapshot{started: started, client: client, mapper: restmapper.NewDiscoveryRESTMapper(groups)}, nil
}

// apart runs work that belongs to the cluster, under no operation's name. The cluster stays until it
// is done, whoever has given up waiting, unless it was dropped: what Helm leaves behind may still ask it.
func (c *cluster) apart(work func()) {
	isKept := c.pool.Share(c.identity)
	go func() {
		if isKept {
			defer c.release()
		}
		pprof.SetGoroutineLabels(context.Background())
		work()
	}()
}
