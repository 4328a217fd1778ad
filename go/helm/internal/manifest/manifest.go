// Package manifest reads what was rendered as people do: which template an object comes from, and
// what is wrong with it, in words that name the field.
package manifest

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"

	"sigs.k8s.io/yaml"

	"bunhelm/helm/internal/wire"
)

// Document is one YAML document.
type Document struct {
	// Template is the path of its template, "" where that is not known.
	Template string
	Text     string
	// Line is that of the document's first line in what the template renders.
	Line int
}

// Object is one rendered object, which may stand in a List.
type Object struct {
	Document
	// Place is where it stands in a List, such as "items[0]".
	Place string
	// Value is what was read: a map where it is an object.
	Value any
	// Err is why the document cannot be read.
	Err error
}

var sourceLine = regexp.MustCompile(`^# Source: (\S.*)$`)

// Documents cuts a manifest into its documents. template is that of documents without a line that
// names one.
func Documents(text, template string) []Document {
	var documents []Document
	var lines []string
	current := Document{Template: template, Line: 1}
	flush := func() {
		current.Text = strings.Join(lines, "\n")
		if strings.TrimSpace(current.Text) != "" {
			documents = append(documents, current)
		}
		lines = nil
	}
	number := 1
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if strings.HasPrefix(line, "---") {
			flush()
			current = Document{Template: current.Template, Line: number + 1}
			number++
			continue
		}
		if match := sourceLine.FindStringSubmatch(line); match != nil && len(lines) == 0 {
			current, number = Document{Template: match[1], Line: 1}, 1
			continue
		}
		lines = append(lines, line)
		number++
	}
	flush()
	return documents
}

// Objects reads the objects of a manifest, those of Lists one by one.
func Objects(text, template string) []Object {
	var objects []Object
	for _, document := range Documents(text, template) {
		value, err := decode(document.Text)
		if value == nil && err == nil {
			continue // comments
		}
		objects = append(objects, flatten(Object{Document: document, Value: value, Err: err})...)
	}
	return objects
}

func decode(text string) (value any, err error) {
	data, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	err = decoder.Decode(&value)
	return value, err
}

// flatten takes a List apart, as Kubernetes does.
func flatten(object Object) []Object {
	fields, _ := object.Value.(map[string]any)
	items, isList := fields["items"].([]any)
	if kind, _ := fields["kind"].(string); !isList || !strings.HasSuffix(kind, "List") {
		return []Object{object}
	}
	var objects []Object
	for i, item := range items {
		one := object
		one.Value, one.Place = item, strings.TrimPrefix(object.Place+".items["+strconv.Itoa(i)+"]", ".")
		objects = append(objects, flatten(one)...)
	}
	return objects
}

func (o Object) field(path ...string) any {
	value := o.Value
	for _, name := range path {
		fields, _ := value.(map[string]any)
		value = fields[name]
	}
	return value
}

func (o Object) text(path ...string) string {
	text, _ := o.field(path...).(string)
	return text
}

// What a document that is no YAML says of its object, most likely.
var (
	likelyKind = regexp.MustCompile(`(?m)^kind:[ \t]*["']?(\w+)`)
	likelyName = regexp.MustCompile(`(?m)^metadata:[ \t]*(?:\{.*?|(?:\n[ \t]+.*)*?\n[ \t]+)\bname:[ \t]*["']?([^\s"',}]+)`)
)

// Ref names the object as far as it names itself.
func (o Object) Ref() wire.ResourceRef {
	if o.Err != nil {
		var ref wire.ResourceRef
		if match := likelyKind.FindStringSubmatch(o.Text); match != nil {
			ref.Kind = match[1]
		}
		if match := likelyName.FindStringSubmatch(o.Text); match != nil {
			ref.Name = match[1]
		}
		return ref
	}
	return wire.ResourceRef{
		ApiVersion: o.text("apiVersion"), Kind: o.text("kind"), Namespace: o.text("metadata", "namespace"), Name: o.text("metadata", "name"),
	}
}

// Is tells whether it is the object that is named; what the name leaves out may be anything.
func (o Object) Is(ref wire.ResourceRef) bool {
	own := o.Ref()
	same := func(a, b string) bool { return a == "" || b == "" || a == b }
	return own.Name == ref.Name && own.Name != "" && strings.EqualFold(own.Kind, ref.Kind) && same(own.Namespace, ref.Namespace) && same(own.ApiVersion, ref.ApiVersion)
}

// Find is the first object of that name, or nil. One in another version, or in the group to which its kind has moved, is
// the same.
func Find(objects []Object, ref wire.ResourceRef) *Object {
	for _, version := range []string{ref.ApiVersion, ""} {
		ref.ApiVersion = version
		for i := range objects {
			if objects[i].Is(ref) {
				return &objects[i]
			}
		}
	}
	return nil
}
