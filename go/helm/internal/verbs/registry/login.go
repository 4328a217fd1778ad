// Package registry runs the verbs of helm.registry.
package registry

import (
	"strings"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/fetch"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/registries"
	"bunhelm/helm/internal/wire"
)

// Login is `helm registry login` (pkg/action/registry_login.go).
func Login(op *operation.Operation, r *wire.LoginRequest) (result wire.Login, err error) {
	if err := checkHost(r.Host); err != nil {
		return result, err
	}
	if r.Password == "" && r.Username != "" {
		return result, fault.InvalidArgument("password", "password is required with username")
	}
	if r.Password == "" {
		return result, fault.InvalidArgument("password", "password must not be empty; without username it is a token")
	}
	op.Evidence.Phase(wire.PhaseConnect, 0)
	server := wire.ServerOptions{AccountOptions: r.AccountOptions, InsecureSkipTlsVerify: r.Insecure}
	return wire.Login{Host: r.Host, Username: r.Username}, registries.Login(op, r.Host, fetch.AccessOf(op.Client, &server), r.PlainHttp)
}

// checkHost refuses what names more than a host: the login is for all that is there.
func checkHost(host string) error {
	_, only, found := strings.Cut(host, "://")
	if !found {
		only = host
	}
	only, _, more := strings.Cut(only, "/")
	switch {
	case host == "":
		return fault.InvalidArgument("host", "host must not be empty")
	case more || only != host:
		err := fault.InvalidArgument("host", "host must be only a host, or a host and port")
		err.Details = wire.InvalidArgumentDetails{Option: "host", DidYouMean: only}
		return err
	}
	return nil
}
