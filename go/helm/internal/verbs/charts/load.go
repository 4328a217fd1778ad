package charts

import (
	"encoding/json"
	"unsafe"

	chart "helm.sh/helm/v4/pkg/chart/v2"

	"bunhelm/helm/internal/chartfiles"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/locate"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/results"
	"bunhelm/helm/internal/wire"
)

// Load reads a chart once for many calls. It stays in this process under a handle until Close, or the end of its
// client.
func Load(op *operation.Operation, r *wire.LoadRequest) (result wire.LoadedChart, err error) {
	found, err := locate.Chart(op, r.Chart, &r.ChartSourceOptions)
	if err != nil {
		return result, err
	}
	ch, err := chartfiles.Load(op, found)
	if err != nil {
		return result, err
	}
	values, err := json.Marshal(defaults(ch))
	if err != nil {
		return result, err
	}
	result = wire.LoadedChart{
		Metadata: metadata(ch.Metadata), Values: wire.Text(values), Schema: wire.Text(ch.Schema),
		Readme: wire.Text(chartfiles.Readme(ch)), Url: found.URL, Digest: found.Digest, ArchiveDigest: found.ArchiveDigest,
	}
	result.Size = weight(ch, map[*byte]bool{})
	for _, sub := range ch.Dependencies() {
		result.Dependencies = append(result.Dependencies, results.ChartInfo(sub))
	}
	for _, file := range ch.Templates {
		result.Templates = append(result.Templates, file.Name)
	}
	for _, file := range ch.Files {
		result.Files = append(result.Files, file.Name)
	}
	for _, crd := range ch.CRDObjects() {
		result.Crds = append(result.Crds, crd.Filename)
	}
	result.Handle, err = chartfiles.Keep(op, &chartfiles.Found{
		Reference: found.Reference, File: found.File, URL: found.URL, Chart: ch,
	})
	return result, err
}

// weight is what a chart's files take, those of its dependencies too. Many share their bytes.
func weight(ch *chart.Chart, seen map[*byte]bool) (bytes int) {
	for _, file := range ch.Raw {
		if at := unsafe.SliceData(file.Data); !seen[at] {
			seen[at] = true
			bytes += cap(file.Data)
		}
	}
	for _, sub := range ch.Dependencies() {
		bytes += weight(sub, seen)
	}
	return bytes
}

func Close(op *operation.Operation, r *wire.CloseChartRequest) (wire.CloseRequest, error) {
	chartfiles.Drop(op, r.Handle)
	return wire.CloseRequest{}, nil
}

// ReadFile reads one of the files that a chart was loaded from.
func ReadFile(op *operation.Operation, r *wire.ReadChartRequest) (result wire.ChartFile, err error) {
	found, err := chartfiles.Handled(op, r.Chart.Handle)
	if err != nil {
		return result, err
	}
	for _, file := range found.Chart.Raw {
		if file.Name != r.File {
			continue
		}
		if r.AsBytes {
			return wire.ChartFile{Bytes: wire.Binary(file.Data)}, nil
		}
		return wire.ChartFile{Text: wire.Text(file.Data)}, nil
	}
	return result, fault.InvalidArgument("file", "file: the chart has no file %q", r.File)
}

func defaults(ch *chart.Chart) map[string]any {
	if ch.Values == nil {
		return map[string]any{}
	}
	return ch.Values
}

func metadata(from *chart.Metadata) wire.ChartMetadata {
	made := wire.ChartMetadata{
		ApiVersion: from.APIVersion, Name: from.Name, Version: from.Version, AppVersion: from.AppVersion,
		Description: from.Description, Type: from.Type, KubeVersion: from.KubeVersion, Deprecated: from.Deprecated,
		Home: from.Home, Icon: from.Icon, Sources: from.Sources, Keywords: from.Keywords,
		Annotations: from.Annotations, Condition: from.Condition, Tags: from.Tags, Dependencies: results.Dependencies(from),
	}
	for _, maintainer := range from.Maintainers {
		made.Maintainers = append(made.Maintainers, wire.Maintainer{Name: maintainer.Name, Email: maintainer.Email, URL: maintainer.URL})
	}
	return made
}
