package kubewrap

import (
	"strings"

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

// Doubted are objects of an earlier revision that could not be looked at, as documents.
type Doubted struct {
	Ref      wire.ResourceRef
	Document string
}

// Doubt lets guard look once more at what may still be there.
func (c *Client) Doubt(one Doubted) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.doubted = append(c.doubted, one)
}

// guard looks, before an uninstall forgets the release, at every object that was built but not
// deleted. Helm takes any failed ownership read for "not ours" (action/validate.go, v4.3.1) and
// purges the record over objects that are still there.
func (c *Client) guard(deleted kube.ResourceList) error {
	c.mu.Lock()
	built, doubted, uninstalling, hook := c.built, c.doubted, c.status == wire.StatusUninstalling, c.hook != nil
	c.mu.Unlock()
	if !uninstalling || hook || len(built) == len(deleted) && len(doubted) == 0 {
		return nil
	}
	gone := map[wire.ResourceRef]bool{}
	for _, info := range deleted {
		gone[refOf(info)] = true
	}
	var standing []wire.ResourceRef
	var unseen []fault.Unseen
	doubt := func(one fault.Unseen) {
		if one.Earlier && c.missing.skip && apierrors.IsForbidden(one.Err) {
			c.leave(one.Ref, "may be left: "+one.Err.Error())
			c.missing.left = append(c.missing.left, one.Ref)
			return
		}
		unseen = append(unseen, one)
	}
	look := func(info *resource.Info, earlier bool) {
		if gone[refOf(info)] {
			return
		}
		switch stands, err := c.stands(info); {
		case err != nil:
			doubt(fault.Unseen{Ref: refOf(info), Err: err, Earlier: earlier})
		case stands:
			standing = append(standing, refOf(info))
		}
	}
	for _, info := range built {
		look(info, false)
	}
	for _, one := range doubted {
		list, _, err := c.Look(one.Document)
		if err != nil {
			doubt(fault.Unseen{Ref: one.Ref, Err: err, Earlier: true})
		}
		for _, info := range list {
			look(info, true)
		}
	}
	if len(standing)+len(unseen) == 0 {
		return nil
	}
	err := fault.UninstallIncomplete(standing, unseen)
	fault.Note(c.op, err)
	c.gates.Refuse(err)
	return err
}

// stands tells whether an object that was not deleted keeps its release from being forgotten.
func (c *Client) stands(info *resource.Info) (bool, error) {
	object, err := resource.NewHelper(info.Client, info.Mapping).Get(info.Namespace, info.Name)
	if apierrors.IsNotFound(err) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	owner := c.op.Evidence().Release
	return !IsKept(object) && !IsKept(info.Object) && Foreign(info, object, owner.Name, owner.Namespace) == nil, nil
}

// IsKept tells of an object that is to outlive its release.
func IsKept(object runtime.Object) bool {
	accessor, err := meta.Accessor(object)
	return err == nil && strings.EqualFold(strings.TrimSpace(accessor.GetAnnotations()[kube.ResourcePolicyAnno]), kube.KeepPolicy)
}
