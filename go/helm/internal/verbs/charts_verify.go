package verbs

import (
	"fmt"
	"maps"
	"slices"

	"helm.sh/helm/v4/pkg/provenance"

	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/source"
	"bunhelm/helm/internal/wire"
)

// verify is `helm verify` (pkg/action/verify.go).
func verify(op *operation.Operation, r *wire.VerifyRequest) (result wire.VerifyResult, err error) {
	found, err := source.Verify(op, r.Chart, r.Keyring)
	if err != nil {
		return result, err
	}
	return verified(found), nil
}

// verified tells what the command prints.
func verified(found *provenance.Verification) wire.VerifyResult {
	return wire.VerifyResult{
		SignedBy:    slices.Sorted(maps.Keys(found.SignedBy.Identities)),
		Fingerprint: fmt.Sprintf("%X", found.SignedBy.PrimaryKey.Fingerprint),
		Digest:      found.FileHash,
	}
}
