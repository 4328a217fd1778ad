package evidence

import "bunhelm/helm/internal/wire"

// Unwritten says of a record that it does not tell how the operation has ended.
type Unwritten struct {
	Revision int
	// Cluster is the status that the record should have, Record the one that it has; empty where that
	// is not known.
	Cluster, Record wire.Status
	Reason          error
}

// Unwritten keeps what the records do not say.
func (e *Evidence) Unwritten(one *Unwritten) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.seen.Unwritten = one
}

// Unrepaired says of the newest record that it may not be true, unless that is known better.
func (e *Evidence) Unrepaired(reason error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.seen.Unwritten == nil {
		one := &Unwritten{Cluster: wire.StatusFailed, Reason: reason}
		if e.seen.Release != nil {
			one.Revision, one.Record = e.seen.Release.Revision, e.seen.Release.Status
		}
		e.seen.Unwritten = one
	}
}
