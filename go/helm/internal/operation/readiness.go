package operation

import "bunhelm/helm/internal/wire"

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

type readiness struct {
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

// Readiness says how an object that is waited for is doing, as of a version of it. Workers report
// concurrently: repeated and older news is no news.
func (o *Operation) Readiness(status wire.ResourceStatus, version uint64) {
	o.mu.Lock()
	defer o.mu.Unlock() // held while emitting, so that news cannot overtake each other
	known := o.notReady[status.ResourceRef]
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
	o.tell(known)
}

// tell sends what is new about an object.
func (o *Operation) tell(known readiness) {
	status := known.why.With(known.bare)
	if status != known.told {
		known.told = status
		o.Emit(wire.ReadinessEvent{ResourceStatus: status})
	}
	o.notReady[status.ResourceRef] = known
}

// Explain says why an object that is waited for is not ready. It is news when the reason is another, not
// when the same one is told in other words. status is how the object is, where the wait itself does not
// tell.
func (o *Operation) Explain(ref wire.ResourceRef, status *wire.ResourceStatus, why Why) {
	o.mu.Lock()
	defer o.mu.Unlock()
	known, waited := o.notReady[ref]
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
		o.tell(known)
	} else {
		o.notReady[ref] = known
	}
}

// Readied tells whether this wait has heard of an object, and whether it was ready.
func (o *Operation) Readied(ref wire.ResourceRef) (ready, heard bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	known, heard := o.notReady[ref]
	return known.bare.Status == wire.ResourceCurrent, heard
}

// LastReadiness is how an object was doing when this wait heard of it last, without the reason.
func (o *Operation) LastReadiness(ref wire.ResourceRef) (wire.ResourceStatus, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	last := o.notReady[ref].sure
	return last, last.Status != ""
}

// LastReason is the reason for which an object was not ready when this wait heard of it last.
func (o *Operation) LastReason(ref wire.ResourceRef) Why {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.notReady[ref].why
}

// ForgetReadiness starts a new wait.
func (o *Operation) ForgetReadiness() {
	o.mu.Lock()
	defer o.mu.Unlock()
	clear(o.notReady)
}
