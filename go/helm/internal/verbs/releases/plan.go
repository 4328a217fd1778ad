package releases

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/cli-runtime/pkg/resource"

	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/kube"
	"helm.sh/helm/v4/pkg/release/common"
	release "helm.sh/helm/v4/pkg/release/v1"

	"bunhelm/helm/internal/definitions"
	"bunhelm/helm/internal/kinds"
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
func (c course) definitions(toPlan bool) (all []definitions.Definition, mode definitions.Mode, err error) {
	if c.crds == nil || !toPlan && !c.crds.mode.Writes() {
		return nil, definitions.Leave, nil
	}
	all, err = c.crds.look()
	if err == nil && toPlan && c.crds.mode.Updates() {
		c.crds.set().Lose(c.crds.op.Context(), all)
	}
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

// isCheck tells whether nothing is planned, but a plan is checked.
func (p *plan) isCheck() bool { return p != nil && p.basis != nil }

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
	defined, mode, err := c.definitions(p.basis == nil)
	if err != nil {
		return err
	}
	if p.basis != nil {
		if err := planning.CheckDefinitions(p.basis, defined); err != nil { // none where the call writes none
			return err
		}
		return check(p.op, s, p.basis, c.next, c.verb == wire.PlannedInstall, nil)
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
	p.data.Pending, p.data.Left = p.pending, s.Kube.Left()
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
	begun    bool // its record is written
	installs bool // there is no revision whose objects it changes
	// redefined are the kinds whose objects were looked at by checkBefore: definitions that were written since make others
	// of them.
	redefined []schema.GroupKind
}

// carryOut refuses an operation that is to carry out a plan when the world has moved since, before its record is written.
func carryOut(op *operation.Operation, s *session.Session, basis *wire.PlanBasis) *carrying {
	c := &carrying{}
	s.Expect(func(next *release.Release) error {
		if c.begun { // it is the rollback after a failure
			return nil
		}
		c.begun = true
		return check(op, s, basis, next, c.installs, c.redefined)
	})
	return c
}

// redefinedBy are the kinds of which an operation may write the definitions.
func redefinedBy(ch *chart.Chart) (found []schema.GroupKind) {
	for _, crd := range ch.CRDObjects() {
		for _, one := range kinds.DefinedBy(crd) {
			found = append(found, schema.GroupKind{Group: one.Spec.Group, Kind: one.Spec.Names.Kind})
		}
	}
	return found
}

// check compares what a plan was made from with what is now, but for objects of some kinds.
func check(op *operation.Operation, s *session.Session, basis *wire.PlanBasis, next *release.Release, installs bool, but []schema.GroupKind) error {
	target, _, err := s.Kube.Look(next.Manifest) // Helm may have built a namespace or definitions since
	if err != nil {
		return err
	}
	var before kube.ResourceList
	if !installs {
		before, _ = s.Kube.Built()
	}
	strays, err := s.Kube.Strays(append(slices.Clone(target), before...))
	if err != nil {
		return err
	}
	list := append(append(slices.Clone(target), s.Kube.Dropped(before, target)...), strays...)
	list = list.Filter(func(info *resource.Info) bool {
		return !slices.Contains(but, info.Mapping.GroupVersionKind.GroupKind())
	})
	return planning.Check(op.Context(), basis, next, list)
}

// checkBefore renders an operation that is to carry out a plan once before, since it writes something before its record:
// an install its namespace, any the chart's crds/, and takeOver the record that it frees.
func checkBefore(op *operation.Operation, r *wire.UpgradeRequest) error {
	call := *r
	call.DryRun, call.Plan, call.TakeOwnership = wire.DryRunServer, nil, true
	_, err := upgrade(op, &call, &plan{op: op, basis: r.Plan})
	return err
}
