package locate

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"path"
	"strings"

	"helm.sh/helm/v4/pkg/downloader"
	"helm.sh/helm/v4/pkg/registry"

	"bunhelm/helm/internal/budget"
	"bunhelm/helm/internal/chartfiles"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/fetch"
	"bunhelm/helm/internal/helmhome"
	"bunhelm/helm/internal/indexes"
	"bunhelm/helm/internal/registries"
	"bunhelm/helm/internal/secret"
	"bunhelm/helm/internal/signatures"
	"bunhelm/helm/internal/versions"
	"bunhelm/helm/internal/wire"
)

// download fetches an archive, or takes it from Helm's content cache.
func (f *finder) download(home, from *url.URL, digest string) (*chartfiles.Found, error) {
	found := &chartfiles.Found{File: path.Base(from.Path), SaveAs: path.Base(from.Path), URL: secret.Shown(from)}
	cache := &downloader.DiskCache{Root: f.paths.ContentCache}
	want, known := indexes.ParseDigest(digest)
	if known {
		found.Archive = helmhome.ReadContent(cache, want, downloader.CacheChart)
	}
	if found.Cached = found.Archive != nil; !found.Cached {
		var err error
		if found.Archive, err = f.fetch(home, from, "application/gzip,application/octet-stream", budget.Archive(f.op.Client.Limits)); err != nil {
			return nil, f.access.RepositoryFault(f.op, home, from, fetch.TheChart, err)
		}
	}
	have := sha256.Sum256(found.Archive)
	found.ArchiveDigest = "sha256:" + hex.EncodeToString(have[:])
	found.Digest = found.ArchiveDigest
	if known && have != want {
		return nil, signatures.NotTrusted(secret.Shown(from), wire.ArchiveDigest, fmt.Errorf("its digest is %x, but the repository's index says %x", have, want))
	}
	helmhome.KeepContent(cache, have, found.Archive, downloader.CacheChart)
	if f.proof == downloader.VerifyNever {
		return found, nil
	}
	// What the command keeps it has not verified yet, and a chart may be signed anew.
	if found.Provenance = helmhome.ReadContent(cache, have, downloader.CacheProv); found.Provenance != nil {
		if f.proof == downloader.VerifyLater || f.verify(found, found.Archive) == nil {
			return found, nil
		}
	}
	beside := *from
	beside.Path += ".prov"
	if beside.RawPath != "" {
		beside.RawPath += ".prov"
	}
	var err error
	if found.Provenance, err = f.fetch(home, &beside, "", budget.Provenance(f.op.Client.Limits)); err != nil {
		if large := budget.TooLarge(f.op.Client.Limits, secret.Shown(&beside), err); large != nil {
			return nil, large
		}
		if f.proof == downloader.VerifyAlways || f.op.Err() != nil {
			return nil, signatures.NotTrusted(secret.Shown(from), wire.ProvenanceMissing, fmt.Errorf("its provenance file cannot be downloaded: %w", err))
		}
		f.unproven(secret.Shown(from))
		return found, nil
	}
	if f.proof == downloader.VerifyLater {
		return found, nil
	}
	if err := f.verify(found, found.Archive); err != nil {
		return nil, err
	}
	helmhome.KeepContent(cache, have, found.Provenance, downloader.CacheProv)
	return found, nil
}

// unproven tells of a chart without a provenance file, where none is required.
func (f *finder) unproven(reference string) {
	f.op.Emit(wire.LogEvent{Level: wire.LogWarn, Message: reference + ": no provenance file was found"})
}

// inRegistry pulls a chart from a registry.
func (f *finder) inRegistry(reference string) (*chartfiles.Found, error) {
	client, err := registries.New(f.op, f.access, f.o.PlainHttp)
	if err != nil {
		return nil, err
	}
	u, err := url.Parse(reference)
	if err != nil {
		return nil, f.missing("is not a reference to a registry")
	}
	if u.User != nil {
		return nil, fault.InvalidArgument("chart", "chart: %s: put the credentials for a registry into username and password", secret.ShownReference(reference))
	}
	version := registries.PlusTag(u, f.version())
	if !strings.Contains(reference, "@") { // beside a digest any tag will do
		if err := versions.Check(version); err != nil {
			return nil, err
		}
		if _, tag, _ := strings.Cut(path.Base(u.Path), ":"); version == "" && !versions.Valid(tag) {
			return nil, fault.InvalidArgument("chart", "chart: %s: the tag %q is not a version; Helm can only pull versions", secret.ShownReference(reference), tag)
		}
	}
	result, resolved, err := client.PullVersion(reference, version, u, f.proof)
	if err != nil {
		return nil, err
	}
	have := sha256.Sum256(result.Archive)
	found := &chartfiles.Found{
		Archive: result.Archive, URL: registry.OCIScheme + "://" + registries.AsTagged(resolved),
		Digest: result.Digest, ArchiveDigest: "sha256:" + hex.EncodeToString(have[:]),
		File:   fmt.Sprintf("%s-%s.tgz", result.Metadata.Name, result.Metadata.Version),
		SaveAs: archiveOf(resolved),
	}
	if f.proof == downloader.VerifyNever {
		return found, nil
	}
	if found.Provenance = result.Provenance; len(found.Provenance) == 0 && f.proof != downloader.VerifyAlways {
		f.unproven(found.URL)
		return found, nil
	}
	if f.proof == downloader.VerifyLater {
		return found, nil
	}
	return found, f.verify(found, found.Archive)
}

// archiveOf is the file that the command makes of a reference (pkg/downloader DownloadTo): "shop:1.0.0"
// is shop-1.0.0.tgz.
func archiveOf(reference *url.URL) string {
	name := path.Base(reference.Path)
	if colon := strings.LastIndexByte(name, ':'); colon >= 0 {
		return name[:colon] + "-" + name[colon+1:] + ".tgz"
	}
	return name + ".tgz"
}

// fetch fetches what belongs to a chart.
func (f *finder) fetch(home, from *url.URL, accept string, b *budget.Budget) ([]byte, error) {
	data, err := f.access.Fetch(f.op, home, from, accept, b)
	var noPlugin *fetch.NoPluginError
	if errors.As(err, &noPlugin) {
		return nil, f.missing("%w", err)
	}
	return data, err
}

// verify checks the archive of a chart that was found.
func (f *finder) verify(found *chartfiles.Found, archive []byte) (err error) {
	seen, err := signatures.Verify(f.op, f.o.Keyring, secret.ShownReference(f.ref), found.File, archive, found.Provenance)
	if err == nil {
		found.Verification = seen
	}
	return err
}
