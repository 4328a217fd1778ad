package manifest

import (
	"cmp"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"bunhelm/helm/internal/wire"
)

// Translate makes of what a decoder says about an object what is wrong with which field; nil where
// that is none of the texts below. Each has a test with the API server or the decoder itself.
func (o Object) Translate(message string) []wire.FieldCause {
	type place struct {
		start, end int
		causes     []wire.FieldCause
	}
	var found []place
	for _, row := range decoders {
		for _, at := range row.pattern.FindAllStringSubmatchIndex(message, mostComplaints) {
			known := func(p place) bool { return at[0] < p.end && p.start < at[1] } // to a row above
			if !slices.ContainsFunc(found, known) {
				found = append(found, place{at[0], at[1], row.make(o, submatches(message, at))})
			}
		}
	}
	slices.SortStableFunc(found, func(a, b place) int { return cmp.Compare(a.start, b.start) })
	var causes []wire.FieldCause
	for _, one := range found {
		for _, cause := range one.causes {
			if !slices.Contains(causes, cause) {
				causes = append(causes, cause)
			}
		}
	}
	return causes
}

// mostComplaints of each kind are read: an API server's answer may have any number.
const mostComplaints = 200

func submatches(text string, at []int) []string {
	match := make([]string, len(at)/2)
	for i := range match {
		if at[2*i] >= 0 {
			match[i] = text[at[2*i]:at[2*i+1]]
		}
	}
	return match
}

var decoders = []struct {
	pattern *regexp.Regexp
	make    func(o Object, match []string) []wire.FieldCause
}{
	// structured-merge-diff, typed/helpers.go and validate.go: server-side apply.
	{regexp.MustCompile(`(?m)(\.\S(?:[^\n]*?[^:\n])?): expected ([a-z]+)(?: \([^)]*\))?, got ([^\n]+)`), func(o Object, m []string) []wire.FieldCause {
		field := strings.TrimPrefix(m[1], ".")
		value, found := o.at(field)
		if !found {
			return []wire.FieldCause{{Field: field, Reason: "Type", Message: "must be " + noun(m[2])}}
		}
		return []wire.FieldCause{o.wrong(field, noun(m[2]), value)}
	}},
	{regexp.MustCompile(`(?m)(\.\S[^\n]*?): field not declared in schema`), func(_ Object, m []string) []wire.FieldCause {
		return []wire.FieldCause{unknown(strings.TrimPrefix(m[1], "."))}
	}},
	{regexp.MustCompile(`(?m)(\.\S[^\n]*?): duplicate entries for key \[([^\]]*)\]`), func(_ Object, m []string) []wire.FieldCause {
		return []wire.FieldCause{{Field: strings.TrimPrefix(m[1], "."), Reason: "Duplicate", Message: "lists " + m[2] + " twice"}}
	}},
	// kubectl, pkg/validation: OpenAPI on the client's side.
	{regexp.MustCompile(`ValidationError\(([^)]*)\): unknown field "([^"]+)"`), func(_ Object, m []string) []wire.FieldCause {
		return []wire.FieldCause{unknown(join(withoutKind(m[1]), m[2]))}
	}},
	{regexp.MustCompile(`ValidationError\(([^)]*)\): missing required field "([^"]+)"`), func(_ Object, m []string) []wire.FieldCause {
		return []wire.FieldCause{missing(join(withoutKind(m[1]), m[2]))}
	}},
	{regexp.MustCompile(`ValidationError\(([^)]*)\): invalid type for \S+: got "([a-z]+)", expected "([a-z]+)"`), func(o Object, m []string) []wire.FieldCause {
		field := withoutKind(m[1])
		if value, found := o.at(field); found {
			return []wire.FieldCause{o.wrong(field, noun(m[3]), value)}
		}
		return []wire.FieldCause{{Field: field, Reason: "Type", Message: "must be " + noun(m[3]) + ", but is " + noun(m[2])}}
	}},
	{regexp.MustCompile(`ValidationError\(([^)]*)\): unknown object type "nil"`), func(_ Object, m []string) []wire.FieldCause {
		return []wire.FieldCause{{Field: withoutKind(m[1]), Reason: "Type", Message: "must not be null"}}
	}},
	// encoding/json: what the API server or Kubernetes' own types cannot take.
	{regexp.MustCompile(`json: cannot unmarshal (\w+)(?: [^ ]+)? into Go (?:struct field (\S+)|value) of type (\S+)`), func(o Object, m []string) []wire.FieldCause {
		_, path, _ := strings.Cut(m[2], ".")
		field, value, found := o.search(path, m[1], goNoun(m[3]))
		if !found {
			return []wire.FieldCause{{Field: path, Reason: "Type", Message: "must be " + goNoun(m[3]) + ", but is " + noun(m[1])}}
		}
		return []wire.FieldCause{o.wrong(field, goNoun(m[3]), value)}
	}},
	// apimachinery, strict decoding.
	{regexp.MustCompile(`unknown field "([^"]+)"`), func(_ Object, m []string) []wire.FieldCause { return []wire.FieldCause{unknown(m[1])} }},
	{regexp.MustCompile(`duplicate field "([^"]+)"`), func(_ Object, m []string) []wire.FieldCause {
		return []wire.FieldCause{{Field: m[1], Reason: "Duplicate", Message: "is given twice"}}
	}},
	// The values' own types.
	{regexp.MustCompile(`illegal base64 data`), func(o Object, _ []string) []wire.FieldCause { return o.unencoded() }},
	{regexp.MustCompile(`quantities must match the regular expression|unable to parse quantity`), func(o Object, _ []string) []wire.FieldCause { return o.quantities() }},
}

