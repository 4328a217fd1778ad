package kubewrap

import (
	"fmt"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/cli-runtime/pkg/resource"

	"bunhelm/helm/internal/wire"
)

// looks are as many at once, and all of them together end by themselves.
const (
	looksAtOnce = 8
	looksLimit  = 5 * time.Second
)

// Foreign are the objects that were built last, exist, and belong to another release or to none. Helm
// stops at the first and tells of it in a sentence. upgrade: those of the revision before are not looked at.
func (c *Client) Foreign(name, namespace string, upgrade bool) []wire.OwnershipConflict {
	c.mu.Lock()
	list := c.built
	if upgrade {
		list = list.Difference(c.before)
	}
	c.mu.Unlock()
	found := make([]chan *wire.OwnershipConflict, len(list))
	places := make(chan struct{}, looksAtOnce)
	for i, info := range list {
		found[i] = make(chan *wire.OwnershipConflict, 1)
		go func() {
			var conflict *wire.OwnershipConflict
			var err error
			defer func() { found[i] <- conflict }()
			defer Recover(&err)
			places <- struct{}{}
			defer func() { <-places }()
			if c.op.Err() == nil {
				conflict = foreign(info, name, namespace)
			}
		}()
	}
	limit := time.After(looksLimit)
	var conflicts []wire.OwnershipConflict
	for _, one := range found {
		select {
		case conflict := <-one:
			if conflict != nil {
				conflicts = append(conflicts, *conflict)
			}
		case <-c.op.Context().Done():
			return conflicts
		case <-limit:
			return conflicts
		}
	}
	return conflicts
}

func foreign(info *resource.Info, name, namespace string) *wire.OwnershipConflict {
	if info.Name == "" {
		return nil
	}
	object, err := resource.NewHelper(info.Client, info.Mapping).Get(info.Namespace, info.Name)
	if err != nil {
		return nil // it is gone, or nobody may look
	}
	return Foreign(info, object, name, namespace)
}

// Foreign is whose an object is by what it says itself; nil where it is the release's, as Helm decides that
// (pkg/action/validate.go checkOwnership, v4.3.1).
func Foreign(info *resource.Info, object runtime.Object, name, namespace string) *wire.OwnershipConflict {
	accessor, err := meta.Accessor(object)
	if err != nil {
		return nil
	}
	one := wire.OwnershipConflict{
		ResourceRef:    refOf(info),
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

func whose(one wire.OwnershipConflict, name, namespace string) string {
	switch {
	case one.OwnerName != "" && (one.OwnerName != name || one.OwnerNamespace != namespace):
		return fmt.Sprintf("belongs to release %q in namespace %q", one.OwnerName, one.OwnerNamespace)
	case one.ManagedBy != "" && one.ManagedBy != "Helm":
		return fmt.Sprintf("is managed by %q", one.ManagedBy)
	}
	return "belongs to no release"
}
