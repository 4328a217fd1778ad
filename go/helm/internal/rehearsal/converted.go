package rehearsal

import (
	"errors"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
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
	for _, manager := range changes.ManagersOf(one.Live) {
		if isClientSide(manager) {
			handed = handed.Union(manager.Fields)
		}
	}
	for _, manager := range changes.ManagersOf(one.After) {
		if !isClientSide(manager) {
			kept = kept.Union(manager.Fields)
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
func isClientSide(manager changes.Manager) bool {
	return manager.Manager == kube.ManagedFieldsManager && manager.Operation == metav1.ManagedFieldsOperationUpdate && manager.Subresource == ""
}