func unknown(field string) wire.FieldCause {
	return wire.FieldCause{Field: field, Reason: "Unknown", Message: "is not a field of this kind"}
}

func join(path, name string) string { return strings.TrimPrefix(path+"."+name, ".") }

// withoutKind is a path without the kind that it begins with.
func withoutKind(path string) string {
	_, rest, _ := strings.Cut(path, ".")
	return rest
}

// noun is a type for people.
func noun(name string) string {
	switch name {
	case "string":
		return "a string"
	case "numeric", "number", "float":
		return "a number"
	case "integer":
		return "a whole number"
	case "boolean", "bool":
		return "true or false"
	case "map", "object":
		return "an object"
	case "list", "array":
		return "a list"
	}
	return "a " + name
}

// goNoun is a type of Go for people.
func goNoun(name string) string {
	switch {
	case name == "string":
		return "a string"
	case strings.HasPrefix(name, "[]"):
		return "a list"
	case strings.HasPrefix(name, "int"), strings.HasPrefix(name, "uint"):
		return "a whole number"
	case strings.HasPrefix(name, "float"):
		return "a number"
	case name == "bool":
		return "true or false"
	case name == "nil":
		return "not set"
	}
	return "an object"
}

// kindOf is a value's type in the words of encoding/json.
func kindOf(value any) string {
	switch value.(type) {
	case string:
		return "string"
	case json.Number:
		return "number"
	case bool:
		return "bool"
	case []any:
		return "array"
	case map[string]any:
		return "object"
	}
	return "null"
}

var validated = regexp.MustCompile(`ValidationError\((\w+)`)

// Complained is Translate of what the client's own validation says about one object of many: nil where
// that is another.
func (o Object) Complained(message string) []wire.FieldCause {
	match := validated.FindStringSubmatch(message)
	if match == nil || o.text("kind") != match[1] {
		return nil
	}
	causes := o.Translate(message)
	for _, cause := range causes {
		parent := cause.Field
		if cause.Reason == "Missing" || cause.Reason == "Type" && strings.Contains(cause.Message, "null") {
			parent = parent[:max(0, strings.LastIndexByte(parent, '.'))]
		}
		if _, found := o.at(parent); !found {
			return nil
		}
	}
	return causes
}

var goType = regexp.MustCompile(`json: cannot unmarshal (\w+)(?: [^ ]+)? into Go (?:struct field (\S+)|value) of type (?:map\[string\](?:interface \{\}|any)|struct \{.*\}|\S+)`)

// PlainTypes makes words of what encoding/json says of a value of another type.
func PlainTypes(message string) string {
	for _, pattern := range []*regexp.Regexp{wrongType, conversion} {
		message = pattern.ReplaceAllStringFunc(message, func(text string) string {
			match := pattern.FindStringSubmatch(text)
			want, got := match[1], match[2]
			if pattern == conversion {
				want, got = got, want
			}
			return "a value must be " + goNoun(want) + ", but is " + goNoun(got)
		})
	}
	return goType.ReplaceAllStringFunc(message, func(text string) string {
		match := goType.FindStringSubmatch(text)
		_, want, _ := strings.Cut(text, " of type ")
		subject := "it"
		if _, path, _ := strings.Cut(match[2], "."); path != "" {
			subject = path
		}
		return subject + " must be " + goNoun(want) + ", but is " + noun(match[1])
	})
}

var (
	wrongType  = regexp.MustCompile(`wrong type for value; expected ([^;\n]+); got ([^\n]+)`)
	conversion = regexp.MustCompile(`interface conversion: interface \{\}(?: is ([^,\n]+), not ([^\n]+))`)
)
