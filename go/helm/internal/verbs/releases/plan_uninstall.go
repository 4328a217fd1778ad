package releases

import (
	"errors"
	"fmt"
	"strings"

	"helm.sh/helm/v4/pkg/kube"
	release "helm.sh/helm/v4/pkg/release/v1"
	"helm.sh/helm/v4/pkg/storage/driver"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/planning"
	"bunhelm/helm/internal/rehearsal"
	"bunhelm/helm/internal/results"
	"bunhelm/helm/internal/session"
	"bunhelm/helm/internal/wire"
)

// PlanUninstall is an uninstall that the API server only tries.
func PlanUninstall(op *operation.Operation, r *wire.PlanUninstallRequest) (data wire.PlanData, err error) {
	if err := nameRelease(op, r.Name, r.Namespace); err != nil {
		return data, err
	}
	s, err := openToWrite(op, r.Name, r.Namespace, holdsNone)
	if err != nil {
		return data, err
	}
	defer s.Close()
	s.Refresh()
	s.Rehearse()
	p := &plan{op: op, takeOwnership: true, showSecrets: r.ShowSecrets, objects: r.Objects}
	if p.newest, err = s.Newest(r.Name); err != nil {
		return data, err
	}
	doomed, list, err := doomed(op, s, &wire.UninstallRequest{UninstallOptions: r.UninstallOptions, Name: r.Name})
	if err != nil {
		return data, err
	}
	if doomed == nil {
		doomed = &release.Release{Name: r.Name, Namespace: s.Namespace}
	}
	tries := rehearsal.Plan{Leaves: list, Events: ofDelete, Name: doomed.Name, ReleaseNamespace: doomed.Namespace}
	if !r.NoHooks {
		tries.Hooks = hooksOf(doomed, ofDelete...)
	}
	err = p.look(s, course{verb: wire.PlannedUninstall, from: doomed, next: doomed, events: ofDelete}, tries)
	return p.data, err
}

// doomed is the revision that an uninstall deletes, with what earlier ones have left, and its objects; nil where there
// is none and none need be.
func doomed(op *operation.Operation, s *session.Session, r *wire.UninstallRequest) (*release.Release, kube.ResourceList, error) {
	if r.MissingKinds == wire.MissingKindsSkip {
		s.Kube.SkipMissing()
	}
	inner := s.Config.Releases.Driver
	s.Config.Releases.Driver = &leftovers{Driver: inner, session: s, op: op, dry: true}
	defer func() { s.Config.Releases.Driver = inner }()
	found, err := s.Config.Releases.Last(r.Name)
	if errors.Is(err, driver.ErrReleaseNotFound) {
		if r.IgnoreNotFound {
			return nil, nil, nil
		}
		return nil, nil, fault.ReleaseNotFound(r.Name, s.Namespace, err)
	}
	if err != nil {
		return nil, nil, err
	}
	rel, err := results.V1(found)
	if err != nil {
		return nil, nil, err
	}
	list, err := s.Kube.Build(strings.NewReader(rel.Manifest), false)
	if err != nil {
		return nil, nil, fmt.Errorf("unable to build kubernetes objects for delete: %w", err)
	}
	return rel, list, nil
}

// checkUninstall refuses to carry out a plan when the world has moved since.
func checkUninstall(op *operation.Operation, s *session.Session, r *wire.UninstallRequest) error {
	newest, err := s.Newest(r.Name)
	if err != nil {
		return err
	}
	if err := planning.CheckRevision(r.Plan, newest); err != nil {
		return err
	}
	rel, list, err := doomed(op, s, r)
	if err != nil || rel == nil {
		return err
	}
	return planning.CheckUninstall(op.Context(), r.Plan, rel, list)
}
