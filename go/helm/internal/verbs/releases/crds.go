package releases

import (
	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/kube"

	"bunhelm/helm/internal/definitions"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/session"
	"bunhelm/helm/internal/wire"
)

// writesDefinitions: it is not Helm that writes what crds/ has.
func writesDefinitions(policy wire.Crds) bool {
	return policy == wire.CrdsCreate || policy == wire.CrdsCreateReplace
}

// crds is what an operation does with what its chart has in crds/.
type crds struct {
	op       *operation.Operation
	s        *session.Session
	chart    *chart.Chart
	mode     definitions.Mode
	strategy kube.WaitStrategy
	// force: conflicts of what Helm writes are none.
	force bool
	// helmWrites: if anybody writes them, Helm does; the mode is how.
	helmWrites bool
	// quiet: nothing is said of those that are left as they are.
	quiet bool

	// rehearse has the API server try the whole operation first, where a version of a kind would go that it may have.
	rehearse func() error
	warned   func()
	err      error // with which the action ended
}

// modeOf is how an operation writes definitions.
func modeOf(o *wire.DeployOptions, install, serverSide bool) definitions.Mode {
	switch {
	case o.Crds == wire.CrdsCreate:
		return definitions.Create
	case o.Crds == wire.CrdsCreateReplace:
		return definitions.CreateReplace
	case o.Crds == wire.CrdsSkip, o.SkipCrds, !install:
		return definitions.Leave
	case serverSide:
		return definitions.Apply
	}
	return definitions.Create
}

// bring has an operation write the chart's definitions, or look at them, at its time. End it.
func bring(op *operation.Operation, s *session.Session, ch *chart.Chart, o *wire.DeployOptions, mode definitions.Mode, foreseen *plan) *crds {
	c := &crds{
		op: op, s: s, chart: ch, mode: mode, strategy: strategy(&o.WaitOption), helmWrites: !writesDefinitions(o.Crds), force: o.ForceConflicts,
		quiet: o.SkipCrds || o.Crds == wire.CrdsSkip || foreseen.isCheck(), warned: func() {}, rehearse: func() error { return nil },
	}
	if mode == definitions.CreateReplace {
		s.Kube.MoveVersions()
	}
	if foreseen != nil && mode.Writes() {
		s.Offer()
	}
	s.BeforeRender(func() error {
		c.err = c.before(o.DryRun.IsDry())
		return c.err
	})
	return c
}

// set is what the chart has once its dependencies have been processed.
func (c *crds) set() *definitions.Set { return definitions.Of(c.op, c.s.Kube, c.chart, c.force) }

func (c *crds) before(dry bool) error {
	set := c.set()
	if len(set.CRDs()) == 0 {
		return nil
	}
	c.s.Kube.Spare(set.Refs(), c.mode.Writes())
	if dry && c.mode.Writes() {
		c.s.Kube.Expect(set.CRDs(), c.mode.Updates())
	}
	if !c.helmWrites && !dry {
		return set.Write(c.mode, c.strategy, c.rehearse)
	}
	if !c.quiet && !c.mode.Updates() {
		c.warned = set.Compare(c.mode)
	}
	return nil
}

// wait waits for what is said of definitions.
func (c *crds) wait() { c.warned() }

// end is the error with which definitions have ended the action, rather than what Helm makes of it.
func (c *crds) end(err error) error {
	if c.err != nil {
		return c.err
	}
	return err
}

// look has the API server try what would become of them.
func (c *crds) look() ([]definitions.Definition, error) {
	return c.set().Look(c.op.Context(), c.mode)
}

// try is why they would not be written. What Helm writes is tried with all else.
func (c *crds) try() error {
	if c.helmWrites {
		return nil
	}
	all, err := c.look()
	if err != nil {
		return err
	}
	return definitions.Refusal(all)
}
