package verbs

import (
	"errors"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"bunhelm/helm/guard"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/fetch"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/schemas"
	"bunhelm/helm/internal/wire"
)

// validates lets the validations of a verb end with it, and follow references where that is allowed.
func validates(op *operation.Operation, references bool) (done func()) {
	if !references {
		return guard.Validate(op.Context(), nil)
	}
	return guard.Validate(op.Context(), func(url string) (any, error) { return fetch.Schema(op, url) })
}

// unusable is the error of a schema of the chart that says nothing about any values.
func (p *prepared) unusable(found *schemas.UnusableError, cause error) error {
	if p.sensitive != nil { // Helm's text has what other schemas say of values
		cause = found
	}
	name := found.Chart
	details := wire.ChartDetails{Reference: name}
	var load *jsonschema.LoadURLError
	var outside *guard.Outside
	if errors.As(found, &load) && errors.As(load.Err, &outside) {
		details.Hint = "schemaReferences: true allows it; use it only for charts that you trust, since their schemas may then read files on this machine and ask servers that it can reach"
		return fault.Said(wire.CodeChartInvalid, details, cause, "the values.schema.json of chart %q refers to %s, which is not in the chart", name, guard.Shortened(outside.URL))
	}
	details.Hint = "fix values.schema.json, or skip it with skipSchemaValidation: true"
	return fault.Said(wire.CodeChartInvalid, details, cause, "the values.schema.json of chart %q cannot be used: %v", name, guard.Shortened(found.Error()))
}
