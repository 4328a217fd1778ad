package chartfiles

import (
	"maps"
	"sync"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/owners"
)

// handles are the charts that clients have loaded.
var handles = struct {
	sync.Mutex
	last     int
	byNumber map[int]handle
}{byNumber: map[int]handle{}}

type handle struct {
	owner owners.Owner
	found *Found
}

func init() {
	owners.OnForget(func(ended func(owners.Owner) bool) {
		handles.Lock()
		defer handles.Unlock()
		maps.DeleteFunc(handles.byNumber, func(_ int, h handle) bool { return ended(h.owner) })
	})
}

// Keep makes a handle of a chart that is loaded; it must not be changed any more.
func Keep(op *operation.Operation, found *Found) (number int, err error) {
	handles.Lock()
	defer handles.Unlock()
	if err := op.Err(); err != nil { // or nobody would drop it: a client's calls are cancelled before it is closed
		return 0, err
	}
	handles.last++
	handles.byNumber[handles.last] = handle{owners.Of(op), found}
	return handles.last, nil
}

// Handled is the chart of a handle.
func Handled(op *operation.Operation, number int) (*Found, error) {
	handles.Lock()
	defer handles.Unlock()
	switch h, known := handles.byNumber[number]; {
	case !known:
		return nil, fault.InvalidArgument("chart", "chart is closed")
	case h.owner != owners.Of(op):
		return nil, fault.InvalidArgument("chart", "chart: it was loaded by another client")
	default:
		return h.found, nil
	}
}

// Drop ends a handle. One that is gone already is no failure.
func Drop(op *operation.Operation, number int) {
	handles.Lock()
	defer handles.Unlock()
	if handles.byNumber[number].owner == owners.Of(op) {
		delete(handles.byNumber, number)
	}
}

// Handles counts them all.
func Handles() int {
	handles.Lock()
	defer handles.Unlock()
	return len(handles.byNumber)
}
