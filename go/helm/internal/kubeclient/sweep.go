package kubeclient

import (
	"errors"
	"fmt"
	"slices"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/cli-runtime/pkg/resource"

	"helm.sh/helm/v4/pkg/kube"

	"bunhelm/helm/internal/objects"
	"bunhelm/helm/internal/wire"
)

// Swept are manifests of revisions that have not come to their end.
type Swept struct {
	Manifests []string
	// Since is when the first of them began: what is older they have not made.
	Since time.Time
}

// Sweep has the release lose what these revisions have made and it does not have.
func (c *Client) Sweep(swept Swept) {
	swept.Since = swept.Since.Truncate(time.Second) // as the API server has it
	c.swept = swept
}

// Spare keeps objects from being swept that the chart has beside its manifest; dropped: nor are
// they deleted because the revision before has them.
func (c *Client) Spare(refs []wire.ResourceRef, dropped bool) {
	c.spared, c.sparesDropped = refs, dropped
}

func (c *Client) isSpared(info *resource.Info) bool {
	own := objects.RefOf(info)
	return slices.ContainsFunc(c.spared, func(ref wire.ResourceRef) bool {
		namespace := ref.Namespace
		if namespace == "" && info.Namespaced() {
			namespace = c.Namespace
		}
		kind := schema.FromAPIVersionAndKind(ref.ApiVersion, ref.Kind).GroupKind()
		return kind == info.Mapping.GroupVersionKind.GroupKind() && ref.Name == own.Name && namespace == own.Namespace
	})
}

// kept are the objects of the revision before without those that are spared, which are not in the next one.
func (c *Client) kept(before, target kube.ResourceList) kube.ResourceList {
	if !c.sparesDropped {
		return before
	}
	return before.Filter(func(info *resource.Info) bool { return target.Contains(info) || !c.isSpared(info) })
}

// Dropped are the objects that are no longer part of the release, and would be deleted.
func (c *Client) Dropped(before, target kube.ResourceList) kube.ResourceList {
	return c.kept(before, target).Difference(target)
}

// isHolder tells what goes with all that others have made of it or in it.
func isHolder(kind schema.GroupKind) bool {
	return kind == schema.GroupKind{Kind: "Namespace"} || kind == schema.GroupKind{Group: "apiextensions.k8s.io", Kind: "CustomResourceDefinition"}
}

var errHolder = errors.New("it may hold what others have made")

// Strays are the objects to sweep. One that this user may not look at is left behind, and said: the revision could not
// make it either.
func (c *Client) Strays(target kube.ResourceList) (strays kube.ResourceList, err error) {
	seen := slices.Clone(target)
	for _, manifest := range c.swept.Manifests {
		list, _, err := c.Look(manifest)
		if err != nil {
			return nil, err
		}
		for _, info := range list.Difference(seen) {
			seen = append(seen, info)
			if info.Name == "" || c.isSpared(info) { // it has a generateName
				continue
			}
			isStray, err := c.isStray(info)
			switch {
			case apierrors.IsForbidden(err):
				c.Behind(objects.RefOf(info), err)
			case err != nil:
				return nil, fmt.Errorf("could not get information about the resource: %w", err)
			case isStray && isHolder(info.Mapping.GroupVersionKind.GroupKind()):
				c.Behind(objects.RefOf(info), errHolder)
			case isStray:
				strays = append(strays, info)
			}
		}
	}
	return strays, c.op.Err()
}

// isStray tells whether an object is the release's, was made by the revisions, and is not to be kept.
func (c *Client) isStray(info *resource.Info) (bool, error) {
	object, err := c.standing(info)
	if object == nil || err != nil {
		return false, err
	}
	accessor, err := meta.Accessor(object)
	if err != nil || accessor.GetDeletionTimestamp() != nil {
		return false, err
	}
	return !accessor.GetCreationTimestamp().Time.Before(c.swept.Since), nil
}

// sweep deletes the strays once the release's objects are written.
func (c *Client) sweep(target kube.ResourceList) error {
	strays, err := c.Strays(target)
	if err != nil {
		return err
	}
	for _, info := range strays {
		err := objects.Delete(info)
		switch ref := objects.RefOf(info); {
		case apierrors.IsForbidden(err):
			c.Behind(ref, err)
		case err != nil:
			return fmt.Errorf("%s %q of a revision that has failed could not be deleted: %w", ref.Kind, ref.Name, err)
		}
	}
	return nil
}
