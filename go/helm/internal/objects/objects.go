// Package objects reads what an object of the cluster says of itself.
package objects

import (
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/cli-runtime/pkg/resource"

	"helm.sh/helm/v4/pkg/kube"
	release "helm.sh/helm/v4/pkg/release/v1"

	"bunhelm/helm/internal/wire"
)

// RefOf names an object.
func RefOf(info *resource.Info) wire.ResourceRef {
	gvk := info.Mapping.GroupVersionKind
	ref := wire.ResourceRef{ApiVersion: gvk.GroupVersion().String(), Kind: gvk.Kind, Name: info.Name}
	if info.Namespaced() {
		ref.Namespace = info.Namespace
	}
	return ref
}

// RefsOf names objects.
func RefsOf(list kube.ResourceList) []wire.ResourceRef {
	refs := make([]wire.ResourceRef, len(list))
	for i, info := range list {
		refs[i] = RefOf(info)
	}
	return refs
}

// IsHook tells of an object of a hook.
func IsHook(info *resource.Info) bool {
	accessor, err := meta.Accessor(info.Object)
	return err == nil && accessor.GetAnnotations()[release.HookAnnotation] != ""
}

// IsKept tells of an object that is to outlive its release.
func IsKept(object runtime.Object) bool {
	accessor, err := meta.Accessor(object)
	return err == nil && strings.EqualFold(strings.TrimSpace(accessor.GetAnnotations()[kube.ResourcePolicyAnno]), kube.KeepPolicy)
}

// Delete deletes an object, and what depends on it in the background; one that is gone is no error.
func Delete(info *resource.Info) error {
	background := metav1.DeletePropagationBackground
	_, err := resource.NewHelper(info.Client, info.Mapping).DeleteWithOptions(info.Namespace, info.Name, &metav1.DeleteOptions{PropagationPolicy: &background})
	if apierrors.IsNotFound(err) {
		return nil
	}
	return err
}
