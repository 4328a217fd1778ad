package charts

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
	"time"

	"helm.sh/helm/v4/pkg/registry"

	"bunhelm/helm/internal/chartfiles"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/fetch"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/registries"
	"bunhelm/helm/internal/wire"
)

// Push is `helm push`: pkg/pusher/ocipusher.go.
func Push(op *operation.Operation, r *wire.PushRequest) (result wire.PushedChart, err error) {
	if !registry.IsOCI(r.Remote) || strings.TrimPrefix(r.Remote, registry.OCIScheme+"://") == "" {
		return result, fault.InvalidArgument("remote", "remote must start with \"oci://\"")
	}
	if at := strings.LastIndex(r.Remote, "/"); at > len("oci://") && strings.ContainsAny(r.Remote[at:], ":@") {
		err := fault.InvalidArgument("remote", "remote: leave out name and tag: the chart has its own name and version")
		err.Details = wire.InvalidArgumentDetails{Option: "remote", DidYouMean: r.Remote[:at]}
		return result, err
	}
	op.Evidence.Phase(wire.PhaseLoad, 0)
	found, written, err := archiveOf(op, r)
	if err != nil {
		return result, err
	}
	ch, err := chartfiles.Load(op, found)
	if err != nil {
		return result, err
	}
	access := fetch.AccessOf(op.Client, &r.ServerOptions)
	client, err := registries.New(op, access, r.PlainHttp)
	if err != nil {
		return result, err
	}
	options := []registry.PushOption{registry.PushOptCreationTime(written.Format(time.RFC3339))}
	if len(found.Provenance) > 0 {
		options = append(options, registry.PushOptProvData(found.Provenance))
	}
	reference := path.Join(strings.TrimPrefix(r.Remote, registry.OCIScheme+"://"), ch.Metadata.Name) + ":" + ch.Metadata.Version
	pushed, err := client.Push(found.Archive, reference, options...)
	if err != nil {
		return result, client.PushFault(registry.OCIScheme+"://"+reference, err)
	}
	return wire.PushedChart{
		Name: ch.Metadata.Name, Version: ch.Metadata.Version, Reference: registry.OCIScheme + "://" + pushed.Ref, Digest: pushed.Manifest.Digest,
		ArchiveDigest: fmt.Sprintf("sha256:%x", sha256.Sum256(found.Archive)), Provenance: len(found.Provenance) > 0,
	}, nil
}

// archiveOf reads the archive of a push and the provenance file beside it, and tells when it was
// written, which Helm takes for the time it was made.
func archiveOf(op *operation.Operation, r *wire.PushRequest) (found *chartfiles.Found, written time.Time, err error) {
	proof, err := contents(op, "provenance", r.Provenance)
	if err != nil {
		return nil, written, err
	}
	if r.Chart.Bytes != nil {
		data, ok := op.Attachment(r.Chart.Bytes.Index)
		if !ok {
			return nil, written, fault.InvalidArgument("chart", "chart: the bytes are missing")
		}
		return &chartfiles.Found{Reference: "bytes", Archive: data, Provenance: proof}, time.Now().UTC(), nil
	}
	switch {
	case r.Chart.Path == "":
		return nil, written, fault.InvalidArgument("chart", "chart must not be empty")
	case len(proof) > 0:
		return nil, written, fault.InvalidArgument("provenance", "provenance: for a path, the file next to it is used")
	}
	file := op.Client.Path(r.Chart.Path)
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, written, fault.Newf(wire.CodeChartNotFound, wire.ChartNotFoundDetails{ChartDetails: wire.ChartDetails{Reference: r.Chart.Path}}, err, "chart %q: there is no such archive", r.Chart.Path)
	case err != nil:
		return nil, written, fault.InvalidArgument("chart", "chart: %w", err)
	case info.IsDir():
		return nil, written, fault.InvalidArgument("chart", "chart: %s is a directory; package it first", r.Chart.Path)
	}
	found = &chartfiles.Found{Reference: r.Chart.Path}
	if found.Archive, err = os.ReadFile(file); err != nil {
		return nil, written, fault.InvalidArgument("chart", "chart: %w", err)
	}
	if found.Provenance, err = os.ReadFile(file + ".prov"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, written, fault.InvalidArgument("chart", "chart: %w", err)
	}
	return found, info.ModTime(), nil
}
