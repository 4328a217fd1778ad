package verbs

import (
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/registries"
	"bunhelm/helm/internal/wire"
)

// logout is `helm registry logout`.
func logout(op *operation.Operation, r *wire.LogoutRequest) (result wire.Logout, err error) {
	if err := checkHost(r.Host); err != nil {
		return result, err
	}
	result.Host = r.Host
	result.Removed, err = registries.Logout(op, r.Host)
	return result, err
}
