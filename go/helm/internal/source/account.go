package source

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"strings"
	"sync/atomic"

	"oras.land/oras-go/v2/registry/remote/auth"
	"oras.land/oras-go/v2/registry/remote/credentials"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/secret"
	"bunhelm/helm/internal/wire"
)

// account is who asks registries in one operation, for those who explain a refusal.
type account struct {
	op    *operation.Operation
	plain bool // without TLS
	// given by the call; found in a file of logins.
	given bool
	found atomic.Bool
	// unread are files of logins that cannot be read, and why.
	unread []string
}

// credentials are those of the call, else those that are stored.
func (a *account) credentials(access Access) (auth.CredentialFunc, error) {
	if access.Username != "" && access.Password != "" {
		a.given = true
		return func(context.Context, string) (auth.Credential, error) {
			return auth.Credential{Username: access.Username, Password: access.Password}, nil
		}, nil
	}
	return a.stored()
}

// logins are those of one file, or of a client's memory.
type logins struct {
	file string
	of   auth.CredentialFunc
}

// stored are the credentials of Helm's logins, then Docker's with its helpers
// (pkg/registry/client.go NewClient), by the client's environment. A cancel ends a helper.
func (a *account) stored() (auth.CredentialFunc, error) {
	paths := PathsOf(a.op)
	var all []logins
	if paths.RegistryConfig == "" {
		all = append(all, logins{of: credentials.Credential(homeOf(a.op).logins)})
	}
	for _, file := range []string{paths.RegistryConfig, paths.Docker} {
		if file == "" {
			continue
		}
		store, err := openLogins(a.op, file)
		knowLogins(a.op, file)
		var unreadable *fs.PathError
		switch {
		case err == nil:
			all = append(all, logins{file, credentials.Credential(store)})
		case isMissing(err):
		case file == paths.RegistryConfig && !errors.As(err, &unreadable):
			return nil, loginsFault(file, err)
		default: // as the command does with Docker's
			a.unread = append(a.unread, err.Error())
		}
	}
	return func(_ context.Context, host string) (auth.Credential, error) {
		for _, logins := range all {
			known, err := logins.of(a.op.Context(), host)
			switch {
			case err != nil && a.op.Err() == nil:
				return known, loginsFault(logins.file, err)
			case err != nil:
				return known, err
			case known != auth.EmptyCredential:
				a.op.Know(known.Password, known.RefreshToken, known.AccessToken)
				a.found.Store(true)
				return known, nil
			}
		}
		return auth.EmptyCredential, nil
	}, nil
}

// knowLogins keeps the accounts in a file of logins out of errors, also where it cannot be read.
func knowLogins(op *operation.Operation, file string) {
	if text, err := os.ReadFile(file); err == nil {
		op.Know(secret.InText(string(text))...)
	}
}

// loginsFault is a file of logins, or a helper that it names, that does not work.
func loginsFault(file string, err error) *wire.Error {
	return fault.InvalidArgument("registryConfig", "registryConfig: %s cannot be used: %w", file, err)
}

// refused says whose credentials a registry refuses, or that it requires some.
func (a *account) refused(reference string, status int, err error) error {
	details := wire.RegistryDetails{Reference: reference, Status: status}
	said := "the registry refuses the credentials"
	switch {
	case a.given && status == http.StatusForbidden:
		details.Hint = "check username and password, and what they allow there"
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
	return fault.Said(wire.CodeRegistryUnauthorized, details, err, "%s: %s", reference, said)
}
