package repair

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"helm.sh/helm/v4/pkg/release/common"
	release "helm.sh/helm/v4/pkg/release/v1"
	"helm.sh/helm/v4/pkg/storage"
	"helm.sh/helm/v4/pkg/storage/driver"

	"bunhelm/helm/internal/observer"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/records"
	"bunhelm/helm/internal/wire"
)

// repair brings the records of one operation to the truth, after its end.
type repair struct {
	op              *operation.Operation
	observer        *observer.Observer
	namespace, name string
	result          error // of the verb
	end             time.Time
	records         *storage.Storage
	tried           bool // some record has been
	// overtaken says that another operation has taken the release over.
	overtaken error
}

// change is what a record needs.
type change struct {
	remove bool
	// What it should say.
	status      common.Status
	description string
	also        func(*release.Release)
}

// mend repairs one record and returns it as it stands, or nil when it is gone.
func (r *repair) mend(rel *release.Release) (*release.Release, error) {
	m := &mending{repair: r, stands: rel, wanted: rel.Info.Status}
	if needed := r.needs(rel); needed != nil {
		m.wanted = needed.status
	} else if !r.isUnproven(rel) {
		return rel, nil
	}
	if r.tried && time.Now().After(r.end) {
		return rel, untrue(rel, m.wanted, errNoTime)
	}
	r.tried = true
	if err := insist(r.end, m.step); err != nil {
		return m.stands, untrue(m.stands, m.wanted, err)
	}
	return m.stands, nil
}

// isUnproven tells of a record that says what it should, as far as is known: whether another operation has
// taken the release over could not be looked up.
func (r *repair) isUnproven(rel *release.Release) bool {
	_, lost := r.observer.Intended(records.KeyOf(rel))
	return lost && rel.Version == r.observer.Revision() && rel.Info.Status == common.StatusDeployed
}

// mending is the repair of one record.
type mending struct {
	*repair
	stands  *release.Release // as it was read last; nil when it is gone
	wanted  common.Status    // what it should say
	written common.Status    // what was sent last
}

// step reads the record, decides what it needs, and writes that. It is tried again as a whole: in between
// another process may have written, and that is not to be undone.
func (m *mending) step() error {
	// Not from the history: that has system labels in it, which Helm's driver would write
	// (storage/driver/secrets.go, v4.3.1).
	fresh, err := get(m.records, m.stands.Name, m.stands.Version)
	if errors.Is(err, driver.ErrReleaseNotFound) {
		m.stands = nil
		return nil
	}
	if err != nil {
		return err
	}
	m.stands = fresh
	needed := m.needs(fresh)
	if needed == nil {
		if fresh.Info.Status == m.written { // the answer was lost, the write was not
			m.recorded(fresh)
		}
		return m.giveWay()
	}
	m.wanted = needed.status
	if needed.remove {
		_, err := m.records.Delete(fresh.Name, fresh.Version)
		if err == nil || errors.Is(err, driver.ErrReleaseNotFound) {
			m.stands = nil
			return nil
		}
		return err
	}
	before := *fresh.Info
	fresh.SetStatus(needed.status, needed.description)
	if needed.also != nil {
		needed.also(fresh)
	}
	if err := m.write(); err != nil {
		fresh.Info = &before
		return err
	}
	if before.Status != needed.status {
		m.recorded(fresh)
	}
	return m.giveWay()
}

func (m *mending) write() error {
	m.written = m.stands.Info.Status
	err := m.records.Update(m.stands)
	if errors.Is(err, driver.ErrReleaseNotFound) { // whether it is gone the next look tells
		return fmt.Errorf("it could not be found for the write: %v", err)
	}
	return err
}

// giveWay ends the revision as superseded where another operation has made the next one.
func (m *mending) giveWay() error {
	newer, err := m.observer.Successor(m.records.Driver, m.stands)
	if newer == nil {
		return err
	}
	m.wanted, m.stands.Info.Status = common.StatusSuperseded, common.StatusSuperseded
	if err := m.write(); err != nil {
		m.stands.Info.Status = common.StatusDeployed
		return err
	}
	m.recorded(m.stands)
	m.overtaken = m.observer.Refuse(m.stands.Version, newer)
	return nil
}

// purges tells whether an uninstall has left records that it meant to delete.
func (r *repair) purges() bool { return r.result == nil && r.observer.Purges() }

