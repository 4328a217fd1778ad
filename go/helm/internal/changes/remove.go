package changes

import (
	"slices"

	"sigs.k8s.io/structured-merge-diff/v6/fieldpath"
)

// Remove takes fields out of an object that a former state of it has, but for those that have something below them that
// is kept. It tells whether there were any.
func Remove(object, former map[string]any, fields, kept *fieldpath.Set) (removed bool) {
	fields.Iterate(func(path fieldpath.Path) {
		if _, had := At(former, path); had && !HasBelow(kept, path) {
			removed = RemoveAt(object, path) || removed
		}
	})
	return removed
}

// HasBelow tells whether a set has a path, or one that begins with it.
func HasBelow(set *fieldpath.Set, path fieldpath.Path) bool {
	for i, element := range path {
		if i == len(path)-1 && set.Members.Has(element) {
			return true
		}
		next, found := set.Children.Get(element)
		if !found {
			return false
		}
		set = next
	}
	return !set.Empty()
}

// RemoveAt takes out what is at a path, and tells whether there was anything.
func RemoveAt(object map[string]any, path fieldpath.Path) bool {
	parent, found := At(object, path[:len(path)-1])
	if !found {
		return false
	}
	last := path[len(path)-1]
	if fields, ok := parent.(map[string]any); ok && last.FieldName != nil {
		_, had := fields[*last.FieldName]
		delete(fields, *last.FieldName)
		return had
	}
	list, ok := parent.([]any)
	item, exists := itemOf(parent, last)
	if !ok || !exists || len(path) < 2 {
		return false
	}
	rest := slices.DeleteFunc(slices.Clone(list), func(one any) bool { return equal(one, item) })
	holder, found := At(object, path[:len(path)-2])
	if fields, ok := holder.(map[string]any); found && ok && path[len(path)-2].FieldName != nil {
		fields[*path[len(path)-2].FieldName] = rest
		return true
	}
	return false
}

// Undo makes an object that has come of a change as it was before, as far as that can be written there.
func Undo(object map[string]any, change Change) {
	if change.Added {
		RemoveAt(object, change.Path)
		return
	}
	path := change.Path
	parent, found := At(object, path[:len(path)-1])
	if !found {
		return
	}
	last := path[len(path)-1]
	switch parent := parent.(type) {
	case map[string]any:
		if last.FieldName != nil {
			parent[*last.FieldName] = change.Before
		}
	case []any:
		if last.Index != nil && *last.Index >= 0 && *last.Index < len(parent) {
			parent[*last.Index] = change.Before
		}
	}
}
