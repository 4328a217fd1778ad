package definitions

import (
	"context"
	"slices"
	"strings"

	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
)

// Losses are what the objects of a definition lose when it is replaced.
type Losses struct {
	// Versions are those that would no longer be served.
	Versions []Version
	// Fields are those that a version of the same name would no longer have, such as v1: spec.size.
	Fields []string
	// Stored is how many objects there are; nil: nobody knows.
	Stored *int
}

// Version is one of a definition.
type Version struct {
	Name string
	// IsStored: objects may be stored in it.
	IsStored bool
}

// Any tells whether there are some.
func (l *Losses) Any() bool { return len(l.Versions)+len(l.Fields) > 0 }

// lose finds out what would be lost if the cluster's definition became the chart's.
func (d *Definition) lose(ctx context.Context, clients func() (dynamic.Interface, error)) {
	live := definitionOf(d.Live)
	if live == nil || d.Defines == nil || d.Same {
		return
	}
	for _, kind := range d.unserved() {
		d.Losses.Versions = append(d.Losses.Versions, Version{kind.Version, slices.Contains(live.Status.StoredVersions, kind.Version)})
	}
	for _, version := range live.Spec.Versions {
		if kept := versionOf(d.Defines, version.Name); kept != nil {
			d.Losses.Fields = append(d.Losses.Fields, lost(&version, kept)...)
		}
	}
	// Without a conversion, what is stored in one version is read in another as it is.
	if was, is := storedIn(live), storedIn(d.Defines); was != nil && is != nil && was.Name != is.Name && (d.Defines.Spec.Conversion == nil || d.Defines.Spec.Conversion.Strategy == apiextensionsv1.NoneConverter) {
		d.Losses.Fields = append(d.Losses.Fields, lost(was, is)...)
	}
	slices.Sort(d.Losses.Fields)
	d.Losses.Fields = slices.Compact(d.Losses.Fields)
	if !d.Losses.Any() {
		return
	}
	if client, err := clients(); err == nil {
		d.Losses.Stored = count(ctx, client, live)
	}
}

func versionOf(definition *apiextensionsv1.CustomResourceDefinition, name string) *apiextensionsv1.CustomResourceDefinitionVersion {
	for i, version := range definition.Spec.Versions {
		if version.Name == name {
			return &definition.Spec.Versions[i]
		}
	}
	return nil
}

// unserved are the kinds that are no longer served once it is written.
func (d *Definition) unserved() (found []schema.GroupVersionKind) {
	live := definitionOf(d.Live)
	if live == nil || d.Defines == nil {
		return nil
	}
	for _, version := range live.Spec.Versions {
		if kept := versionOf(d.Defines, version.Name); version.Served && (kept == nil || !kept.Served) {
			found = append(found, schema.GroupVersionKind{Group: live.Spec.Group, Version: version.Name, Kind: live.Spec.Names.Kind})
		}
	}
	return found
}

func storedIn(definition *apiextensionsv1.CustomResourceDefinition) *apiextensionsv1.CustomResourceDefinitionVersion {
	for i, version := range definition.Spec.Versions {
		if version.Storage {
			return &definition.Spec.Versions[i]
		}
	}
	return nil
}

// lost are the fields of a version that another does not have.
func lost(before, after *apiextensionsv1.CustomResourceDefinitionVersion) []string {
	if before.Schema == nil || after.Schema == nil {
		return nil
	}
	return gone(after.Name+": ", before.Schema.OpenAPIV3Schema, after.Schema.OpenAPIV3Schema)
}

// isOpen tells whether an object may have fields that its schema does not name.
func isOpen(schema *apiextensionsv1.JSONSchemaProps) bool {
	more := schema.AdditionalProperties
	return schema.XPreserveUnknownFields != nil && *schema.XPreserveUnknownFields || more != nil && (more.Allows || more.Schema != nil)
}

// gone are the fields that one schema has and another does not, whose values the API server drops when it stores an
// object the next time.
func gone(path string, before, after *apiextensionsv1.JSONSchemaProps) (found []string) {
	if before == nil || after == nil || after.XPreserveUnknownFields != nil && *after.XPreserveUnknownFields {
		return nil
	}
	if isOpen(before) && !isOpen(after) {
		found = append(found, path+"*")
	}
	for name, was := range before.Properties {
		is, kept := after.Properties[name]
		if kept {
			found = append(found, gone(path+name+".", &was, &is)...)
		} else if !isOpen(after) {
			found = append(found, path+name)
		}
	}
	if before.Items != nil && after.Items != nil {
		found = append(found, gone(strings.TrimSuffix(path, ".")+"[].", before.Items.Schema, after.Items.Schema)...)
	}
	if before.AdditionalProperties != nil && after.AdditionalProperties != nil {
		found = append(found, gone(path+"*.", before.AdditionalProperties.Schema, after.AdditionalProperties.Schema)...)
	}
	return found
}

// count is how many objects there are; nil: this user may not list them.
func count(ctx context.Context, client dynamic.Interface, live *apiextensionsv1.CustomResourceDefinition) *int {
	for _, version := range live.Spec.Versions {
		if !version.Served {
			continue
		}
		list, err := client.Resource(schema.GroupVersionResource{Group: live.Spec.Group, Version: version.Name, Resource: live.Spec.Names.Plural}).
			List(ctx, metav1.ListOptions{Limit: 1})
		if err != nil {
			return nil
		}
		number := len(list.Items)
		if left := list.GetRemainingItemCount(); left != nil {
			number += int(*left)
		}
		return &number
	}
	return nil
}
