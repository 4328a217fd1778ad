package session

import (
	"fmt"
	"sync"

	release "helm.sh/helm/v4/pkg/release/v1"
)

// Whoever may write one record may write any number of them, each within its limit.

// together is how many times the limit all the records may have that are held at once.
const together = 8

// sum is what the records have together that are held at once.
type sum struct {
	limit int64 // of one record; 0: none

	mu      sync.Mutex // guards what follows
	size    int64
	largest origin
}

// origin is where something was read, and about how many bytes are held of it.
type origin struct {
	namespace, key, name string
	size                 int64
}

// add counts what is held of a record. What it returns names the largest of all.
func (s *sum) add(one origin) *tooMuch {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.size += one.size
	if one.size > s.largest.size {
		s.largest = one
	}
	if s.limit == 0 || s.size <= together*s.limit {
		return nil
	}
	return &tooMuch{s.largest, s.limit}
}

// tooMuch are records that are each within the limit, and all together above it.
type tooMuch struct {
	largest origin
	limit   int64
}

func (t *tooMuch) Error() string {
	return fmt.Sprintf("it and the records read with it together have more than %d times limits.record (%d bytes); it alone takes %d",
		together, t.limit, t.largest.size)
}

const (
	// perRecord is about what it takes to remember that there is one.
	perRecord = 128
	// structs are about what a summary takes beside its texts, and each of its labels.
	structs  = 1 << 10
	perLabel = 48
)

// sizeOf is about what a summary takes.
func sizeOf(rel *release.Release) int64 {
	size := structs
	if rel == nil {
		return int64(size)
	}
	size += len(rel.Name) + len(rel.Namespace)
	for name, value := range rel.Labels {
		size += perLabel + len(name) + len(value)
	}
	if rel.Info != nil {
		size += len(rel.Info.Status) + len(rel.Info.Description)
	}
	if rel.Chart != nil && rel.Chart.Metadata != nil {
		size += len(rel.Chart.Metadata.Name) + len(rel.Chart.Metadata.Version) + len(rel.Chart.Metadata.AppVersion)
	}
	return int64(size)
}
