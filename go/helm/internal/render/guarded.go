package render

import (
	"context"

	"bunhelm/helm/guard"
	"bunhelm/helm/internal/fetch"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/slots"
)

// Guarded is the context of one render: Helm's engine finds its bounds there. A cancel ends a render
// through them; Helm's actions see none.
func Guarded(op *operation.Operation) context.Context {
	bounds := guard.New(op.Context(), int64(op.Client.Limits.Render))
	bounds.OnBegin(func() (end func(), err error) { return op.Work.Enter(slots.Releases, op.Timeout) })
	bounds.OnWait(op.Work.Yield)
	return guard.With(context.WithoutCancel(op.Context()), bounds)
}

// Validating lets the validations of a verb end with it, and follow references where that is allowed.
func Validating(op *operation.Operation, references bool) (done func()) {
	if !references {
		return guard.Validate(op.Context(), nil)
	}
	return guard.Validate(op.Context(), func(url string) (any, error) { return fetch.Schema(op, url) })
}
