package session

import (
	ri "helm.sh/helm/v4/pkg/release"
	"helm.sh/helm/v4/pkg/release/common"
	release "helm.sh/helm/v4/pkg/release/v1"

	"bunhelm/helm/internal/fault"
)

// creates takes note of a revision that this operation has created.
func (o *observer) creates(r ri.Releaser) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if rel, ok := r.(*release.Release); ok {
		o.own = max(o.own, rel.Version)
	}
}

// overtaken ends an operation whose release another one has taken over. A rollback does so: that is
// how a release is freed that an operation has left unfinished, and whether that one has died nobody
// can tell. The one that lives must not record its revision as deployed beside the newer one, or the
// newer one as superseded: then two revisions would be deployed, or the newest would not be.
func (o *observer) overtaken(r ri.Releaser) error {
	rel, ok := r.(*release.Release)
	o.mu.Lock()
	own := o.own
	o.mu.Unlock()
	if !ok || own == 0 {
		return nil
	}
	newer := rel
	switch {
	case rel.Version > own:
	case rel.Version == own && own > 1 && rel.Info.Status == common.StatusDeployed:
		next, err := o.Driver.Get(key(rel.Name, own+1))
		if newer, ok = next.(*release.Release); err != nil || !ok {
			return nil // there is none, as nearly always
		}
	default:
		return nil
	}
	err := fault.Overtaken(rel.Name, own, newer)
	o.gates.Refuse(err)
	return err
}
