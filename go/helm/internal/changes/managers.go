package changes

import (
	"bytes"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/structured-merge-diff/v6/fieldpath"
)

// Manager is who has written fields of an object.
type Manager struct {
	metav1.ManagedFieldsEntry
	// Fields are their paths.
	Fields *fieldpath.Set
}

// ManagersOf are those of an object, but for those whose fields cannot be read; none of nil.
func ManagersOf(object runtime.Object) []Manager {
	accessor, err := meta.Accessor(object)
	if err != nil {
		return nil
	}
	return managersIn(accessor.GetManagedFields())
}

func managersIn(entries []metav1.ManagedFieldsEntry) (found []Manager) {
	for _, entry := range entries {
		if entry.FieldsV1 == nil {
			continue
		}
		fields := &fieldpath.Set{}
		if fields.FromJSON(bytes.NewReader(entry.FieldsV1.Raw)) == nil {
			found = append(found, Manager{entry, fields})
		}
	}
	return found
}
