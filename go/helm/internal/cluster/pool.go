package cluster

import (
	"context"
	"net"
	"time"

	utilnet "k8s.io/apimachinery/pkg/util/net"

	"bunhelm/helm/internal/access"
	"bunhelm/helm/internal/keep"
)

// idleAfter is how long a cluster nobody uses keeps its connections and caches.
const idleAfter = 5 * time.Minute

// idleLimit is how many of them may wait for that: each new token or certificate is a cluster of its
// own, with a connection and some 3 MB of what the API server has told.
const idleLimit = 16

// pool holds the clusters by identity.
type pool = keep.Cache[string, *cluster]

func newPool(idleAfter time.Duration, idleLimit int) *pool {
	return keep.New[string](idleAfter, idleLimit, func(c *cluster) { c.end() })
}

var clusters = newPool(idleAfter, idleLimit)

// acquire finds or makes the cluster of a resolved configuration. The caller releases it.
func acquire(p *pool, r *access.Target) (*cluster, error) {
	return p.Take(r.Identity, 1, func() (*cluster, error) { return newCluster(p, r) })
}

// release ends a use.
func (c *cluster) release() { c.pool.Release(c.identity) }

// closeWith makes connections that end with a life. A transport can close those that are idle, but not
// those that it is about to make, which then stay for 90 s.
func closeWith(life context.Context, dial utilnet.DialFunc) utilnet.DialFunc {
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
func DropIdle(age time.Duration) { clusters.DropIdle(age) }

// Count counts them, those in use included.
func Count() int { return clusters.Len() }
