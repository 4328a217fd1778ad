package planning

import (
	"strings"

	"bunhelm/helm/internal/changes"
	"bunhelm/helm/internal/definitions"
	"bunhelm/helm/internal/manifest"
	"bunhelm/helm/internal/objects"
	"bunhelm/helm/internal/rehearsal"
	"bunhelm/helm/internal/wire"
)

// isOther tells whether an object that is no longer part of the release is one that it has in a version which the call
// would bring.
func (p *planner) isOther(ref wire.ResourceRef, one rehearsal.Tried) bool {
	was := objects.RefOf(one.Info)
	if ref.Namespace == "" && was.Namespace == p.Next.Namespace {
		ref.Namespace = was.Namespace
	}
	return one.Live != nil && key(ref) == key(was)
}

// awaited is an object whose kind the call would bring. other: it exists in another version.
func (p *planner) awaited(ref wire.ResourceRef, other *rehearsal.Tried) wire.PlannedObject {
	rendered := manifest.Find(p.after, ref)
	planned := p.newObject(ref, rendered)
	planned.Action, planned.Untried = wire.PlanCreate, "the chart's crds/ define its kind, which the cluster does not have yet"
	var was, wanted map[string]any
	if rendered != nil {
		wanted = p.veil.fields(rendered.Value)
	}
	if other != nil {
		planned.Action, planned.Untried = wire.PlanUpdate, "the chart's crds/ define this version of its kind, which the cluster does not serve yet"
		if recorded := manifest.Find(p.before, objects.RefOf(other.Info)); recorded != nil {
			was = p.veil.fields(recorded.Value)
			planned.ManifestChanges = p.changed(was, wanted, changes.Lists{}, nil)
		}
	}
	planned.Diff = p.veil.diff(was, wanted)
	return planned
}

// definition is what would become of an object of crds/.
func (p *planner) definition(one definitions.Definition) wire.PlannedDefinition {
	planned := wire.PlannedDefinition{
		ResourceRef: one.ResourceRef, Path: one.File, Objects: []wire.ResourceRef{}, Changes: []wire.FieldChange{},
		RemovedVersions: []wire.RemovedVersion{}, RemovedFields: append([]string{}, one.Losses.Fields...), StoredObjects: one.Losses.Stored,
	}
	live, after := p.veil.content(one.Live), p.veil.content(one.After)
	switch {
	case one.Same:
		planned.Action = wire.DefinitionUnchanged
	case !one.Known:
		planned.Action = wire.DefinitionUnknown
	case one.Live == nil && p.Mode.Writes():
		planned.Action = wire.DefinitionCreate
	case one.Live == nil:
		planned.Action = wire.DefinitionMissing
	case p.Mode.Updates():
		planned.Action = wire.DefinitionUpdate
	default:
		planned.Action = wire.DefinitionDiffers
	}
	if one.After != nil {
		planned.Diff = p.veil.diff(live, after)
	}
	if live != nil && after != nil {
		planned.Changes = p.changed(live, after, changes.ListsOf(changes.ManagersOf(one.Live), changes.ManagersOf(one.After)), nil)
	}
	if one.Err != nil {
		planned.Problem = p.veil.problem(one.Err)
	}
	for _, version := range one.Losses.Versions {
		planned.RemovedVersions = append(planned.RemovedVersions, wire.RemovedVersion{Name: version.Name, IsStored: version.IsStored})
	}
	if one.Defines == nil {
		return planned
	}
	for _, ref := range p.Awaited {
		if group, _, _ := strings.Cut(ref.ApiVersion, "/"); group == one.Defines.Spec.Group && ref.Kind == one.Defines.Spec.Names.Kind {
			planned.Objects = append(planned.Objects, ref)
		}
	}
	return planned
}
