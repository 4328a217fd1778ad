package observer

import (
	"errors"

	ri "helm.sh/helm/v4/pkg/release"
	"helm.sh/helm/v4/pkg/release/common"
	release "helm.sh/helm/v4/pkg/release/v1"
	"helm.sh/helm/v4/pkg/storage/driver"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/records"
	"bunhelm/helm/internal/wire"
)

// Another process may take over the release that an operation works on. A rollback does so: that is
// how a release is freed that an operation has left unfinished, and whether that one has died nobody
// can tell. An uninstall does so too. The operation that lives must not record its revision as deployed
// beside a newer one or over an uninstalled one, nor a newer one as superseded.

// creates takes note of a revision that this operation has created.
func (o *Observer) creates(r ri.Releaser) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if rel, ok := r.(*release.Release); ok {
		o.own = max(o.own, rel.Version)
	}
}

// Revision is the newest that this operation has created; 0 when it has created none.
func (o *Observer) Revision() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.own
}

// checkOvertaken refuses the write of a revision that is newer than this operation's.
func (o *Observer) checkOvertaken(r ri.Releaser) error {
	rel, ok := r.(*release.Release)
	if own := o.Revision(); ok && own > 0 && rel.Version > own {
		return o.Refuse(own, rel)
	}
	return nil
}

// Ours looks whether the newest revision is still this operation's.
func (o *Observer) Ours() error {
	own := o.Revision()
	if own == 0 {
		return nil
	}
	newer, err := o.after(o.Driver, own)
	if err != nil || newer == nil {
		return nil
	}
	return o.Refuse(own, newer)
}

// after is the revision after this operation's own, if another has made it; nil as nearly always.
func (o *Observer) after(stored driver.Queryor, own int) (*release.Release, error) {
	o.mu.Lock()
	next := records.Key(o.name, own+1)
	o.mu.Unlock()
	found, err := stored.Get(next)
	newer, ok := found.(*release.Release)
	switch known := (*wire.Error)(nil); {
	case errors.Is(err, driver.ErrReleaseNotFound), errors.As(err, &known) && known.Code == wire.CodeRecordInvalid:
		return nil, nil
	case err != nil:
		return nil, err
	case !ok || o.HasWritten(next):
		return nil, nil
	}
	return newer, nil
}

// Successor is the revision beside which this operation's own must not stay deployed. Another operation
// supersedes what it finds deployed at its end: one that had come to its end before is seen here, after the
// own one was recorded as deployed.
func (o *Observer) Successor(stored driver.Queryor, rel *release.Release) (*release.Release, error) {
	if rel.Info.Status != common.StatusDeployed || rel.Version != o.Revision() {
		return nil, nil
	}
	newer, err := o.after(stored, rel.Version)
	if newer == nil || newer.Info.Status == common.StatusFailed {
		return nil, err
	}
	return newer, nil
}

// giveWay ends this operation's revision as superseded where another operation has made the next one.
func (o *Observer) giveWay(key string, r ri.Releaser) error {
	rel, ok := r.(*release.Release)
	if !ok {
		return nil
	}
	newer, err := o.Successor(o.Driver, rel)
	if err != nil {
		o.note(key, rel, err) // the repair looks again
		return nil
	}
	if newer == nil {
		return nil
	}
	rel.Info.Status = common.StatusSuperseded
	o.recordWrite(key, rel, o.Driver.Update(key, records.Stored(rel)))
	return o.Refuse(rel.Version, newer)
}

// again writes a record that somebody else has written since this operation has. That may be a controller
// which puts its label there.
func (o *Observer) again(key string, r ri.Releaser) error {
	found, err := o.Driver.Get(key)
	if err != nil {
		return err
	}
	fresh, known := found.(*release.Release)
	rel, ok := r.(*release.Release)
	if !ok || !known {
		return o.Driver.Update(key, records.Stored(r))
	}
	o.mu.Lock()
	stood := o.known[key]
	o.mu.Unlock()
	switch {
	case fresh.Info.Status == stood && (o.Mine(key, fresh) || o.HasRead(fresh)):
		return o.Driver.Update(key, records.Stored(rel))
	case o.Revision() == 0 && !records.Unfinished(wire.Status(rel.Info.Status)): // of a test only the hooks are its own
		merged := *rel
		merged.Info = fresh.Info
		return o.Driver.Update(key, records.Stored(&merged))
	}
	return o.Refuse(rel.Version, fresh)
}

// LostTo is what another operation has made of this one's revision, which was recorded as deployed or was to
// be; nil when nothing. standing are the records by revision.
func (o *Observer) LostTo(standing map[int]*release.Release) error {
	own := o.Revision()
	if own == 0 {
		return nil
	}
	rel := standing[own]
	if rel == nil {
		return fault.Gone(o.name, o.namespace, own)
	}
	if rel.Info.Status == common.StatusDeployed {
		return nil
	}
	theirs := rel
	for version, other := range standing {
		if version > theirs.Version {
			theirs = other
		}
	}
	return o.Refuse(own, theirs)
}

// Overtaker is the newest revision as another operation has made it; nil when none has.
func (o *Observer) Overtaker() *release.Release {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.theirs
}

// Refuse lets this operation send nothing more.
func (o *Observer) Refuse(own int, theirs *release.Release) error {
	err := fault.Overtaken(theirs.Name, own, theirs)
	o.mu.Lock()
	o.theirs = theirs
	o.mu.Unlock()
	o.gates.Refuse(err)
	return err
}
