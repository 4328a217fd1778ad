package observer

import (
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	ri "helm.sh/helm/v4/pkg/release"
	"helm.sh/helm/v4/pkg/release/common"
	release "helm.sh/helm/v4/pkg/release/v1"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/records"
	"bunhelm/helm/internal/wire"
)

// Free records that the operation is over of which nothing is heard any more, and gives the record as it stands. silent
// looks once more whether that is so. A record that somebody writes meanwhile is left alone: its operation lives.
func (o *Observer) Free(rel *release.Release, description string, silent func(*release.Release) error) (*release.Release, error) {
	key := records.KeyOf(rel)
	fresh, labels, err := o.getToWrite(key)
	if err != nil {
		return nil, err
	}
	if fresh.Info.Status != rel.Info.Status || !fresh.Info.LastDeployed.Equal(rel.Info.LastDeployed) {
		return nil, o.written(fresh)
	}
	seen := *fresh
	seen.Labels = labels
	if err := silent(&seen); err != nil {
		return nil, err
	}
	fresh.SetStatus(common.StatusFailed, description)
	defer o.op.Debt.Recording()()
	if err := o.Driver.Update(key, records.Stored(fresh)); err != nil {
		if apierrors.IsConflict(err) {
			return nil, o.written(rel)
		}
		return nil, err
	}
	o.mu.Lock()
	o.queries = map[string]answer{} // what was read says otherwise
	o.known[key] = common.StatusFailed
	o.mu.Unlock()
	o.op.Evidence.Recorded(records.EventOf(fresh))
	return fresh, nil
}

func (o *Observer) getToWrite(key string) (*release.Release, map[string]string, error) {
	var found ri.Releaser
	var labels map[string]string
	var err error
	if driver, can := o.Driver.(interface {
		GetToWrite(key string) (ri.Releaser, map[string]string, error)
	}); can {
		found, labels, err = driver.GetToWrite(key)
	} else {
		found, err = o.Driver.Get(key)
	}
	if err != nil {
		return nil, nil, err
	}
	fresh, ok := found.(*release.Release)
	if !ok {
		return nil, nil, fault.Panicked("unexpected type of release", nil)
	}
	return fresh, labels, nil
}

func (o *Observer) written(rel *release.Release) error {
	details := wire.ReleasePendingDetails{Revision: rel.Version, Status: wire.Status(rel.Info.Status)}
	details.Hint = "wait for the end of its operation, which lives"
	cause := fmt.Errorf("revision %d was written meanwhile", rel.Version)
	return fault.Newf(wire.CodeReleasePending, details, cause, "the operation that works on release %q lives: %v", rel.Name, cause)
}
