package manifest

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/api/validation/path"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"bunhelm/helm/internal/wire"
)

// Check finds what no decoder of Kubernetes takes: what has no name, no kind, or another type than
// every object has. None means that it must be asked what the API server says.
func (o Object) Check() []wire.FieldCause {
	if o.Err != nil {
		return []wire.FieldCause{o.broken()}
	}
	if _, isObject := o.Value.(map[string]any); !isObject {
		return []wire.FieldCause{{Reason: "Type", Message: "must be an object, but is " + Describe(o.Value)}}
	}
	var causes []wire.FieldCause
	for _, name := range []string{"apiVersion", "kind"} {
		switch value := o.field(name).(type) {
		case nil:
			causes = append(causes, missing(name))
		case string:
			if value == "" {
				causes = append(causes, missing(name))
			} else if _, err := schema.ParseGroupVersion(value); name == "apiVersion" && err != nil {
				causes = append(causes, wire.FieldCause{Field: name, Reason: "Invalid", Message: fmt.Sprintf("must be a version or GROUP/VERSION, but is %q", value)})
			}
		default:
			causes = append(causes, o.wrong(name, "a string", value))
		}
	}
	metadata, isObject := o.field("metadata").(map[string]any)
	if !isObject {
		if value := o.field("metadata"); value != nil {
			return append(causes, o.wrong("metadata", "an object", value))
		}
		return append(causes, missing("metadata.name"))
	}
	causes = append(causes, o.named(metadata)...)
	for _, name := range []string{"labels", "annotations"} {
		causes = append(causes, o.strings("metadata."+name, metadata[name])...)
	}
	return causes
}

func missing(field string) wire.FieldCause {
	return wire.FieldCause{Field: field, Reason: "Missing", Message: "is missing"}
}

func (o Object) named(metadata map[string]any) (causes []wire.FieldCause) {
	for _, name := range []string{"name", "generateName", "namespace"} {
		value, given := metadata[name]
		text, isText := value.(string)
		switch {
		case value == nil && !given, value == nil:
		case !isText:
			causes = append(causes, o.wrong("metadata."+name, "a string", value))
		case name != "generateName":
			for _, problem := range path.IsValidPathSegmentName(text) {
				causes = append(causes, wire.FieldCause{Field: "metadata." + name, Reason: "Invalid", Message: problem + ": it is " + strconv.Quote(text)})
			}
		}
	}
	if (metadata["name"] == nil || metadata["name"] == "") && (metadata["generateName"] == nil || metadata["generateName"] == "") {
		causes = append(causes, missing("metadata.name"))
	}
	return causes
}

// strings checks an object of strings.
func (o Object) strings(field string, value any) (causes []wire.FieldCause) {
	if value == nil {
		return nil
	}
	entries, isObject := value.(map[string]any)
	if !isObject {
		return []wire.FieldCause{o.wrong(field, "an object", value)}
	}
	for _, key := range slices.Sorted(maps.Keys(entries)) {
		switch entries[key].(type) {
		case string, nil:
		default:
			causes = append(causes, o.wrong(field+"."+key, "a string", entries[key]))
		}
	}
	return causes
}

// wrong is a value of another type than it must have.
func (o Object) wrong(field, want string, value any) wire.FieldCause {
	message := "must be " + want + ", but is " + o.describe(field, value)
	if want == "a string" {
		switch value.(type) {
		case bool, json.Number:
			message += ": quote it"
		}
	}
	if text, isText := value.(string); isText && (want == "a number" || want == "a whole number" || want == "true or false") && !o.isSecret() {
		if _, err := strconv.ParseFloat(text, 64); err == nil || text == "true" || text == "false" {
			message += ": write it without quotes"
		}
	}
	return wire.FieldCause{Field: field, Reason: "Type", Message: message}
}

// isSecret: what stands in it does not belong into a message.
func (o Object) isSecret() bool {
	if fields, isObject := o.Value.(map[string]any); isObject {
		return fields["kind"] == "Secret"
	}
	return secretKind.MatchString(o.Text)
}

var secretKind = regexp.MustCompile(`(?m)^\s*(- )?"?kind"?:\s*"?Secret\b`)

func (o Object) describe(field string, value any) string {
	if o.isSecret() && !strings.HasPrefix(field, "metadata") {
		return Describe(TypeOnly(value))
	}
	return Describe(value)
}

