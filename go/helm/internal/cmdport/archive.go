package cmdport

import (
	"bytes"
	"fmt"
	"os"

	ci "helm.sh/helm/v4/pkg/chart"
	"helm.sh/helm/v4/pkg/chart/loader"

	"bunhelm/helm/internal/source"
)

// loadFile reads an archive (pkg/chart/loader LoadFile).
func loadFile(name string) (ci.Charter, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.Size() > source.ArchiveBytes {
		return nil, fmt.Errorf("the archive has more than %d bytes", source.ArchiveBytes)
	}
	raw, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	if !bytes.HasPrefix(raw, []byte("\x1F\x8B")) {
		return loader.LoadFile(name) // which says what it is instead
	}
	return loadArchive(raw)
}

func loadArchive(raw []byte) (ci.Charter, error) {
	if err := source.CheckArchive(raw); err != nil {
		return nil, err
	}
	return loader.LoadArchive(bytes.NewReader(raw))
}
