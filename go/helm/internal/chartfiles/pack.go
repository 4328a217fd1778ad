package chartfiles

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"time"

	"sigs.k8s.io/yaml"

	"helm.sh/helm/v4/pkg/chart/common"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	chartutil "helm.sh/helm/v4/pkg/chart/v2/util"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
)

// mark is what Helm writes into the header of its archives (pkg/chart/v2/util/save.go headerBytes).
var mark = []byte("rr\x28\x00aHR0cHM6Ly95b3V0dS5iZS96OVV6MWljandyTQo=")

// Pack makes an archive of a chart: pkg/chart/v2/util/save.go Save, which writes to files only.
func Pack(ch *chart.Chart) (name string, archive []byte, err error) {
	if err := ch.Validate(); err != nil {
		return "", nil, fmt.Errorf("chart validation: %w", err)
	}
	var out bytes.Buffer
	zipper := gzip.NewWriter(&out)
	zipper.Extra, zipper.Comment = mark, "Helm"
	writer := tar.NewWriter(zipper)
	if err := packInto(writer, ch, ""); err != nil {
		return "", nil, err
	}
	if err := errors.Join(writer.Close(), zipper.Close()); err != nil {
		return "", nil, err
	}
	return fmt.Sprintf("%s-%s.tgz", ch.Name(), ch.Metadata.Version), out.Bytes(), nil
}

// packInto is writeTarContents.
func packInto(out *tar.Writer, ch *chart.Chart, prefix string) error {
	if name := ch.Name(); filepath.Base(name) != name {
		return common.ErrInvalidChartName{Name: name}
	}
	base := filepath.Join(prefix, ch.Name())
	metadata := *ch.Metadata
	if metadata.APIVersion == chart.APIVersionV1 {
		metadata.Dependencies = nil // they are in requirements.yaml
	}
	text, err := yaml.Marshal(&metadata)
	if err != nil {
		return err
	}
	if err := packFile(out, filepath.Join(base, chartutil.ChartfileName), text, ch.ModTime); err != nil {
		return err
	}
	if ch.Metadata.APIVersion == chart.APIVersionV2 && ch.Lock != nil {
		text, err := yaml.Marshal(ch.Lock)
		if err != nil {
			return err
		}
		if err := packFile(out, filepath.Join(base, "Chart.lock"), text, ch.Lock.Generated); err != nil {
			return err
		}
	}
	for _, file := range ch.Raw {
		if file.Name == chartutil.ValuesfileName {
			if err := packFile(out, filepath.Join(base, file.Name), file.Data, file.ModTime); err != nil {
				return err
			}
		}
	}
	if ch.Schema != nil {
		if !json.Valid(ch.Schema) {
			return errors.New("invalid JSON in " + chartutil.SchemafileName)
		}
		if err := packFile(out, filepath.Join(base, chartutil.SchemafileName), ch.Schema, ch.SchemaModTime); err != nil {
			return err
		}
	}
	for _, files := range [][]*common.File{ch.Templates, ch.Files} {
		for _, file := range files {
			if err := packFile(out, filepath.Join(base, file.Name), file.Data, file.ModTime); err != nil {
				return err
			}
		}
	}
	for _, dependency := range ch.Dependencies() {
		if err := packInto(out, dependency, filepath.Join(base, chartutil.ChartsDir)); err != nil {
			return err
		}
	}
	return nil
}

// packFile is writeToTar.
func packFile(out *tar.Writer, name string, data []byte, at time.Time) error {
	if at.IsZero() {
		at = time.Now()
	}
	header := &tar.Header{Name: filepath.ToSlash(name), Mode: 0o644, Size: int64(len(data)), ModTime: at}
	if err := out.WriteHeader(header); err != nil {
		return err
	}
	_, err := out.Write(data)
	return err
}

// SourceDate is the time that archives get: the option's, else that of the client's environment
// (pkg/cmd/source_date_epoch.go); nil when neither says one.
func SourceDate(op *operation.Operation, option *int64) (*time.Time, error) {
	seconds, name := option, "sourceDateEpoch"
	if text := op.Client.Env["SOURCE_DATE_EPOCH"]; seconds == nil && text != "" {
		name = "SOURCE_DATE_EPOCH"
		parsed, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return nil, fault.InvalidArgument("sourceDateEpoch", "%s: %q is not a whole number of seconds", name, text)
		}
		seconds = &parsed
	}
	if seconds == nil {
		return nil, nil
	}
	if *seconds < 0 {
		return nil, fault.InvalidArgument("sourceDateEpoch", "%s must not be negative", name)
	}
	at := time.Unix(*seconds, 0).UTC()
	return &at, nil
}
