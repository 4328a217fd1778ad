package schemas

import (
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/message"

	"bunhelm/helm/guard"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/wire"
)

// complaint is what a schema has against a value, as the end of a sentence that begins with the value's path.
func complaint(of jsonschema.ErrorKind, printer *message.Printer) string {
	switch k := of.(type) {
	case *kind.Type:
		wanted := make([]string, len(k.Want))
		for i, name := range k.Want {
			wanted[i] = typeNoun(name)
		}
		return "must be " + either(wanted, "or") + ", but is " + typeNoun(k.Got)
	case *kind.Enum:
		allowed := make([]string, min(len(k.Want), shownWords))
		for i := range allowed {
			var shown bool
			if allowed[i], shown = scalar(k.Want[i]); !shown {
				return `must be one of the values of "enum" in the schema`
			}
		}
		if len(allowed) == 1 {
			return "must be " + allowed[0] + butIs(k.Got)
		}
		return "must be one of " + strings.Join(allowed, ", ") + more(k.Want) + butIs(k.Got)
	case *kind.Const:
		if want, shown := scalar(k.Want); shown {
			return "must be " + want + butIs(k.Got)
		}
		return `must be the value of "const" in the schema`
	case *kind.Required:
		return "must have " + properties(k.Missing)
	case *kind.Dependency:
		return fmt.Sprintf("must have %s, since it has %q", properties(k.Missing), guard.Shortened(k.Prop))
	case *kind.DependentRequired:
		return fmt.Sprintf("must have %s, since it has %q", properties(k.Missing), guard.Shortened(k.Prop))
	case *kind.AdditionalProperties:
		return "must not have " + properties(k.Properties)
	case *kind.PropertyNames:
		return "must not have " + properties([]string{k.Property})
	case *kind.FalseSchema:
		return "must not be set"
	case *kind.Not:
		return `must not be what "not" in the schema describes`
	case *kind.OneOf:
		if len(k.Subschemas) == 2 {
			return fmt.Sprintf(`must fit only one of the schemas of "oneOf", but fits those at %d and %d`, k.Subschemas[0], k.Subschemas[1])
		}
	case *kind.Pattern:
		return fmt.Sprintf("must match the pattern %q%s", guard.Shortened(k.Want), butIs(k.Got))
	case *kind.Format:
		return "must have the format " + k.Want + butIs(k.Got)
	case *kind.UniqueItems:
		return fmt.Sprintf("must not have equal items, but items %d and %d are equal", k.Duplicates[0], k.Duplicates[1])
	case *kind.AdditionalItems:
		return fmt.Sprintf("has %s too many", fault.Counted(k.Count, "item", "items"))
	case *kind.Contains:
		return `must have an item that fits "contains" in the schema`
	}
	if text := limit(of); text != "" {
		return text
	}
	return of.LocalizedString(printer)
}

// limit is complaint of a number or a size.
func limit(of jsonschema.ErrorKind) string {
	size := func(most string, want int, one, many string, got int) string {
		return fmt.Sprintf("must have %s %s, but has %d", most, fault.Counted(want, one, many), got)
	}
	switch k := of.(type) {
	case *kind.Minimum:
		return "must be at least " + number(k.Want) + ", but is " + number(k.Got)
	case *kind.Maximum:
		return "must be at most " + number(k.Want) + ", but is " + number(k.Got)
	case *kind.ExclusiveMinimum:
		return "must be above " + number(k.Want) + ", but is " + number(k.Got)
	case *kind.ExclusiveMaximum:
		return "must be below " + number(k.Want) + ", but is " + number(k.Got)
	case *kind.MultipleOf:
		return "must be a multiple of " + number(k.Want) + ", but is " + number(k.Got)
	case *kind.MinLength:
		return size("at least", k.Want, "character", "characters", k.Got)
	case *kind.MaxLength:
		return size("at most", k.Want, "character", "characters", k.Got)
	case *kind.MinItems:
		return size("at least", k.Want, "item", "items", k.Got)
	case *kind.MaxItems:
		return size("at most", k.Want, "item", "items", k.Got)
	case *kind.MinProperties:
		return size("at least", k.Want, "property", "properties", k.Got)
	case *kind.MaxProperties:
		return size("at most", k.Want, "property", "properties", k.Got)
	}
	return ""
}

func typeNoun(name string) string {
	switch name {
	case "null":
		return name
	case "array":
		return "a list"
	case "integer", "object":
		return "an " + name
	}
	return "a " + name
}

// either is a list for people: a, b or c.
func either(words []string, last string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	end := len(words) - 1
	return strings.Join(words[:end], ", ") + " " + last + " " + words[end]
}

func properties(names []string) string {
	quoted := make([]string, min(len(names), shownWords))
	for i := range quoted {
		quoted[i] = strconv.Quote(guard.Shortened(names[i]))
	}
	switch {
	case len(names) == 1:
		return "the property " + quoted[0]
	case len(names) > len(quoted):
		return "the properties " + strings.Join(quoted, ", ") + more(names)
	}
	return "the properties " + either(quoted, "and")
}

// more says how many of a list are not shown.
func more[T any](all []T) string {
	if len(all) <= shownWords {
		return ""
	}
	return fmt.Sprintf(" and %d more", len(all)-shownWords)
}

// butIs is nothing for what takes more than a word to show. A text that was cut could be the beginning of a password,
// which is masked where it is whole.
func butIs(value any) string {
	if text, isText := value.(string); isText && len(text) > shownLength {
		return ""
	}
	if text, shown := scalar(value); shown && !strings.HasSuffix(text, cut) {
		return ", but is " + text
	}
	return ""
}

const (
	// shownLength is how much of a text is shown.
	shownLength = 60
	// shownWords are as many of a list.
	shownWords = 20
	cut        = "…"
)

func scalar(value any) (text string, shown bool) {
	switch value := value.(type) {
	case nil:
		return "null", true
	case string:
		if runes := []rune(value[:min(len(value), 4*shownLength+4)]); len(runes) > shownLength {
			value = string(runes[:shownLength]) + cut
		}
		return strconv.Quote(value), true
	case map[string]any, []any:
		return "", false
	case float64:
		return strconv.FormatFloat(value, 'g', -1, 64), true
	}
	if text = fmt.Sprint(value); len(text) > shownLength {
		text = text[:shownLength] + cut
	}
	return text, true
}

// number is one as people write it.
func number(value *big.Rat) string {
	if value.IsInt() && value.Num().BitLen() <= 64 {
		return value.Num().String()
	}
	float, _ := value.Float64()
	return strconv.FormatFloat(float, 'g', -1, 64)
}

var plainKey = regexp.MustCompile(`^[A-Za-z_][\w-]*$`)

// Sentence is a violation with the path of the value: values.users[0].name must be a string, but is a number.
func Sentence(v wire.Violation) string {
	var path strings.Builder
	path.WriteString("values")
	for _, step := range PlaceOf(v) {
		_, err := strconv.ParseUint(step, 10, 32)
		switch {
		case plainKey.MatchString(step):
			path.WriteString("." + step)
		case err == nil:
			path.WriteString("[" + step + "]")
		default:
			path.WriteString("[" + strconv.Quote(step) + "]")
		}
	}
	for _, verb := range []string{"must ", "has ", "does "} {
		if strings.HasPrefix(v.Message, verb) {
			return path.String() + " " + v.Message
		}
	}
	return path.String() + ": " + v.Message
}
