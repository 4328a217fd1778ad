package session

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"helm.sh/helm/v4/pkg/release/common"
	release "helm.sh/helm/v4/pkg/release/v1"
	"helm.sh/helm/v4/pkg/storage"
	"helm.sh/helm/v4/pkg/storage/driver"

	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// finish repairs what the verb has left: a record of this operation that is still pending or
// uninstalling. Helm leaves such records after a cancel, and without one: a rollback that fails
// early, an install whose last write is lost. It follows every verb that writes, successful ones
// too. A record of somebody else is not touched. What could not be brought to the truth is returned.
func (s *Session) finish(name string, result error) *operation.Unwritten {
	newest, unsettled := s.observer.newest()
	s.op.SetRevisions(s.observer.revisions())
	if !unsettled {
		if newest != nil {
			s.op.SetRecord(newest)
		}
		return nil
	}
	s.op.Phase(wire.PhaseRepair, 0)
	err := s.repairAll(name, result, time.Now().Add(s.op.RepairTimeout()))
	if err == nil {
		return nil
	}
	s.op.Emit(wire.LogEvent{Level: wire.LogError, Message: "the release's record could not be repaired: " + err.Error()})
	return s.newestUntruth(result, err)
}

func (s *Session) repairAll(name string, result error, end time.Time) error {
	records, err := s.repairStorage()
	if err != nil {
		return err
	}
	var history []*release.Release
	err = insist(end, func() (err error) {
		history, err = revisions(records, name)
		return err
	})
	if err != nil {
		return err
	}
	var last *release.Release
	var states []wire.RevisionState
	var problems []error
	for _, rel := range sorted(history) {
		kept, err := s.repair(records, rel, result, end)
		problems = append(problems, err)
		if kept == nil {
			continue
		}
		last = kept
		if s.observer.hasWritten(keyOf(kept)) || kept.Info.Status == common.StatusDeployed {
			states = append(states, stateOf(kept))
		}
	}
	s.op.SetRecord(recordOf(name, s.Namespace, last))
	s.op.SetRevisions(states)
	return errors.Join(problems...)
}

// revisions are all records of a release; none is no error.
func revisions(records *storage.Storage, name string) ([]*release.Release, error) {
	history, err := records.History(name)
	if err != nil && !errors.Is(err, driver.ErrReleaseNotFound) {
		return nil, err
	}
	var list []*release.Release
	for _, releaser := range history {
		if rel, ok := releaser.(*release.Release); ok {
			list = append(list, rel)
		}
	}
	return list, nil
}

// repair ends one record and returns it as it stands, or nil when it is gone.
func (s *Session) repair(records *storage.Storage, rel *release.Release, result error, end time.Time) (*release.Release, error) {
	key := keyOf(rel)
	if result == nil && s.observer.purges {
		return s.purge(records, rel, end)
	}
	if !s.observer.mine(key, rel) {
		return s.catchUp(records, rel, result, end)
	}
	// Get leaves system labels out, History does not (storage/driver/secrets.go, v4.3.1); and what it
	// says is newer.
	var fresh *release.Release
	err := insist(end, func() error {
		releaser, err := records.Get(rel.Name, rel.Version)
		fresh, _ = releaser.(*release.Release)
		return err
	})
	if errors.Is(err, driver.ErrReleaseNotFound) {
		return nil, nil
	}
	if err != nil {
		return rel, s.untrue(rel, s.ended(rel, result), err)
	}
	if fresh == nil || !s.observer.mine(key, fresh) {
		return rel, nil
	}
	before := *fresh.Info
	switch {
	case !unfinished(wire.Status(before.Status)): // of a test that was cut short only the hook ends
	case result == nil && before.Status.IsPending(): // all was done, the last record was lost
		fresh.SetStatus(common.StatusDeployed, doneWords[before.Status])
	case result == nil: // with kept history
		fresh.SetStatus(common.StatusUninstalled, "Uninstallation complete")
	case before.Status.IsPending() && !s.op.WroteObjects():
		err := insist(end, func() error { _, err := records.Delete(rel.Name, rel.Version); return err })
		if err == nil || errors.Is(err, driver.ErrReleaseNotFound) {
			return nil, nil
		}
		return fresh, s.untrue(fresh, common.StatusFailed, err)
	default:
		fresh.SetStatus(common.StatusFailed, s.remark(before.Status, result))
	}
	for _, hook := range fresh.Hooks {
		if hook.LastRun.Phase == release.HookPhaseRunning {
			hook.LastRun.Phase, hook.LastRun.CompletedAt = release.HookPhaseFailed, time.Now()
		}
	}
	if err := insist(end, func() error { return records.Update(fresh) }); err != nil {
		ended := fresh.Info.Status
		fresh.Info = &before
		return fresh, s.untrue(fresh, ended, err)
	}
	s.recorded(fresh)
	return fresh, nil
}

