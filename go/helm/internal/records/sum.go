package records

import (
	"fmt"
	"sync"

	release "helm.sh/helm/v4/pkg/release/v1"
)

// Whoever may write one record may write any number of them, each within its limit.

// together is how many times the limit all the records may have that are held at once.
const together = 8

// Sum is what the records have together that are held at once.
type Sum struct {
	Limit int64 // of one record; 0: none

	mu      sync.Mutex // guards what follows
	size    int64
	largest Origin
}

// Origin is where something was read, and about how many bytes are held of it.
type Origin struct {
	Namespace, Key string
	Name           string // of the release, where its label says so
	Size           int64
}

// Add counts what is held of a record. What it returns names the largest of all.
func (s *Sum) Add(one Origin) *TooMuchError {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.size += one.Size
	if one.Size > s.largest.Size {
		s.largest = one
	}
	if s.Limit == 0 || s.size <= together*s.Limit {
		return nil
	}
	return &TooMuchError{s.largest, s.Limit}
}

// TooMuchError are records that are each within the limit, and all together above it.
type TooMuchError struct {
	largest Origin
	limit   int64
}

func (t *TooMuchError) Error() string {
	return fmt.Sprintf("this record and those read with it have more than %d times limits.record (%d bytes); it alone takes %d",
		together, t.limit, t.largest.Size)
}

const (
	// PerRecord is about what it takes to remember that there is one.
	PerRecord = 128
	// structs are about what a summary takes beside its texts, and each of its labels.
	structs  = 1 << 10
	perLabel = 48
)

// SummarySize is about what a summary takes.
func SummarySize(rel *release.Release) int64 {
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
