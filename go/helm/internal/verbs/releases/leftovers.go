package releases

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/cli-runtime/pkg/resource"

	"helm.sh/helm/v4/pkg/kube"
	ri "helm.sh/helm/v4/pkg/release"
	"helm.sh/helm/v4/pkg/release/common"
	release "helm.sh/helm/v4/pkg/release/v1"
	"helm.sh/helm/v4/pkg/storage/driver"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/kinds"
	"bunhelm/helm/internal/objects"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/render"
	"bunhelm/helm/internal/session"
	"bunhelm/helm/internal/wire"
)

// leftovers let an uninstall find what earlier revisions have left. Helm deletes the objects of the
// newest revision only (pkg/action/uninstall.go, v4.3.1): what an upgrade was to drop, and did not
// come to because it failed or was cancelled, would stay for good, with nothing that knows of it.
type leftovers struct {
	driver.Driver
	session *session.Session
	op      *operation.Operation
	dry     bool

	newest          int
	name, namespace string // of the release, as the newest revision says
	manifest, more  string
	told            []string // of what may be left and nothing can be done about
}

// Query gives the newest revision what the others have left.
func (l *leftovers) Query(labels map[string]string) ([]ri.Releaser, error) {
	found, err := l.Driver.Query(labels)
	if err != nil || len(found) < 2 || len(labels) != 2 { // of one status
		return found, err
	}
	history := make([]*release.Release, 0, len(found))
	for _, one := range found {
		if rel, ok := one.(*release.Release); ok {
			history = append(history, rel)
		}
	}
	slices.SortStableFunc(history, func(a, b *release.Release) int { return a.Version - b.Version })
	newest := history[len(history)-1]
	if newest.Version != l.newest {
		l.name, l.namespace = newest.Name, newest.Namespace
		l.newest, l.manifest, l.more = newest.Version, newest.Manifest, l.left(history)
	}
	if l.more == "" {
		return found, nil
	}
	found = slices.Clone(found)
	for i, one := range found {
		if one == ri.Releaser(newest) {
			whole := *newest
			whole.Manifest = l.manifest + l.more
			found[i] = &whole
		}
	}
	return found, nil
}

// Update keeps the record as it was: what is deleted beside it is not part of that revision.
func (l *leftovers) Update(key string, r ri.Releaser) error {
	if rel, ok := r.(*release.Release); ok && l.more != "" && rel.Version == l.newest {
		whole := *rel
		whole.Manifest = l.manifest
		r = &whole
	}
	return l.Driver.Update(key, r)
}

// left are the documents of what earlier revisions have and the newest has not.
func (l *leftovers) left(history []*release.Release) string {
	newest := history[len(history)-1]
	suspects := suspects(history)
	if len(suspects) == 0 {
		return ""
	}
	// known are the objects of which it is said what becomes of them.
	seen, known := map[string]bool{}, map[string]bool{}
	for _, document := range render.Documents(newest.Manifest) {
		seen[document] = true
		list, unserved, _ := l.session.Kube.Look(document) // where it cannot be, the uninstall itself says so
		for _, info := range list {
			known[objectOf(info)] = true
		}
		for _, ref := range unserved {
			known[l.unservedOf(ref)] = true
		}
	}
	isNew := func(object string) bool {
		defer func() { known[object] = true }()
		return !known[object]
	}
	var more strings.Builder
	for _, rel := range suspects {
		for _, document := range render.Documents(rel.Manifest) {
			if seen[document] {
				continue
			}
			seen[document] = true
			list, unserved := l.objects(rel, document)
			for _, info := range list {
				if isNew(objectOf(info)) {
					l.add(&more, rel, info)
				}
			}
			for _, ref := range unserved {
				if isNew(l.unservedOf(ref)) {
					l.tell("%s %q of revision %d may still exist: the API server no longer serves %s %s", ref.Kind, ref.Name, rel.Version, ref.ApiVersion, ref.Kind)
				}
			}
		}
	}
	return more.String()
}

