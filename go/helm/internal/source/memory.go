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
}

var homes = operation.NewPerClient[home]()

// homeOf is that of an operation's client.
func homeOf(op *operation.Operation) *home {
	kept, _ := homes.Of(op, func() (*home, error) { // which cannot fail
		return &home{logins: credentials.NewMemoryStore()}, nil
	})
	return kept
}

// Homes counts the clients that something is kept for.
func Homes() int { return homes.Count() }
