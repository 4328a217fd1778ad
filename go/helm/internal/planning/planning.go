// Package planning tells what a call would change, from what the API server says when it tries each object.
package planning

import (
	"fmt"
	"slices"

	"k8s.io/cli-runtime/pkg/resource"

	release "helm.sh/helm/v4/pkg/release/v1"

	"bunhelm/helm/internal/changes"
	"bunhelm/helm/internal/definitions"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/manifest"
	"bunhelm/helm/internal/objects"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/rehearsal"
	"bunhelm/helm/internal/wire"
)

// Subject is what is planned.
type Subject struct {
	Verb wire.PlannedVerb
	// From is the revision whose objects the call changes; nil: there is none.
	From *release.Release
	// Next is the revision that the call would write; for an uninstall the one that it deletes.
	Next *release.Release
	// Events are those for which hooks run.
	Events []release.HookEvent
	// Awaited are objects that cannot be tried, since their kinds are among the definitions that the call brings.
	Awaited []wire.ResourceRef
	// Definitions are what the chart has in crds/, and Mode is what the call does with them.
	Definitions []definitions.Definition
	Mode        definitions.Mode
	// ForceReplace and TakeOwnership are the options of the call.
	ForceReplace, TakeOwnership bool
	// ShowSecrets and Objects are those of the plan.
	ShowSecrets, Objects bool
}

// Unchanged tells whether no object would change, as far as the API server knows.
func Unchanged(outcome *rehearsal.Outcome) bool {
	for _, one := range outcome.Objects {
		if one.Err != nil || one.Live == nil || one.After == nil || !changes.Same(changes.Content(one.Live), changes.Content(one.After)) {
			return false
		}
	}
	return !slices.ContainsFunc(outcome.Dropped, func(one rehearsal.Tried) bool { return one.Live != nil && !one.Kept })
}

type planner struct {
	Subject
	op     *operation.Operation
	veil   *Veil
	before []manifest.Object // of From
	after  []manifest.Object // of Next
}

// Changes fills in what would become of objects, hooks and values.
func Changes(op *operation.Operation, subject Subject, outcome *rehearsal.Outcome) wire.PlanData {
	p := &planner{Subject: subject, op: op, veil: NewVeil(op, subject.ShowSecrets)}
	if p.From != nil {
		p.before = manifest.Objects(p.From.Manifest, "")
	}
	p.after = manifest.Objects(p.Next.Manifest, "")
	data := wire.PlanData{
		Verb: p.Verb, Name: p.Next.Name, Namespace: p.Next.Namespace,
		Objects: []wire.PlannedObject{}, Hooks: []wire.PlannedHook{}, Crds: []wire.PlannedDefinition{},
		Values: []wire.FieldChange{}, Problems: []wire.PlannedProblem{}, Warnings: []string{},
		Basis: p.basis(outcome),
	}
	for _, one := range outcome.Objects {
		data.Objects = append(data.Objects, p.object(one))
	}
	dropped := outcome.Dropped
	for _, ref := range p.Awaited {
		i := slices.IndexFunc(dropped, func(one rehearsal.Tried) bool { return p.isOther(ref, one) })
		if i < 0 {
			data.Objects = append(data.Objects, p.awaited(ref, nil))
			continue
		}
		data.Objects = append(data.Objects, p.awaited(ref, &dropped[i]))
		dropped = slices.Delete(slices.Clone(dropped), i, i+1)
	}
	for _, one := range p.Definitions {
		data.Crds = append(data.Crds, p.definition(one))
	}
	for _, one := range dropped {
		if dropped := p.dropped(one); dropped != nil {
			data.Objects = append(data.Objects, *dropped)
		}
	}
	data.Hooks = append(data.Hooks, p.hooks(outcome.Hooks)...)
	if p.Verb != wire.PlannedUninstall {
		data.Values = p.values()
	}
	if outcome.Before != nil {
		data.Problems = append(data.Problems, *p.veil.problem(outcome.Before))
	}
	return data
}

