package registry

import (
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/registries"
	"bunhelm/helm/internal/wire"
)

// Logout is `helm registry logout` (pkg/action/registry_logout.go).
func Logout(op *operation.Operation, r *wire.LogoutRequest) (result wire.Logout, err error) {
	if err := checkHost(r.Host); err != nil {
		return result, err
	}
	result.Host = r.Host
	result.Removed, err = registries.Logout(op, r.Host)
	return result, err
}
