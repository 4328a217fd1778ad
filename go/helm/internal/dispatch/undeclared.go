package dispatch

import (
	"maps"
	"slices"
	"sync"

	"bunhelm/helm/internal/wire"
)

// undeclared are verbs with a code that they do not declare, for the tests; each error is told all the same.
var undeclared = struct {
	sync.Mutex
	seen map[string]bool
}{seen: map[string]bool{}}

func noteUndeclared(verb string, code wire.Code) {
	undeclared.Lock()
	defer undeclared.Unlock()
	undeclared.seen[verb+" "+string(code)] = true
}

// Undeclared lists the verbs of this process that have rejected with a code that they do not declare, each with it.
func Undeclared() []string {
	undeclared.Lock()
	defer undeclared.Unlock()
	return slices.Sorted(maps.Keys(undeclared.seen))
}
