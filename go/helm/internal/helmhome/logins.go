package helmhome

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"oras.land/oras-go/v2/registry/remote/auth"
	"oras.land/oras-go/v2/registry/remote/credentials"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/secret"
	"bunhelm/helm/internal/wire"
)

// StoredLogins are the credentials of Helm's logins, then Docker's with its helpers
// (pkg/registry/client.go NewClient), by the client's environment. A cancel ends a helper. found is called once there
// is one; unread are files of logins that cannot be read, and why.
func StoredLogins(op *operation.Operation, found func()) (stored auth.CredentialFunc, unread []string, err error) {
	paths := op.Client.Paths()
	var all []logins
	if paths.RegistryConfig == "" {
		all = append(all, logins{of: credentials.Credential(memoryOf(op).logins)})
	}
	for _, file := range []string{paths.RegistryConfig, paths.Docker} {
		if file == "" {
			continue
		}
		store, err := openLogins(op, file)
		knowLogins(op, file)
		var unreadable *fs.PathError
		switch {
		case err == nil:
			all = append(all, logins{file, credentials.Credential(store)})
		case IsMissing(err):
		case file == paths.RegistryConfig && !errors.As(err, &unreadable):
			return nil, nil, loginsFault(file, err)
		default: // as the command does with Docker's
			unread = append(unread, err.Error())
		}
	}
	return func(_ context.Context, host string) (auth.Credential, error) {
		for _, logins := range all {
			known, err := logins.of(op.Context(), host)
			switch {
			case err != nil && op.Err() == nil:
				return known, loginsFault(logins.file, err)
			case err != nil:
				return known, err
			case known != auth.EmptyCredential:
				op.Secrets.Add(known.Password, known.RefreshToken, known.AccessToken)
				found()
				return known, nil
			}
		}
		return auth.EmptyCredential, nil
	}, unread, nil
}

// ChangeLogins works on the logins of Helm, as they are now: the file is read anew and written at
// once. The helm command takes no lock for it.
func ChangeLogins(op *operation.Operation, change func(credentials.Store) error) error {
	p := op.Client.Paths()
	if p.RegistryConfig == "" {
		if err := op.Err(); err != nil {
			return err
		}
		return change(memoryOf(op).logins)
	}
	knowLogins(op, p.RegistryConfig)
	err := locked(op, p.RegistryConfig, func() error {
		store, err := openLogins(op, p.RegistryConfig)
		if err != nil {
			return err
		}
		return change(store)
	})
	switch {
	case err == nil || op.Err() != nil:
		return err
	case errors.Is(err, credentials.ErrBadCredentialFormat):
		return fault.InvalidArgument("username", "username: a colon cannot be stored in Helm's file of logins")
	}
	return loginsFault(p.RegistryConfig, err)
}

// logins are those of one file, or of a client's memory.
type logins struct {
	file string
	of   auth.CredentialFunc
}

// knowLogins keeps the accounts in a file of logins out of errors, also where it cannot be read.
func knowLogins(op *operation.Operation, file string) {
	if text, err := os.ReadFile(file); err == nil {
		op.Secrets.Add(secret.InText(string(text))...)
	}
}

// loginsFault is a file of logins, or a helper that it names, that does not work.
func loginsFault(file string, err error) *wire.Error {
	return fault.InvalidArgument("registryConfig", "registryConfig: %s cannot be used: %w", file, err)
}
