package cluster

import (
	"context"
	"net"
	"sync"
	"time"

	utilnet "k8s.io/apimachinery/pkg/util/net"

	"bunhelm/helm/internal/access"
)

// idleAfter is how long a cluster nobody uses keeps its connections and caches.
const idleAfter = 5 * time.Minute

// idleLimit is how many of them may wait for that: each new token or certificate is a cluster of its
// own, with a connection and some 3 MB of what the API server has told.
const idleLimit = 16

// pool holds the clusters by identity.
type pool struct {
	idleAfter time.Duration
	idleLimit int

	mu         sync.Mutex // guards what follows, and who uses each cluster
	byIdentity map[string]*cluster
	sweeper    *time.Timer
}

func newPool(idleAfter time.Duration, idleLimit int) *pool {
	return &pool{idleAfter: idleAfter, idleLimit: idleLimit, byIdentity: map[string]*cluster{}}
}

var clusters = newPool(idleAfter, idleLimit)

// acquire finds or makes the cluster of a resolved configuration. The caller releases it.
func (p *pool) acquire(r *access.Target) (*cluster, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.byIdentity[r.Identity]
	if c == nil {
		var err error
		if c, err = newCluster(p, r); err != nil {
			return nil, err
		}
		p.byIdentity[r.Identity] = c
		if p.sweeper == nil {
			p.sweeper = time.AfterFunc(p.idleAfter, p.sweep)
		}
	}
	c.users++
	return c, nil
}

// use keeps a cluster that is in use for one more.
func (p *pool) use(c *cluster) {
	p.mu.Lock()
	defer p.mu.Unlock()
	c.users++
}

// release ends a use. When too many clusters are idle, the one that has been so for longest goes.
func (c *cluster) release() {
	p := c.pool
	p.mu.Lock()
	defer p.mu.Unlock()
	c.users--
	c.lastUsed = time.Now()
	if c.users > 0 {
		return
	}
	var oldest string
	idle := 0
	for identity, other := range p.byIdentity {
		if other.users > 0 {
			continue
		}
		idle++
		if oldest == "" || other.lastUsed.Before(p.byIdentity[oldest].lastUsed) {
			oldest = identity
		}
	}
	if idle > p.idleLimit {
		p.drop(oldest)
	}
}

// sweep drops idle clusters from time to time, as long as there are any.
func (p *pool) sweep() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.dropIdle(p.idleAfter)
	p.sweeper = nil
	if len(p.byIdentity) > 0 {
		p.sweeper = time.AfterFunc(p.idleAfter/2, p.sweep)
	}
}

// dropIdle drops the clusters that nobody has used for so long. The lock is held.
func (p *pool) dropIdle(age time.Duration) {
	for identity, c := range p.byIdentity {
		if c.users == 0 && time.Since(c.lastUsed) >= age {
			p.drop(identity)
		}
	}
}

func (p *pool) drop(identity string) {
	p.byIdentity[identity].end()
	delete(p.byIdentity, identity)
}

// mortal makes connections that end with a life. A transport can close those that are idle, but not
// those that it is about to make, which then stay for 90 s.
func mortal(life context.Context, dial utilnet.DialFunc) utilnet.DialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return &connection{Conn: conn, forget: context.AfterFunc(life, func() { _ = conn.Close() })}, nil
	}
}

type connection struct {
	net.Conn
	forget func() bool
}

func (c *connection) Close() error {
	c.forget()
	return c.Conn.Close()
}

// DropIdle drops the clusters that nobody has used for so long, without waiting for the sweeper.
func DropIdle(age time.Duration) {
	clusters.mu.Lock()
	defer clusters.mu.Unlock()
	clusters.dropIdle(age)
}

// Count counts them, those in use included.
func Count() int {
	clusters.mu.Lock()
	defer clusters.mu.Unlock()
	return len(clusters.byIdentity)
}
