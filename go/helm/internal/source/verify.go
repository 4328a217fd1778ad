package source

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/ProtonMail/go-crypto/openpgp/clearsign"

	"helm.sh/helm/v4/pkg/provenance"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// Verify checks an archive against the provenance file beside it (pkg/downloader VerifyChart).
func Verify(op *operation.Operation, archive string, keyring wire.Keyring) (*provenance.Verification, error) {
	if archive == "" {
		return nil, fault.InvalidArgument("chart", "chart must not be empty")
	}
	f := &finder{op: op, paths: PathsOf(op), ref: archive, o: &wire.ChartSourceOptions{Verify: true, Keyring: keyring}}
	path := op.Path(archive)
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, f.missing("there is no such archive")
	case !info.IsDir() && !strings.EqualFold(filepath.Ext(path), ".tgz"):
		return nil, verification(archive, wire.ProvenanceMissing, errors.New("chart must be a tgz file"))
	}
	found, err := f.local(path)
	if err != nil {
		return nil, err
	}
	return found.Verification, nil
}

// VerifyBytes checks an archive that is in memory, as the provenance file is.
func VerifyBytes(op *operation.Operation, archive, proof []byte, keyring wire.Keyring) (*provenance.Verification, error) {
	f := &finder{op: op, paths: PathsOf(op), ref: "bytes", o: &wire.ChartSourceOptions{Keyring: keyring}}
	found := &Found{Provenance: proof, File: fileOf(archive, proof)}
	err := f.verify(found, archive)
	return found.Verification, err
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
