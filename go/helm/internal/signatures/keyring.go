package signatures

import (
	"cmp"
	"errors"
	"io/fs"

	"helm.sh/helm/v4/pkg/provenance"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// Keys opens a keyring, the default one where none is given, and says what it is called. With an id its
// key will sign.
func Keys(op *operation.Operation, keyring wire.Keyring, id string) (*provenance.Signatory, string, error) {
	if keyring.Bytes != nil {
		signatory, err := keysIn(op, keyring.Bytes, id)
		switch {
		case signatory != nil && err != nil: // more than one key has the id
			err = fault.InvalidArgument("key", "key: %w", err)
		case err != nil:
			err = fault.InvalidArgument("keyring", "keyring: %w", err)
		}
		return signatory, "the keyring", err
	}
	export := "gpg --export > FILE"
	if id != "" {
		export = "gpg --export-secret-keys > FILE"
	}
	file := cmp.Or(op.Client.Path(keyring.Path), op.Client.Paths().Keyring())
	refuse := func(hint, format string, arguments ...any) error {
		err := fault.InvalidArgument("keyring", "keyring: "+format, arguments...)
		err.Details = wire.InvalidArgumentDetails{HintDetails: wire.HintDetails{Hint: hint}, Option: "keyring"}
		return err
	}
	if file == "" {
		return nil, "", refuse("give keyring: "+export+" writes one", "there is none: neither GNUPGHOME nor HOME is set")
	}
	signatory, err := provenance.NewFromKeyring(file, id)
	switch {
	case signatory != nil && err != nil: // more than one key has the id
		return nil, file, fault.InvalidArgument("key", "key: %w in %s", err, file)
	case errors.Is(err, fs.ErrNotExist):
		return nil, file, refuse(export+" writes one; give it as keyring", "there is no file %s", file)
	case err != nil:
		return nil, file, refuse(export+" writes one", "%s cannot be used: %w", file, err)
	}
	return signatory, file, nil
}

// keysIn reads a keyring in memory: Helm reads files only.
func keysIn(op *operation.Operation, keyring *wire.Bytes, id string) (*provenance.Signatory, error) {
	data, found := op.Attachment(keyring.Index)
	if !found {
		return nil, errors.New("the bytes are missing")
	}
	file, remove, err := fileWith(data)
	if err != nil {
		return nil, err
	}
	defer remove()
	return provenance.NewFromKeyring(file, id)
}
