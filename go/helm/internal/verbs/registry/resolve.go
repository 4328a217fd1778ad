package registry

import (
	"bunhelm/helm/internal/fetch"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/registries"
	"bunhelm/helm/internal/wire"
)

// Resolve tells what `helm pull` would fetch.
func Resolve(op *operation.Operation, r *wire.ResolveRequest) (result wire.Resolved, err error) {
	op.Evidence.Phase(wire.PhaseConnect, 0)
	return registries.Resolve(op, r.Reference, r.Version, fetch.AccessOf(op.Client, &r.ServerOptions), r.PlainHttp)
}
