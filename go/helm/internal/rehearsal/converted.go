package rehearsal

import (
	"errors"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/cli-runtime/pkg/resource"
	"sigs.k8s.io/structured-merge-diff/v6/fieldpath"

	"helm.sh/helm/v4/pkg/kube"

	"bunhelm/helm/internal/changes"
)

// convert tells what becomes of an object once what Helm has written by client-side apply is its own by server-side
// apply. The call hands the fields over in a request of its own before it applies, and the two cannot be tried together:
// what the recorded manifest has and the next has not would go, and an apply that is tried alone leaves it.
func (r *rehearsal) convert(one *Tried, recorded runtime.Object) error {
	after, isObject := one.After.(*unstructured.Unstructured)
	former, wasObject := recorded.(*unstructured.Unstructured)
	if !isObject || !wasObject {
		return nil
	}
	handed, kept := fieldpath.NewSet(), fieldpath.NewSet()
	for _, entry := range managedFields(one.Live) {
		if set := changes.Fields(entry); set != nil && isClientSide(entry) {
			handed = handed.Union(set)
		}
	}
	for _, entry := range managedFields(one.After) {
		if set := changes.Fields(entry); set != nil && !isClientSide(entry) {
			kept = kept.Union(set)
		}
	}
	content := after.DeepCopy()
	if !changes.Remove(content.Object, former.Object, handed.Difference(kept), kept) {
		return nil
	}
	// Of what goes the API server knows the default.
	content.SetManagedFields(nil)
	helper := resource.NewHelper(one.Info.Client, one.Info.Mapping).WithFieldManager(kube.ManagedFieldsManager)
	written, err := helper.Replace(one.Info.Namespace, one.Info.Name, false, content)
	if apierrors.IsConflict(err) {
		return errMoved
	}
	if err == nil {
		one.After = written
	}
	return err
}

// errMoved is an object that somebody has written while it was tried.
var errMoved = errors.New("the object was changed meanwhile")

// isClientSide tells what Helm has written by client-side apply.
func isClientSide(entry metav1.ManagedFieldsEntry) bool {
	return entry.Manager == kube.ManagedFieldsManager && entry.Operation == metav1.ManagedFieldsOperationUpdate && entry.Subresource == ""
}

func managedFields(object runtime.Object) []metav1.ManagedFieldsEntry {
	accessor, err := meta.Accessor(object)
	if err != nil {
		return nil
	}
	return accessor.GetManagedFields()
}
