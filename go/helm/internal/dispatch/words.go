package dispatch

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/wire"
)

// said is a sentence about the option where the complaint lacks a subject.
func said(name, complaint string) string {
	if strings.HasPrefix(complaint, "must ") || strings.HasPrefix(complaint, "is ") {
		return name + " " + complaint
	}
	if strings.HasPrefix(complaint, ".") || strings.HasPrefix(complaint, "[") { // a part of it
		return name + complaint
	}
	return name + ": " + complaint
}

// complaint says what is wrong in the caller's words instead of Go's.
func complaint(err error, want reflect.Type, text json.RawMessage) string {
	var mismatch *json.UnmarshalTypeError
	if errors.As(err, &mismatch) && mismatch.Field != "" {
		return fmt.Sprintf("%s must be %s, not %s", mismatch.Field, describe(mismatch.Type), aKind(mismatch.Value))
	}
	if errors.As(err, &mismatch) || strings.Contains(err.Error(), "cannot unmarshal") {
		if part := wrongPart(want, text); part != "" {
			return part
		}
		return fmt.Sprintf("must be %s, not %s", describe(want), found(text))
	}
	return chosen(err.Error(), text)
}

func describe(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return describe(t.Elem())
	case reflect.Bool:
		return "true or false"
	case reflect.String:
		return "a string"
	case reflect.Int, reflect.Int64:
		return "a whole number"
	case reflect.Float32, reflect.Float64:
		return "a number"
	case reflect.Slice:
		return "an array" + ofStrings(t)
	case reflect.Map:
		return "an object" + ofStrings(t)
	default:
		return "an object"
	}
}

// ofStrings is what an array or object holds.
func ofStrings(t reflect.Type) string {
	if t.Elem().Kind() == reflect.String {
		return " of strings"
	}
	return ", each " + describe(t.Elem())
}

func found(text json.RawMessage) string {
	if len(text) == 0 {
		return "nothing"
	}
	switch text[0] {
	case '"':
		return "a string"
	case '{':
		return "an object"
	case '[':
		return "an array"
	case 't', 'f':
		return string(text)
	case 'n':
		return "null"
	default:
		return "the number " + string(text)
	}
}

var plainKey = regexp.MustCompile(`^[\w$]+$`)

// wrongPart is the first element of an array or object that is not what all of them must be.
func wrongPart(want reflect.Type, text json.RawMessage) string {
	for want.Kind() == reflect.Pointer {
		want = want.Elem()
	}
	complain := func(where string, part json.RawMessage) string {
		if json.Unmarshal(part, reflect.New(want.Elem()).Interface()) == nil {
			return ""
		}
		return fmt.Sprintf("%s must be %s, not %s", where, describe(want.Elem()), kindOf(part))
	}
	switch want.Kind() {
	case reflect.Map:
		var object map[string]json.RawMessage
		if json.Unmarshal(text, &object) != nil {
			return ""
		}
		for _, key := range slices.Sorted(maps.Keys(object)) {
			where := "." + key
			if !plainKey.MatchString(key) {
				where = fmt.Sprintf("[%q]", key)
			}
			if said := complain(where, object[key]); said != "" {
				return said
			}
		}
	case reflect.Slice:
		var list []json.RawMessage
		if json.Unmarshal(text, &list) != nil {
			return ""
		}
		for i, part := range list {
			if said := complain(fmt.Sprintf("[%d]", i), part); said != "" {
				return said
			}
		}
	}
	return ""
}

// kindOf is found, without what it is: that may be a credential.
func kindOf(text json.RawMessage) string {
	if said := found(text); !strings.HasPrefix(said, "the number ") {
		return said
	}
	return "a number"
}

// aKind is what encoding/json calls a value, in words.
func aKind(value string) string {
	kind, _, _ := strings.Cut(value, " ") // "number 1.5"
	switch kind {
	case "array", "object":
		return "an " + kind
	case "bool":
		return "true or false"
	}
	return "a " + kind
}

var quoted = regexp.MustCompile(`"([^"]+)"`)

// choices are the words that a complaint offers: must be "a", "b" or "c".
func choices(complaint string) []string {
	if !strings.HasPrefix(complaint, "must be ") || strings.Contains(complaint, "such as") {
		return nil
	}
	var all []string
	for _, match := range quoted.FindAllStringSubmatch(complaint, -1) {
		all = append(all, match[1])
	}
	return all
}

// chosen adds what was given to a complaint that offers choices.
func chosen(complaint string, text json.RawMessage) string {
	if choices(complaint) == nil {
		return complaint
	}
	var given string
	if json.Unmarshal(text, &given) != nil {
		return complaint + ", not " + found(text)
	}
	return complaint + fault.NotThis(given, choices(complaint))
}

// nearestChoice is the choice that was meant.
func nearestChoice(complaint string, text json.RawMessage) string {
	var given string
	if json.Unmarshal(text, &given) != nil {
		return ""
	}
	return fault.Nearest(given, slices.Values(choices(complaint)))
}

// elsewhere says of an unknown option which verbs of the same group have it.
func (d *Dispatcher) elsewhere(verb string, request map[string]json.RawMessage, err error) error {
	var known *wire.Error
	if !errors.As(err, &known) || known.Code != wire.CodeInvalidArgument {
		return err
	}
	details, _ := known.Details.(wire.InvalidArgumentDetails)
	_, given := request[details.Option]
	_, has := fieldsOf(d.entries[verb].Request)[details.Option]
	if !given || has || details.DidYouMean != "" || details.Hint != "" {
		return err
	}
	group := verb[:strings.LastIndex(verb, ".")+1]
	var others []string
	for name, entry := range d.entries {
		if strings.HasPrefix(name, group+"plan") { // which has the options of the call that it plans
			continue
		}
		if _, has := fieldsOf(entry.Request)[details.Option]; has && group != "" && strings.HasPrefix(name, group) {
			others = append(others, name)
		}
	}
	if len(others) == 0 {
		return err
	}
	slices.Sort(others)
	said := *known
	said.Message += " (it is an option of " + strings.Join(others, ", ") + ")"
	return &said
}
