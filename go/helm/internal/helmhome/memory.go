package helmhome

import (
	"sync"

	"oras.land/oras-go/v2/registry/remote/credentials"

	"helm.sh/helm/v4/pkg/repo/v1"

	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/owners"
)

// memory is what one client keeps of what has no place on disk.
type memory struct {
	logins credentials.Store

	changing     sync.Mutex // held while repositories are changed
	mu           sync.Mutex // guards what follows
	repositories []*repo.Entry
}

var memories = owners.NewPerClient[memory]()

// memoryOf is that of an operation's client.
func memoryOf(op *operation.Operation) *memory {
	kept, _ := memories.Of(op, func() (*memory, error) { // which cannot fail
		return &memory{logins: credentials.NewMemoryStore()}, nil
	})
	return kept
}

// Memories counts the clients that something is kept for.
func Memories() int { return memories.Count() }
