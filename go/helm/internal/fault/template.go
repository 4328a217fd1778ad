package fault

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"bunhelm/helm/guard"
	"bunhelm/helm/internal/manifest"
	"bunhelm/helm/internal/wire"
)

// templatePlace is where in a template; of nested ones the last is where it fails.
var templatePlace = regexp.MustCompile(`([^\s:()]+/templates/[^\s:()]+):(\d+)(?::(\d+))?`)

func templateFailed(_ []string, err error) *wire.Error {
	details := wire.TemplateFailedDetails{}
	places := templatePlace.FindAllStringSubmatch(err.Error(), -1)
	if len(places) > 0 {
		last := places[len(places)-1]
		details.Template = last[1]
		details.Line, _ = strconv.Atoi(last[2])
		details.Column, _ = strconv.Atoi(last[3])
	}
	if strings.Contains(err.Error(), guard.Option) {
		details.Hint = "if you trust the chart and it needs more, raise the client's " + guard.Option
	}
	e := New(wire.CodeTemplateFailed, details, err)
	e.Message = manifest.PlainTypes(err.Error())
	if said := unset(err.Error()); said != "" && len(places) > 0 {
		e.Message = places[len(places)-1][0] + ": " + said
		for i := len(places) - 2; i >= 0; i-- {
			e.Message += ", included at " + places[i][0]
		}
	}
	e.Phase = wire.PhaseRender
	return e
}

// text/template, exec.go: a field of nothing, and one of what has no fields.
var (
	ofNothing = regexp.MustCompile(`at <([^>]+)>:?\s+nil pointer evaluating [^\n]*\.(\w+)`)
	ofText    = regexp.MustCompile(`at <([^>]+)>:?\s+can't evaluate field (\w+) in type ([^\n]+)`)
)

// unset says which value a template reads through is not there.
func unset(message string) string {
	if match := ofNothing.FindStringSubmatch(message); match != nil {
		return fmt.Sprintf("%s is not set, so %s cannot be read", before(match[1], match[2]), match[1])
	}
	if match := ofText.FindStringSubmatch(message); match != nil && strings.HasPrefix(match[1], ".") {
		if strings.Contains(match[3], ".") { // an object of Helm's own, such as common.KubeVersion
			return fmt.Sprintf("%s has no field %s", before(match[1], match[2]), match[2])
		}
		return fmt.Sprintf("%s is not an object, so %s cannot be read", before(match[1], match[2]), match[1])
	}
	return ""
}

// before is the part of an expression that a field is read from.
func before(expression, field string) string {
	start, _, found := strings.Cut(expression+".", "."+field+".")
	if !found {
		return "a part of it"
	}
	if start == "" {
		return "the scope"
	}
	return start
}
