package kubewrap

import (
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
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

// guard looks, before an uninstall forgets the release, at every object that was built but not
// deleted. Helm takes any failed ownership read for "not ours" (action/validate.go, v4.3.1) and
// purges the record over objects that are still there.
func (c *Client) guard(deleted kube.ResourceList) error {
	c.mu.Lock()
	built, uninstalling, hook := c.built, c.status == wire.StatusUninstalling, c.hook != nil
	c.mu.Unlock()
	if !uninstalling || hook || len(built) == len(deleted) {
		return nil
	}
	gone := map[wire.ResourceRef]bool{}
	for _, info := range deleted {
		gone[refOf(info)] = true
	}
	owner := c.op.Evidence().Release
	var remaining []wire.ResourceRef
	var reasons []string
	for _, info := range built {
		ref := refOf(info)
		if gone[ref] {
			continue
		}
		object, err := resource.NewHelper(info.Client, info.Mapping).Get(info.Namespace, info.Name)
		switch {
		case apierrors.IsNotFound(err):
			continue
		case err != nil:
			reasons = append(reasons, ref.Kind+" "+ref.Name+": "+err.Error())
		default:
			if Foreign(info, object, owner.Name, owner.Namespace) != nil {
				continue
			}
			reasons = append(reasons, ref.Kind+" "+ref.Name+" is still there")
		}
		remaining = append(remaining, ref)
	}
	if len(remaining) == 0 {
		return nil
	}
	err := fault.UninstallIncomplete(remaining, strings.Join(reasons, "; "))
	fault.Note(c.op, err)
	c.gates.Refuse(err)
	return err
}
