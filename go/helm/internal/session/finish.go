package session

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"helm.sh/helm/v4/pkg/release/common"
	release "helm.sh/helm/v4/pkg/release/v1"
	"helm.sh/helm/v4/pkg/storage"
	"helm.sh/helm/v4/pkg/storage/driver"

	"bunhelm/helm/internal/wire"
)

// Finish repairs what the verb has left: a record of this operation that is still pending or
// uninstalling. Helm leaves such records after a cancel, and without one: a rollback that fails
// early, an install whose last write is lost. It must follow every verb that writes, successful
// ones too. A record of somebody else is not touched.
func (s *Session) Finish(name string, result error) {
	newest, unsettled := s.observer.newest()
	if !unsettled {
		if newest != nil {
			s.op.SetRecord(newest)
		}
		return
	}
	repair, err := s.repairStorage()
	if err != nil {
		return
	}
	s.op.Phase(wire.PhaseRepair, 0)
	history, err := repair.History(name)
	if err != nil {
		if errors.Is(err, driver.ErrReleaseNotFound) {
			s.op.SetRecord(&wire.FailedRelease{Name: name, Namespace: s.Namespace})
		}
		return
	}
	var last *release.Release
	for _, releaser := range history {
		if rel, ok := releaser.(*release.Release); ok {
			if kept := s.repair(repair, rel, result); kept != nil && (last == nil || kept.Version > last.Version) {
				last = kept
			}
		}
	}
	s.op.SetRecord(recordOf(name, s.Namespace, last))
}

// repair ends one record and returns it as it stands, or nil when it is gone.
func (s *Session) repair(records *storage.Storage, rel *release.Release, result error) *release.Release {
	key := fmt.Sprintf("%s.%s.v%d", storage.HelmStorageType, rel.Name, rel.Version)
	mine := rel.Info.Status.IsPending() && s.observer.made(key) ||
		rel.Info.Status == common.StatusUninstalling && s.observer.marked(key)
	if !mine {
		return rel
	}
	// Get leaves system labels out, History does not (storage/driver/secrets.go, v4.3.1).
	if releaser, err := records.Get(rel.Name, rel.Version); err == nil {
		if fresh, ok := releaser.(*release.Release); ok {
			rel = fresh
		}
	}
	switch {
	case result == nil && rel.Info.Status.IsPending(): // all was done, its last record was lost
		rel.SetStatus(common.StatusDeployed, doneWords[rel.Info.Status])
	case rel.Info.Status.IsPending() && !s.op.WroteObjects():
		if _, err := records.Delete(rel.Name, rel.Version); err == nil {
			return nil
		}
		return rel
	default:
		rel.SetStatus(common.StatusFailed, s.remark(rel, result))
	}
	if err := records.Update(rel); err == nil {
		s.op.Record(wire.RecordEvent{
			Name: rel.Name, Namespace: rel.Namespace, Revision: rel.Version,
			Status: wire.Status(rel.Info.Status), Description: rel.Info.Description,
		})
	}
	return rel
}

var doneWords = map[common.Status]string{
	common.StatusPendingInstall:  "Install complete",
	common.StatusPendingUpgrade:  "Upgrade complete",
	common.StatusPendingRollback: "Rollback complete",
}

// remark is the description of a record that was cut short.
func (s *Session) remark(rel *release.Release, result error) string {
	verb := map[common.Status]string{
		common.StatusPendingInstall:  "Install",
		common.StatusPendingUpgrade:  "Upgrade",
		common.StatusPendingRollback: "Rollback",
		common.StatusUninstalling:    "Uninstall",
	}[rel.Info.Status]
	if reason := s.op.Err(); reason != nil {
		return verb + " cancelled: " + reason.Error()
	}
	if result == nil {
		return verb + " ended without a record of its result" // only an uninstall comes here
	}
	first, _, _ := strings.Cut(result.Error(), "\n")
	return verb + " failed: " + first
}

func recordOf(name, namespace string, rel *release.Release) *wire.FailedRelease {
	record := &wire.FailedRelease{Name: name, Namespace: namespace}
	if rel != nil {
		record.Revision, record.Status, record.Description = rel.Version, wire.Status(rel.Info.Status), rel.Info.Description
	}
	return record
}

// Newest is the newest record of a release; nil when there is none.
func (s *Session) Newest(name string) (*release.Release, error) {
	history, err := s.Config.Releases.History(name)
	if err != nil && !errors.Is(err, driver.ErrReleaseNotFound) {
		return nil, err
	}
	var records []*release.Release
	for _, releaser := range history {
		if rel, ok := releaser.(*release.Release); ok {
			records = append(records, rel)
		}
	}
	if len(records) == 0 {
		return nil, nil
	}
	return slices.MaxFunc(records, func(a, b *release.Release) int { return cmp.Compare(a.Version, b.Version) }), nil
}
