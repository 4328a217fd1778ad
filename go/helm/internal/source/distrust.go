package source

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"

	"github.com/ProtonMail/go-crypto/openpgp/clearsign"
	pgperrors "github.com/ProtonMail/go-crypto/openpgp/errors"
	"github.com/ProtonMail/go-crypto/openpgp/packet"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/wire"
)

// verify checks an archive against its provenance file (pkg/downloader VerifyChart).
func (f *finder) verify(found *Found, archive []byte) error {
	signatory, keyring, err := Keys(f.op, f.o.Keyring, "")
	if err != nil {
		return err
	}
	seen, err := signatory.Verify(archive, found.Provenance, found.File)
	if err == nil {
		found.Verification = seen
		return nil
	}
	reference := named(f.ref)
	switch {
	case errors.Is(err, pgperrors.ErrUnknownIssuer):
		refused := verification(reference, wire.ProvenanceSigner, fmt.Errorf("no key in %s has signed it%s: %w", keyring, signer(found.Provenance), err))
		refused.Details = wire.VerificationDetails{ChartDetails: wire.ChartDetails{
			HintDetails: wire.HintDetails{Hint: "if you trust who has signed it, add that public key to the keyring"}, Reference: reference,
		}, Reason: wire.ProvenanceSigner}
		return refused
	case seen.SignedBy == nil:
		return verification(reference, wire.ProvenanceSignature, fmt.Errorf("its signature does not hold: %w", err))
	case !bytes.Contains(found.Provenance, []byte(found.File)):
		return verification(reference, wire.ProvenanceFile, err)
	}
	return verification(reference, wire.ArchiveDigest, err)
}

// signer names the key that has signed a provenance file, where it says so.
func signer(text []byte) string {
	block, _ := clearsign.Decode(text)
	if block == nil {
		return ""
	}
	read, err := packet.Read(block.ArmoredSignature.Body)
	if err != nil {
		return ""
	}
	if signature, ok := read.(*packet.Signature); ok && signature.IssuerKeyId != nil {
		return fmt.Sprintf("; it was key %016X", *signature.IssuerKeyId)
	}
	return ""
}

// verification is a chart that is not what it should be.
func verification(reference string, reason wire.VerificationReason, cause error) *wire.Error {
	details := wire.VerificationDetails{ChartDetails: wire.ChartDetails{Reference: reference}, Reason: reason}
	return fault.Said(wire.CodeVerificationFailed, details, cause, "chart %q cannot be trusted: %v", reference, cause)
}

// unproved is a provenance file that cannot be read.
func unproved(path string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no provenance file %s", path)
	}
	return fmt.Errorf("the provenance file cannot be read: %w", err)
}
