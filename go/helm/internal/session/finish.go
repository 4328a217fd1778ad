package session

import (
	"errors"
	"maps"
	"slices"
	"time"

	"helm.sh/helm/v4/pkg/release/common"
	release "helm.sh/helm/v4/pkg/release/v1"
	"helm.sh/helm/v4/pkg/storage"

	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/records"
	"bunhelm/helm/internal/wire"
)

// finish repairs what the verb has left: a record of this operation that is still pending or
// uninstalling. Helm leaves such records after a cancel, and without one: a rollback that fails
// early, an install whose last write is lost. It follows every verb that writes, successful ones
// too. A record of somebody else is not touched. What could not be brought to the truth is returned,
// and as an error that another operation has taken the release over.
func (s *Session) finish(name string, result error) (*operation.Unwritten, error) {
	newest, unsettled := s.observer.newest()
	s.op.SetRevisions(s.observer.revisions())
	if !unsettled {
		if newest != nil {
			s.op.SetRecord(newest)
		}
		return nil, nil
	}
	s.op.Phase(wire.PhaseRepair, 0)
	overtaken, err := s.repairAll(name, result, s.op.BeginRepair())
	if err == nil {
		return nil, overtaken
	}
	s.op.Emit(wire.LogEvent{Level: wire.LogError, Message: "the release's record could not be repaired: " + err.Error()})
	return s.newestUntruth(result, err), overtaken
}

// repairAll begins with the newest record: when the time is over, that one has been tried. What an uninstall
// has left is deleted as Helm does it, from the oldest on: the newest says that the release is uninstalling.
func (s *Session) repairAll(name string, result error, end time.Time) (overtaken, problem error) {
	stored, err := s.repairStorage()
	if err != nil {
		return nil, err
	}
	r := &repair{Session: s, records: stored, result: result, end: end}
	var history []*release.Release
	err = insist(end, func() (err error) {
		history, err = revisions(stored, name)
		return err
	})
	if err != nil {
		return nil, err
	}
	if records.Sorted(history); !r.purges() {
		slices.Reverse(history)
	}
	standing := map[int]*release.Release{}
	var problems []error
	for _, kept := range history {
		if !r.purges() || len(problems) == 0 {
			if kept, err = r.mend(kept); err != nil {
				problems = append(problems, err)
			}
		}
		if kept != nil {
			standing[kept.Version] = kept
		}
	}
	if r.overtaken == nil && result == nil && len(problems) == 0 {
		r.overtaken = s.observer.lostTo(standing)
	}
	s.stands(name, standing)
	return r.overtaken, errors.Join(problems...)
}

// stands tells how the release is recorded.
func (s *Session) stands(name string, standing map[int]*release.Release) {
	if theirs := s.observer.overtaker(); theirs != nil && (theirs.Version > s.observer.revision() || standing[theirs.Version] == nil) {
		standing[theirs.Version] = theirs
	}
	var last *release.Release
	var states []wire.RevisionState
	for _, version := range slices.Sorted(maps.Keys(standing)) {
		last = standing[version]
		if s.observer.hasWritten(records.KeyOf(last)) || last.Info.Status == common.StatusDeployed {
			states = append(states, records.StateOf(last))
		}
	}
	s.op.SetRecord(records.RecordOf(name, s.Namespace, last))
	s.op.SetRevisions(states)
}

// runningSince is when the hook has started that a record says is running; zero when none is.
func runningSince(rel *release.Release) (began time.Time) {
	for _, hook := range rel.Hooks {
		if hook != nil && hook.LastRun.Phase == release.HookPhaseRunning && hook.LastRun.StartedAt.After(began) {
			began = hook.LastRun.StartedAt
		}
	}
	return began
}

// revisions are all records of a release; none is no error.
func revisions(stored *storage.Storage, name string) ([]*release.Release, error) {
	return records.Releases(stored.History(name))
}
