package registry

import (
	"bunhelm/helm/internal/fetch"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/registries"
	"bunhelm/helm/internal/wire"
)

// Tags lists what `helm pull` chooses from.
func Tags(op *operation.Operation, r *wire.TagsRequest) ([]string, error) {
	op.Evidence.Phase(wire.PhaseConnect, 0)
	return registries.Tags(op, r.Reference, fetch.AccessOf(op.Client, &r.ServerOptions), r.PlainHttp)
}
