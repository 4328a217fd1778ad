package planning

import (
	"slices"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"sigs.k8s.io/structured-merge-diff/v6/fieldpath"

	"helm.sh/helm/v4/pkg/kube"
	release "helm.sh/helm/v4/pkg/release/v1"

	"bunhelm/helm/internal/changes"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/manifest"
	"bunhelm/helm/internal/objects"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/rehearsal"
	"bunhelm/helm/internal/results"
	"bunhelm/helm/internal/wire"
)

// Drifted is an object that is not as it was deployed.
type Drifted struct {
	rehearsal.Tried
	Report wire.DriftedObject
	// Others are the fields that belong to somebody else, and stay as they are: what an autoscaler sets.
	Others []changes.Change
}

// Drift compares the objects of a release with what the API server would make of them if the release were applied
// again. What is not in its manifest is no drift: defaults, the status, what controllers and webhooks add.
func Drift(op *operation.Operation, client dynamic.Interface, rel *release.Release, outcome *rehearsal.Outcome, veil *Veil) (wire.DriftReport, []Drifted) {
	d := &drift{op: op, rel: rel, veil: veil, rendered: manifest.Objects(rel.Manifest, ""), client: client, scalers: map[string][]scaled{}}
	report := wire.DriftReport{
		Name: rel.Name, Namespace: rel.Namespace, Revision: rel.Version, Status: results.Status(rel),
		Compared: len(outcome.Objects), Objects: []wire.DriftedObject{},
	}
	var all []Drifted
	for _, one := range outcome.Objects {
		if drifted := d.object(one); drifted != nil {
			all = append(all, *drifted)
			report.Objects = append(report.Objects, drifted.Report)
		}
	}
	return report, all
}

type drift struct {
	op       *operation.Operation
	rel      *release.Release
	veil     *Veil
	rendered []manifest.Object
	client   dynamic.Interface
	scalers  map[string][]scaled // by namespace
}

// object tells how one differs; nil: it does not.
func (d *drift) object(one rehearsal.Tried) *Drifted {
	if one.Info.Name == "" { // nobody knows which one generateName has made
		return nil
	}
	found := &Drifted{Tried: one, Report: wire.DriftedObject{ResourceRef: objects.RefOf(one.Info), Fields: []wire.DriftedField{}}}
	report := &found.Report
	if rendered := manifest.Find(d.rendered, report.ResourceRef); rendered != nil {
		report.Template = rendered.Template
	}
	if one.Err != nil {
		report.Status = wire.DriftUnknown
		report.Problem = d.veil.problem(fault.WithPhase(wire.PhaseApply, one.Err))
		return found
	}
	if one.Untried != "" || one.After == nil {
		report.Status, report.Untried = wire.DriftUnknown, d.veil.text(one.Untried)
		return found
	}
	if isForgotten(one) {
		return nil
	}
	if one.Live == nil {
		report.Status = wire.DriftMissing
		report.Diff = string(d.veil.diff(nil, d.veil.content(one.After)))
		return found
	}
	live, after := changes.Content(one.Live), changes.Content(one.After)
	managers := changes.ManagersOf(one.Live)
	lists := changes.ListsOf(managers, changes.ManagersOf(one.After))
	if isGathered(one) {
		after["rules"] = live["rules"]
	}
	for _, change := range changes.Between(live, after, lists) {
		if d.isOthers(one, managers, change) {
			found.Others = append(found.Others, change)
			changes.Undo(after, change)
		}
	}
	// What is secret is hidden only now: of a hash nobody could tell who has written it.
	shownLive, shownAfter := d.veil.hash(live), d.veil.hash(after)
	for _, change := range changes.Between(shownLive, shownAfter, lists) {
		field := wire.DriftedField{Path: changes.Name(change.Path), Reordered: change.Reordered}
		if !change.Added {
			field.Live = d.veil.value(change.Before)
		}
		if !change.Removed {
			field.Deployed = d.veil.value(change.After)
		}
		if entry := ownerOf(managers, change.Path); entry != nil && !change.Added { // of what is gone nobody tells
			field.Manager = entry.Manager
			if entry.Time != nil {
				field.Since = entry.Time.UTC().Format(time.RFC3339)
			}
		}
		report.Fields = append(report.Fields, field)
	}
	report.Diff = string(d.veil.diff(shownLive, shownAfter))
	report.Owner = objects.Foreign(one.Info, one.Live, d.rel.Name, d.rel.Namespace)
	switch {
	case report.Owner != nil:
		report.Status = wire.DriftAdopted
	case len(report.Fields) > 0:
		report.Status = wire.DriftChanged
	default:
		return nil
	}
	return found
}

