package releases

import (
	"helm.sh/helm/v4/pkg/release/common"
	release "helm.sh/helm/v4/pkg/release/v1"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/planning"
	"bunhelm/helm/internal/rehearsal"
	"bunhelm/helm/internal/session"
	"bunhelm/helm/internal/wire"
)

// Drift tells which objects of a release were changed outside of it: the API server tries to apply what is deployed once
// more, and what it would change has drifted.
func Drift(op *operation.Operation, r *wire.DriftRequest) (report wire.DriftReport, err error) {
	if err := nameRelease(op, r.Name, r.Namespace); err != nil {
		return report, err
	}
	s, err := openToWrite(op, r.Name, r.Namespace, holdsNone)
	if err != nil {
		return report, err
	}
	defer s.Close()
	c, err := compare(op, s, r.Name, r.MissingKinds, planning.NewVeil(op, r.ShowSecrets))
	if err != nil {
		return report, err
	}
	return c.report, nil
}

// comparison is a release beside its objects.
type comparison struct {
	rel     *release.Release
	report  wire.DriftReport
	drifted []planning.Drifted
}

// compare compares the deployed revision, or the newest where none is, with its objects.
func compare(op *operation.Operation, s *session.Session, name string, missing wire.MissingKinds, veil *planning.Veil) (*comparison, error) {
	s.Refresh() // a kind that is gone answers 404, as an object that is gone does
	if missing == wire.MissingKindsSkip {
		s.Kube.SkipMissing()
	}
	rel, err := upgraded(s, name)
	if err != nil {
		return nil, err
	}
	if rel == nil || rel.Info.Status == common.StatusUninstalled {
		return nil, fault.ReleaseNotFound(name, s.Namespace, nil)
	}
	if err := buildRollback(s, rel, rel); err != nil {
		return nil, err
	}
	outcome, err := s.LookAside(reapply(rel))
	if err != nil {
		return nil, err
	}
	if err := op.Err(); err != nil {
		return nil, err
	}
	client, err := s.Kube.Factory.DynamicClient()
	if err != nil {
		return nil, err
	}
	c := &comparison{rel: rel}
	c.report, c.drifted = planning.Drift(op, client, rel, outcome, veil)
	c.report.Left = s.Kube.Left()
	return c, nil
}

// reapply is what applying a revision once more would write, over what others have written since.
func reapply(rel *release.Release) rehearsal.Plan {
	serverSide := rel.ApplyMethod == string(release.ApplyMethodServerSideApply)
	return rehearsal.Plan{Upgrade: true, ServerSide: serverSide, ForceConflicts: serverSide, ThreeWay: !serverSide, Events: ofUpgrade}
}
