package operation

import (
	"context"
	"errors"
	"sync"
	"time"

	"bunhelm/helm/internal/wire"
)

// BeginRepair starts the repair of this operation's records: none of it is tried again after end.
func (o *Operation) BeginRepair() (end time.Time) {
	end = time.Now().Add(o.Client.RepairTimeout)
	o.repairEnd.Store(&end)
	return end
}

// RepairLimit is how long a request of a repair may take now. However many records there are, all of it
// is over RecordLimit after the end.
func (o *Operation) RepairLimit() time.Duration {
	end := o.repairEnd.Load()
	if end == nil {
		return RecordLimit
	}
	return min(RecordLimit, time.Until(end.Add(RecordLimit)))
}

// Owe marks that this operation has begun to write records of a release; it owes their end until Repaid.
func (o *Operation) Owe() { o.owes.Store(true) }

// Repaid marks that the records say how the operation has ended, or that nobody tries to write it any more.
func (o *Operation) Repaid() { o.owes.Store(false) }

// Owes tells whether records are still to be written.
func (o *Operation) Owes() bool { return o.owes.Load() }

// Unwritten says of a record that it does not tell how the operation has ended.
type Unwritten struct {
	Revision int
	// Cluster is the status that the record should have, Record the one that it has; empty where that
	// is not known.
	Cluster, Record wire.Status
	Reason          error
}

// SetUnwritten keeps what the records do not say.
func (o *Operation) SetUnwritten(one *Unwritten) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.seen.Unwritten = one
}

// outliving are the operations whose calls have settled and whose records are still being repaired, or could
// not be: then until somebody has asked.
var outliving = struct {
	sync.Mutex
	repairs map[number]*repair
}{repairs: map[number]*repair{}}

type number struct {
	channel int32
	id      uint64
}

type repair struct {
	op   *Operation
	done chan struct{}
}

// keptFor is how long it can be asked for what became of a repair.
const keptFor = time.Minute

var errNoEnd = errors.New("the repair of the record has not ended in time")

// Outlive makes the repair of an operation something that AwaitRepair waits for, until over.
func (o *Operation) Outlive(over <-chan struct{}) {
	key := number{o.Channel, o.ID}
	one := &repair{o, make(chan struct{})}
	outliving.Lock()
	outliving.repairs[key] = one
	outliving.Unlock()
	limit := time.NewTimer(o.Client.RepairTimeout + 2*RecordLimit) // that of a write under way, and of the repair
	go func() {
		defer limit.Stop()
		select {
		case <-over:
		case <-limit.C:
			o.Repaid()
			o.unrepaired(errNoEnd)
		}
		close(one.done)
		if o.Evidence().Unwritten == nil {
			forgetRepair(key)
		} else {
			time.AfterFunc(keptFor, func() { forgetRepair(key) })
		}
	}()
}

// unrepaired says of the newest record that it may not be true.
func (o *Operation) unrepaired(reason error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.seen.Unwritten == nil {
		one := &Unwritten{Cluster: wire.StatusFailed, Reason: reason}
		if o.seen.Release != nil {
			one.Revision, one.Record = o.seen.Release.Revision, o.seen.Release.Status
		}
		o.seen.Unwritten = one
	}
}

func forgetRepair(key number) {
	outliving.Lock()
	defer outliving.Unlock()
	delete(outliving.repairs, key)
}

// AwaitRepair waits until an operation that was left behind has repaired its records, and gives it back if
// they could not be.
func AwaitRepair(ctx context.Context, channel int32, id uint64) *Operation {
	key := number{channel, id}
	outliving.Lock()
	one := outliving.repairs[key]
	outliving.Unlock()
	if one == nil {
		return nil
	}
	select {
	case <-one.done:
	case <-ctx.Done():
		return nil
	}
	forgetRepair(key)
	if one.op.Evidence().Unwritten == nil {
		return nil
	}
	return one.op
}