// isForgotten tells of a Job that its controller has deleted after its end, or is about to, as the manifest wants.
func isForgotten(one rehearsal.Tried) bool {
	object, ok := one.Info.Object.(*unstructured.Unstructured)
	if !ok || object.GetKind() != "Job" {
		return false
	}
	if accessor, err := meta.Accessor(one.Live); err == nil && accessor.GetDeletionTimestamp() == nil {
		return false
	}
	_, found, err := unstructured.NestedFieldNoCopy(object.Object, "spec", "ttlSecondsAfterFinished")
	return err == nil && found
}

// isGathered tells of a ClusterRole whose rules are those of others.
func isGathered(one rehearsal.Tried) bool {
	object, ok := one.Info.Object.(*unstructured.Unstructured)
	return ok && object.GetKind() == "ClusterRole" && object.Object["aggregationRule"] != nil
}

// isOthers tells of a field that is somebody else's to set, though the manifest has a value for it.
func (d *drift) isOthers(one rehearsal.Tried, managers []changes.Manager, change changes.Change) bool {
	switch name := changes.Name(change.Path); {
	case name == "spec.replicas":
		return d.isScaled(one, managers, change)
	case strings.HasSuffix(name, ".caBundle"): // put in by whoever makes the certificate
		return !change.Added && isOthers(managers, change.Path)
	}
	return false
}

// scaled is what an autoscaler decides about.
type scaled struct{ group, kind, name string }

// isScaled tells whether an autoscaler decides about the replicas of an object.
func (d *drift) isScaled(one rehearsal.Tried, managers []changes.Manager, change changes.Change) bool {
	ref := objects.RefOf(one.Info)
	all, known := d.scalers[ref.Namespace]
	if !known {
		all = d.scaledIn(ref.Namespace)
		d.scalers[ref.Namespace] = all
	}
	group, _, _ := strings.Cut(ref.ApiVersion, "/")
	if slices.Contains(all, scaled{group, ref.Kind, ref.Name}) {
		return true
	}
	entry := ownerOf(managers, change.Path)
	return entry != nil && entry.Subresource == "scale" && entry.Manager == "kube-controller-manager" // where autoscalers run
}

// scaledIn is what the autoscalers of a namespace decide about; nothing where the user may not list them.
func (d *drift) scaledIn(namespace string) (found []scaled) {
	resource := schema.GroupVersionResource{Group: "autoscaling", Version: "v2", Resource: "horizontalpodautoscalers"}
	list, err := d.client.Resource(resource).Namespace(namespace).List(d.op.Context(), metav1.ListOptions{})
	if err != nil {
		return nil
	}
	for _, scaler := range list.Items {
		target, _, _ := unstructured.NestedStringMap(scaler.Object, "spec", "scaleTargetRef")
		group, _, _ := strings.Cut(target["apiVersion"], "/")
		found = append(found, scaled{group, target["kind"], target["name"]})
	}
	return found
}

// isOthers tells of a field that somebody else than Helm has written, or that nobody says to have written.
func isOthers(managers []changes.Manager, path fieldpath.Path) bool {
	helms := false
	for _, manager := range managers {
		if !changes.HasBelow(manager.Fields, path) {
			continue
		}
		if manager.Manager != kube.ManagedFieldsManager {
			return true
		}
		helms = true
	}
	return !helms
}

// ownerOf is the manager that wrote a field last, or something above it; nil: nobody says so.
func ownerOf(managers []changes.Manager, path fieldpath.Path) (found *changes.Manager) {
	for length := len(path); length > 0 && found == nil; length-- {
		for i, manager := range managers {
			if !changes.HasBelow(manager.Fields, path[:length]) {
				continue
			}
			if found == nil || manager.Time != nil && (found.Time == nil || found.Time.Before(manager.Time)) {
				found = &managers[i]
			}
		}
	}
	return found
}
