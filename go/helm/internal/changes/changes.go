// Package changes tells how two states of an object differ, field by field, in the paths of the API server's field
// managers: .spec.template.spec.containers[name="app"].image.
package changes

import (
	"maps"
	"slices"

	"sigs.k8s.io/structured-merge-diff/v6/fieldpath"
	"sigs.k8s.io/structured-merge-diff/v6/value"
)

// Change is a field that differs. What one of the two states does not have is absent there.
type Change struct {
	Path           fieldpath.Path
	Before, After  any
	Added, Removed bool
	// Reordered: it is a list that has the same items in another order, which Before and After name.
	Reordered bool
}

// Between are the changes from one state to another, in the order of their paths.
func Between(before, after map[string]any, lists Lists) []Change {
	c := comparison{}
	c.compare(fieldpath.Path{}, lists.set, before, after)
	return c.found
}

type comparison struct{ found []Change }

func (c *comparison) compare(path fieldpath.Path, known *fieldpath.Set, before, after any) {
	switch before := before.(type) {
	case map[string]any:
		if after, ok := after.(map[string]any); ok {
			c.maps(path, known, before, after)
			return
		}
	case []any:
		if after, ok := after.([]any); ok {
			c.lists(path, known, before, after)
			return
		}
	}
	if !equal(before, after) {
		c.found = append(c.found, Change{Path: path.Copy(), Before: before, After: after})
	}
}

func (c *comparison) maps(path fieldpath.Path, known *fieldpath.Set, before, after map[string]any) {
	names := slices.Sorted(maps.Keys(before))
	for name := range after {
		if _, ok := before[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		old, had := before[name]
		now, has := after[name]
		c.pair(path, fieldpath.PathElement{FieldName: &name}, known, old, now, had, has)
	}
}

// pair compares what two states have at one place.
func (c *comparison) pair(path fieldpath.Path, element fieldpath.PathElement, known *fieldpath.Set, before, after any, had, has bool) {
	at := append(path, element)
	if had && has {
		c.compare(at, within(known, element), before, after)
		return
	}
	c.found = append(c.found, Change{Path: at.Copy(), Before: before, After: after, Added: !had, Removed: !has})
}

func (c *comparison) lists(path fieldpath.Path, known *fieldpath.Set, before, after []any) {
	if identify := identifier(known, before, after); identify != nil {
		c.items(path, known, before, after, identify)
		return
	}
	if len(before) != len(after) {
		c.found = append(c.found, Change{Path: path.Copy(), Before: before, After: after})
		return
	}
	for index := range before {
		element := fieldpath.PathElement{Index: &index}
		c.compare(append(path, element), within(known, element), before[index], after[index])
	}
}

// items compares lists whose items are known by something of their own, wherever they stand.
func (c *comparison) items(path fieldpath.Path, known *fieldpath.Set, before, after []any, identify func(any) fieldpath.PathElement) {
	type place struct {
		element fieldpath.PathElement
		item    any
	}
	rest, both := map[string]place{}, map[string]bool{}
	for _, item := range after {
		element := identify(item)
		rest[element.String()] = place{element, item}
	}
	for _, item := range before {
		element := identify(item)
		now, has := rest[element.String()]
		both[element.String()] = has
		delete(rest, element.String())
		c.pair(path, element, known, item, now.item, true, has)
	}
	var was, is []any // those that both have
	for _, item := range before {
		if name := identify(item).String(); both[name] {
			was = append(was, name)
		}
	}
	for _, item := range after {
		element := identify(item)
		if added, isNew := rest[element.String()]; isNew {
			c.pair(path, element, known, nil, added.item, false, true)
		} else {
			is = append(is, element.String())
		}
	}
	if !slices.Equal(was, is) {
		c.found = append(c.found, Change{Path: path.Copy(), Before: was, After: is, Reordered: true})
	}
}

func equal(a, b any) bool {
	return value.Equals(value.NewValueInterface(a), value.NewValueInterface(b))
}
