package releases

import (
	"helm.sh/helm/v4/pkg/action"
	ri "helm.sh/helm/v4/pkg/release"
	"helm.sh/helm/v4/pkg/release/common"

	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/results"
	"bunhelm/helm/internal/wire"
)

// newUninstall maps the options of releases.uninstall.
func newUninstall(config *action.Configuration, r *wire.UninstallRequest) *action.Uninstall {
	u := action.NewUninstall(config)
	u.DisableHooks = r.NoHooks
	u.DryRun = r.DryRun
	u.IgnoreNotFound = r.IgnoreNotFound
	u.KeepHistory = r.KeepHistory
	u.WaitStrategy = strategy(&r.WaitOption)
	u.DeletionPropagation = string(wire.CascadeBackground)
	if r.Cascade != "" {
		u.DeletionPropagation = string(r.Cascade)
	}
	u.Timeout = r.Timeout.Or(defaultTimeout)
	u.Description = r.Description
	return u
}

// Uninstall is `helm uninstall` (pkg/action/uninstall.go). Helm deletes what the newest revision has; what earlier
// ones have left is added by leftovers, which stands in for the storage.
func Uninstall(op *operation.Operation, r *wire.UninstallRequest) (result wire.UninstallResult, err error) {
	if err := nameRelease(op, r.Name, r.Namespace); err != nil {
		return result, err
	}
	s, err := openToWrite(op, r.Name, r.Namespace, holding(r.DryRun))
	if err != nil {
		return result, err
	}
	defer s.Close()
	if r.Plan != nil {
		if err := checkUninstall(op, s, r); err != nil {
			return result, err
		}
	}
	if r.IgnoreNotFound {
		// Helm takes every failed read of the history for "not found" here (action/uninstall.go).
		newest, err := s.Newest(r.Name)
		if err != nil {
			return result, err
		}
		if newest == nil {
			return result, nil
		}
	}
	if r.MissingKinds == wire.MissingKindsSkip {
		s.Kube.SkipMissing()
	}
	// A kind that is no longer served answers 404, as an object that is gone does.
	s.Refresh()
	s.Kube.NoHooks = r.NoHooks
	// Helm would record before that the uninstall has begun. A history that cannot be read it meets itself.
	newest, readErr := s.Newest(r.Name)
	if readErr == nil && newest != nil && newest.Info.Status != common.StatusUninstalled && !r.DryRun {
		if err := s.Kube.ServedHooks(newest, wire.StatusUninstalling); err != nil {
			return result, err
		}
	}
	var response *ri.UninstallReleaseResponse
	more := &leftovers{Driver: s.Config.Releases.Driver, session: s, op: op, dry: r.DryRun}
	s.Config.Releases.Driver = more
	err = s.Perform(r.Name, func() (err error) {
		response, err = newUninstall(s.Config, r).Run(r.Name)
		return err
	})
	if err != nil {
		return result, explainRelease(s, op, r.Name, err)
	}
	if response == nil {
		return result, nil
	}
	rel, err := results.V1(response.Release)
	if err != nil {
		return result, err
	}
	last := results.Summary(rel)
	info := response.Info
	for _, line := range more.told {
		info += line + "\n"
	}
	return wire.UninstallResult{Release: &last, Info: info, Applied: op.Evidence.Seen().Applied, Left: s.Kube.Left()}, nil
}
