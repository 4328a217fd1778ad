package kubeclient

import (
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/cli-runtime/pkg/resource"

	"helm.sh/helm/v4/pkg/kube"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/kinds"
	"bunhelm/helm/internal/objects"
	"bunhelm/helm/internal/wire"
)

// Doubt lets guard look once more at what may still be there.
func (c *Client) Doubt(one kinds.Document) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.doubted = append(c.doubted, one)
}

// guard looks, before an uninstall forgets the release, at every object that was built but not
// deleted. Helm takes any failed ownership read for "not ours" (action/validate.go, v4.3.1) and
// purges the record over objects that are still there.
func (c *Client) guard(deleted kube.ResourceList) error {
	c.mu.Lock()
	built, doubted := c.built, c.doubted
	c.mu.Unlock()
	if c.stage.Status() != wire.StatusUninstalling || c.stage.Hook() != nil || len(built) == len(deleted) && len(doubted) == 0 {
		return nil
	}
	gone := map[wire.ResourceRef]bool{}
	for _, info := range deleted {
		gone[objects.RefOf(info)] = true
	}
	var standing []wire.ResourceRef
	var unseen []fault.Unseen
	doubt := func(one fault.Unseen) {
		if !one.Earlier || !apierrors.IsForbidden(one.Err) || !c.MayBeLeft(one.Ref, one.Err) {
			unseen = append(unseen, one)
		}
	}
	look := func(info *resource.Info, earlier bool) {
		if gone[objects.RefOf(info)] {
			return
		}
		switch stands, err := c.stands(info); {
		case err != nil:
			doubt(fault.Unseen{Ref: objects.RefOf(info), Err: err, Earlier: earlier})
		case stands:
			standing = append(standing, objects.RefOf(info))
		}
	}
	for _, info := range built {
		look(info, false)
	}
	for _, one := range doubted {
		list, _, err := c.Look(one.Text)
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
	fault.Remember(c.op, err)
	c.gate.Refuse(err)
	return err
}

// stands tells whether an object that was not deleted keeps its release from being forgotten.
func (c *Client) stands(info *resource.Info) (bool, error) {
	object, err := c.standing(info)
	return object != nil, err
}

// standing is an object that is there, the release's, and not to be kept; else nil.
func (c *Client) standing(info *resource.Info) (runtime.Object, error) {
	if info.Name == "" { // generateName: nobody knows which it was
		return nil, nil
	}
	object, err := resource.NewHelper(info.Client, info.Mapping).Get(info.Namespace, info.Name)
	if apierrors.IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	owner := c.op.Evidence.Seen().Release
	if objects.IsKept(object) || objects.IsKept(info.Object) || objects.Foreign(info, object, owner.Name, owner.Namespace) != nil {
		return nil, nil
	}
	return object, nil
}
