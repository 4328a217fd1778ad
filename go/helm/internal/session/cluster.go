package session

import (
	"context"
	"net"
	"net/http"
	"runtime/pprof"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/cli-runtime/pkg/resource"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/openapi/cached"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
	kubectlopenapi "k8s.io/kubectl/pkg/util/openapi"

	"bunhelm/helm/internal/kubewrap"
)

// patience is how long an operation waits for a request that another has caused before it asks by
// itself: a request that hangs delays nobody else.
const patience = time.Second

// cluster is one API server as one identity: what operations share. What it asks for all of them
// runs apart from any operation's context, so a cancelled one fails no other.
type cluster struct {
	config    *rest.Config // authenticated through its Transport; no gate
	transport http.RoundTripper

	end func() // closes the connections

	sights struct{ secrets, configMaps sight } // of release records, by their driver

	pool     *pool // whose lock guards these
	users    int
	lastUsed time.Time

	mu        sync.Mutex // guards what follows
	snapshot  *snapshot
	fetching  *fetch
	supported map[schema.GroupVersionKind]bool // kinds whose writes the API server validates
	verifier  *verifier
}

// verifier asks the API server's OpenAPI documents, which it downloads once.
type verifier struct {
	resource.Verifier
	made time.Time
}

// verifierAge is how long a verifier's downloads serve the other kinds of one manifest. It is below
// patience, so that one that hangs is not asked again.
const verifierAge = patience * 9 / 10

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

type fetch struct {
	started time.Time
	done    chan struct{}
	result  *snapshot
	err     error
}

func newCluster(p *pool, r *resolved) (*cluster, error) {
	life, end := context.WithCancel(context.Background())
	transport, err := authenticated(r, mortal(life, (&net.Dialer{Timeout: 30 * time.Second, KeepAlive: 30 * time.Second}).DialContext))
	if err != nil {
		end()
		return nil, err
	}
	c := &cluster{
		transport: transport,
		end:       end,
		pool:      p,
		supported: map[schema.GroupVersionKind]bool{},
	}
	c.config = c.anonymous(r.config)
	c.config.UserAgent = baseUserAgent()
	c.config.QPS = -1 // nothing here is worth queueing behind a rate limit
	c.config.Timeout = 32 * time.Second
	return c, nil
}

// anonymous is a configuration whose credentials and connections are those of the cluster.
func (c *cluster) anonymous(from *rest.Config) *rest.Config {
	return &rest.Config{Host: from.Host, APIPath: from.APIPath, Transport: c.transport, UserAgent: from.UserAgent}
}

// discovered returns a snapshot that is not older than since. One fetch serves all who wait.
func (c *cluster) discovered(ctx context.Context, since time.Time) (*snapshot, error) {
	c.mu.Lock()
	known := c.snapshot
	c.mu.Unlock()
	if known != nil && !known.started.Before(since) {
		return known, nil
	}
	return hedged(ctx, c, func() (*snapshot, error) {
		f := c.fetch(since)
		<-f.done
		return f.result, f.err
	})
}

// fetch joins a fetch that is young enough, or starts one.
func (c *cluster) fetch(since time.Time) *fetch {
	c.mu.Lock()
	defer c.mu.Unlock()
	if f := c.fetching; f != nil && !f.started.Before(since) && time.Since(f.started) < patience {
		return f
	}
	f := &fetch{started: time.Now(), done: make(chan struct{})}
	c.fetching = f
	c.apart(func() {
		defer close(f.done)
		f.result, f.err = c.discover(f.started)
		c.mu.Lock()
		defer c.mu.Unlock()
		if f.err == nil && (c.snapshot == nil || c.snapshot.started.Before(f.started)) {
			c.snapshot = f.result
		}
		if c.fetching == f {
			c.fetching = nil
		}
	})
	return f
}

// hedged asks, and asks again beside it each time patience is over; the first answer counts.
func hedged[T any](ctx context.Context, c *cluster, ask func() (T, error)) (T, error) {
	type answer struct {
		value T
		err   error
	}
	const tries = 4
	answers := make(chan answer, tries)
	ticker := time.NewTicker(patience)
	defer ticker.Stop()
	for try := 0; ; {
		if try < tries {
			try++
			c.apart(func() {
				value, err := ask()
				answers <- answer{value, err}
			})
		}
		select {
		case first := <-answers:
			return first.value, first.err
		case <-ticker.C:
		case <-ctx.Done():
			var none T
			return none, context.Cause(ctx)
		}
	}
}

func (c *cluster) discover(started time.Time) (s *snapshot, err error) {
	defer kubewrap.Recover(&err)
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
// is done, whoever has given up waiting.
func (c *cluster) apart(work func()) {
	c.pool.use(c)
	go func() {
		defer c.release()
		pprof.SetGoroutineLabels(context.Background())
		work()
	}()
}

// HasSupport tells whether the API server itself validates writes of this kind. Only "yes" is
// remembered: a kind that has it never loses it, and everything else is asked again.
func (c *cluster) HasSupport(ctx context.Context, gvk schema.GroupVersionKind) error {
	c.mu.Lock()
	known := c.supported[gvk]
	c.mu.Unlock()
	if known {
		return nil
	}
	_, err := hedged(ctx, c, func() (struct{}, error) { return struct{}{}, c.askSupport(gvk) })
	if err == nil {
		c.mu.Lock()
		c.supported[gvk] = true
		c.mu.Unlock()
	}
	return err
}

func (c *cluster) askSupport(gvk schema.GroupVersionKind) (err error) {
	defer kubewrap.Recover(&err)
	c.mu.Lock()
	v := c.verifier
	c.mu.Unlock()
	if v != nil && time.Since(v.made) < verifierAge && v.HasSupport(gvk) == nil {
		return nil
	}
	if v, err = c.newVerifier(); err != nil {
		return err
	}
	c.mu.Lock()
	c.verifier = v
	c.mu.Unlock()
	return v.HasSupport(gvk)
}

func (c *cluster) newVerifier() (*verifier, error) {
	dynamicClient, err := dynamic.NewForConfig(c.config)
	if err != nil {
		return nil, err
	}
	client, err := discovery.NewDiscoveryClientForConfig(c.config)
	if err != nil {
		return nil, err
	}
	return &verifier{made: time.Now(), Verifier: resource.NewFallbackQueryParamVerifier(
		resource.NewQueryParamVerifierV3(dynamicClient, cached.NewClient(client.OpenAPIV3()), resource.QueryParamFieldValidation),
		resource.NewQueryParamVerifier(dynamicClient, kubectlopenapi.NewOpenAPIGetter(client), resource.QueryParamFieldValidation),
	)}, nil
}
