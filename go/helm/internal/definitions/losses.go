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
	for _, version := range live.Spec.Versions {
		kept := versionOf(d.Defines, version.Name)
		switch {
		case version.Served && (kept == nil || !kept.Served), kept == nil:
			d.Losses.Versions = append(d.Losses.Versions, Version{version.Name, slices.Contains(live.Status.StoredVersions, version.Name)})
		case kept.Schema != nil && version.Schema != nil:
			d.Losses.Fields = append(d.Losses.Fields, gone(version.Name+": ", version.Schema.OpenAPIV3Schema, kept.Schema.OpenAPIV3Schema)...)
		}
	}
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

// gone are the fields that one schema has and another does not, whose values the API server drops when it stores an
// object the next time.
func gone(path string, before, after *apiextensionsv1.JSONSchemaProps) (found []string) {
	if before == nil || after == nil || after.XPreserveUnknownFields != nil && *after.XPreserveUnknownFields {
		return nil
	}
	for name, was := range before.Properties {
		is, kept := after.Properties[name]
		if kept {
			found = append(found, gone(path+name+".", &was, &is)...)
		} else if after.AdditionalProperties == nil {
			found = append(found, path+name)
		}
	}
	if before.Items != nil && after.Items != nil {
		found = append(found, gone(strings.TrimSuffix(path, ".")+"[].", before.Items.Schema, after.Items.Schema)...)
	}
	if before.AdditionalProperties != nil && after.AdditionalProperties != nil {
		found = append(found, gone(path+"*.", before.AdditionalProperties.Schema, after.AdditionalProperties.Schema)...)
	}
	slices.Sort(found)
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