// suspects are the revisions, newest first, of which objects may still exist: those that did not come to
// their end; and, where the newest is one of them, the last that did, which it was to replace.
func suspects(history []*release.Release) []*release.Release {
	newest := history[len(history)-1]
	if newest.Info.Status == common.StatusUninstalled {
		return nil
	}
	var found []*release.Release
	replaced := newest.Info.Status == common.StatusDeployed
	hasDeployed := slices.ContainsFunc(history, func(rel *release.Release) bool { return rel.Info.Status == common.StatusDeployed })
	for _, rel := range slices.Backward(history[:len(history)-1]) {
		switch status := rel.Info.Status; {
		case status == common.StatusUninstalled:
			return found
		case status == common.StatusDeployed, status == common.StatusSuperseded:
			if !replaced {
				found = append(found, rel)
			}
			// A rollback that fails records what it was to replace as superseded.
			replaced = replaced || status == common.StatusDeployed || !hasDeployed
		default:
			found = append(found, rel)
		}
	}
	return found
}

// objects are those of a document, and those whose kind is no longer served. What the API server could not
// be asked about is looked at once more before the release is forgotten.
func (l *leftovers) objects(rel *release.Release, document string) (list kube.ResourceList, unserved []wire.ResourceRef) {
	list, unserved, err := l.session.Kube.Look(document)
	switch {
	case err == nil:
		return list, unserved
	case l.op.Err() != nil:
	case fault.IsServers(err):
		for _, one := range kinds.Split(document) {
			l.doubt(rel, one, err)
		}
	default:
		l.tell("the objects in a document of revision %d may still exist: it cannot be read: %v", rel.Version, err)
	}
	return nil, unserved
}

func objectOf(info *resource.Info) string {
	return fmt.Sprintf("%s %s %s", info.Mapping.GroupVersionKind.GroupKind(), info.Namespace, info.Name)
}

// unservedOf is objectOf of what has no mapping.
func (l *leftovers) unservedOf(ref wire.ResourceRef) string {
	kind := schema.FromAPIVersionAndKind(ref.ApiVersion, ref.Kind).GroupKind()
	return fmt.Sprintf("%s %s %s", kind, cmp.Or(ref.Namespace, l.session.Namespace), ref.Name)
}

// say tells of an object.
func (l *leftovers) say(level wire.LogLevel, kind, name, format string, arguments ...any) {
	l.op.Emit(wire.LogEvent{Level: level, Message: fmt.Sprintf("%s %q %s", kind, name, fmt.Sprintf(format, arguments...))})
}

// tell tells of what may be left, also in the result.
func (l *leftovers) tell(format string, arguments ...any) {
	message := fmt.Sprintf(format, arguments...)
	l.told = append(l.told, message)
	l.op.Emit(wire.LogEvent{Level: wire.LogWarn, Message: message})
}

// doubt keeps the release from being forgotten over an object that could not be looked at: whether it is
// still there, and whether somebody wants to keep it, is not known.
func (l *leftovers) doubt(rel *release.Release, one kinds.Document, err error) {
	if l.dry {
		l.tell("%s %q of revision %d may still exist: it could not be read: %v", one.Ref.Kind, one.Ref.Name, rel.Version, err)
		return
	}
	l.say(wire.LogWarn, one.Ref.Kind, one.Ref.Name, "of revision %d could not be read: %v", rel.Version, err)
	l.session.Kube.Doubt(one)
}

// add adds an object of a revision that is still there, is the release's, and that nobody wants to keep.
func (l *leftovers) add(more *strings.Builder, rel *release.Release, info *resource.Info) {
	object, err := resource.NewHelper(info.Client, info.Mapping).Get(info.Namespace, info.Name)
	kind := info.Mapping.GroupVersionKind.Kind
	if apierrors.IsNotFound(err) || l.op.Err() != nil {
		return
	}
	alone, marshalErr := json.Marshal(info.Object) // its document may be a List of others
	if marshalErr != nil {
		return
	}
	if err != nil {
		l.doubt(rel, kinds.Document{Ref: objects.RefOf(info), Text: string(alone)}, err)
		return
	}
	if objects.IsKept(object) || objects.IsKept(info.Object) {
		return
	}
	if foreign := objects.Foreign(info, object, l.name, l.namespace); foreign != nil { // Helm would not delete it
		l.say(wire.LogInfo, kind, info.Name, "of revision %d is skipped: it %s", rel.Version, foreign.Message)
		return
	}
	more.WriteString("\n---\n" + string(alone))
	if l.dry {
		l.say(wire.LogInfo, kind, info.Name, "is left over from revision %d, and would be deleted too", rel.Version)
	} else {
		l.say(wire.LogInfo, kind, info.Name, "is left over from revision %d, and will be deleted too", rel.Version)
	}
}
