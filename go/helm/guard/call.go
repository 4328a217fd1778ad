package guard

import (
	"context"
	"encoding/base64"
	"fmt"
	"reflect"
	"strings"
	"unsafe"
)

// Call is asked before a function or method of a template is called, which happens at a depth.
func (r *Render) Call(depth int, name string, arguments []reflect.Value) error {
	if r == nil {
		return nil
	}
	r.depth = depth
	if err := context.Cause(r.ctx); err != nil {
		return err
	}
	if check, found := checks[name]; found {
		return check(r, arguments)
	}
	_, err := r.weigh(arguments...)
	return err
}

// Method is asked before a method of a value is called.
func (r *Render) Method(name string, receiver reflect.Value) error {
	if r == nil || receiver.Kind() != reflect.Map {
		return nil
	}
	switch receiver.Type().Elem().Kind() {
	case reflect.Interface: // common.Values: all but Table go through all of it
		if name != "Table" {
			return r.yaml(receiver)
		}
	case reflect.Slice:
		return r.files(name, receiver)
	}
	return nil
}

// files is asked before a method of .Files is called.
func (r *Render) files(name string, receiver reflect.Value) error {
	if name != "AsConfig" && name != "AsSecrets" && name != "Lines" {
		return nil
	}
	var bytes int64
	for entries := receiver.MapRange(); entries.Next(); {
		content, ok := entries.Value().Interface().([]byte)
		switch {
		case !ok:
		case name == "AsConfig":
			bytes += 2 * quoted.of(view(content), 1) // as for all YAML
		case name == "AsSecrets":
			bytes += int64(base64.StdEncoding.EncodedLen(len(content)))
		case name == "Lines": // of one of them
			bytes = max(bytes, int64(strings.Count(view(content), "\n"))*16)
		}
	}
	return r.allow(bytes)
}

// octets are those of a text, which nobody may change.
func octets(text string) []byte { return unsafe.Slice(unsafe.StringData(text), len(text)) }

// view is a text of bytes that nobody changes.
func view(content []byte) string { return unsafe.String(unsafe.SliceData(content), len(content)) }

// Made is asked about what a function has made. What was there before takes nothing.
func (r *Render) Made(name string, arguments []reflect.Value, result reflect.Value) error {
	if r == nil || passing[name] {
		return nil
	}
	if result.IsValid() && result.Kind() == reflect.Interface {
		result = result.Elem()
	}
	if !result.IsValid() {
		return nil
	}
	var bytes int64
	switch result.Kind() {
	case reflect.String:
		if result.Len() < 32 || !isPart(result.String(), arguments) {
			bytes = int64(result.Len())
		}
	case reflect.Slice:
		bytes = int64(result.Len()) * int64(result.Type().Elem().Size())
	case reflect.Map:
		if bytes = 128; !isOne(result, arguments) { // one more entry of a dict, or all of a new one
			bytes = 320 + 64*int64(result.Len())
		}
	}
	if growing[name] {
		all, err := r.weigh(result)
		if err != nil {
			return err
		}
		return r.make(2 * all)
	}
	if bytes > r.limit {
		return tooMuch(bytes, r.limit)
	}
	return r.make(bytes + 16)
}

// isPart tells a text that is a piece of an argument.
func isPart(text string, arguments []reflect.Value) bool {
	start := uintptr(unsafe.Pointer(unsafe.StringData(text)))
	for _, argument := range arguments {
		if argument.IsValid() && argument.Kind() == reflect.Interface {
			argument = argument.Elem()
		}
		if !argument.IsValid() || argument.Kind() != reflect.String {
			continue
		}
		whole := argument.String()
		from := uintptr(unsafe.Pointer(unsafe.StringData(whole)))
		if start >= from && start+uintptr(len(text)) <= from+uintptr(len(whole)) {
			return true
		}
	}
	return false
}

func isOne(result reflect.Value, arguments []reflect.Value) bool {
	for _, argument := range arguments {
		if argument.IsValid() && argument.Kind() == reflect.Interface {
			argument = argument.Elem()
		}
		if argument.IsValid() && argument.Kind() == reflect.Map && argument.Pointer() == result.Pointer() {
			return true
		}
	}
	return false
}

// passing are functions that hand on what they are given, or whose result is counted as it is written.
var passing = set(
	"include", "tpl",
	"default", "ternary", "coalesce", "required", "index", "get", "dig", "first", "last", "mustFirst", "mustLast",
	"set", "unset", "slice", "values", "pluck", "call", "initial", "rest", "mustInitial", "mustRest",
)

// growing are functions that make all of a value anew.
var growing = set(
	"fromYaml", "fromYamlArray", "fromJson", "fromJsonArray", "mustFromJson", "fromToml", "deepCopy", "mustDeepCopy",
)

func set(names ...string) map[string]bool {
	made := map[string]bool{}
	for _, name := range names {
		made[name] = true
	}
	return made
}

// allow is an error when a call would make more bytes than a render may write.
func (r *Render) allow(bytes int64) error {
	if bytes > r.limit || bytes < 0 {
		return tooMuch(bytes, r.limit)
	}
	return nil
}

// work is an error when a call would take minutes, in which nothing could end it.
func work(steps float64) error {
	const most = 1e10
	if steps > most {
		return fmt.Errorf("it would take some %.0e steps, more than %.0e", steps, most)
	}
	return nil
}
