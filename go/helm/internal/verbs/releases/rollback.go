package releases

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"helm.sh/helm/v4/pkg/action"
	"helm.sh/helm/v4/pkg/release/common"
	release "helm.sh/helm/v4/pkg/release/v1"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/planning"
	"bunhelm/helm/internal/session"
	"bunhelm/helm/internal/wire"
)

// newRollback maps the options of releases.rollback.
func newRollback(config *action.Configuration, r *wire.RollbackRequest, maxHistory int) *action.Rollback {
	b := action.NewRollback(config)
	b.Version = r.Revision
	b.Timeout = r.Timeout.Or(defaultTimeout)
	b.WaitStrategy = strategy(&r.WaitOption)
	b.WaitForJobs = r.WaitForJobs
	b.DisableHooks = r.NoHooks
	b.DryRunStrategy = dryRun(r.DryRun)
	b.ForceReplace = r.ForceReplace
	b.ForceConflicts = r.ForceConflicts
	b.ServerSideApply = string(applyMethod(&r.ApplyOptions, r.ServerSide))
	b.CleanupOnFail = r.CleanupOnFail
	b.MaxHistory = maxHistory
	if r.HistoryMax != nil {
		b.MaxHistory = *r.HistoryMax
	}
	b.Description = r.Description
	return b
}

// Rollback is `helm rollback` (pkg/action/rollback.go): it finds both revisions first, and refuses kinds that are no
// longer served while no record says that a rollback has begun. A dry run gives what Helm keeps to itself.
func Rollback(op *operation.Operation, r *wire.RollbackRequest) (result wire.Release, err error) {
	if err := nameRelease(op, r.Name, r.Namespace); err != nil {
		return result, err
	}
	if err := checkRollback(r); err != nil {
		return result, err
	}
	rules, err := readiness(op, &r.WaitOptions)
	if err != nil {
		return result, err
	}
	s, err := openToWrite(op, r.Name, r.Namespace, holding(r.DryRun.IsDry()))
	if err != nil {
		return result, err
	}
	defer s.Close()
	s.Kube.SetReadiness(rules)
	current, target, err := rollbackTarget(op, s, r)
	if err != nil {
		return result, err
	}
	if err := servedKinds(s, r, current, target); err != nil {
		return result, err
	}
	s.Kube.NoHooks = r.NoHooks
	if r.Plan != nil {
		if err := planning.CheckRevision(r.Plan, current); err != nil {
			return result, err
		}
		if err := buildRollback(s, current, target); err != nil {
			return result, err
		}
		carryOut(op, s, r.Plan)
	}
	err = s.Perform(r.Name, func() error {
		return newRollback(s.Config, r, session.MaxHistory(op.Client)).Run(r.Name)
	})
	if err != nil {
		return result, explainRelease(s, op, r.Name, err)
	}
	if r.DryRun.IsDry() {
		result, err = changed(op, previewRollback(current, target, r), r.Objects)
		return tried(result, r.DryRun), cmp.Or(op.Err(), err)
	}
	result, err = changed(op, s.Written(), r.Objects)
	result.Left = s.Kube.Left()
	return result, err
}

// servedKinds refuses to go back to, or away from, objects of kinds that are not served any more: Helm does
// when a revision is written already.
func servedKinds(s *session.Session, r *wire.RollbackRequest, revisions ...*release.Release) error {
	if r.DryRun.IsDry() {
		return nil
	}
	s.Refresh() // a kind that is gone answers 404, as an object that is gone does
	if r.MissingKinds == wire.MissingKindsSkip {
		s.Kube.SkipMissing()
		return nil
	}
	for _, rel := range revisions {
		_, err := s.Kube.Build(strings.NewReader(rel.Manifest), false)
		if _, missing := fault.NoKind(err); missing {
			return err
		}
	}
	return nil
}

func checkRollback(r *wire.RollbackRequest) error {
	switch {
	case r.Revision < 0:
		return fault.InvalidArgument("revision", "revision must not be below 0")
	case r.HistoryMax != nil && *r.HistoryMax < 0:
		return fault.InvalidArgument("historyMax", "historyMax must not be below 0")
	case utf8.RuneCountInString(r.Description) > action.MaxDescriptionLength:
		return fault.InvalidArgument("description", "description must not be longer than %d characters", action.MaxDescriptionLength)
	}
	return checkApply(&r.ApplyOptions, applyMethod(&r.ApplyOptions, r.ServerSide))
}

// rollbackTarget finds the newest revision and the one to go back to, as Helm will.
func rollbackTarget(op *operation.Operation, s *session.Session, r *wire.RollbackRequest) (current, target *release.Release, err error) {
	history, err := s.History(r.Name)
	if err != nil {
		return nil, nil, err
	}
	if len(history) == 0 {
		return nil, nil, fault.ReleaseNotFound(r.Name, s.Namespace, nil)
	}
	current = history[len(history)-1]
	if unfinished(current) && !r.DryRun.IsDry() {
		op.Emit(wire.LogEvent{Level: wire.LogWarn, Message: fmt.Sprintf(
			"revision %d of release %q is %s: this rollback assumes that the operation was interrupted, and takes the release over", current.Version, r.Name, current.Info.Status)})
	}
	revision := r.Revision
	if revision == 0 {
		revision = current.Version - 1
	}
	for _, rel := range history {
		if rel.Version == revision {
			return current, rel, nil
		}
	}
	missing := fault.RevisionNotFound(r.Name, revision, history)
	if r.Revision == 0 {
		missing = fault.NoEarlierRevision(r.Name, current.Version, history)
	}
	return nil, nil, missing
}

// previewRollback is the record that a rollback would write (pkg/action/rollback.go prepareRollback), which
// Helm's dry run keeps to itself.
func previewRollback(current, target *release.Release, r *wire.RollbackRequest) *release.Release {
	rel := *target
	rel.Version = current.Version + 1
	rel.Hooks = slices.Clone(target.Hooks)
	info := release.Info{
		FirstDeployed: current.Info.FirstDeployed, LastDeployed: time.Now(), Status: common.StatusPendingRollback,
		Notes: target.Info.Notes, RollbackRevision: target.Version, Description: r.Description,
	}
	if info.Description == "" {
		info.Description = fmt.Sprintf("Rollback to %d", target.Version)
	}
	rel.Info = &info
	switch applyMethod(&r.ApplyOptions, r.ServerSide) {
	case "auto":
	case "true":
		rel.ApplyMethod = string(release.ApplyMethodServerSideApply)
	default:
		rel.ApplyMethod = string(release.ApplyMethodClientSideApply)
	}
	return &rel
}
