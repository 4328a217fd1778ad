// Package values reads and copies chart values, which may have many MB, in a part of the time that
// packages for any type take: values are maps, lists, strings, numbers, booleans and null.
//
// It stands outside internal/ because the Helm that is linked imports it: scripts/hooks.ts lets Helm
// copy values with it.
package values

import "maps"

// Copy is a deep copy. What values are not made of, other copies.
func Copy(value any, other func(any) (any, error)) (any, error) {
	switch value := value.(type) {
	case nil, string, bool, float64, int64, int:
		return value, nil
	case map[string]any:
		made := maps.Clone(value) // keeps what is found by its hash where it is
		for key, inner := range value {
			if isLeaf(inner) {
				continue
			}
			copied, err := Copy(inner, other)
			if err != nil {
				return nil, err
			}
			made[key] = copied
		}
		return made, nil
	case []any:
		if value == nil {
			return value, nil
		}
		made := make([]any, len(value), cap(value))
		for i, inner := range value {
			copied, err := Copy(inner, other)
			if err != nil {
				return nil, err
			}
			made[i] = copied
		}
		return made, nil
	}
	return other(value)
}

func isLeaf(value any) bool {
	switch value.(type) {
	case nil, string, bool, float64, int64, int:
		return true
	}
	return false
}

// Look is shown a text that has a name.
type Look func(name, text string)

// Each shows all texts of values that have a name, but not those of lists.
func Each(value any, look Look) {
	switch value := value.(type) {
	case map[string]any:
		for name, inner := range value {
			if text, ok := inner.(string); ok {
				look(name, text)
			} else {
				Each(inner, look)
			}
		}
	case []any:
		for _, inner := range value {
			Each(inner, look)
		}
	}
}
