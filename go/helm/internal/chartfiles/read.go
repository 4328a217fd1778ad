package chartfiles

import (
	"bytes"

	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
)

// Read reads a chart from a directory or an archive (pkg/chart/v2/loader).
func Read(name string, links Links) (*chart.Chart, error) { return readWith(name, links, loader.Load) }

// ReadDirectory reads a chart from a directory.
func ReadDirectory(name string, links Links) (*chart.Chart, error) {
	return readWith(name, links, loader.LoadDir)
}

// ReadFile reads a chart from an archive.
func ReadFile(name string) (*chart.Chart, error) { return readWith(name, Within, loader.LoadFile) }

func readWith(name string, links Links, read func(string) (*chart.Chart, error)) (*chart.Chart, error) {
	if err := CheckPath(name, links); err != nil {
		return nil, err
	}
	return read(name)
}

// ReadBytes reads a chart from an archive in memory.
func ReadBytes(raw []byte) (*chart.Chart, error) {
	if err := checkArchive(raw); err != nil {
		return nil, err
	}
	return loader.LoadArchive(bytes.NewReader(raw))
}
