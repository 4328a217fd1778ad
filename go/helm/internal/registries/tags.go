package registries

import (
	"cmp"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/Masterminds/semver/v3"
	orasregistry "oras.land/oras-go/v2/registry"
	"oras.land/oras-go/v2/registry/remote"

	"helm.sh/helm/v4/pkg/registry"

	"bunhelm/helm/internal/budget"
	"bunhelm/helm/internal/fault"
)

// VersionTags are the tags of a chart that are versions, newest first: those that Helm knows
// (pkg/registry/client.go Tags), and those with a "v" before the version, which it knows by their full
// names alone.
type VersionTags struct{ Plain, Prefixed []string }

// Tags lists them. A registry may send pages without an end, or in a circle.
func (c *Client) Tags(reference string) (found VersionTags, err error) {
	defer fault.Recovered(&err)
	asked, err := orasregistry.ParseReference(strings.TrimPrefix(reference, registry.OCIScheme+"://"))
	if err != nil {
		return found, err
	}
	b := budget.Tags(c.op.Client.Limits)
	repository, err := c.repository(asked.Registry + "/" + asked.Repository)
	if err != nil {
		return found, err
	}
	repository.MaxMetadataBytes = b.Limit
	var plain, prefixed []*semver.Version
	err = repository.Tags(b.Within(c.op.Context()), "", func(tags []string) error {
		for _, tag := range tags {
			version := strings.ReplaceAll(tag, "_", "+") // a tag has no plus sign
			if parsed, err := semver.StrictNewVersion(version); err == nil {
				plain = append(plain, parsed)
			} else if parsed, err := semver.StrictNewVersion(strings.TrimPrefix(version, "v")); err == nil {
				prefixed = append(prefixed, parsed)
			}
		}
		return c.op.Err()
	})
	if err != nil {
		return found, err
	}
	return VersionTags{newestFirst(plain, ""), newestFirst(prefixed, "v")}, nil
}

func newestFirst(versions []*semver.Version, prefix string) []string {
	slices.SortFunc(versions, func(a, b *semver.Version) int { return b.Compare(a) })
	texts := make([]string, len(versions))
	for i, version := range versions {
		texts[i] = prefix + version.String()
	}
	return texts
}

// all are both kinds, newest first.
func (t VersionTags) all() []string {
	all := slices.Concat(t.Plain, t.Prefixed)
	versions := make(map[string]*semver.Version, len(all))
	for _, tag := range all {
		versions[tag], _ = semver.NewVersion(tag)
	}
	slices.SortStableFunc(all, func(a, b string) int { return versions[b].Compare(versions[a]) })
	return all
}

// match is the tag that a version or a range means. What Helm would choose goes before others.
func (t VersionTags) match(version string) (string, error) {
	tag, err := registry.GetTagMatchingVersionOrConstraint(t.Plain, version)
	if err != nil {
		if prefixed, other := registry.GetTagMatchingVersionOrConstraint(t.Prefixed, version); other == nil {
			return prefixed, nil
		}
	}
	return tag, err
}

// repository is one of the registry, asked as this operation.
func (c *Client) repository(reference string) (*remote.Repository, error) {
	repository, err := remote.NewRepository(reference)
	if err != nil {
		return nil, err
	}
	repository.Client, repository.PlainHTTP = c.authorizer, c.plain
	return repository, nil
}

// tagged is the address of a chart with the tag that a version means: the newest one without a version
// (pkg/registry/client.go ValidateReference).
func (c *Client) tagged(reference, version string, address *url.URL) (*url.URL, error) {
	name, tag, _ := strings.Cut(path.Base(address.Path), ":")
	wanted := cmp.Or(version, tag)
	_, inexact := semver.NewVersion(wanted)
	if inexact == nil || strings.Contains(reference, "@") || tag != "" && tag != wanted {
		_, resolved, err := c.ValidateReference(reference, version, address)
		return resolved, err
	}
	bare := *address
	bare.Path, bare.RawPath = path.Join(path.Dir(address.Path), name), ""
	tags, err := c.Tags(bare.Host + bare.Path)
	if err != nil {
		return nil, err
	}
	found, err := tags.match(wanted)
	if err != nil {
		return nil, err
	}
	bare.Path += ":" + found
	return &bare, nil
}

// otherTag is the address of a version whose tag has a "v", or has none; nil where there is no such.
func otherTag(address *url.URL) *url.URL {
	name, tag, _ := strings.Cut(path.Base(address.Path), ":")
	plain, prefixed := strings.CutPrefix(tag, "v")
	if _, err := semver.StrictNewVersion(plain); err != nil {
		return nil
	}
	if !prefixed {
		plain = "v" + plain
	}
	other := *address
	other.Path, other.RawPath = path.Join(path.Dir(address.Path), name+":"+plain), ""
	return &other
}
