package locate

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"helm.sh/helm/v4/pkg/provenance"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/signatures"
	"bunhelm/helm/internal/wire"
)

// Verify checks an archive against the provenance file beside it (pkg/downloader VerifyChart).
func Verify(op *operation.Operation, archive string, keyring wire.Keyring) (*provenance.Verification, error) {
	if archive == "" {
		return nil, fault.InvalidArgument("chart", "chart must not be empty")
	}
	f := &finder{op: op, paths: op.Client.Paths(), ref: archive, o: &wire.ChartSourceOptions{Verify: true, KeyringOption: wire.KeyringOption{Keyring: keyring}}}
	path := op.Client.Path(archive)
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, f.missing("there is no such archive")
	case !info.IsDir() && !strings.EqualFold(filepath.Ext(path), ".tgz"):
		return nil, signatures.NotTrusted(archive, wire.ProvenanceMissing, errors.New("chart must be a tgz file"))
	}
	found, err := f.local(path)
	if err != nil {
		return nil, err
	}
	return found.Verification, nil
}
