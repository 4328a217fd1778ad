package observer

import (
	"context"
	"errors"
	"net"
	"slices"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"helm.sh/helm/v4/pkg/release/common"
	release "helm.sh/helm/v4/pkg/release/v1"
	"helm.sh/helm/v4/pkg/storage/driver"

	"bunhelm/helm/internal/evidence"
	"bunhelm/helm/internal/records"
	"bunhelm/helm/internal/wire"
)

// Helm goes on when it cannot write a record, and often says nothing of it. So what a verb meant to
// write last is remembered, and held against what stands when it is over.

// Intent is what this operation meant to write into a record, and could not.
type Intent struct {
	Status      common.Status
	Description string
	Deployed    time.Time // when the revision was: another has made the record anew where it differs
	Removed     time.Time
	Hooks       []release.HookExecution
	Before      common.Status // what the record said as far as this operation knows
}

// Intended is the last write of a record, if it was refused or nobody knows what became of it.
func (o *Observer) Intended(key string) (Intent, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	s := o.states[key]
	return s.intent, s.lost
}

// intentOf keeps what is about to be written: Helm goes on changing its releases in place.
func intentOf(rel *release.Release, before common.Status) Intent {
	want := Intent{
		Status: rel.Info.Status, Description: rel.Info.Description,
		Deployed: rel.Info.LastDeployed, Removed: rel.Info.Deleted, Before: before,
	}
	for _, hook := range rel.Hooks {
		if hook != nil {
			want.Hooks = append(want.Hooks, hook.LastRun)
		}
	}
	return want
}

// keep holds on to what an uninstall meant to write: when it could not mark its release as uninstalled,
// Helm finds it deployed, and marks it as superseded (action/uninstall.go, v4.3.1).
func (s *state) keep(last state, stands common.Status) {
	if last.lost && last.intent.Status == common.StatusUninstalled && s.rel.Info.Status == common.StatusSuperseded {
		s.lost, s.refused, s.intent = true, last.refused, last.intent
		s.intent.Before = stands
	}
}

// Says tells whether a record has what was meant.
func (want *Intent) Says(rel *release.Release) bool {
	return rel.Info.Status == want.Status && slices.EqualFunc(rel.Hooks, want.Hooks, func(hook *release.Hook, run release.HookExecution) bool {
		return hook != nil && hook.LastRun.Phase == run.Phase
	})
}

// HasRead tells whether this operation has read the record before it was deleted.
func (o *Observer) HasRead(rel *release.Release) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	mark, known := o.read[records.KeyOf(rel)]
	return known && mark.Equal(rel.Info.LastDeployed)
}

// Unknown is what is known of the newest record where none could be read.
func (o *Observer) Unknown(result error, reason error) *evidence.Unwritten {
	o.mu.Lock()
	defer o.mu.Unlock()
	one := evidence.Unwritten{Cluster: wire.StatusFailed, Reason: reason}
	for _, s := range o.states {
		if s.record.Revision < one.Revision {
			continue
		}
		one.Revision, one.Record = s.record.Revision, s.record.Status
		if s.lost {
			one.Record = ""
		}
		if s.lost && s.refused {
			one.Record = wire.Status(s.intent.Before)
		}
		if result != nil {
			continue
		}
		one.Cluster = wire.StatusDeployed
		if s.intent.Status == common.StatusUninstalling || s.intent.Status == common.StatusUninstalled {
			one.Cluster = wire.StatusUninstalled
		}
	}
	return &one
}

// IsLastWrite tells whether a verb has failed of nothing but the write that says it is done.
func (o *Observer) IsLastWrite(err error) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.failed == nil || !errors.Is(err, o.failed) || errors.Is(err, driver.ErrReleaseNotFound) { // another has uninstalled it
		return false
	}
	for err != nil {
		switch wrapped := err.(type) {
		case interface{ Unwrap() error }:
			err = wrapped.Unwrap()
		case interface{ Unwrap() []error }:
			all := wrapped.Unwrap()
			if len(all) != 1 {
				return false // of something else too
			}
			err = all[0]
		default:
			return true
		}
	}
	return true
}

// wasRefused tells a write that was certainly not done from one whose answer was lost.
func wasRefused(err error) bool {
	if errors.Is(err, driver.ErrReleaseNotFound) {
		return true
	}
	var status apierrors.APIStatus
	if errors.As(err, &status) {
		code := status.Status().Code
		return code >= 400 && code < 500 && code != 408
	}
	var network *net.OpError
	return errors.As(err, &network) && network.Op == "dial" && !errors.Is(err, context.DeadlineExceeded)
}
