package session

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

	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/records"
	"bunhelm/helm/internal/wire"
)

// Helm goes on when it cannot write a record, and often says nothing of it. So what a verb meant to
// write last is remembered, and held against what stands when it is over.

// intent is what this operation meant to write into a record, and could not.
type intent struct {
	status      common.Status
	description string
	deployed    time.Time // when the revision was: another has made the record anew where it differs
	removed     time.Time
	hooks       []release.HookExecution
	before      common.Status // what the record said as far as this operation knows
}

// intended is the last write of a record, if it was refused or nobody knows what became of it.
func (o *observer) intended(key string) (intent, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	s := o.states[key]
	return s.intent, s.lost
}

// intentOf keeps what is about to be written: Helm goes on changing its releases in place.
func intentOf(rel *release.Release, before common.Status) intent {
	want := intent{
		status: rel.Info.Status, description: rel.Info.Description,
		deployed: rel.Info.LastDeployed, removed: rel.Info.Deleted, before: before,
	}
	for _, hook := range rel.Hooks {
		if hook != nil {
			want.hooks = append(want.hooks, hook.LastRun)
		}
	}
	return want
}

// keep holds on to what an uninstall meant to write: when it could not mark its release as uninstalled,
// Helm finds it deployed, and marks it as superseded (action/uninstall.go, v4.3.1).
func (s *state) keep(last state, stands common.Status) {
	if last.lost && last.intent.status == common.StatusUninstalled && s.rel.Info.Status == common.StatusSuperseded {
		s.lost, s.refused, s.intent = true, last.refused, last.intent
		s.intent.before = stands
	}
}

// says tells whether a record has what was meant.
func (want *intent) says(rel *release.Release) bool {
	return rel.Info.Status == want.status && slices.EqualFunc(rel.Hooks, want.hooks, func(hook *release.Hook, run release.HookExecution) bool {
		return hook != nil && hook.LastRun.Phase == run.Phase
	})
}

// hasRead tells whether this operation has read the record before it was deleted.
func (o *observer) hasRead(rel *release.Release) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	mark, known := o.read[records.KeyOf(rel)]
	return known && mark.Equal(rel.Info.LastDeployed)
}

// untruth is a record that could not be brought to the truth.
type untruth struct {
	operation.Unwritten
	err error
}

func (u *untruth) Error() string { return u.err.Error() }
func (u *untruth) Unwrap() error { return u.err }

func (s *Session) untrue(rel *release.Release, cluster common.Status, err error) error {
	if err == nil {
		return nil
	}
	return &untruth{operation.Unwritten{
		Revision: rel.Version, Cluster: wire.Status(cluster), Record: wire.Status(rel.Info.Status), Reason: err,
	}, err}
}

// newestUntruth is what a caller is told of what could not be repaired.
func (s *Session) newestUntruth(result error, problems error) *operation.Unwritten {
	var newest *operation.Unwritten
	if all, several := problems.(interface{ Unwrap() []error }); several {
		for _, one := range all.Unwrap() {
			if known := (*untruth)(nil); errors.As(one, &known) && (newest == nil || known.Revision > newest.Revision) {
				newest = &known.Unwritten
			}
		}
	}
	if newest != nil {
		return newest
	}
	return s.observer.unread(result, problems)
}

// unread is what is known of the newest record where none could be read.
func (o *observer) unread(result error, reason error) *operation.Unwritten {
	o.mu.Lock()
	defer o.mu.Unlock()
	one := operation.Unwritten{Cluster: wire.StatusFailed, Reason: reason}
	for _, s := range o.states {
		if s.record.Revision < one.Revision {
			continue
		}
		one.Revision, one.Record = s.record.Revision, s.record.Status
		if s.lost {
			one.Record = ""
		}
		if s.lost && s.refused {
			one.Record = wire.Status(s.intent.before)
		}
		if result != nil {
			continue
		}
		one.Cluster = wire.StatusDeployed
		if s.intent.status == common.StatusUninstalling || s.intent.status == common.StatusUninstalled {
			one.Cluster = wire.StatusUninstalled
		}
	}
	return &one
}

// isLastWrite tells whether a verb has failed of nothing but the write that says it is done.
func (o *observer) isLastWrite(err error) bool {
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

// final tells an answer that will be the same the next time.
func final(err error) bool {
	if errors.Is(err, driver.ErrReleaseNotFound) {
		return true
	}
	if known := (*wire.Error)(nil); errors.As(err, &known) {
		return known.Code != wire.CodeClusterUnreachable && known.Code != wire.CodeStorageFailed
	}
	var status apierrors.APIStatus
	if !errors.As(err, &status) {
		return false
	}
	switch code := status.Status().Code; code {
	case 401, 403, 408, 409, 429:
		return false
	default:
		return code >= 400 && code < 500
	}
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