// nothing is a value that says of itself only what it is.
type nothing string

// TypeOnly is a value without what it says: it may be a secret.
func TypeOnly(value any) any {
	switch value.(type) {
	case bool:
		return nothing("a boolean")
	case json.Number, float64, int64:
		return nothing("a number")
	case string:
		return nothing("a string")
	}
	return value
}

// Describe says what a value is, for people.
func Describe(value any) string {
	switch value := value.(type) {
	case nil:
		return "null"
	case nothing:
		return string(value)
	case bool:
		return fmt.Sprintf("the boolean %t", value)
	case json.Number:
		return "the number " + value.String()
	case string:
		if len(value) > 60 {
			return "a string"
		}
		return "the string " + strconv.Quote(value)
	case []any:
		return "a list"
	case map[string]any:
		return "an object"
	}
	return "something else"
}

var yamlLine = regexp.MustCompile(`line (\d+): `)

// broken says where a document is no YAML, with the line itself.
func (o Object) broken() wire.FieldCause {
	message := PlainYAML(o.Err.Error())
	match := yamlLine.FindStringSubmatch(message)
	if match == nil {
		return wire.FieldCause{Reason: "YAML", Message: message}
	}
	number, _ := strconv.Atoi(match[1])
	lines := strings.Split(o.Text, "\n")
	message = strings.Replace(message, match[0], fmt.Sprintf("line %d: ", number+o.Line-1), 1)
	if strings.HasPrefix(strings.TrimLeft(at(lines, number-1), " "), "\t") {
		message += ": indent with spaces, since YAML does not allow tabs"
	}
	if line := strings.TrimSpace(at(lines, number-1)); line != "" && !o.isSecret() {
		if len(line) > 120 {
			line = line[:120] + "..."
		}
		message += ", in " + strconv.Quote(line)
	}
	return wire.FieldCause{Reason: "YAML", Message: message}
}

func at(lines []string, i int) string {
	if i < 0 || i >= len(lines) {
		return ""
	}
	return lines[i]
}

// parser is what parsers of YAML say about themselves.
var parser = regexp.MustCompile(`error converting YAML to JSON: |error unmarshaling JSON: while decoding JSON: |cannot unmarshal yaml document: |MalformedYAMLError: |(^|\s)yaml: `)

// PlainYAML leaves it out.
func PlainYAML(message string) string {
	for range 2 { // where one begins what another has begun
		message = parser.ReplaceAllString(message, "$1")
	}
	return message
}

// values walks through all values, depth first in order of names.
func values(field string, value any, see func(field, name string, value any)) {
	switch value := value.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(value)) {
			inner := strings.TrimPrefix(field+"."+name, ".")
			see(inner, name, value[name])
			values(inner, value[name], see)
		}
	case []any:
		for i, one := range value {
			values(field+"["+strconv.Itoa(i)+"]", one, see)
		}
	}
}

// unencoded are the data of a Secret that are not base64.
func (o Object) unencoded() (causes []wire.FieldCause) {
	data, _ := o.field("data").(map[string]any)
	for _, key := range slices.Sorted(maps.Keys(data)) {
		if text, isText := data[key].(string); isText {
			if _, err := base64.StdEncoding.DecodeString(strings.NewReplacer("\n", "", "\r", "").Replace(text)); err != nil {
				causes = append(causes, wire.FieldCause{Field: "data." + key, Reason: "Invalid", Message: "is not base64: use b64enc or stringData"})
			}
		}
	}
	return causes
}

// quantities are amounts that cannot be read.
func (o Object) quantities() (causes []wire.FieldCause) {
	amounts := map[string]bool{"limits": true, "requests": true, "hard": true, "capacity": true, "default": true, "defaultRequest": true, "max": true, "min": true}
	values("", o.Value, func(field, name string, value any) {
		entries, isObject := value.(map[string]any)
		if !isObject || !amounts[name] {
			return
		}
		for _, key := range slices.Sorted(maps.Keys(entries)) {
			if text, isText := entries[key].(string); isText {
				if _, err := resource.ParseQuantity(text); err != nil {
					causes = append(causes, wire.FieldCause{Field: field + "." + key, Reason: "Invalid", Message: fmt.Sprintf("must be an amount such as \"500m\" or \"1Gi\", but is %q", text)})
				}
			}
		}
	})
	return causes
}
