package source

import (
	"sync"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
)

// handles are the charts that clients have loaded.
var handles = struct {
	sync.Mutex
	last    int
	byOwner map[owner]map[int]*Found
}{byOwner: map[owner]map[int]*Found{}}

type owner struct {
	channel int32
	client  int
}

func ownerOf(op *operation.Operation) owner { return owner{op.Channel, op.Client.ID} }

// Keep makes a handle of a chart that is loaded; it must not be changed any more.
func Keep(op *operation.Operation, found *Found) (handle int, err error) {
	handles.Lock()
	defer handles.Unlock()
	if err := op.Err(); err != nil { // or nobody would drop it: a client's calls are cancelled before it is closed
		return 0, err
	}
	handles.last++
	own := handles.byOwner[ownerOf(op)]
	if own == nil {
		own = map[int]*Found{}
		handles.byOwner[ownerOf(op)] = own
	}
	own[handles.last] = found
	return handles.last, nil
}

// Handled is the chart of a handle.
func Handled(op *operation.Operation, handle int) (*Found, error) {
	handles.Lock()
	defer handles.Unlock()
	if found := handles.byOwner[ownerOf(op)][handle]; found != nil {
		return found, nil
	}
	for _, others := range handles.byOwner {
		if others[handle] != nil {
			return nil, fault.InvalidArgument("chart", "chart: was loaded by another client")
		}
	}
	return nil, fault.InvalidArgument("chart", "chart: is closed")
}

// Drop ends a handle. One that is gone already is no failure.
func Drop(op *operation.Operation, handle int) {
	handles.Lock()
	defer handles.Unlock()
	own := handles.byOwner[ownerOf(op)]
	delete(own, handle)
	if len(own) == 0 {
		delete(handles.byOwner, ownerOf(op))
	}
}

// Forget drops what is kept for a client.
func Forget(op *operation.Operation) {
	forget(func(key owner) bool { return key == ownerOf(op) })
}

// ForgetChannel drops what is kept for the clients of a JavaScript context that has ended.
func ForgetChannel(channel int32) {
	forget(func(key owner) bool { return key.channel == channel })
}

func forget(ended func(owner) bool) {
	forgetHomes(ended)
	handles.Lock()
	defer handles.Unlock()
	for key := range handles.byOwner {
		if ended(key) {
			delete(handles.byOwner, key)
		}
	}
}

// Handles counts them all.
func Handles() (count int) {
	handles.Lock()
	defer handles.Unlock()
	for _, own := range handles.byOwner {
		count += len(own)
	}
	return count
}
