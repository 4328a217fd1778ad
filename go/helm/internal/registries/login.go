package registries

import (
	"context"
	"errors"
	"net/http"
	"path"
	"strings"

	"oras.land/oras-go/v2/errdef"
	"oras.land/oras-go/v2/registry/remote"
	"oras.land/oras-go/v2/registry/remote/auth"
	"oras.land/oras-go/v2/registry/remote/credentials"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/fetch"
	"bunhelm/helm/internal/helmhome"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// Login asks a registry whether it takes an account, and keeps it then: pkg/registry/client.go Login.
func Login(op *operation.Operation, host string, access fetch.Access, plainHTTP bool) error {
	server, err := remote.NewRegistry(host)
	if err != nil {
		return fault.InvalidArgument("host", "host: %q is not a host, or host and port, of a registry", host)
	}
	authorizer, account, err := authorizer(op, access)
	if err != nil {
		return err
	}
	given := auth.Credential{Username: access.Username, Password: access.Password}
	account.given, account.plain = true, plainHTTP // without username it is a token
	account.skip = "insecure: true"
	authorizer.Credential = auth.StaticCredential(host, given)
	server.PlainHTTP, server.Client = plainHTTP, authorizer
	// A token endpoint may take only one of the two ways.
	authorizer.ForceAttemptOAuth2 = true
	if err = server.Ping(op.Context()); err != nil {
		authorizer.ForceAttemptOAuth2 = false
		err = server.Ping(op.Context())
	}
	if err != nil {
		return account.loginFault(host, err)
	}
	key := credentials.ServerAddressFromHostname(credentials.ServerAddressFromRegistry(host))
	return helmhome.ChangeLogins(op, func(store credentials.Store) error { return store.Put(op.Context(), key, given) })
}

// loginFault classifies what a host says that may be no registry at all.
func (a *account) loginFault(host string, err error) error {
	if errors.Is(err, errdef.ErrNotFound) {
		return fault.Newf(wire.CodeRegistryUnreachable, wire.RegistryDetails{Reference: host, Status: http.StatusNotFound}, err, "%s is not a registry: it has no /v2/ endpoint", host)
	}
	return a.asked(host, err)
}

// Logout forgets a login, and tells whether there was one: pkg/registry/client.go Logout.
func Logout(op *operation.Operation, host string) (removed bool, err error) {
	key := credentials.ServerAddressFromRegistry(host)
	err = helmhome.ChangeLogins(op, func(store credentials.Store) error {
		known, err := store.Get(op.Context(), key)
		if err != nil {
			return err
		}
		removed = known != auth.EmptyCredential
		return store.Delete(op.Context(), key)
	})
	return removed, err
}

// Tags are the versions of a chart in a registry, newest first.
func Tags(op *operation.Operation, reference string, access fetch.Access, plainHTTP bool) ([]string, error) {
	address, err := parseReference(reference)
	if err != nil {
		return nil, err
	}
	if strings.ContainsAny(path.Base(address.Path), ":@") {
		return nil, fault.InvalidArgument("reference", "reference: %q already has a tag or a digest; registry.resolve returns what it points to", reference)
	}
	client, err := New(op, access, plainHTTP)
	if err != nil {
		return nil, err
	}
	tags, err := client.Tags(address.Host + address.Path)
	if err != nil {
		return nil, client.asked(reference, err)
	}
	return tags.all(), nil
}

// asked is fault for what a user asks of a registry itself.
func (a *account) asked(reference string, err error) error {
	err = a.fault(reference, err)
	var known *wire.Error
	switch {
	case errors.As(err, &known), errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, errdef.ErrInvalidReference):
		return fault.InvalidArgument("reference", "reference: %v", err)
	}
	return fault.Newf(wire.CodeRegistryUnreachable, wire.RegistryDetails{Reference: reference}, err, "%s: %v", reference, err)
}
