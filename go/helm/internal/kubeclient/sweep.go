package kubeclient

import (
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/cli-runtime/pkg/resource"

	"helm.sh/helm/v4/pkg/kube"

	"bunhelm/helm/internal/objects"
)

// Sweep has the release lose what these manifests have and it does not: operations that were interrupted, or have failed,
// may have made it.
func (c *Client) Sweep(manifests []string) { c.swept = manifests }

// Strays are the objects to sweep that are still there and the release's, and that nobody wants to keep. What cannot be
// looked at is left behind, and said: often it is what this user may not have made either.
func (c *Client) Strays(target kube.ResourceList) (strays kube.ResourceList) {
	owner := c.op.Evidence.Seen().Release
	for _, manifest := range c.swept {
		list, _, err := c.Look(manifest)
		if err != nil {
			continue // what could not be built then was not written either
		}
		for _, info := range list.Difference(target).Difference(strays) {
			object, err := resource.NewHelper(info.Client, info.Mapping).Get(info.Namespace, info.Name)
			switch {
			case apierrors.IsNotFound(err) || c.op.Err() != nil:
			case err != nil:
				c.Behind(objects.RefOf(info), err)
			case objects.IsKept(object) || objects.IsKept(info.Object) || objects.Foreign(info, object, owner.Name, owner.Namespace) != nil:
			default:
				strays = append(strays, info)
			}
		}
	}
	return strays
}

// sweep deletes the strays once the release's objects are written.
func (c *Client) sweep(target kube.ResourceList) error {
	for _, info := range c.Strays(target) {
		err := objects.Delete(info)
		if err != nil && c.op.Err() == nil {
			c.Behind(objects.RefOf(info), err)
		}
	}
	return c.op.Err()
}
