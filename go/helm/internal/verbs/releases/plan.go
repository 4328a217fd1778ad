package releases

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"helm.sh/helm/v4/pkg/release/common"
	release "helm.sh/helm/v4/pkg/release/v1"

	"bunhelm/helm/internal/definitions"
	"bunhelm/helm/internal/objects"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/planning"
	"bunhelm/helm/internal/rehearsal"
	"bunhelm/helm/internal/results"
	"bunhelm/helm/internal/session"
	"bunhelm/helm/internal/wire"
)

// plan is what a call that is planned finds out. A nil plan is that of a call which is not.
type plan struct {
	op *operation.Operation
	// of the call, whatever Helm is told
	takeOwnership, forceReplace bool
	takeOver                    *wire.Duration
	// of the plan
	showSecrets, objects bool

	basis   *wire.PlanBasis  // nothing is planned: this is checked
	newest  *release.Release // as it is recorded
	pending *wire.ReleasePendingDetails
	data    wire.PlanData
}

// course is what the call would do.
type course struct {
	verb       wire.PlannedVerb
	from, next *release.Release
	events     []release.HookEvent
	crds       *crds // nil: it has nothing to do with any
}

// definitions are those of the chart, beside the cluster's.
func (c course) definitions() (all []definitions.Definition, mode definitions.Mode, err error) {
	if c.crds == nil {
		return nil, definitions.Leave, nil
	}
	all, err = c.crds.look()
	return all, c.crds.mode, err
}

// Plan is an upgrade that the API server only tries: Helm renders and builds it, and each object is sent as the upgrade
// would send it, to be stored nowhere.
func Plan(op *operation.Operation, r *wire.PlanRequest) (wire.PlanData, error) {
	p := &plan{op: op, takeOwnership: r.TakeOwnership, forceReplace: r.ForceReplace, takeOver: r.TakeOver, showSecrets: r.ShowSecrets, objects: r.Objects}
	call := wire.UpgradeRequest{UpgradeOptions: r.UpgradeOptions, Name: r.Name, Chart: r.Chart}
	call.DryRun, call.HideSecret = wire.DryRunServer, false
	call.TakeOwnership = true // Helm would end at the first object of somebody else: all are told
	_, err := upgrade(op, &call, p)
	return p.data, err
}

// reads are what is to be told of each record that is read.
func (p *plan) reads() []func(*release.Release) {
	if p == nil {
		return nil
	}
	return []func(*release.Release){p.read}
}

// read takes note of the newest record. Helm plans nothing for a release that is pending: to Helm its operation has
// failed.
func (p *plan) read(rel *release.Release) {
	if p.newest == nil || rel.Version >= p.newest.Version {
		as := *rel
		info := *rel.Info
		as.Info = &info
		p.newest, p.pending = &as, nil
		if unfinished(rel) && (p.takeOver == nil || time.Since(lastHeard(rel)) < time.Duration(*p.takeOver)) {
			p.pending, _ = pendingDetails([]*release.Release{rel})
		}
	}
	if unfinished(rel) {
		rel.Info.Status = common.StatusFailed
	}
}

// look has the API server try what was rendered, and tells what would change.
func (p *plan) look(s *session.Session, c course, tries rehearsal.Plan) error {
	defined, mode, err := c.definitions()
	if p.basis != nil {
		if err == nil && mode.Writes() {
			err = planning.CheckDefinitions(p.basis, defined)
		}
		return cmp.Or(err, check(p.op, s, p.basis, c.next))
	}
	if err != nil {
		return err
	}
	_, target := s.Kube.Built()
	total := len(target) + len(tries.Hooks)
	var mu sync.Mutex
	done := 0
	outcome, err := s.Look(tries, func(one *rehearsal.Tried) {
		mu.Lock()
		defer mu.Unlock()
		done++
		p.op.Emit(wire.TriedEvent{ResourceRef: objects.RefOf(one.Info), Done: done, Total: max(done, total)})
	})
	if err = cmp.Or(err, p.op.Err()); err != nil {
		return err
	}
	p.data = planning.Changes(p.op, planning.Subject{
		Verb: c.verb, From: c.from, Next: c.next, Events: c.events,
		Awaited: s.Kube.Awaited(), Definitions: defined, Mode: mode,
		ForceReplace: p.forceReplace, TakeOwnership: p.takeOwnership, ShowSecrets: p.showSecrets, Objects: p.objects,
	}, outcome)
	p.data.Pending = p.pending
	if p.newest != nil {
		newest := results.Summary(p.newest)
		p.data.Current = &newest
		p.data.Basis.Revision, p.data.Basis.Status = newest.Revision, newest.Status
	}
	if c.verb != wire.PlannedUninstall {
		p.data.Next = &wire.PlannedRevision{Revision: c.next.Version, Chart: results.ChartInfo(c.next.Chart), ApplyMethod: wire.ApplyMethod(c.next.ApplyMethod)}
		if c.next.Info != nil {
			p.data.Next.RollbackRevision = c.next.Info.RollbackRevision
		}
	}
	for _, warning := range p.op.Evidence.Seen().Warnings {
		p.data.Warnings = append(p.data.Warnings, p.op.Secrets.Mask(warning))
	}
	return nil
}

// carrying is an operation that carries out a plan.
type carrying struct {
	begun bool // its record is written
	// isChecked: its objects were looked at by checkBefore, and definitions that it has written since make others of them.
	isChecked bool
}

// carryOut refuses an operation that is to carry out a plan when the world has moved since, before its record is written.
func carryOut(op *operation.Operation, s *session.Session, basis *wire.PlanBasis) *carrying {
	c := &carrying{}
	s.Expect(func(next *release.Release) error {
		if c.begun { // it is the rollback after a failure
			return nil
		}
		c.begun = true
		if c.isChecked {
			return planning.Check(op.Context(), basis, next, nil)
		}
		return check(op, s, basis, next)
	})
	return c
}

// check compares what a plan was made from with what is now.
func check(op *operation.Operation, s *session.Session, basis *wire.PlanBasis, next *release.Release) error {
	before, target := s.Kube.Built()
	return planning.Check(op.Context(), basis, next, append(slices.Clone(target), before.Difference(target)...))
}

// checkBefore renders an operation that is to carry out a plan once before, since it writes something before its record:
// an install its namespace, and either the chart's crds/.
func checkBefore(op *operation.Operation, r *wire.UpgradeRequest) error {
	call := *r
	call.DryRun, call.Plan, call.TakeOwnership = wire.DryRunServer, nil, true
	_, err := upgrade(op, &call, &plan{op: op, basis: r.Plan})
	return err
}