// needs is what a record needs to say how the operation has ended; nil when that is nothing.
func (r *repair) needs(rel *release.Release) *change {
	switch {
	case r.purges():
		if !r.observer.HasRead(rel) { // another operation's, which has come since
			return nil
		}
		return &change{remove: true, status: common.StatusUninstalled}
	case r.observer.Mine(records.KeyOf(rel), rel):
		return r.ended(rel)
	}
	return r.missed(rel)
}

// ended is the end of a record that says that this operation is at work on it.
func (r *repair) ended(rel *release.Release) *change {
	status := rel.Info.Status
	needed := &change{status: status, description: rel.Info.Description, also: endHooks}
	want, lost := r.observer.Intended(records.KeyOf(rel))
	switch {
	case lost && want.Status == common.StatusDeployed: // all was done, also of a rollback on failure
		needed.status, needed.description = want.Status, want.Description
	case !records.Unfinished(wire.Status(status)): // of a test that was cut short only the hook ends
	case r.result == nil && status.IsPending(): // all was done, the last record was lost
		needed.status, needed.description = common.StatusDeployed, doneWords[status]
	case r.result == nil: // with kept history
		needed.status, needed.description = common.StatusUninstalled, "Uninstallation complete"
	case status.IsPending() && !r.op.Evidence.WroteObjects():
		needed.remove, needed.status = true, common.StatusFailed
	default:
		needed.status, needed.description = common.StatusFailed, r.remark(status)
	}
	return needed
}

// endHooks lets no hook count as running for ever.
func endHooks(rel *release.Release) {
	for _, hook := range rel.Hooks {
		if hook.LastRun.Phase == release.HookPhaseRunning {
			hook.LastRun.Phase, hook.LastRun.CompletedAt = release.HookPhaseFailed, time.Now()
		}
	}
}

// missed is a write that has failed, of a record that does not say that this operation holds it, and
// that nobody has changed since this operation has read it.
func (r *repair) missed(rel *release.Release) *change {
	want, lost := r.observer.Intended(records.KeyOf(rel))
	if !lost || want.Says(rel) || !rel.Info.LastDeployed.Equal(want.Deployed) || rel.Info.Status != want.Before {
		return nil
	}
	needed := &change{status: want.Status, description: want.Description}
	needed.also = func(rel *release.Release) {
		rel.Info.Deleted = want.Removed
		if len(rel.Hooks) == len(want.Hooks) {
			for i, hook := range rel.Hooks {
				hook.LastRun = want.Hooks[i]
			}
		}
	}
	if !records.Unfinished(wire.Status(want.Status)) {
		return needed
	}
	switch {
	case r.result == nil && want.Status == common.StatusUninstalling:
		needed.status, needed.description = common.StatusUninstalled, "Uninstallation complete"
	case r.result == nil || !r.op.Evidence.WroteObjects():
		return nil
	default:
		needed.status, needed.description = common.StatusFailed, r.remark(want.Status)
	}
	return needed
}

// recorded tells how a record was repaired.
func (m *mending) recorded(rel *release.Release) { m.op.Evidence.Recorded(records.EventOf(rel)) }

var doneWords = map[common.Status]string{
	common.StatusPendingInstall:  "Install complete",
	common.StatusPendingUpgrade:  "Upgrade complete",
	common.StatusPendingRollback: "Rollback complete",
}

// remark is the description of a record that was cut short.
func (r *repair) remark(status common.Status) string {
	verb := map[common.Status]string{
		common.StatusPendingInstall:  "Install",
		common.StatusPendingUpgrade:  "Upgrade",
		common.StatusPendingRollback: "Rollback",
		common.StatusUninstalling:    "Uninstall",
	}[status]
	if reason := r.op.Err(); reason != nil {
		return verb + " cancelled: " + reason.Error()
	}
	first, _, _ := strings.Cut(r.result.Error(), "\n")
	return verb + " failed: " + first
}

var errNoTime = errors.New("the time for repairs was up")

// get reads one record.
func get(records *storage.Storage, name string, version int) (*release.Release, error) {
	found, err := records.Get(name, version)
	if err != nil {
		return nil, err
	}
	rel, ok := found.(*release.Release)
	if !ok {
		return nil, driver.ErrReleaseNotFound
	}
	return rel, nil
}
