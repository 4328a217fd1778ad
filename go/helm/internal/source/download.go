package source

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"path"
	"strings"

	"helm.sh/helm/v4/pkg/downloader"
	"helm.sh/helm/v4/pkg/registry"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/wire"
)

// fetch reads a URL by its scheme: http(s) ourselves, others by an installed plugin.
func (f *finder) fetch(home, from *url.URL, accept string, b *budget) (data []byte, err error) {
	said := ""
	if isHTTP(from) {
		data, err = f.access.get(f.op, home, from, accept, b)
	} else {
		found := pluginFor(f.paths.Plugins, from.Scheme)
		if found == nil {
			return nil, f.missing("nothing is installed that can fetch %s:// URLs", from.Scheme)
		}
		access := f.access
		if !access.PassToOther && !sameServer(home, from) {
			access.Username, access.Password = "", ""
		}
		data, said, err = found.get(f.op, home.String(), from.String(), access, b)
	}
	if err == nil && len(data) == 0 {
		err = &errEmpty{said}
	}
	return data, err
}

// errEmpty is an answer without a body; said is what a plugin said beside it.
type errEmpty struct{ said string }

func (e *errEmpty) Error() string { return "the answer is empty" + e.said }

// download fetches an archive, or takes it from Helm's content cache.
func (f *finder) download(home, from *url.URL, digest string) (*Found, error) {
	found := &Found{File: path.Base(from.Path), SaveAs: path.Base(from.Path), URL: Shown(from)}
	cache := &downloader.DiskCache{Root: f.paths.ContentCache}
	want, known := sum(digest)
	if known {
		found.Archive = cached(cache, want, downloader.CacheChart)
	}
	if found.Cached = found.Archive != nil; !found.Cached {
		var err error
		if found.Archive, err = f.fetch(home, from, "application/gzip,application/octet-stream", archiveBudget(f.op)); err != nil {
			return nil, f.access.repositoryFault(f.op, home, from, theChart, err)
		}
	}
	have := sha256.Sum256(found.Archive)
	found.ArchiveDigest = "sha256:" + hex.EncodeToString(have[:])
	found.Digest = found.ArchiveDigest
	if known && have != want {
		return nil, verification(Shown(from), wire.ArchiveDigest, fmt.Errorf("its digest is %x, not %x as the repository's index says", have, want))
	}
	keep(cache, have, found.Archive, downloader.CacheChart)
	if f.proof == downloader.VerifyNever {
		return found, nil
	}
	// What the command keeps it has not verified yet, and a chart may be signed anew.
	if found.Provenance = cached(cache, have, downloader.CacheProv); found.Provenance != nil {
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
	if found.Provenance, err = f.fetch(home, &beside, "", provenanceBudget(f.op)); err != nil {
		if large := tooLarge(f.op, Shown(&beside), err); large != nil {
			return nil, large
		}
		if f.proof == downloader.VerifyAlways || f.op.Err() != nil {
			return nil, verification(Shown(from), wire.ProvenanceMissing, fmt.Errorf("its provenance file cannot be fetched: %w", err))
		}
		f.unproven(Shown(from))
		return found, nil
	}
	if f.proof == downloader.VerifyLater {
		return found, nil
	}
	if err := f.verify(found, found.Archive); err != nil {
		return nil, err
	}
	keep(cache, have, found.Provenance, downloader.CacheProv)
	return found, nil
}

// unproven tells of a chart without a provenance file, where none is required.
func (f *finder) unproven(reference string) {
	f.op.Emit(wire.LogEvent{Level: wire.LogWarn, Message: reference + ": no provenance file was found"})
}

// sum reads a digest with or without its algorithm.
func sum(digest string) (key [sha256.Size]byte, ok bool) {
	_, text, found := strings.Cut(digest, ":")
	if !found {
		text = digest
	}
	bytes, err := hex.DecodeString(text)
	if err != nil || len(bytes) != sha256.Size {
		return key, false
	}
	return [sha256.Size]byte(bytes), true
}

// Prefixed is a digest with its algorithm, which an index need not name; anything else stays.
func Prefixed(digest string) string {
	if key, ok := sum(digest); ok {
		return "sha256:" + hex.EncodeToString(key[:])
	}
	return digest
}

// cached reads Helm's content cache; a file whose content is not what its name says is none.
func cached(cache *downloader.DiskCache, key [sha256.Size]byte, kind string) []byte {
	if cache.Root == "" {
		return nil
	}
	file, err := cache.Get(key, kind)
	if err != nil {
		return nil
	}
	data, err := os.ReadFile(file)
	if err != nil || kind == downloader.CacheChart && sha256.Sum256(data) != key {
		return nil
	}
	return data
}

// keep writes to Helm's content cache, where that is possible.
func keep(cache *downloader.DiskCache, key [sha256.Size]byte, data []byte, kind string) {
	if cache.Root == "" {
		return
	}
	if _, err := cache.Get(key, kind); err != nil {
		_, _ = cache.Put(key, bytes.NewReader(data), kind)
	}
}

// inRegistry pulls a chart from a registry.
func (f *finder) inRegistry(reference string) (*Found, error) {
	client, err := Registry(f.op, f.access, f.o.PlainHttp)
	if err != nil {
		return nil, err
	}
	u, err := url.Parse(reference)
	if err != nil {
		return nil, f.missing("is not a reference to a registry")
	}
	if u.User != nil {
		return nil, fault.InvalidArgument("chart", "chart: %s: a registry's account goes into username and password", named(reference))
	}
	version := plusTag(u, f.version())
	if !strings.Contains(reference, "@") { // beside a digest any tag will do
		if err := checkVersion(version); err != nil {
			return nil, err
		}
		if _, tag, _ := strings.Cut(path.Base(u.Path), ":"); version == "" && !isVersion(tag) {
			return nil, fault.InvalidArgument("chart", "chart: %s: the tag %q is not a version, and Helm pulls only versions", named(reference), tag)
		}
	}
	resolved, err := client.tagged(reference, version, u)
	if err != nil {
		return nil, client.without(reference, version, client.chartFault(reference, err))
	}
	result, err := client.pull(resolved, f.proof)
	if other := otherTag(resolved); version != "" && isAbsent(err) && other != nil {
		if found, otherErr := client.pull(other, f.proof); !isAbsent(otherErr) {
			result, resolved, err = found, other, otherErr
		}
	}
	if err != nil {
		return nil, client.without(resolved.String(), "", client.chartFault(resolved.String(), err))
	}
	have := sha256.Sum256(result.archive)
	found := &Found{
		Archive: result.archive, URL: registry.OCIScheme + "://" + asTagged(resolved),
		Digest: result.digest, ArchiveDigest: "sha256:" + hex.EncodeToString(have[:]),
		File:   fmt.Sprintf("%s-%s.tgz", result.metadata.Name, result.metadata.Version),
		SaveAs: archiveOf(resolved),
	}
	if f.proof == downloader.VerifyNever {
		return found, nil
	}
	if found.Provenance = result.provenance; len(found.Provenance) == 0 && f.proof != downloader.VerifyAlways {
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
