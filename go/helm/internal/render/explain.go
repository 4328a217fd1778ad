package render

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"helm.sh/helm/v4/pkg/chart/common/util"
	ri "helm.sh/helm/v4/pkg/release"
	release "helm.sh/helm/v4/pkg/release/v1"

	"bunhelm/helm/guard"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/manifest"
	"bunhelm/helm/internal/schemas"
	"bunhelm/helm/internal/wire"
)

// unread is Helm's text about a rendered document that it cannot read (release/v1/util/manifest_sorter.go).
var unread = regexp.MustCompile(`YAML parse error on (\S+): `)

// ExplainYAML shows the line of what was rendered that cannot be read; rendered gives it, or "".
func ExplainYAML(err error, rendered func() string) error {
	if err == nil {
		return nil
	}
	match := unread.FindStringSubmatch(err.Error())
	var known *wire.Error
	if match == nil || errors.As(err, &known) {
		return err
	}
	objects := slices.DeleteFunc(manifest.Objects(rendered(), ""), func(object manifest.Object) bool { return object.Template != match[1] })
	slices.SortStableFunc(objects, func(a, b manifest.Object) int { // what is no YAML is what Helm has met
		switch {
		case a.Err != nil && b.Err == nil:
			return -1
		case a.Err == nil && b.Err != nil:
			return 1
		}
		return 0
	})
	for _, object := range objects {
		if causes := object.Check(); causes != nil {
			return fault.WithPhase(wire.PhaseRender, fault.Invalid(object, "", causes, err))
		}
	}
	return err
}

// Partly is what an install has rendered when it fails.
func Partly(releaser ri.Releaser) func() string {
	return func() string {
		if rel, ok := releaser.(*release.Release); ok && rel != nil {
			return rel.Manifest
		}
		return ""
	}
}

// Explain adds to an error of a render what only the chart and the values, as Helm used them, tell.
func (p *Prepared) Explain(err error, values map[string]any) error {
	if err == nil || !strings.Contains(err.Error(), "values don't meet the specifications of the schema(s)") {
		return err
	}
	values, coalesceErr := util.CoalesceValues(p.Chart, values)
	if coalesceErr != nil {
		return err
	}
	violations, more, refused := schemas.Violations(p.Chart, values)
	var broken *schemas.UnusableError
	if errors.As(refused, &broken) {
		return p.unusable(broken, err)
	}
	if p.sensitive != nil {
		text := "the values do not fit the schema"
		if more == 0 { // else it has some of which nothing is known here
			text = p.sensitive.Text(err.Error(), violations)
		}
		err = fault.WithPhase(wire.PhaseRender, errors.New(text))
		violations = p.sensitive.Violations(violations)
	}
	message := "the values do not fit the chart's schema"
	for i, v := range violations {
		if i == 3 {
			message += fmt.Sprintf("; and %d more", len(violations)-i+more)
			break
		}
		separator := "; "
		if i == 0 {
			separator = ": "
		}
		message += separator + schemas.Sentence(v)
	}
	return fault.Newf(wire.CodeValuesInvalid, wire.ValuesInvalidDetails{Violations: violations, More: more}, err, "%s", message)
}

// unusable is the error of a schema of the chart that says nothing about any values.
func (p *Prepared) unusable(found *schemas.UnusableError, cause error) error {
	if p.sensitive != nil { // Helm's text has what other schemas say of values
		cause = found
	}
	name := found.Chart
	details := wire.ChartDetails{Reference: name}
	var load *jsonschema.LoadURLError
	var outside *guard.Outside
	if errors.As(found, &load) && errors.As(load.Err, &outside) {
		details.Hint = "schemaReferences: true allows it; use it only for charts that you trust, since their schemas can then read files on this machine and contact servers that it can reach"
		return fault.Newf(wire.CodeChartInvalid, details, cause, "the values.schema.json of chart %q refers to %s, which is not in the chart", name, guard.Shortened(outside.URL))
	}
	details.Hint = "fix values.schema.json, or skip it with skipSchemaValidation: true"
	return fault.Newf(wire.CodeChartInvalid, details, cause, "the values.schema.json of chart %q cannot be used: %v", name, guard.Shortened(found.Error()))
}
