package observer

import (
	"context"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	ri "helm.sh/helm/v4/pkg/release"
	release "helm.sh/helm/v4/pkg/release/v1"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/records"
	"bunhelm/helm/internal/wire"
)

// beatEvery is how often an operation that takes long says in its record that it lives: others may take over a release
// of which nothing has been heard for a while.
const beatEvery = 30 * time.Second

// pulse is what says so.
type pulse struct {
	key  string
	stop context.CancelFunc
	over chan struct{}
}

// beat says from now on that this operation lives, if a record waits for its end.
func (o *Observer) beat(key string, r ri.Releaser) {
	toucher, can := o.Driver.(interface {
		Touch(ctx context.Context, key string) error
	})
	rel, ok := r.(*release.Release)
	if !can || !ok || !records.Unfinished(wire.Status(rel.Info.Status)) {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.pulse != nil {
		if o.pulse.key == key {
			return
		}
		o.pulse.stop() // of the revision before a rollback
	}
	ctx, stop := context.WithCancel(o.op.Context())
	now := &pulse{key: key, stop: stop, over: make(chan struct{})}
	o.pulse = now
	go func() {
		defer close(now.over)
		var err error
		defer fault.Recovered(&err)
		ticker := time.NewTicker(beatEvery)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
				if err = toucher.Touch(ctx, key); apierrors.IsForbidden(err) || apierrors.IsNotFound(err) || apierrors.IsConflict(err) {
					return
				}
			}
		}
	}()
}

// Rest ends the pulse: nothing of it is sent any more.
func (o *Observer) Rest() {
	o.mu.Lock()
	now := o.pulse
	o.pulse = nil
	o.mu.Unlock()
	if now != nil {
		now.stop()
		<-now.over
	}
}
