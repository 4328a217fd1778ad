package observer

import (
	"fmt"

	"helm.sh/helm/v4/pkg/release/common"
	release "helm.sh/helm/v4/pkg/release/v1"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/records"
)

// Free records that the operation is over of which nothing is heard any more, and gives the record as it stands. A
// record that has changed since it was read is left alone: its operation lives.
func (o *Observer) Free(rel *release.Release, description string) (*release.Release, error) {
	key := records.KeyOf(rel)
	found, err := o.Driver.Get(key)
	if err != nil {
		return nil, err
	}
	fresh, ok := found.(*release.Release)
	if !ok {
		return nil, fault.Panicked("unexpected type of release", nil)
	}
	if fresh.Info.Status != rel.Info.Status || !fresh.Info.LastDeployed.Equal(rel.Info.LastDeployed) {
		return nil, fmt.Errorf("revision %d was written by another operation meanwhile: it is %s", fresh.Version, fresh.Info.Status)
	}
	fresh.SetStatus(common.StatusFailed, description)
	defer o.op.Debt.Recording()()
	if err := o.Driver.Update(key, records.Stored(fresh)); err != nil {
		return nil, err
	}
	o.mu.Lock()
	o.queries = map[string]answer{} // what was read says otherwise
	o.known[key] = common.StatusFailed
	o.mu.Unlock()
	o.op.Evidence.Recorded(records.EventOf(fresh))
	return fresh, nil
}
