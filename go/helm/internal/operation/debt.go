package operation

import (
	"sync/atomic"
	"time"
)

// Debt is what an operation still has to write of its release: until then nobody else may have the release, and a
// cancelled operation is waited for.
type Debt struct {
	recording atomic.Int32
	owes      atomic.Bool // records of the release are to be brought to an end
	end       atomic.Pointer[time.Time]
}

// Recording marks that the release's record is being written or repaired, until the returned
// function is called: a cancelled operation is not left behind meanwhile.
func (d *Debt) Recording() (done func()) {
	d.recording.Add(1)
	return func() { d.recording.Add(-1) }
}

// IsRecording tells whether the release's record is being written or repaired.
func (d *Debt) IsRecording() bool { return d.recording.Load() > 0 }

// Begin starts the repair of the records, for so long: none of it is tried again after end.
func (d *Debt) Begin(timeout time.Duration) (end time.Time) {
	end = time.Now().Add(timeout)
	d.end.Store(&end)
	return end
}

// Limit is how long a request of a repair may take now. However many records there are, all of it
// is over RecordLimit after the end.
func (d *Debt) Limit() time.Duration {
	end := d.end.Load()
	if end == nil {
		return RecordLimit
	}
	return min(RecordLimit, time.Until(end.Add(RecordLimit)))
}

// Owe marks that this operation has begun to write records of a release; it owes their end until Repaid.
func (d *Debt) Owe() { d.owes.Store(true) }

// Repaid marks that the records say how the operation has ended, or that nobody tries to write it any more.
func (d *Debt) Repaid() { d.owes.Store(false) }

// Owes tells whether records are still to be written.
func (d *Debt) Owes() bool { return d.owes.Load() }
