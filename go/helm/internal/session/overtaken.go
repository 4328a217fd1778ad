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
	case rel.Version == own && rel.Info.Status == common.StatusDeployed:
		return o.ours()
	default:
		return nil
	}
	return o.refuse(newer)
}

// ours looks whether the newest revision is still this operation's.
func (o *observer) ours() error {
	o.mu.Lock()
	name, own := o.name, o.own
	o.mu.Unlock()
	if own < 1 {
		return nil
	}
	next, err := o.Driver.Get(key(name, own+1))
	newer, ok := next.(*release.Release)
	if err != nil || !ok || newer == nil {
		return nil // there is none, as nearly always
	}
	return o.refuse(newer)
}

// refuse lets this operation send nothing more.
func (o *observer) refuse(newer *release.Release) error {
	o.mu.Lock()
	name, own := o.name, o.own
	o.mu.Unlock()
	err := fault.Overtaken(name, own, newer)
	o.gates.Refuse(err)
	return err
}
