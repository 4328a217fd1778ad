package source

import (
	"sync"

	"oras.land/oras-go/v2/registry/remote/credentials"

	"helm.sh/helm/v4/pkg/repo/v1"

	"bunhelm/helm/internal/operation"
)

// home is what one client keeps of what has no place on disk.
type home struct {
	logins credentials.Store

	changing     sync.Mutex // held while repositories are changed
	mu           sync.Mutex // guards what follows
	repositories []*repo.Entry
	indexes      map[string]*Index // by the name of the repository
}

var homes = struct {
	sync.Mutex
	byOwner map[owner]*home
}{byOwner: map[owner]*home{}}

// homeOf is that of an operation's client.
func homeOf(op *operation.Operation) *home {
	key := ownerOf(op)
	homes.Lock()
	defer homes.Unlock()
	known := homes.byOwner[key]
	if known == nil {
		known = &home{logins: credentials.NewMemoryStore(), indexes: map[string]*Index{}}
		if op.Err() == nil { // or nobody would drop it: a client's calls are cancelled before it is closed
			homes.byOwner[key] = known
		}
	}
	return known
}

// forgetHomes drops those of clients that have ended.
func forgetHomes(ended func(owner) bool) {
	homes.Lock()
	defer homes.Unlock()
	for key := range homes.byOwner {
		if ended(key) {
			delete(homes.byOwner, key)
		}
	}
}

// Homes counts the clients that something is kept for.
func Homes() int {
	homes.Lock()
	defer homes.Unlock()
	return len(homes.byOwner)
}
