package manifest

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// at follows a path such as spec.containers[name="a"].env[0].value. Names may hold dots.
func (o Object) at(path string) (any, bool) { return follow(o.Value, path) }

func follow(value any, path string) (any, bool) {
	path = strings.TrimPrefix(path, ".")
	if path == "" {
		return value, true
	}
	if path[0] == '[' {
		list, isList := value.([]any)
		inside, rest, closed := strings.Cut(path[1:], "]")
		if !isList || !closed {
			return nil, false
		}
		if i, err := strconv.Atoi(inside); err == nil {
			if i < 0 || i >= len(list) {
				return nil, false
			}
			return follow(list[i], rest)
		}
		for _, one := range list {
			if matches(one, inside) {
				if found, ok := follow(one, rest); ok {
					return found, true
				}
			}
		}
		return nil, false
	}
	fields, isObject := value.(map[string]any)
	if !isObject {
		return nil, false
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		rest, begins := strings.CutPrefix(path, name)
		if !begins || rest != "" && rest[0] != '.' && rest[0] != '[' {
			continue
		}
		if found, ok := follow(fields[name], rest); ok {
			return found, true
		}
	}
	return nil, false
}

// matches tells whether an element has the keys of name="a",port=80; one that it leaves out may have
// a default.
func matches(value any, keys string) bool {
	fields, isObject := value.(map[string]any)
	if !isObject {
		return false
	}
	for key := range strings.SplitSeq(keys, ",") {
		name, want, _ := strings.Cut(key, "=")
		given, has := fields[name]
		if !has {
			continue
		}
		if text, isText := given.(string); isText {
			if unquoted, err := strconv.Unquote(want); err != nil || unquoted != text {
				return false
			}
		} else if written, err := json.Marshal(given); err != nil || string(written) != want {
			return false
		}
	}
	return true
}

// search finds the first value of a kind below a path that names no elements of lists, nor entries of
// an object of such values: spec.containers.env.value.
func (o Object) search(path, kind, want string) (field string, value any, found bool) {
	var look func(at string, value any, rest string) bool
	look = func(at string, v any, rest string) bool {
		if list, isList := v.([]any); isList && (rest != "" || kind != "array") {
			return slices.ContainsFunc(indexes(len(list)), func(i int) bool {
				return look(at+"["+strconv.Itoa(i)+"]", list[i], rest)
			})
		}
		if rest == "" {
			if kindOf(v) == kind && !(kind == "object" && want == "a string" && holdsOther(v)) {
				field, value = at, v
				return true
			}
			if entries, isObject := v.(map[string]any); isObject {
				for _, name := range slices.Sorted(maps.Keys(entries)) {
					if kindOf(entries[name]) == kind {
						field, value = join(at, name), entries[name]
						return true
					}
				}
			}
			return false
		}
		name, more, _ := strings.Cut(rest, ".")
		entries, isObject := v.(map[string]any)
		if !isObject {
			return false
		}
		inner, has := entries[name]
		return has && look(join(at, name), inner, more)
	}
	found = look("", o.Value, path)
	return field, value, found
}

// holdsOther: an object of strings in which an object stands, which is what is wrong.
func holdsOther(value any) bool {
	entries, _ := value.(map[string]any)
	for _, one := range entries {
		if kindOf(one) == "object" {
			return true
		}
	}
	return false
}

func indexes(count int) []int {
	list := make([]int, count)
	for i := range list {
		list[i] = i
	}
	return list
}
