package releases

import (
	"errors"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/cli-runtime/pkg/resource"

	"helm.sh/helm/v4/pkg/kube"

	"bunhelm/helm/internal/changes"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/objects"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/planning"
	"bunhelm/helm/internal/session"
	"bunhelm/helm/internal/wire"
)

var errUnderWay = errors.New("another operation is in progress")

// Repair applies the objects of a release that have drifted once more, and writes no revision.
func Repair(op *operation.Operation, r *wire.RepairRequest) (result wire.RepairResult, err error) {
	if err := nameRelease(op, r.Name, r.Namespace); err != nil {
		return result, err
	}
	rules, err := readiness(op, &r.WaitOptions)
	if err != nil {
		return result, err
	}
	s, err := openToWrite(op, r.Name, r.Namespace, holds)
	if err != nil {
		return result, err
	}
	defer s.Close()
	s.Kube.SetReadiness(rules)
	history, err := s.History(r.Name)
	if err != nil {
		return result, err
	}
	if len(history) > 0 {
		if pending := pendingError(history, errUnderWay); pending != nil {
			return result, pending
		}
	}
	c, err := compare(op, s, r.Name, r.MissingKinds, planning.NewVeil(op, false))
	if err != nil {
		return result, err
	}
	result = wire.RepairResult{Revision: c.rel.Version, Repaired: []wire.ResourceRef{}, Left: append([]wire.ResourceRef{}, s.Kube.Left()...)}
	var list kube.ResourceList
	for _, one := range c.drifted {
		switch {
		case one.Err != nil && s.Kube.IsMoved(one.Report.ResourceRef): // another version of its kind does not take it
			result.Left = append(result.Left, one.Report.ResourceRef)
		case one.Err != nil:
			op.Evidence.Refused(one.Report.ResourceRef)
			return result, fault.WithPhase(wire.PhaseApply, one.Err)
		case one.Report.Untried != "", one.Report.Status == wire.DriftAdopted && !r.TakeOwnership:
			result.Left = append(result.Left, one.Report.ResourceRef)
		default:
			list = append(list, target(one, reapply(c.rel).ServerSide))
		}
	}
	if len(list) == 0 {
		return result, nil
	}
	if err := putBack(op, s, c, list); err != nil {
		return result, err
	}
	result.Repaired = objects.RefsOf(list)
	return result, awaitRepaired(s, r, list)
}

// target is what is applied of an object: what is somebody else's to set stays as it is. Server-side apply leaves it out,
// or Helm would own it too.
func target(one planning.Drifted, serverSide bool) *resource.Info {
	info := *one.Info
	if object, ok := info.Object.(*unstructured.Unstructured); ok && len(one.Others) > 0 {
		copied := object.DeepCopy()
		for _, change := range one.Others {
			if serverSide {
				changes.RemoveAt(copied.Object, change.Path)
			} else {
				changes.Undo(copied.Object, change)
			}
		}
		info.Object = copied
	}
	return &info
}

// putBack applies objects as the revision's operation did.
func putBack(op *operation.Operation, s *session.Session, c *comparison, list kube.ResourceList) error {
	before, _ := s.Kube.Built()
	var originals kube.ResourceList
	for _, info := range list {
		if original := before.Get(info); original != nil {
			originals = append(originals, original)
		}
	}
	op.Evidence.Planned(objects.RefsOf(list))
	op.Evidence.Phase(wire.PhaseApply, len(list))
	plan := reapply(c.rel)
	_, err := s.Kube.Client.Update(originals, list,
		kube.ClientUpdateOptionServerSideApply(plan.ServerSide, plan.ForceConflicts),
		kube.ClientUpdateOptionThreeWayMergeForUnstructured(plan.ThreeWay))
	return fault.WithPhase(wire.PhaseApply, err)
}

// awaitRepaired waits until what was applied is ready.
func awaitRepaired(s *session.Session, r *wire.RepairRequest, list kube.ResourceList) error {
	waiter, err := s.Kube.GetWaiterWithOptions(strategy(&r.WaitOption))
	if err != nil {
		return err
	}
	timeout := r.Timeout.Or(defaultTimeout)
	if r.WaitForJobs {
		return waiter.WaitWithJobs(list, timeout)
	}
	return waiter.Wait(list, timeout)
}
