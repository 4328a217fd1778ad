package secret

import (
	"reflect"

	"bunhelm/helm/internal/wire"
)

// In is a copy of a value of package wire with each text of it masked. Words that the code decides, and the
// names of objects, releases and charts, stay: they are looked for by programs.
func In[T any](s *Set, value T) T {
	masked := reflect.New(reflect.TypeFor[T]()).Elem()
	masked.Set(reflect.ValueOf(&value).Elem())
	s.walk(masked)
	return masked.Interface().(T)
}

// only are types of which no more than the given field is text that somebody has written.
var only = map[reflect.Type]string{
	reflect.TypeFor[wire.ResourceRef]():   "",
	reflect.TypeFor[wire.ChartInfo]():     "",
	reflect.TypeFor[wire.FailedRelease](): "Description",
	reflect.TypeFor[wire.RevisionState](): "Description",
	reflect.TypeFor[wire.RecordEvent]():   "Description",
}

func (s *Set) walk(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		if v.Type() == reflect.TypeFor[string]() { // another type is one of the code's words, or a manifest
			v.SetString(s.Mask(v.String()))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			s.replace(v, v.Elem(), func(copied reflect.Value) reflect.Value { return copied.Addr() })
		}
	case reflect.Interface:
		if v.IsNil() || v.Type() == reflect.TypeFor[error]() {
			return
		}
		s.replace(v, v.Elem(), func(copied reflect.Value) reflect.Value { return copied })
	case reflect.Struct:
		field, isKnown := only[v.Type()]
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && (!isKnown || f.Name == field) && f.Name != "Verb" {
				s.walk(v.Field(i))
			}
		}
	case reflect.Slice:
		if v.IsNil() || v.Type().Elem().Kind() == reflect.Uint8 {
			return
		}
		copied := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(copied, v)
		for i := range copied.Len() {
			s.walk(copied.Index(i))
		}
		v.Set(copied)
	case reflect.Map:
		if v.IsNil() || v.Type().Elem().Kind() != reflect.String {
			return
		}
		copied := reflect.MakeMapWithSize(v.Type(), v.Len())
		for key, value := range v.Seq2() {
			text := reflect.New(v.Type().Elem()).Elem()
			text.SetString(s.Mask(value.String()))
			copied.SetMapIndex(key, text)
		}
		v.Set(copied)
	}
}

// replace puts a masked copy of what is pointed to, or held, in its place: others may hold the same.
func (s *Set) replace(v, target reflect.Value, as func(reflect.Value) reflect.Value) {
	copied := reflect.New(target.Type()).Elem()
	copied.Set(target)
	s.walk(copied)
	v.Set(as(copied))
}
