package gate

import (
	"context"
	"time"

	"bunhelm/helm/internal/requests"
)

// deadline ends a request that is not answered in time. What is listened to must only begin in time.
type deadline struct {
	after  time.Duration
	stream bool
	timer  *time.Timer
}

func (g *Gate) deadline(stream bool) *deadline {
	return &deadline{after: g.op.Client.RequestTimeout, stream: stream}
}

func (d *deadline) bind(cut context.CancelCauseFunc) (stop func()) {
	d.timer = time.AfterFunc(d.after, func() { cut(&requests.NoAnswer{After: d.after}) })
	return func() { d.timer.Stop() }
}

func (d *deadline) answered() {
	if d.stream {
		d.timer.Stop()
	}
}
