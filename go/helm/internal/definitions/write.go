package definitions

import (
	"encoding/json"
	"reflect"

	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/cli-runtime/pkg/resource"

	"helm.sh/helm/v4/pkg/kube"
)

// write applies an object as the chart has it, or only tries to. Server-side apply has no limit of size, as the
// annotation of client-side apply has, and Helm's own install goes on from it without a conflict.
func (d *Definition) write(mode Mode, dry bool) (runtime.Object, error) {
	helper := resource.NewHelper(d.info.Client, d.info.Mapping).DryRun(dry).
		WithFieldManager(kube.ManagedFieldsManager).WithFieldValidation(string(kube.FieldValidationDirectiveStrict))
	data, err := runtime.Encode(unstructured.UnstructuredJSONScheme, d.info.Object)
	if err != nil {
		return nil, err
	}
	force := mode == CreateReplace || mode == Apply && d.force
	after, err := helper.Patch(d.info.Namespace, d.info.Name, types.ApplyPatchType, data, &metav1.PatchOptions{Force: &force})
	if err != nil || mode != CreateReplace || d.Live == nil {
		return after, err
	}
	whole := d.whole(after)
	for attempt := 0; whole != nil; attempt++ {
		replaced, err := helper.Replace(d.info.Namespace, d.info.Name, false, whole)
		if !apierrors.IsConflict(err) || dry || attempt == attempts {
			return replaced, err
		}
		// The API server's own controllers have written its status meanwhile.
		if after, err = helper.Get(d.info.Namespace, d.info.Name); err != nil {
			return nil, err
		}
		whole = d.whole(after)
	}
	return after, nil
}

// attempts is how often a definition is replaced anew that changes meanwhile.
const attempts = 5

// whole is a definition that was applied without what others have written into it and the chart does not have; nil: there
// is nothing of the kind.
func (d *Definition) whole(after runtime.Object) *unstructured.Unstructured {
	live, isObject := after.(*unstructured.Unstructured)
	if d.Defines == nil || !isObject || isSame(d.Defines, live) {
		return nil
	}
	wanted := d.Defines.DeepCopy()
	if bundle := caBundle(wanted); bundle != nil && len(*bundle) == 0 {
		if other := caBundle(definitionOf(live)); other != nil {
			*bundle = *other
		}
	}
	spec, err := runtime.DefaultUnstructuredConverter.ToUnstructured(&wanted.Spec)
	if err != nil {
		return nil
	}
	replaced := live.DeepCopy()
	replaced.Object["spec"] = spec
	return replaced
}

// definitionOf reads an object; nil: it is no definition.
func definitionOf(object runtime.Object) *apiextensionsv1.CustomResourceDefinition {
	fields, isObject := object.(*unstructured.Unstructured)
	if !isObject || fields.GroupVersionKind() != apiextensionsv1.SchemeGroupVersion.WithKind("CustomResourceDefinition") {
		return nil
	}
	definition := &apiextensionsv1.CustomResourceDefinition{}
	if runtime.DefaultUnstructuredConverter.FromUnstructured(fields.Object, definition) != nil {
		return nil
	}
	return definition
}

// isSame compares what two definitions say once the API server's defaults are in. The certificate of a conversion
// webhook is often put in by somebody else.
func isSame(wanted *apiextensionsv1.CustomResourceDefinition, object runtime.Object) bool {
	live := definitionOf(object)
	if wanted == nil || live == nil {
		return false
	}
	wanted = wanted.DeepCopy()
	apiextensionsv1.SetObjectDefaults_CustomResourceDefinition(wanted)
	apiextensionsv1.SetObjectDefaults_CustomResourceDefinition(live)
	if bundle := caBundle(wanted); bundle != nil && len(*bundle) == 0 {
		if other := caBundle(live); other != nil {
			*other = nil
		}
	}
	return reflect.DeepEqual(plain(wanted.Spec), plain(live.Spec))
}

func caBundle(definition *apiextensionsv1.CustomResourceDefinition) *[]byte {
	if definition == nil {
		return nil
	}
	conversion := definition.Spec.Conversion
	if conversion == nil || conversion.Webhook == nil || conversion.Webhook.ClientConfig == nil {
		return nil
	}
	return &conversion.Webhook.ClientConfig.CABundle
}

func plain(value any) (made any) {
	text, err := json.Marshal(value)
	if err != nil || json.Unmarshal(text, &made) != nil {
		return nil
	}
	return made
}
