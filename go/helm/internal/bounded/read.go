package bounded

import (
	"bytes"

	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
)

// Load reads a chart from a directory or an archive (pkg/chart/v2/loader).
func Load(name string, links Links) (*chart.Chart, error) { return load(name, links, loader.Load) }

// LoadDir reads a chart from a directory.
func LoadDir(name string, links Links) (*chart.Chart, error) {
	return load(name, links, loader.LoadDir)
}

// LoadFile reads a chart from an archive.
func LoadFile(name string) (*chart.Chart, error) { return load(name, Within, loader.LoadFile) }

func load(name string, links Links, read func(string) (*chart.Chart, error)) (*chart.Chart, error) {
	if err := CheckPath(name, links); err != nil {
		return nil, err
	}
	return read(name)
}

// LoadBytes reads a chart from an archive in memory.
func LoadBytes(raw []byte) (*chart.Chart, error) {
	if err := Check(raw); err != nil {
		return nil, err
	}
	return loader.LoadArchive(bytes.NewReader(raw))
}