// object is what would become of one of the release's own.
func (p *planner) object(one rehearsal.Tried) wire.PlannedObject {
	rendered := manifest.Find(p.after, objects.RefOf(one.Info))
	planned := p.newObject(objects.RefOf(one.Info), rendered)
	planned.Untried = p.veil.text(one.Untried)
	var known, wanted map[string]any // by the manifests
	if recorded := manifest.Find(p.before, planned.ResourceRef); recorded != nil {
		known = p.veil.fields(recorded.Value)
	}
	if rendered != nil {
		wanted = p.veil.fields(rendered.Value)
	}
	lists := changes.ListsOf(changes.ManagersOf(one.Live), changes.ManagersOf(one.After))
	live, after := p.veil.content(one.Live), p.veil.content(one.After)
	if known != nil && wanted != nil {
		planned.ManifestChanges = p.changed(known, wanted, lists, nil)
	}
	if p.Objects {
		planned.Live, planned.Next = p.veil.fieldsShown(live), p.veil.fieldsShown(after)
	}
	foreign := p.foreign(one)
	switch {
	case one.Unseen: // the problem says why
		planned.Action = wire.PlanUpdate
	case one.Live == nil:
		planned.Action = wire.PlanCreate
	case foreign != nil:
		planned.Action = wire.PlanAdopt
	case one.After != nil && changes.Same(live, after):
		planned.Action = wire.PlanUnchanged
	case p.ForceReplace:
		planned.Action = wire.PlanReplace
	default:
		planned.Action = wire.PlanUpdate
	}
	if one.Live == nil && after == nil && !one.Unseen { // it was refused, or could not be tried: what the chart wants
		after = wanted
	}
	if after != nil {
		planned.Diff = p.veil.diff(live, after)
	}
	if live != nil && after != nil {
		planned.Changes = p.changed(live, after, lists, known)
	}
	switch {
	case foreign != nil && !p.TakeOwnership: // Helm looks at this before it applies anything
		reason := fmt.Errorf("%s %q exists, and %s", foreign.Kind, foreign.Name, foreign.Message)
		planned.Problem = p.veil.problem(fault.OwnershipConflict([]wire.OwnershipConflict{*foreign}, 0, reason))
	case one.Err != nil:
		planned.Problem = p.veil.problem(fault.WithPhase(wire.PhaseApply, one.Err))
	}
	return planned
}

// newObject begins what is told of an object of the next revision. document: that of its manifest; nil: none has it.
func (p *planner) newObject(ref wire.ResourceRef, document *manifest.Object) wire.PlannedObject {
	planned := wire.PlannedObject{ResourceRef: ref, Changes: []wire.FieldChange{}, ManifestChanges: []wire.FieldChange{}}
	if document == nil {
		return planned
	}
	planned.Template = document.Template
	if p.Objects {
		planned.Object = p.veil.fieldsShown(p.veil.fields(document.Value))
	}
	return planned
}

// foreign is whose an object is that the revision before does not have; nil: the release's.
func (p *planner) foreign(one rehearsal.Tried) *wire.OwnershipConflict {
	if one.Live == nil || one.Ours {
		return nil
	}
	return objects.Foreign(one.Info, one.Live, p.Next.Name, p.Next.Namespace)
}

// dropped is an object that the call would delete; nil where there is none any more.
func (p *planner) dropped(one rehearsal.Tried) *wire.PlannedObject {
	if one.Live == nil && one.Err == nil {
		return nil
	}
	ref := objects.RefOf(one.Info)
	planned := p.newObject(ref, nil)
	if recorded := manifest.Find(p.before, ref); recorded != nil {
		planned.Template = recorded.Template
	}
	if p.Objects {
		planned.Live = p.veil.fieldsShown(p.veil.content(one.Live))
	}
	planned.Action, planned.Untried = wire.PlanDelete, p.veil.text(one.Untried)
	switch {
	case one.Kept:
		planned.Action = wire.PlanKeep
	case one.Err != nil:
		planned.Problem = p.veil.problem(fault.WithPhase(wire.PhaseApply, one.Err))
	}
	if planned.Action == wire.PlanDelete {
		planned.Diff = p.veil.diff(p.veil.content(one.Live), nil)
	}
	return &planned
}

// changed are the differences of two states. recorded is what the revision before says, if that is to be told.
func (p *planner) changed(before, after map[string]any, lists changes.Lists, recorded map[string]any) []wire.FieldChange {
	found := []wire.FieldChange{}
	for _, change := range changes.Between(before, after, lists) {
		was, said := changes.At(recorded, change.Path)
		one := wire.FieldChange{Path: changes.Name(change.Path), Reordered: change.Reordered, Drift: !change.Reordered && said && (change.Added || !changes.Same(was, change.Before))}
		if !change.Added {
			one.Before = p.veil.value(change.Before)
		}
		if !change.Removed {
			one.After = p.veil.value(change.After)
		}
		found = append(found, one)
	}
	return found
}

