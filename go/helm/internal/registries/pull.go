package registries

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"

	"github.com/opencontainers/go-digest"
	v1 "github.com/opencontainers/image-spec/specs-go/v1"
	"oras.land/oras-go/v2"
	"oras.land/oras-go/v2/content"
	"oras.land/oras-go/v2/errdef"
	"oras.land/oras-go/v2/registry/remote/errcode"

	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/downloader"
	"helm.sh/helm/v4/pkg/registry"

	"bunhelm/helm/internal/budget"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
)

// Pulled is a chart of a registry.
type Pulled struct {
	Digest              string // of the manifest
	Archive, Provenance []byte
	Metadata            chart.Metadata
}

// pull is pkg/registry/client.go Pull, which reads whatever a manifest lists, and of any size.
func (c *Client) pull(address *url.URL, proof downloader.VerificationStrategy) (result Pulled, err error) {
	defer fault.Recovered(&err)
	b := budget.Pull(c.op.Client.Limits)
	full := AsTagged(address)
	repository, err := c.repository(full)
	if err != nil {
		return result, err
	}
	limits := c.op.Client.Limits
	repository.MaxMetadataBytes = int64(limits.Metadata)
	store := &shelf{op: c.op, blobs: map[digest.Digest]blob{}}
	root, err := oras.Copy(b.Within(c.op.Context()), repository, full, store, "", oras.CopyOptions{CopyGraphOptions: oras.CopyGraphOptions{
		MaxMetadataBytes: int64(limits.Metadata),
		PreCopy: func(_ context.Context, about v1.Descriptor) error {
			switch about.MediaType {
			case v1.MediaTypeImageIndex, v1.MediaTypeImageManifest, registry.ConfigMediaType, registry.ChartLayerMediaType, registry.LegacyChartLayerMediaType:
			case registry.ProvLayerMediaType:
				if proof == downloader.VerifyNever {
					return oras.SkipNode
				}
			default:
				return oras.SkipNode
			}
			return store.fits(about)
		},
	}})
	if err != nil {
		return result, err
	}
	result.Digest = root.Digest.String()
	return result, result.read(store, proof)
}

// read is processChartPull.
func (p *Pulled) read(store *shelf, proof downloader.VerificationStrategy) error {
	config, found := store.of(registry.ConfigMediaType)
	if !found {
		return fmt.Errorf("could not load config with mediatype %s", registry.ConfigMediaType)
	}
	if err := json.Unmarshal(config, &p.Metadata); err != nil {
		return err
	}
	if p.Archive, found = store.of(registry.ChartLayerMediaType, registry.LegacyChartLayerMediaType); !found {
		return fmt.Errorf("manifest does not contain a layer with mediatype %s", registry.ChartLayerMediaType)
	}
	if p.Provenance, found = store.of(registry.ProvLayerMediaType); !found && proof == downloader.VerifyAlways {
		return fmt.Errorf("manifest does not contain a layer with mediatype %s", registry.ProvLayerMediaType)
	}
	return nil
}

// isAbsent tells that a registry has no such tag.
func isAbsent(err error) bool {
	var response *errcode.ErrorResponse
	return errors.Is(err, errdef.ErrNotFound) || errors.As(err, &response) && response.StatusCode == http.StatusNotFound
}

// shelf keeps what is pulled, each in memory of its own size: Helm's grows as it fills, and is copied.
type shelf struct {
	op *operation.Operation

	mu    sync.Mutex // guards what follows
	blobs map[digest.Digest]blob
}

type blob struct {
	mediaType string
	data      []byte
}

var _ oras.Target = (*shelf)(nil)

// fits refuses what says that it is too large, before it is asked for.
func (s *shelf) fits(about v1.Descriptor) error {
	var b *budget.Budget
	switch about.MediaType {
	case registry.ChartLayerMediaType, registry.LegacyChartLayerMediaType:
		b = budget.Archive(s.op.Client.Limits)
	case registry.ProvLayerMediaType:
		b = budget.Provenance(s.op.Client.Limits)
	case registry.ConfigMediaType:
		b = budget.Config(s.op.Client.Limits)
	default:
		b = budget.Manifest(s.op.Client.Limits)
	}
	return b.Take(about.Size)
}

func (s *shelf) Push(_ context.Context, about v1.Descriptor, from io.Reader) error {
	if err := s.fits(about); err != nil {
		return err
	}
	if about.Size < 0 {
		return content.ErrInvalidDescriptorSize
	}
	verified := content.NewVerifyReader(from, about)
	data := make([]byte, about.Size) // takes memory as it is filled
	if _, err := io.ReadFull(verified, data); err != nil {
		return fmt.Errorf("read failed: %w", err)
	}
	if err := verified.Verify(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.blobs[about.Digest] = blob{about.MediaType, data}
	return nil
}

func (s *shelf) Fetch(_ context.Context, about v1.Descriptor) (io.ReadCloser, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	kept, found := s.blobs[about.Digest]
	if !found {
		return nil, fmt.Errorf("%s: %w", about.Digest, errdef.ErrNotFound)
	}
	return io.NopCloser(bytes.NewReader(kept.data)), nil
}

func (s *shelf) Exists(_ context.Context, about v1.Descriptor) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, found := s.blobs[about.Digest]
	return found, nil
}

func (s *shelf) Resolve(context.Context, string) (v1.Descriptor, error) {
	return v1.Descriptor{}, errdef.ErrNotFound
}

func (s *shelf) Tag(context.Context, v1.Descriptor, string) error { return nil }

// of is the content of one of the kinds.
func (s *shelf) of(mediaTypes ...string) ([]byte, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, kept := range s.blobs {
		for _, mediaType := range mediaTypes {
			if kept.mediaType == mediaType {
				return kept.data, true
			}
		}
	}
	return nil, false
}

// PullVersion pulls what a version means, and gives the address of that.
func (c *Client) PullVersion(reference, version string, address *url.URL, proof downloader.VerificationStrategy) (result Pulled, resolved *url.URL, err error) {
	if resolved, err = c.tagged(reference, version, address); err != nil {
		return result, nil, c.without(reference, version, c.ChartFault(reference, err))
	}
	result, err = c.pull(resolved, proof)
	if other := otherTag(resolved); version != "" && isAbsent(err) && other != nil {
		if found, otherErr := c.pull(other, proof); !isAbsent(otherErr) {
			result, resolved, err = found, other, otherErr
		}
	}
	if err != nil {
		return result, nil, c.without(resolved.String(), "", c.ChartFault(resolved.String(), err))
	}
	return result, resolved, nil
}
