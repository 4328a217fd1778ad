package charts

import (
	"fmt"
	"maps"
	"slices"

	"helm.sh/helm/v4/pkg/provenance"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/locate"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/signatures"
	"bunhelm/helm/internal/wire"
)

// Verify is `helm verify` (pkg/action/verify.go).
func Verify(op *operation.Operation, r *wire.VerifyRequest) (result wire.VerifyResult, err error) {
	found, err := verification(op, r)
	if err != nil {
		return result, err
	}
	return verified(found), nil
}

func verification(op *operation.Operation, r *wire.VerifyRequest) (*provenance.Verification, error) {
	proof, err := contents(op, "provenance", r.Provenance)
	switch {
	case err != nil:
		return nil, err
	case r.Chart.Bytes == nil && len(proof) > 0:
		return nil, fault.InvalidArgument("provenance", "provenance: for a path, the file next to it is used")
	case r.Chart.Bytes == nil:
		return locate.Verify(op, r.Chart.Path, r.Keyring)
	case len(proof) == 0:
		return nil, fault.InvalidArgument("provenance", "provenance is required for an archive given as bytes")
	}
	archive, found := op.Attachment(r.Chart.Bytes.Index)
	if !found {
		return nil, fault.InvalidArgument("chart", "chart: the bytes are missing")
	}
	return signatures.VerifyBytes(op, archive, proof, r.Keyring)
}

// contents are those of a file that is given as text or as bytes.
func contents(op *operation.Operation, option string, c wire.Contents) ([]byte, error) {
	if c.Bytes == nil {
		return []byte(c.Text), nil
	}
	data, found := op.Attachment(c.Bytes.Index)
	if !found {
		return nil, fault.InvalidArgument(option, "%s: the bytes are missing", option)
	}
	return data, nil
}

// verified tells what the command prints.
func verified(found *provenance.Verification) wire.VerifyResult {
	return wire.VerifyResult{
		SignedBy:    slices.Sorted(maps.Keys(found.SignedBy.Identities)),
		Fingerprint: fmt.Sprintf("%X", found.SignedBy.PrimaryKey.Fingerprint),
		Digest:      found.FileHash,
		File:        found.FileName,
	}
}