func (p *planner) values() []wire.FieldChange {
	var before map[string]any
	if p.From != nil {
		before = p.From.Config
	}
	return p.changed(p.hidden(plain(before)), p.hidden(plain(p.Next.Config)), changes.Lists{}, nil)
}

// hidden are values without what the release puts into Secrets, those among its hooks too.
func (p *planner) hidden(values map[string]any) map[string]any {
	if p.ShowSecrets || values == nil {
		return values
	}
	var secrets []string
	of := func(objects []manifest.Object) {
		for _, one := range objects {
			secrets = append(secrets, textsOfSecret(one.Value)...)
		}
	}
	of(p.before)
	of(p.after)
	for _, rel := range []*release.Release{p.From, p.Next} {
		if rel == nil {
			continue
		}
		for _, hook := range rel.Hooks {
			of(manifest.Objects(hook.Manifest, hook.Path))
		}
	}
	shown, _ := p.veil.without(values, secrets).(map[string]any)
	return shown
}

// hooks are those that would run, and those that are gone.
func (p *planner) hooks(tried []rehearsal.Tried) []wire.PlannedHook {
	found := []wire.PlannedHook{}
	for _, one := range tried {
		ref := objects.RefOf(one.Info)
		planned := p.hook(one.Hook, ref, wire.HookIsNew)
		planned.Untried = p.veil.text(one.Untried)
		if one.Err != nil {
			planned.Problem = p.veil.problem(fault.WithPhase(wire.PhaseApply, one.Err))
		}
		now := p.veil.fields(hookObject(one.Hook, one.Info))
		if p.Objects {
			planned.Object = p.veil.fieldsShown(now)
		}
		var was map[string]any
		if former := p.former(one.Hook); former != nil {
			if object := hookObject(former, one.Info); object != nil {
				was = p.veil.fields(object)
				planned.Changes = p.changed(was, now, changes.Lists{}, nil)
				planned.Status = wire.HookIsUnchanged
			}
			if len(planned.Changes) > 0 {
				planned.Status = wire.HookIsChanged
			}
		}
		planned.Diff = p.veil.diff(was, now)
		found = append(found, planned)
	}
	if p.From == nil || p.Verb == wire.PlannedUninstall {
		return found
	}
	for _, former := range p.From.Hooks {
		if len(p.events(former)) == 0 || slices.ContainsFunc(p.Next.Hooks, func(hook *release.Hook) bool { return sameHook(hook, former) && len(p.events(hook)) > 0 }) {
			continue
		}
		for _, was := range manifest.Objects(former.Manifest, former.Path) {
			planned := p.hook(former, was.Ref(), wire.HookIsRemoved)
			planned.Diff = p.veil.diff(p.veil.fields(was.Value), nil)
			found = append(found, planned)
		}
	}
	return found
}

func (p *planner) hook(hook *release.Hook, ref wire.ResourceRef, status wire.PlannedHookStatus) wire.PlannedHook {
	return wire.PlannedHook{ResourceRef: ref, Template: hook.Path, Events: p.events(hook), Weight: hook.Weight, Status: status, Changes: []wire.FieldChange{}}
}

// events are those of a hook for which it runs in this call.
func (p *planner) events(hook *release.Hook) []wire.HookEvent {
	found := []wire.HookEvent{}
	for _, event := range hook.Events {
		if slices.Contains(p.Events, event) {
			found = append(found, wire.HookEvent(event))
		}
	}
	return found
}

// former is the hook of the revision before that a hook takes the place of.
func (p *planner) former(hook *release.Hook) *release.Hook {
	if p.From == nil {
		return nil
	}
	for _, former := range p.From.Hooks {
		if sameHook(former, hook) {
			return former
		}
	}
	return nil
}

func sameHook(a, b *release.Hook) bool { return a.Kind == b.Kind && a.Name == b.Name }

// hookObject is the one of a hook's objects that info is; nil: it has none of that name.
func hookObject(hook *release.Hook, info *resource.Info) any {
	all := manifest.Objects(hook.Manifest, hook.Path)
	if one := manifest.Find(all, objects.RefOf(info)); one != nil {
		return one.Value
	}
	if len(all) == 1 { // it may have a generateName
		return all[0].Value
	}
	return nil
}
