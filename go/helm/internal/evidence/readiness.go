package evidence

import (
	"cmp"
	"slices"
	"sync"

	"bunhelm/helm/internal/wire"
)

// Why is the reason for which something is not ready; the zero value is that none is known.
type Why struct {
	// Reason is Kubernetes' word for it.
	Reason string
	// Message says more.
	Message string
}

// tellings is how often one wait tells of the same reason of one object: containers that crash go to and
// fro between two.
const tellings = 5

type state struct {
	bare    wire.ResourceStatus // as it is without a reason
	sure    wire.ResourceStatus // the last bare one that was known
	told    wire.ResourceStatus
	why     Why
	counts  map[string]int // how often each reason was told
	version uint64
}

// With is a status with the reason for it, where one is known.
func (w Why) With(status wire.ResourceStatus) wire.ResourceStatus {
	if w.Reason == "" || status.Status == wire.ResourceCurrent {
		return status
	}
	detail := status.Message
	status.Reason, status.Message = w.Reason, w.Reason
	if w.Message != "" {
		status.Message += ": " + w.Message
	}
	if detail != "" {
		status.Message += " (" + detail + ")"
	}
	return status
}

// Readiness is how the objects of one wait are doing.
type Readiness struct {
	emit func(wire.Event)

	mu      sync.Mutex
	objects map[wire.ResourceRef]state
}

func newReadiness(emit func(wire.Event)) *Readiness {
	return &Readiness{emit: emit, objects: map[wire.ResourceRef]state{}}
}

// Report says how an object that is waited for is doing, as of a version of it. Workers report
// concurrently: repeated and older news is no news.
func (r *Readiness) Report(status wire.ResourceStatus, version uint64) {
	r.mu.Lock()
	defer r.mu.Unlock() // held while emitting, so that news cannot overtake each other
	known := r.objects[status.ResourceRef]
	if known.bare == status || version < known.version {
		return
	}
	known.bare, known.version = status, version
	if status.Status != wire.ResourceUnknown { // then somebody could be asked
		known.sure = status
	}
	if status.Status == wire.ResourceCurrent {
		known.why = Why{}
	}
	r.tell(known)
}

// tell sends what is new about an object.
func (r *Readiness) tell(known state) {
	status := known.why.With(known.bare)
	if status != known.told {
		known.told = status
		r.emit(wire.ReadinessEvent{ResourceStatus: status})
	}
	r.objects[status.ResourceRef] = known
}

// Explain says why an object that is waited for is not ready. It is news when the reason is another, not
// when the same one is told in other words. status is how the object is, where the wait itself does not
// tell.
func (r *Readiness) Explain(ref wire.ResourceRef, status *wire.ResourceStatus, why Why) {
	r.mu.Lock()
	defer r.mu.Unlock()
	known, waited := r.objects[ref]
	if status != nil {
		known.bare, known.sure, waited = *status, *status, true
	}
	if !waited {
		return
	}
	if known.bare.Status == wire.ResourceCurrent {
		why = Why{}
	}
	news := known.why.Reason != why.Reason || status != nil && known.told.Status != status.Status
	known.why = why
	if known.counts == nil {
		known.counts = map[string]int{}
	}
	if news {
		known.counts[why.Reason]++
	}
	if news && known.counts[why.Reason] <= tellings {
		r.tell(known)
	} else {
		r.objects[ref] = known
	}
}

// IsReady tells whether this wait has heard of an object, and whether it was ready.
func (r *Readiness) IsReady(ref wire.ResourceRef) (ready, heard bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	known, heard := r.objects[ref]
	return known.bare.Status == wire.ResourceCurrent, heard
}

// Last is how an object was doing when this wait heard of it last, without the reason.
func (r *Readiness) Last(ref wire.ResourceRef) (wire.ResourceStatus, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	last := r.objects[ref].sure
	return last, last.Status != ""
}

// Reason is the reason for which an object was not ready when this wait heard of it last.
func (r *Readiness) Reason(ref wire.ResourceRef) Why {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.objects[ref].why
}

// Forget starts a new wait.
func (r *Readiness) Forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	clear(r.objects)
}

// notReady are the objects that are not, with the reasons.
func (r *Readiness) notReady() []wire.ResourceStatus {
	r.mu.Lock()
	defer r.mu.Unlock()
	var found []wire.ResourceStatus
	for _, known := range r.objects {
		last := known.bare
		if last.Status == wire.ResourceUnknown && known.sure.Status != "" { // nobody can be asked any more
			last = known.sure
		}
		status := known.why.With(last)
		if status.Status != "Current" && status.Status != "Succeeded" {
			found = append(found, status)
		}
	}
	slices.SortFunc(found, func(a, b wire.ResourceStatus) int { return compare(a.ResourceRef, b.ResourceRef) })
	return found
}

func compare(a, b wire.ResourceRef) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name))
}
