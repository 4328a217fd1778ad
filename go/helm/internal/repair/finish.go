// Package repair makes the records of an operation that has ended say how it ended.
package repair

import (
	"errors"
	"maps"
	"slices"

	"helm.sh/helm/v4/pkg/release/common"
	release "helm.sh/helm/v4/pkg/release/v1"
	"helm.sh/helm/v4/pkg/storage"

	"bunhelm/helm/internal/evidence"
	"bunhelm/helm/internal/observer"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/records"
	"bunhelm/helm/internal/wire"
)

// Finish repairs what the verb has left: a record of this operation that is still pending or
// uninstalling. Helm leaves such records after a cancel, and without one: a rollback that fails
// early, an install whose last write is lost. It follows every verb that writes, successful ones
// too. A record of somebody else is not touched. What could not be brought to the truth is returned,
// and as an error that another operation has taken the release over. open makes the storage for after the
// verb: with a deadline of its own, past the gate.
func Finish(op *operation.Operation, o *observer.Observer, open func() (*storage.Storage, error), namespace, name string, result error) (*evidence.Unwritten, error) {
	newest, unsettled := o.Newest()
	op.Evidence.Revisions(o.Revisions())
	if !unsettled {
		if newest != nil {
			op.Evidence.Record(newest)
		}
		return nil, nil
	}
	op.Evidence.Phase(wire.PhaseRepair, 0)
	r := &repair{op: op, observer: o, namespace: namespace, name: name, result: result, end: op.Debt.Begin(op.Client.RepairTimeout)}
	err := r.all(open)
	if err == nil {
		return nil, r.overtaken
	}
	op.Emit(wire.LogEvent{Level: wire.LogError, Message: "the release's record could not be repaired: " + err.Error()})
	return r.unwritten(err), r.overtaken
}

// all begins with the newest record: when the time is over, that one has been tried. What an uninstall
// has left is deleted as Helm does it, from the oldest on: the newest says that the release is uninstalling.
func (r *repair) all(open func() (*storage.Storage, error)) (err error) {
	if r.records, err = open(); err != nil {
		return err
	}
	var history []*release.Release
	err = insist(r.end, func() (err error) {
		history, err = records.Releases(r.records.History(r.name)) // none is no error
		return err
	})
	if err != nil {
		return err
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
	if r.overtaken == nil && r.result == nil && len(problems) == 0 {
		r.overtaken = r.observer.LostTo(standing)
	}
	r.stands(standing)
	return errors.Join(problems...)
}

// stands tells how the release is recorded.
func (r *repair) stands(standing map[int]*release.Release) {
	if theirs := r.observer.Overtaker(); theirs != nil && (theirs.Version > r.observer.Revision() || standing[theirs.Version] == nil) {
		standing[theirs.Version] = theirs
	}
	var last *release.Release
	var states []wire.RevisionState
	for _, version := range slices.Sorted(maps.Keys(standing)) {
		last = standing[version]
		if r.observer.HasWritten(records.KeyOf(last)) || last.Info.Status == common.StatusDeployed {
			states = append(states, records.StateOf(last))
		}
	}
	r.op.Evidence.Record(records.RecordOf(r.name, r.namespace, last))
	r.op.Evidence.Revisions(states)
}

// untruth is a record that could not be brought to the truth.
type untruth struct {
	evidence.Unwritten
	err error
}

func (u *untruth) Error() string { return u.err.Error() }
func (u *untruth) Unwrap() error { return u.err }

func untrue(rel *release.Release, cluster common.Status, err error) error {
	if err == nil {
		return nil
	}
	return &untruth{evidence.Unwritten{
		Revision: rel.Version, Cluster: wire.Status(cluster), Record: wire.Status(rel.Info.Status), Reason: err,
	}, err}
}

// unwritten is what a caller is told of what could not be repaired.
func (r *repair) unwritten(problems error) *evidence.Unwritten {
	var newest *evidence.Unwritten
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
	return r.observer.Unknown(r.result, problems)
}
