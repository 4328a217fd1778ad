package render

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/schemas"
	"bunhelm/helm/internal/secret"
	"bunhelm/helm/internal/wire"
)

// Sensitive are the paths of values that no error may show. A nil one has none.
type Sensitive [][]string

// anyStep stands for each key of an object and each item of a list.
const anyStep = "*"

// sensitive reads the option: "db.password", "users.*.token" or "users[0].token"; "\." is a dot within a key.
func sensitive(paths []string) (Sensitive, error) {
	var found Sensitive
	for i, path := range paths {
		steps := stepsOf(path)
		if slices.Contains(steps, "") {
			return nil, fault.InvalidArgument("sensitive", "sensitive[%d]: %q is not the path of a value, such as \"db.password\" or \"users.*.token\"", i, path)
		}
		found = append(found, steps)
	}
	return found, nil
}

var place = regexp.MustCompile(`\[(\d+|\*)\]`)

func stepsOf(path string) []string {
	const dot = "\x00"
	path = place.ReplaceAllString(strings.ReplaceAll(path, `\.`, dot), ".$1")
	steps := strings.Split(strings.TrimPrefix(path, "."), ".")
	for i, step := range steps {
		steps[i] = strings.ReplaceAll(step, dot, ".")
	}
	return steps
}

// covers tells whether what stands at a place, or something above it, is sensitive.
func (s Sensitive) covers(steps []string) bool {
	return slices.ContainsFunc(s, func(path []string) bool {
		if len(path) > len(steps) {
			return false
		}
		for i, step := range path {
			if step != anyStep && step != steps[i] {
				return false
			}
		}
		return true
	})
}

// know lets an operation keep the values at the paths to itself.
func (s Sensitive) know(op *operation.Operation, values any) {
	for _, path := range s {
		at(values, path, func(found any) { leavesOf(found, op.Secrets.Add) })
	}
}

func at(value any, steps []string, visit func(any)) {
	if len(steps) == 0 {
		visit(value)
		return
	}
	step, rest := steps[0], steps[1:]
	switch value := value.(type) {
	case map[string]any:
		for key, below := range value {
			if step == anyStep || step == key {
				at(below, rest, visit)
			}
		}
	case []any:
		for i, below := range value {
			if step == anyStep || step == strconv.Itoa(i) {
				at(below, rest, visit)
			}
		}
	}
}

func leavesOf(value any, know func(...string)) {
	switch value := value.(type) {
	case map[string]any:
		for _, below := range value {
			leavesOf(below, know)
		}
	case []any:
		for _, below := range value {
			leavesOf(below, know)
		}
	case string:
		know(value)
	case float64:
		know(fmt.Sprint(value), strconv.FormatFloat(value, 'f', -1, 64))
	case int64:
		know(strconv.FormatInt(value, 10))
	case int:
		know(strconv.Itoa(value))
	}
}

// Violations hides what a schema says of values that are sensitive: it may quote them.
func (s Sensitive) Violations(found []wire.Violation) []wire.Violation {
	for i, v := range found {
		if s.covers(schemas.PlaceOf(v)) {
			found[i].Message = "does not match the schema; the value is sensitive, so it is not shown"
		}
	}
	return found
}

var violationLine = regexp.MustCompile(`(?m)^(\s*- at '([^']*)': ).*$`)

// Text hides the same in Helm's own text of the violations. Without those, as in lint, it is about the values
// of one chart.
func (s Sensitive) Text(text string, found []wire.Violation) string {
	return violationLine.ReplaceAllStringFunc(text, func(line string) string {
		match := violationLine.FindStringSubmatch(line)
		for _, v := range append(found[:len(found):len(found)], wire.Violation{Path: match[2]}) {
			if v.Path == match[2] && s.covers(schemas.PlaceOf(v)) {
				return match[1] + secret.Hidden
			}
		}
		return line
	})
}

// SensitiveOf are the paths that a request names; MergeValues has checked them.
func SensitiveOf(options *wire.ValuesOptions) Sensitive {
	found, _ := sensitive(options.Sensitive)
	return found
}
