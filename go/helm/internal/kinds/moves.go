package kinds

import (
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// moved are the kinds that Kubernetes serves in another group than it once did. The objects are the same.
var moved = map[schema.GroupKind]string{
	{Group: "extensions", Kind: "DaemonSet"}:               "apps",
	{Group: "extensions", Kind: "Deployment"}:              "apps",
	{Group: "extensions", Kind: "ReplicaSet"}:              "apps",
	{Group: "extensions", Kind: "HorizontalPodAutoscaler"}: "autoscaling",
	{Group: "extensions", Kind: "Ingress"}:                 "networking.k8s.io",
	{Group: "extensions", Kind: "NetworkPolicy"}:           "networking.k8s.io",
}

// elsewhere is the group and version in which objects are served now whose own version is not.
func elsewhere(mapper meta.RESTMapper, kind schema.GroupVersionKind) (groupVersion string, found bool) {
	now := kind.GroupKind()
	if group, isMoved := moved[now]; isMoved {
		now.Group = group
	}
	mapping, err := mapper.RESTMapping(now)
	if err != nil {
		return "", false
	}
	return mapping.GroupVersionKind.GroupVersion().String(), true
}
