package operation

import (
	"context"
	"time"
)

// How an operation is cancelled, from beginning to end. The promise is that the call settles within a second, that
// nothing is sent after it but what the release's record needs, and that the record says how the operation ended.
//
//  1. cancel() or the signal ends the operation's context: channel.Cancel, with the reason as its cause.
//     Whether an operation was aborted is what Err says, never what an error looks like.
//  2. Helm's actions never get that context: they would return while their work goes on. What they call does:
//     the gate before the API server (gate.Mode, by which a request is refused, cut or let through), the waiters,
//     the storage driver's wrapper, which begins no write of a record any more, and what fetches charts and runs
//     plugins.
//  3. A record's write that is under way is not cut for RecordLimit: it may reach the API server after its repair.
//  4. The verb unwinds, and Session.Perform repairs the records that it has written, for up to RepairTimeout; each
//     request of a repair may take RecordLimit.
//  5. The call settles when the verb has come back, or Settle after the cancel without it, or SettleRecord later
//     while a record is being written or repaired (Debt.IsRecording). A repair that is not done by then goes on
//     (repair.Outlive), and JavaScript waits for it with client.repaired. A render that does not come back is left
//     behind (package slots).
const (
	// Settle is how long after a cancel a verb may take to come back. What unwinds by itself takes 1 to 60 ms; the rest
	// of the second is for a busy machine.
	Settle = 400 * time.Millisecond
	// SettleRecord is how much longer the release's record may take: that it is right matters more than the moment,
	// since whoever waits may end the process next.
	SettleRecord = 3 * time.Second
	// RecordLimit bounds a record's write after a cancel, and each request of a repair.
	RecordLimit = 10 * time.Second
)

// Context ends when the caller cancels. It must not be handed to Helm's actions: use
// context.WithoutCancel of it, and let the transport refuse (see package gate).
func (o *Operation) Context() context.Context { return o.ctx }

// Err is the reason of the cancel, or nil. It alone decides whether an operation was aborted: the
// chain of Helm's errors loses the cause.
func (o *Operation) Err() error { return context.Cause(o.ctx) }
