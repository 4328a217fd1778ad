package registries

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"

	"oras.land/oras-go/v2/registry/remote/auth"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/fetch"
	"bunhelm/helm/internal/helmhome"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// account is who asks registries in one operation, for those who explain a refusal.
type account struct {
	op    *operation.Operation
	plain bool   // without TLS
	skip  string // the option of the call that takes any certificate
	// given by the call; found in a file of logins.
	given bool
	found atomic.Bool
	// unread are files of logins that cannot be read, and why.
	unread []string
}

// credentials are those of the call, else those that are stored.
func (a *account) credentials(access fetch.Access) (auth.CredentialFunc, error) {
	if access.Username != "" && access.Password != "" {
		a.given = true
		return func(context.Context, string) (auth.Credential, error) {
			return auth.Credential{Username: access.Username, Password: access.Password}, nil
		}, nil
	}
	stored, unread, err := helmhome.StoredLogins(a.op, func() { a.found.Store(true) })
	a.unread = unread
	return stored, err
}

// refused says whose credentials a registry refuses, or that it requires some.
func (a *account) refused(reference string, status int, err error) error {
	details := wire.RegistryDetails{Reference: reference, Status: status}
	said := "the registry refuses the credentials"
	switch {
	case a.given && status == http.StatusForbidden:
		details.Hint = "check username and password, and the permissions of the account"
	case a.given:
		details.Hint = "check username and password"
	case a.found.Load():
		details.Hint = "log in again, or give username and password: the stored login is wrong or has expired, or does not allow this"
	default:
		said = "the registry requires a login"
		details.Hint = "give username and password, or log in to the registry"
	}
	if len(a.unread) > 0 {
		details.Hint += "; the logins in a file were left out: " + strings.Join(a.unread, ", ")
	}
	return fault.Newf(wire.CodeRegistryUnauthorized, details, err, "%s: %s", reference, said)
}
