package changes

import (
	"slices"

	"sigs.k8s.io/structured-merge-diff/v6/fieldpath"
	"sigs.k8s.io/structured-merge-diff/v6/value"
)

// Lists knows by what the items of lists belong together. The API server tells it beside each object, in the paths of
// its managed fields, so that no schema has to be read.
type Lists struct{ set *fieldpath.Set }

// ListsOf are those of objects of one kind, by their managers.
func ListsOf(objects ...[]Manager) Lists {
	all := fieldpath.NewSet()
	for _, managers := range objects {
		for _, manager := range managers {
			all = all.Union(manager.Fields)
		}
	}
	return Lists{all}
}

// within is the part of a set below an element; nil where nothing is known.
func within(known *fieldpath.Set, element fieldpath.PathElement) *fieldpath.Set {
	if known == nil {
		return nil
	}
	below, _ := known.Children.Get(element)
	return below
}

// identifier tells what the items of two lists are known by; nil: by their place.
func identifier(known *fieldpath.Set, lists ...[]any) func(any) fieldpath.PathElement {
	keys, isSet := knownBy(known)
	if isSet && all(isScalar, lists...) {
		return func(item any) fieldpath.PathElement {
			v := value.NewValueInterface(item)
			return fieldpath.PathElement{Value: &v}
		}
	}
	if len(keys) == 0 {
		keys = []string{"name"} // as in most lists of Kubernetes
	}
	identify := func(item any) fieldpath.PathElement { return byKeys(item, keys) }
	named := func(item any) bool {
		fields, ok := item.(map[string]any)
		return ok && slices.ContainsFunc(keys, func(key string) bool { return isScalar(fields[key]) })
	}
	if !all(named, lists...) || slices.ContainsFunc(lists, func(list []any) bool { return hasTwins(list, identify) }) {
		return nil
	}
	return identify
}

// knownBy finds, among the paths below a list, the names of its items' keys, or that they are known by themselves.
func knownBy(known *fieldpath.Set) (keys []string, isSet bool) {
	if known == nil {
		return nil, false
	}
	look := func(element fieldpath.PathElement) {
		if element.Value != nil {
			isSet = true
		}
		if element.Key == nil || keys != nil {
			return
		}
		for _, field := range *element.Key {
			keys = append(keys, field.Name)
		}
	}
	known.Members.Iterate(look)
	known.Children.Iterate(look)
	return keys, isSet
}

func byKeys(item any, keys []string) fieldpath.PathElement {
	fields, _ := item.(map[string]any)
	key := value.FieldList{}
	for _, name := range keys {
		if found, ok := fields[name]; ok {
			key = append(key, value.Field{Name: name, Value: value.NewValueInterface(found)})
		}
	}
	key.Sort()
	return fieldpath.PathElement{Key: &key}
}

func hasTwins(list []any, identify func(any) fieldpath.PathElement) bool {
	seen := map[string]bool{}
	for _, item := range list {
		name := identify(item).String()
		if seen[name] {
			return true
		}
		seen[name] = true
	}
	return false
}

func all(is func(any) bool, lists ...[]any) bool {
	for _, list := range lists {
		if slices.ContainsFunc(list, func(item any) bool { return !is(item) }) {
			return false
		}
	}
	return true
}

func isScalar(v any) bool {
	switch v.(type) {
	case nil, map[string]any, []any:
		return false
	}
	return true
}
