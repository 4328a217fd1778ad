package repair

import (
	"context"
	"errors"
	"sync"
	"time"

	"bunhelm/helm/internal/operation"
)

// outliving are the operations whose calls have settled and whose records are still being repaired, or could
// not be: then until somebody has asked.
var outliving = struct {
	sync.Mutex
	repairs map[number]*outlived
}{repairs: map[number]*outlived{}}

type number struct {
	channel int32
	id      uint64
}

type outlived struct {
	op   *operation.Operation
	done chan struct{}
}

// keptFor is how long it can be asked for what became of a repair.
const keptFor = time.Minute

var errNoEnd = errors.New("the repair of the record has not ended in time")

// Outlive makes the repair of an operation something that Await waits for, until over.
func Outlive(op *operation.Operation, over <-chan struct{}) {
	key := number{op.Channel, op.ID}
	one := &outlived{op, make(chan struct{})}
	outliving.Lock()
	outliving.repairs[key] = one
	outliving.Unlock()
	limit := time.NewTimer(op.Client.RepairTimeout + 2*operation.RecordLimit) // that of a write under way, and of the repair
	go func() {
		defer limit.Stop()
		select {
		case <-over:
		case <-limit.C:
			op.Debt.Repaid()
			op.Evidence.Unrepaired(errNoEnd)
		}
		close(one.done)
		if op.Evidence.Seen().Unwritten == nil {
			forget(key)
		} else {
			time.AfterFunc(keptFor, func() { forget(key) })
		}
	}()
}

func forget(key number) {
	outliving.Lock()
	defer outliving.Unlock()
	delete(outliving.repairs, key)
}

// Await waits until an operation that was left behind has repaired its records, and gives it back if
// they could not be.
func Await(ctx context.Context, channel int32, id uint64) *operation.Operation {
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
	forget(key)
	if one.op.Evidence.Seen().Unwritten == nil {
		return nil
	}
	return one.op
}
