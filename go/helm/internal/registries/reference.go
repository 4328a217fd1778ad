package registries

import (
	"encoding/json"
	"errors"
	"net/url"
	"path"
	"strings"

	"github.com/Masterminds/semver/v3"
	v1 "github.com/opencontainers/image-spec/specs-go/v1"
	"oras.land/oras-go/v2/content"
	"oras.land/oras-go/v2/errdef"

	"helm.sh/helm/v4/pkg/registry"

	"bunhelm/helm/internal/budget"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/fetch"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/secret"
	"bunhelm/helm/internal/versions"
	"bunhelm/helm/internal/wire"
)

// Resolve asks a registry what a reference means; without a tag or digest the version decides.
func Resolve(op *operation.Operation, reference, version string, access fetch.Access, plainHTTP bool) (result wire.Resolved, err error) {
	address, err := parseReference(reference)
	if err != nil {
		return result, err
	}
	client, err := New(op, access, plainHTTP)
	if err != nil {
		return result, err
	}
	if err := versions.Check(version); err != nil && !strings.Contains(reference, "@") {
		return result, err
	}
	if version = PlusTag(address, version); version != "" || !strings.ContainsAny(path.Base(address.Path), ":@") {
		if address, err = client.tagged(reference, version, address); err != nil {
			return result, client.without(reference, version, client.asked(reference, err))
		}
	}
	full := AsTagged(address)
	b := budget.Manifest(op.Client.Limits)
	repository, err := client.repository(full)
	if err != nil {
		return result, client.asked(reference, err)
	}
	repository.MaxMetadataBytes = b.Limit
	descriptor, err := repository.Resolve(b.Within(op.Context()), full)
	if other := otherTag(address); version != "" && errors.Is(err, errdef.ErrNotFound) && other != nil {
		if found, otherErr := repository.Resolve(b.Within(op.Context()), AsTagged(other)); otherErr == nil {
			descriptor, full, err = found, AsTagged(other), nil
		}
	}
	if err != nil {
		return result, client.without(registry.OCIScheme+"://"+full, "", client.asked(reference, err))
	}
	result = wire.Resolved{
		Reference: registry.OCIScheme + "://" + full, Digest: descriptor.Digest.String(), MediaType: descriptor.MediaType, Size: descriptor.Size,
	}
	if descriptor.MediaType != v1.MediaTypeImageManifest {
		return result, nil
	}
	data, err := content.FetchAll(b.Within(op.Context()), repository, descriptor)
	if err != nil {
		return result, client.asked(reference, err)
	}
	describe(&result, data)
	return result, nil
}

// describe takes from the manifest of a chart what it says of it.
func describe(result *wire.Resolved, data []byte) {
	var manifest v1.Manifest
	if json.Unmarshal(data, &manifest) != nil || manifest.Config.MediaType != registry.ConfigMediaType {
		return
	}
	result.Version = manifest.Annotations[v1.AnnotationVersion]
	for _, layer := range manifest.Layers {
		if layer.MediaType == registry.ChartLayerMediaType || layer.MediaType == registry.LegacyChartLayerMediaType {
			result.ArchiveDigest = layer.Digest.String()
		}
	}
}

// PlusTag takes a tag that stands for a version with a plus sign out of a reference, and gives it as the
// version: Helm takes it for a range (pkg/registry/client.go ValidateReference).
func PlusTag(reference *url.URL, version string) string {
	name, tag, found := strings.Cut(path.Base(reference.Path), ":")
	tag = strings.ReplaceAll(tag, "_", "+")
	if _, err := semver.StrictNewVersion(tag); !found || err != nil || !strings.Contains(tag, "+") || strings.Contains(name, "@") {
		return version
	}
	if version != "" && version != tag {
		return version // which Helm refuses
	}
	reference.Path = path.Join(path.Dir(reference.Path), name)
	return tag
}

// AsTagged is a reference as a registry knows it: a plus sign of a tag is an underscore there
// (pkg/registry/reference.go).
func AsTagged(reference *url.URL) string {
	full := reference.Host + "/" + strings.TrimPrefix(reference.Path, "/")
	if at := strings.LastIndex(full, ":"); !strings.Contains(full, "@") && at > strings.LastIndex(full, "/") {
		full = full[:at] + strings.ReplaceAll(full[at:], "+", "_")
	}
	return full
}

// parseReference reads a reference, which may lack its oci://.
func parseReference(reference string) (*url.URL, error) {
	scheme := registry.OCIScheme + "://"
	address, err := url.Parse(scheme + strings.TrimPrefix(strings.TrimSpace(reference), scheme))
	if err != nil || address.Host == "" || strings.Trim(address.Path, "/") == "" || address.User != nil {
		return nil, fault.InvalidArgument("reference", "reference: %q is not like oci://host/path/name", secret.ShownReference(reference))
	}
	return address, nil
}
