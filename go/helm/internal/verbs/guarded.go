package verbs

import (
	"context"

	"bunhelm/helm/guard"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/slots"
)

// guarded is the context of one render: Helm's engine finds its bounds there. A cancel ends a render
// through them; Helm's actions see none.
func guarded(op *operation.Operation) context.Context {
	bounds := guard.New(op.Context(), int64(op.Client.Limits.Render))
	bounds.OnBegin(func() (end func(), err error) { return op.Work.Enter(slots.Releases, op.Timeout) })
	bounds.OnWait(op.Work.Yield)
	return guard.With(context.WithoutCancel(op.Context()), bounds)
}