// recorded tells how a record was repaired.
func (s *Session) recorded(rel *release.Release) {
	s.op.Record(wire.RecordEvent{
		Name: rel.Name, Namespace: rel.Namespace, Revision: rel.Version,
		Status: wire.Status(rel.Info.Status), Description: rel.Info.Description,
	})
}

// ended is the status that a record of this operation should have.
func (s *Session) ended(rel *release.Release, result error) common.Status {
	switch {
	case !unfinished(wire.Status(rel.Info.Status)):
		return rel.Info.Status
	case result != nil:
		return common.StatusFailed
	case rel.Info.Status == common.StatusUninstalling:
		return common.StatusUninstalled
	}
	return common.StatusDeployed
}

var doneWords = map[common.Status]string{
	common.StatusPendingInstall:  "Install complete",
	common.StatusPendingUpgrade:  "Upgrade complete",
	common.StatusPendingRollback: "Rollback complete",
}

// remark is the description of a record that was cut short.
func (s *Session) remark(status common.Status, result error) string {
	verb := map[common.Status]string{
		common.StatusPendingInstall:  "Install",
		common.StatusPendingUpgrade:  "Upgrade",
		common.StatusPendingRollback: "Rollback",
		common.StatusUninstalling:    "Uninstall",
	}[status]
	if reason := s.op.Err(); reason != nil {
		return verb + " cancelled: " + reason.Error()
	}
	first, _, _ := strings.Cut(result.Error(), "\n")
	return verb + " failed: " + first
}

// keyOf is the key of a record (pkg/storage/storage.go makeKey).
func keyOf(rel *release.Release) string {
	return fmt.Sprintf("%s.%s.v%d", storage.HelmStorageType, rel.Name, rel.Version)
}

func stateOf(rel *release.Release) wire.RevisionState {
	return wire.RevisionState{Revision: rel.Version, Status: wire.Status(rel.Info.Status), Description: rel.Info.Description}
}

func recordOf(name, namespace string, rel *release.Release) *wire.FailedRelease {
	record := &wire.FailedRelease{Name: name, Namespace: namespace}
	if rel != nil {
		record.Revision, record.Status, record.Description = rel.Version, wire.Status(rel.Info.Status), rel.Info.Description
	}
	return record
}

// Recorded is a release as an error knows it.
func Recorded(rel *release.Release) *wire.FailedRelease {
	return recordOf(rel.Name, rel.Namespace, rel)
}

// Newest is the newest record of a release; nil when there is none.
func (s *Session) Newest(name string) (*release.Release, error) {
	history, err := s.History(name)
	if err != nil || len(history) == 0 {
		return nil, err
	}
	return history[len(history)-1], nil
}

// History is every record of a release, oldest first; none is no error, unless there are some and
// none can be read.
func (s *Session) History(name string) ([]*release.Release, error) {
	list, err := revisions(s.Config.Releases, name)
	if err == nil && len(list) == 0 {
		err = s.unread.instead(name)
	}
	return sorted(list), err
}

func sorted(list []*release.Release) []*release.Release {
	slices.SortStableFunc(list, func(a, b *release.Release) int { return cmp.Compare(a.Version, b.Version) })
	return list
}

// Written is the newest revision this operation has written, as Helm has left it.
func (s *Session) Written() *release.Release { return s.observer.written() }

// runningSince is when the hook has started that a record says is running; zero when none is.
func runningSince(rel *release.Release) (began time.Time) {
	for _, hook := range rel.Hooks {
		if hook != nil && hook.LastRun.Phase == release.HookPhaseRunning && hook.LastRun.StartedAt.After(began) {
			began = hook.LastRun.StartedAt
		}
	}
	return began
}

func unfinished(status wire.Status) bool {
	return status == wire.StatusUninstalling || status == wire.StatusPendingInstall ||
		status == wire.StatusPendingUpgrade || status == wire.StatusPendingRollback
}
