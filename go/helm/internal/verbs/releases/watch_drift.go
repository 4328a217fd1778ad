package releases

import (
	"time"

	"k8s.io/apimachinery/pkg/runtime/schema"

	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/planning"
	"bunhelm/helm/internal/session"
	"bunhelm/helm/internal/sight"
	"bunhelm/helm/internal/wire"
)

// quietFor is how long the objects of a release must have been quiet before they are compared again: a rollout writes
// them many times.
const quietFor = 500 * time.Millisecond

// patience is how long they are waited for that do not come to rest.
const patience = 5 * time.Second

// WatchDrift tells of each drift of a release, and of its end, until it is cancelled.
func WatchDrift(op *operation.Operation, r *wire.WatchDriftRequest) (result wire.WatchDriftResult, err error) {
	if err := nameRelease(op, r.Name, r.Namespace); err != nil {
		return result, err
	}
	s, err := openRelease(op, r.Name, r.Namespace)
	if err != nil {
		return result, err
	}
	defer s.Close()
	client, err := s.Kube.Factory.DynamicClient()
	if err != nil {
		return result, err
	}
	eye := sight.Open(op.Context(), client)
	defer eye.Close()
	var last *wire.DriftReport
	veil := planning.NewVeil(op, r.ShowSecrets) // one for all: the same is shown the same
	for {
		c, err := compareAnew(op, r, s.Namespace, veil)
		if err != nil {
			return result, err
		}
		if last == nil || !same(*last, c.report) {
			last = &c.report
			op.Emit(wire.DriftEvent{DriftReport: c.report})
		}
		list, _ := c.session.Kube.Built()
		for _, info := range list {
			eye.Watch(info.Mapping.Resource, info.Namespace, info.Name)
		}
		if kind := s.Records(); kind != "" {
			eye.WatchSelected(schema.GroupVersionResource{Version: "v1", Resource: kind}, s.Namespace, "owner=helm,name="+r.Name)
		}
		c.session.Close()
		select {
		case <-op.Context().Done():
			return result, op.Err()
		case err := <-eye.Lost:
			return result, err
		case <-eye.Changed:
			if !quiet(op, eye) {
				return result, op.Err()
			}
		}
	}
}

// quiet waits until nothing changes for a while; false: the operation has ended.
func quiet(op *operation.Operation, eye *sight.Eye) bool {
	start := time.Now()
	for time.Since(start) < patience {
		select {
		case <-op.Context().Done():
			return false
		case <-eye.Changed:
		case <-time.After(quietFor):
			return true
		}
	}
	return true
}

// anew is a comparison in a session of its own: what was read in another is remembered there.
type anew struct {
	*comparison
	session *session.Session
}

func compareAnew(op *operation.Operation, r *wire.WatchDriftRequest, namespace string, veil *planning.Veil) (*anew, error) {
	s, err := openToWrite(op, r.Name, namespace, holdsNone)
	if err != nil {
		return nil, err
	}
	c, err := compare(op, s, r.Name, r.MissingKinds, veil)
	if err != nil {
		s.Close()
		return nil, err
	}
	return &anew{c, s}, nil
}
