package charts

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/Masterminds/semver/v3"
	"sigs.k8s.io/yaml"

	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/chart/v2/loader"

	"bunhelm/helm/internal/chartfiles"
	"bunhelm/helm/internal/dependencies"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/signatures"
	"bunhelm/helm/internal/wire"
)

// Package is `helm package`: pkg/action/package.go, which writes to files only.
func Package(op *operation.Operation, r *wire.PackageRequest) (result wire.PackagedChart, err error) {
	if err := checkPackage(r); err != nil {
		return result, err
	}
	path := string(r.Path)
	at, err := chartfiles.SourceDate(op, r.SourceDateEpoch)
	if err != nil {
		return result, err
	}
	op.Evidence.Phase(wire.PhaseLoad, 0)
	if r.DependencyUpdate {
		options := &wire.DependencyOptions{RegistryOptions: r.RegistryOptions, SourceDateOption: r.SourceDateOption}
		if _, err := dependencies.Update(op, path, options); err != nil {
			return result, err
		}
	}
	ch, err := chartfiles.LoadDirectory(op, op.Client.Path(path), path)
	if err != nil {
		return result, err
	}
	if version := ch.Metadata.APIVersion; version != chart.APIVersionV1 && version != chart.APIVersionV2 {
		return result, fault.ChartInvalid(path, chartfiles.ErrAPIVersion)
	}
	if r.Version != "" {
		ch.Metadata.Version = r.Version
	}
	if r.AppVersion != "" {
		ch.Metadata.AppVersion = r.AppVersion
	}
	if _, err := semver.NewVersion(ch.Metadata.Version); err != nil {
		if r.Version != "" {
			return result, fault.InvalidArgument("version", "version: %q: %v", r.Version, err)
		}
		return result, fault.Newf(wire.CodeChartInvalid, wire.ChartDetails{Reference: path}, err, "chart %q: version %q: %v", path, ch.Metadata.Version, err)
	}
	if at != nil {
		ch.StampModTimes(*at)
	}
	op.Evidence.Chart(wire.ChartInfo{Name: ch.Metadata.Name, Version: ch.Metadata.Version, AppVersion: ch.Metadata.AppVersion})
	if err := chartfiles.CheckDependencies(op, ch); err != nil {
		return result, err
	}
	file, archive, err := chartfiles.Pack(ch)
	if err != nil {
		return result, fault.Newf(wire.CodeChartInvalid, wire.ChartDetails{Reference: path}, err, "chart %q cannot be packaged: %v", path, err)
	}
	result = wire.PackagedChart{
		Name: ch.Metadata.Name, Version: ch.Metadata.Version, File: file, Digest: fmt.Sprintf("sha256:%x", sha256.Sum256(archive)),
	}
	if r.Sign {
		if result.Provenance, err = signed(op, r, file, archive); err != nil {
			return result, err
		}
	}
	if err := op.Err(); err != nil || r.Destination == "" {
		result.Bytes = wire.Binary(archive)
		return result, err
	}
	directory := string(r.Destination)
	if err := os.MkdirAll(directory, 0o755); err != nil {
		return result, fault.InvalidArgument("destination", "destination: %w", err)
	}
	result.Path = filepath.Join(directory, file)
	return result, save(result.Path, archive, []byte(result.Provenance))
}

func checkPackage(r *wire.PackageRequest) error {
	switch {
	case r.Path == "":
		return fault.InvalidArgument("path", "path must not be empty")
	case r.Sign && r.Key == "":
		return fault.InvalidArgument("key", "key is needed to sign")
	case !r.Sign && r.Key != "":
		return fault.InvalidArgument("key", "key needs sign")
	case r.Passphrase != "" && r.PassphraseFile != "":
		return fault.InvalidArgument("passphraseFile", "passphraseFile: passphrase is given as well")
	case r.PassphraseFile == "-":
		return fault.InvalidArgument("passphraseFile", "passphraseFile: standard input cannot be read; use passphrase")
	}
	return nil
}

// signed makes a provenance file: Package.Clearsign.
func signed(op *operation.Operation, r *wire.PackageRequest, file string, archive []byte) (wire.Text, error) {
	signatory, keyring, err := signatures.Keys(op, r.Keyring, r.Key)
	if err != nil {
		return "", err
	}
	if signatory.Entity == nil {
		return "", fault.InvalidArgument("key", "key: %s has no key %q", keyring, r.Key)
	}
	if signatory.Entity.PrivateKey == nil {
		err := fault.InvalidArgument("keyring", "keyring: %s has only the public part of key %q; signing needs the secret key", keyring, r.Key)
		err.Details = wire.InvalidArgumentDetails{
			HintDetails: wire.HintDetails{Hint: "gpg --export-secret-keys > FILE writes a keyring to sign with"}, Option: "keyring",
		}
		return "", err
	}
	asked := false
	err = signatory.DecryptKey(func(string) ([]byte, error) {
		asked = true
		return passphrase(op, r)
	})
	if err != nil {
		var known *wire.Error
		switch {
		case errors.As(err, &known):
			return "", known
		case asked:
			return "", fault.InvalidArgument("passphrase", "passphrase: it does not unlock the key %q: %w", r.Key, err)
		}
		return "", fault.InvalidArgument("key", "key: %w", err)
	}
	// As it is in the archive: a chart of apiVersion v1 has its dependencies elsewhere.
	ch, err := loader.LoadArchive(bytes.NewReader(archive))
	if err != nil {
		return "", err
	}
	metadata, err := yaml.Marshal(ch.Metadata)
	if err != nil {
		return "", err
	}
	text, err := signatory.ClearSign(archive, file, metadata)
	return wire.Text(text), err
}

// passphrase is the option's, or the first line of a file.
func passphrase(op *operation.Operation, r *wire.PackageRequest) ([]byte, error) {
	if r.Passphrase != "" {
		return []byte(r.Passphrase), nil
	}
	if r.PassphraseFile == "" {
		return nil, fault.InvalidArgument("passphrase", "passphrase: the key %q is locked; give passphrase or passphraseFile", r.Key)
	}
	file, err := os.Open(op.Client.Path(string(r.PassphraseFile)))
	if err != nil {
		return nil, fault.InvalidArgument("passphraseFile", "passphraseFile: %w", err)
	}
	defer func() { _ = file.Close() }()
	line, _, err := bufio.NewReader(file).ReadLine()
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fault.InvalidArgument("passphraseFile", "passphraseFile: %w", err)
	}
	return line, nil
}
