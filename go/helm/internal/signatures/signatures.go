// Package signatures checks charts against their provenance files.
package signatures

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"

	"github.com/ProtonMail/go-crypto/openpgp/clearsign"
	pgperrors "github.com/ProtonMail/go-crypto/openpgp/errors"
	"github.com/ProtonMail/go-crypto/openpgp/packet"

	"helm.sh/helm/v4/pkg/provenance"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// Verify checks an archive against its provenance file, which knows it as file (pkg/downloader VerifyChart).
// Errors call it by the reference.
func Verify(op *operation.Operation, keys wire.Keyring, reference, file string, archive, proof []byte) (*provenance.Verification, error) {
	signatory, keyring, err := Keys(op, keys, "")
	if err != nil {
		return nil, err
	}
	seen, err := signatory.Verify(archive, proof, file)
	if err == nil {
		return seen, nil
	}
	switch {
	case errors.Is(err, pgperrors.ErrUnknownIssuer):
		refused := NotTrusted(reference, wire.ProvenanceSigner, fmt.Errorf("no key in %s has signed it%s: %w", keyring, signer(proof), err))
		refused.Details = wire.VerificationDetails{ChartDetails: wire.ChartDetails{
			HintDetails: wire.HintDetails{Hint: "if you trust the signer, add that public key to the keyring"}, Reference: reference,
		}, Reason: wire.ProvenanceSigner}
		return nil, refused
	case seen.SignedBy == nil:
		return nil, NotTrusted(reference, wire.ProvenanceSignature, fmt.Errorf("its signature is not valid: %w", err))
	case !bytes.Contains(proof, []byte(file)):
		return nil, NotTrusted(reference, wire.ProvenanceFile, err)
	}
	return nil, NotTrusted(reference, wire.ArchiveDigest, err)
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

// NotTrusted is a chart that is not what it should be.
func NotTrusted(reference string, reason wire.VerificationReason, cause error) *wire.Error {
	details := wire.VerificationDetails{ChartDetails: wire.ChartDetails{Reference: reference}, Reason: reason}
	return fault.Newf(wire.CodeVerificationFailed, details, cause, "chart %q cannot be trusted: %v", reference, cause)
}

// NoProvenance is a provenance file that cannot be read.
func NoProvenance(path string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no provenance file %s", path)
	}
	return fmt.Errorf("the provenance file cannot be read: %w", err)
}

// VerifyBytes checks an archive that is in memory, as the provenance file is.
func VerifyBytes(op *operation.Operation, archive, proof []byte, keyring wire.Keyring) (*provenance.Verification, error) {
	return Verify(op, keyring, "bytes", fileOf(archive, proof), archive, proof)
}

// fileOf is the name by which a provenance file knows an archive, which has none itself; of one that it
// does not know, any name that it has. Helm then checks both.
func fileOf(archive, proof []byte) (file string) {
	block, _ := clearsign.Decode(proof)
	if block == nil {
		return ""
	}
	var sums provenance.SumCollection
	if provenance.ParseMessageBlock(block.Plaintext, nil, &sums) != nil {
		return ""
	}
	have := fmt.Sprintf("sha256:%x", sha256.Sum256(archive))
	for name, sum := range sums.Files {
		if file = name; sum == have {
			break
		}
	}
	return file
}
