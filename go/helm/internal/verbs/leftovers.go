package verbs

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/cli-runtime/pkg/resource"

	"helm.sh/helm/v4/pkg/kube"
	ri "helm.sh/helm/v4/pkg/release"
	"helm.sh/helm/v4/pkg/release/common"
	release "helm.sh/helm/v4/pkg/release/v1"
	"helm.sh/helm/v4/pkg/storage/driver"

	"bunhelm/helm/internal/cmdport"
	"bunhelm/helm/internal/operation"
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

	newest         int
	manifest, more string
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
	seen, known := map[string]bool{}, map[string]bool{}
	for _, document := range cmdport.Documents(newest.Manifest) {
		seen[document] = true
		for _, info := range l.objects(document) {
			known[objectOf(info)] = true
		}
	}
	var more strings.Builder
	for _, rel := range suspects {
		for _, document := range cmdport.Documents(rel.Manifest) {
			if seen[document] {
				continue
			}
			seen[document] = true
			for _, info := range l.objects(document) {
				if object := objectOf(info); !known[object] {
					known[object] = true
					l.add(&more, rel, info)
				}
			}
		}
	}
	return more.String()
}

// suspects are the revisions, newest first, of which objects may be left: those that did not come to
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

// objects are those of a document; none where it cannot be read or its kind is no longer served.
func (l *leftovers) objects(document string) kube.ResourceList {
	list, err := l.session.Kube.Build(strings.NewReader(document), false)
	if err != nil {
		return nil
	}
	return list
}

func objectOf(info *resource.Info) string {
	return fmt.Sprintf("%s %s %s", info.Mapping.GroupVersionKind.GroupKind(), info.Namespace, info.Name)
}

// add adds an object that is still there and that nobody wants to keep.
func (l *leftovers) add(more *strings.Builder, rel *release.Release, info *resource.Info) {
	object, err := resource.NewHelper(info.Client, info.Mapping).Get(info.Namespace, info.Name)
	kind := info.Mapping.GroupVersionKind.Kind
	switch {
	case apierrors.IsNotFound(err), l.op.Err() != nil:
		return
	case err != nil: // whether somebody wants to keep it is not known
		l.op.Emit(wire.LogEvent{Level: wire.LogWarn, Message: fmt.Sprintf(
			"%s %q of revision %d may be left: it could not be read: %v", kind, info.Name, rel.Version, err)})
		return
	}
	alone, err := json.Marshal(info.Object) // its document may be a List of others
	if err != nil {
		return
	}
	for _, one := range []any{object, info.Object} {
		if accessor, err := meta.Accessor(one); err == nil && strings.EqualFold(strings.TrimSpace(accessor.GetAnnotations()[kube.ResourcePolicyAnno]), kube.KeepPolicy) {
			return
		}
	}
	l.op.Emit(wire.LogEvent{Level: wire.LogInfo, Message: fmt.Sprintf("%s %q is left from revision %d and is deleted too", kind, info.Name, rel.Version)})
	more.WriteString("\n---\n" + string(alone))
}
