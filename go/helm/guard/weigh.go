package guard

import (
	"encoding"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
)

// A function that goes through a value has no end where the value holds itself, and where it holds
// another many times over takes as long as that is repeated. So each value is gone through here first,
// counting as that function would, and not further than to the limit.

const (
	// anything is what a number, a bool or a time takes at most, or the marks around a value.
	anything = 24
)

var (
	stringer    = reflect.TypeFor[fmt.Stringer]()
	goError     = reflect.TypeFor[error]()
	jsonWriter  = reflect.TypeFor[json.Marshaler]()
	textWriter  = reflect.TypeFor[encoding.TextMarshaler]()
	object      = reflect.TypeFor[map[string]any]()
	reflections = reflect.TypeFor[reflect.Value]()
)

// weigh counts the bytes that values take when they are written out, with indentation.
func (r *Render) weigh(values ...reflect.Value) (int64, error) {
	s := r.scale(math.MaxInt64, nil)
	err := s.weigh(values)
	return s.bytes, err
}

// tree is weigh of what makes so many parts at most of the values on its way, and escapes their texts.
func (r *Render) tree(parts int64, e *escapes, values ...reflect.Value) error {
	s := r.scale(parts, e)
	return s.weigh(values)
}

// yaml is tree of what becomes YAML, on whose way there is JSON, and a parser of it: it may have half as many bytes,
// and few parts, of which each takes some 800.
func (r *Render) yaml(values ...reflect.Value) error {
	s := r.scale(r.limit/512*3, quoted)
	s.limit /= 2
	return s.weigh(values)
}

func (r *Render) scale(parts int64, e *escapes) scale {
	return scale{limit: r.limit, most: parts, escapes: e}
}

func (s *scale) weigh(values []reflect.Value) error {
	for _, v := range values {
		s.value(v, 0, 0)
	}
	switch {
	case s.deep:
		return errDeep
	case s.parts > s.most:
		return fmt.Errorf("it would process more than %d values, the most that %s allows", s.most, Option)
	case s.bytes > s.limit:
		return tooMuch(s.bytes, s.limit)
	}
	return nil
}

var errDeep = fmt.Errorf("a value is nested more than %d levels deep, or contains itself", maxDepth)

func tooMuch(bytes, limit int64) error {
	return fmt.Errorf("it would take at least %d bytes, more than the %d that %s allows", bytes, limit, Option)
}

type scale struct {
	bytes, limit int64
	parts, most  int64
	octets       int64 // that are no text: some functions write them as numbers
	escapes      *escapes
	deep         bool
}

// full ends the counting.
func (s *scale) full() bool { return s.deep || s.bytes > s.limit || s.parts > s.most }

// mark counts what is around a value. One that is deep and takes too much is deep above all.
func (s *scale) mark(depth int, path int64) bool {
	s.parts++
	s.bytes += anything + 2*int64(depth) + path
	s.deep = depth > maxDepth || depth > maxDepth/10 && s.full()
	return !s.full()
}

// value counts v at a depth, below keys of so many bytes: TOML repeats those.
func (s *scale) value(v reflect.Value, depth int, path int64) {
	if s.full() || !s.mark(depth, path) || !v.IsValid() {
		return
	}
	if v.Type() == reflections {
		if inner, ok := v.Interface().(reflect.Value); ok {
			s.value(inner, depth, path)
			return
		}
	}
	switch v.Kind() {
	case reflect.String:
		s.bytes += s.escapes.of(v.String(), depth)
	case reflect.Interface, reflect.Pointer:
		if !v.IsNil() {
			s.value(v.Elem(), depth+1, path)
		}
	case reflect.Map:
		s.entries(v, depth, path)
	case reflect.Slice, reflect.Array:
		s.items(v, depth, path)
	case reflect.Struct:
		if says(v.Type()) {
			return
		}
		for i := range v.NumField() {
			s.value(v.Field(i), depth+1, path)
		}
	}
}

func (s *scale) entries(v reflect.Value, depth int, path int64) {
	if v.Type().Key().Kind() == reflect.String && v.Type().Elem() == object.Elem() && v.CanInterface() {
		for key, value := range v.Convert(object).Interface().(map[string]any) {
			if s.bytes += s.escapes.of(key, depth); s.full() {
				return
			}
			s.any(value, depth+1, path+int64(len(key)))
		}
		return
	}
	for entries := v.MapRange(); entries.Next(); {
		if s.full() {
			return
		}
		s.value(entries.Key(), depth+1, path)
		s.value(entries.Value(), depth+1, path)
	}
}

func (s *scale) items(v reflect.Value, depth int, path int64) {
	switch v.Type().Elem().Kind() {
	case reflect.Interface, reflect.Pointer, reflect.Map, reflect.Slice, reflect.Array, reflect.Struct, reflect.String:
	case reflect.Uint8: // as numbers, or base64
		s.bytes += int64(v.Len()) * 4
		s.octets += int64(v.Len())
		return
	default: // numbers, each as long as can be
		s.bytes += int64(v.Len()) * anything
		s.parts += int64(v.Len())
		return
	}
	if list, ok := listOf(v); ok {
		for _, item := range list {
			if s.full() {
				return
			}
			s.any(item, depth+1, path)
		}
		return
	}
	for i := range v.Len() {
		if s.full() {
			return
		}
		s.value(v.Index(i), depth+1, path)
	}
}

func listOf(v reflect.Value) ([]any, bool) {
	if !v.CanInterface() {
		return nil, false
	}
	list, ok := v.Interface().([]any)
	return list, ok
}

// any is value without reflection for what values are made of.
func (s *scale) any(value any, depth int, path int64) {
	switch known := value.(type) {
	case nil, bool, int, int64, float64:
		s.mark(depth, path)
	case string:
		s.mark(depth, path)
		s.bytes += s.escapes.of(known, depth)
	default:
		s.value(reflect.ValueOf(value), depth, path)
	}
}

// says tells a struct that writes itself, such as a time.
func says(t reflect.Type) bool {
	for _, kind := range []reflect.Type{stringer, goError, jsonWriter, textWriter} {
		if t.Implements(kind) || reflect.PointerTo(t).Implements(kind) {
			return true
		}
	}
	return false
}
