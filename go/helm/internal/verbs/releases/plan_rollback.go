package releases

import (
	"fmt"
	"strings"

	release "helm.sh/helm/v4/pkg/release/v1"

	"bunhelm/helm/internal/objects"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/rehearsal"
	"bunhelm/helm/internal/session"
	"bunhelm/helm/internal/wire"
)

// PlanRollback is a rollback that the API server only tries. It builds what Helm would (pkg/action/rollback.go
// performRollback), whose dry run builds nothing.
func PlanRollback(op *operation.Operation, r *wire.PlanRollbackRequest) (data wire.PlanData, err error) {
	if err := nameRelease(op, r.Name, r.Namespace); err != nil {
		return data, err
	}
	call := wire.RollbackRequest{RollbackOptions: r.RollbackOptions, Name: r.Name}
	call.DryRun = wire.DryRunServer
	if err := checkRollback(&call); err != nil {
		return data, err
	}
	s, err := openToWrite(op, r.Name, r.Namespace, holdsNone)
	if err != nil {
		return data, err
	}
	defer s.Close()
	current, target, err := rollbackTarget(op, s, &call)
	if err != nil {
		return data, err
	}
	s.Rehearse()
	s.Refresh()
	if r.MissingKinds == wire.MissingKindsSkip {
		s.Kube.SkipMissing()
	}
	next := previewRollback(current, target, &call)
	if err := buildRollback(s, current, next); err != nil {
		return data, err
	}
	tries := rehearsal.Plan{
		Record:  func() error { return s.TryRecord(next) },
		Upgrade: true, Converts: true, ServerSide: next.ApplyMethod == string(release.ApplyMethodServerSideApply),
		ForceConflicts: r.ForceConflicts, ForceReplace: r.ForceReplace, Events: ofRollback,
	}
	if !r.NoHooks {
		tries.Hooks = hooksOf(next, ofRollback...)
	}
	// A rollback takes over what is there, whoever owns it, and a release that is pending.
	p := &plan{op: op, takeOwnership: true, forceReplace: r.ForceReplace, showSecrets: r.ShowSecrets, objects: r.Objects, newest: current}
	err = p.look(s, course{verb: wire.PlannedRollback, from: current, next: next, events: ofRollback}, tries)
	return p.data, err
}

// buildRollback builds the objects of both revisions, those of the next one as Helm marks them.
func buildRollback(s *session.Session, current, next *release.Release) error {
	if _, err := s.Kube.Build(strings.NewReader(current.Manifest), false); err != nil {
		return fmt.Errorf("unable to build kubernetes objects from current release manifest: %w", err)
	}
	target, err := s.Kube.Build(strings.NewReader(next.Manifest), false)
	if err != nil {
		return fmt.Errorf("unable to build kubernetes objects from new release manifest: %w", err)
	}
	for _, info := range target {
		if err := objects.Own(info, next.Name, next.Namespace); err != nil {
			return err
		}
	}
	return nil
}
