package objects

import (
	"context"
	"fmt"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/cli-runtime/pkg/resource"

	"helm.sh/helm/v4/pkg/kube"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/wire"
)

const (
	managedByLabel      = "app.kubernetes.io/managed-by"
	nameAnnotation      = "meta.helm.sh/release-name"
	namespaceAnnotation = "meta.helm.sh/release-namespace"
)

// looks are as many at once, and all of them together end by themselves.
const (
	looksAtOnce = 8
	looksLimit  = 5 * time.Second
)

// Conflicts are those objects that exist, and belong to another release or to none. Helm stops at the first
// and tells of it in a sentence. unchecked is how many could not be read, or not in time.
func Conflicts(ctx context.Context, list kube.ResourceList, name, namespace string) (conflicts []wire.OwnershipConflict, unchecked int) {
	found := make([]chan owned, len(list))
	places := make(chan struct{}, looksAtOnce)
	for i, info := range list {
		found[i] = make(chan owned, 1)
		go func() {
			one := owned{unchecked: true}
			var err error
			defer func() { found[i] <- one }()
			defer fault.Recovered(&err)
			places <- struct{}{}
			defer func() { <-places }()
			if ctx.Err() == nil {
				one = ownerOf(info, name, namespace)
			}
		}()
	}
	limit := time.After(looksLimit)
	for i, each := range found {
		select {
		case one := <-each:
			if one.unchecked {
				unchecked++
			}
			if one.conflict != nil {
				conflicts = append(conflicts, *one.conflict)
			}
		case <-ctx.Done():
			return conflicts, unchecked + len(found) - i
		case <-limit:
			return conflicts, unchecked + len(found) - i
		}
	}
	return conflicts, unchecked
}

// owned is what a look at an object has found.
type owned struct {
	conflict  *wire.OwnershipConflict
	unchecked bool
}

func ownerOf(info *resource.Info, name, namespace string) owned {
	if info.Name == "" {
		return owned{}
	}
	object, err := resource.NewHelper(info.Client, info.Mapping).Get(info.Namespace, info.Name)
	if err != nil {
		return owned{unchecked: !apierrors.IsNotFound(err)}
	}
	return owned{conflict: Foreign(info, object, name, namespace)}
}

// Foreign is whose an object is by what it says itself; nil where it is the release's, as Helm decides that
// (pkg/action/validate.go checkOwnership, v4.3.1).
func Foreign(info *resource.Info, object runtime.Object, name, namespace string) *wire.OwnershipConflict {
	accessor, err := meta.Accessor(object)
	if err != nil {
		return nil
	}
	one := wire.OwnershipConflict{
		ResourceRef:    RefOf(info),
		OwnerName:      accessor.GetAnnotations()[nameAnnotation],
		OwnerNamespace: accessor.GetAnnotations()[namespaceAnnotation],
		ManagedBy:      accessor.GetLabels()[managedByLabel],
	}
	if one.ManagedBy == "Helm" && one.OwnerName == name && one.OwnerNamespace == namespace {
		return nil
	}
	one.Message = whose(one, name, namespace)
	return &one
}

// Own marks an object as the release's, as Helm does (pkg/action/validate.go setMetadataVisitor).
func Own(info *resource.Info, name, namespace string) error {
	accessor, err := meta.Accessor(info.Object)
	if err != nil {
		return err
	}
	labels, annotations := accessor.GetLabels(), accessor.GetAnnotations()
	if labels == nil {
		labels = map[string]string{}
	}
	if annotations == nil {
		annotations = map[string]string{}
	}
	labels[managedByLabel] = "Helm"
	annotations[nameAnnotation], annotations[namespaceAnnotation] = name, namespace
	accessor.SetLabels(labels)
	accessor.SetAnnotations(annotations)
	return nil
}

func whose(one wire.OwnershipConflict, name, namespace string) string {
	switch {
	case one.OwnerName != "" && (one.OwnerName != name || one.OwnerNamespace != namespace):
		return fmt.Sprintf("belongs to release %q in namespace %q", one.OwnerName, one.OwnerNamespace)
	case one.ManagedBy != "" && one.ManagedBy != "Helm":
		return fmt.Sprintf("is managed by %q", one.ManagedBy)
	}
	return "belongs to no release"
}
