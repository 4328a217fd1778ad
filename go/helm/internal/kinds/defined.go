package kinds

import (
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/yaml"

	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/kube"
)

// DefinedBy are the CustomResourceDefinitions in a file of crds/; what cannot be read is left to those who write it.
func DefinedBy(crd chart.CRD) (found []*apiextensionsv1.CustomResourceDefinition) {
	_ = eachObject(crd.File.Data, func(text []byte) error {
		definition := &apiextensionsv1.CustomResourceDefinition{}
		if yaml.Unmarshal(text, definition) == nil && definition.Kind == "CustomResourceDefinition" && definition.APIVersion == "apiextensions.k8s.io/v1" {
			found = append(found, definition)
		}
		return nil
	})
	return found
}

// Expect takes the kinds that a chart's crds/ define for served, though they are not yet. updates: those that are there
// become what the chart says, so that its kinds are served in no other version.
func (k *Kinds) Expect(crds []chart.CRD, updates bool) {
	k.expected, k.replaced = map[schema.GroupVersionKind]bool{}, map[schema.GroupKind]bool{}
	for _, crd := range crds {
		for _, definition := range DefinedBy(crd) {
			if updates {
				k.replaced[schema.GroupKind{Group: definition.Spec.Group, Kind: definition.Spec.Names.Kind}] = true
			}
			for _, version := range definition.Spec.Versions {
				kind := schema.GroupVersionKind{Group: definition.Spec.Group, Version: version.Name, Kind: definition.Spec.Names.Kind}
				k.expected[kind] = k.expected[kind] || version.Served
			}
		}
	}
}

// Withdrawn tells whether a kind would no longer be served in a version.
func (k *Kinds) Withdrawn(kind schema.GroupVersionKind) bool {
	return k.replaced[kind.GroupKind()] && !k.expected[kind]
}

// withdrawn is that one of the objects has such a kind.
func (k *Kinds) withdrawn(list kube.ResourceList) error {
	for _, info := range list {
		if kind := info.Mapping.GroupVersionKind; k.Withdrawn(kind) {
			return &meta.NoKindMatchError{GroupKind: kind.GroupKind(), SearchedVersions: []string{kind.Version}}
		}
	}
	return nil
}

// Expected are the kinds that are taken for served.
func (k *Kinds) Expected() (found []schema.GroupVersionKind) {
	for kind, served := range k.expected {
		if served {
			found = append(found, kind)
		}
	}
	return found
}
