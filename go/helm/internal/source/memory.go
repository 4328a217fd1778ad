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

type homeKey struct {
	channel int32
	client  int
}

var homes = struct {
	sync.Mutex
	byClient map[homeKey]*home
}{byClient: map[homeKey]*home{}}

// homeOf is that of an operation's client.
func homeOf(op *operation.Operation) *home {
	key := homeKey{op.Channel, op.Client.ID}
	homes.Lock()
	defer homes.Unlock()
	known := homes.byClient[key]
	if known == nil {
		known = &home{logins: credentials.NewMemoryStore(), indexes: map[string]*Index{}}
		if op.Err() == nil { // or nobody would drop it: a client's calls are cancelled before it is closed
			homes.byClient[key] = known
		}
	}
	return known
}

// ForgetHome drops what is kept for a client.
func ForgetHome(op *operation.Operation) {
	homes.Lock()
	defer homes.Unlock()
	delete(homes.byClient, homeKey{op.Channel, op.Client.ID})
}

// ForgetHomes drops what is kept for the clients of a JavaScript context that has ended.
func ForgetHomes(channel int32) {
	homes.Lock()
	defer homes.Unlock()
	for key := range homes.byClient {
		if key.channel == channel {
			delete(homes.byClient, key)
		}
	}
}

// Homes counts the clients that something is kept for.
func Homes() int {
	homes.Lock()
	defer homes.Unlock()
	return len(homes.byClient)
}
