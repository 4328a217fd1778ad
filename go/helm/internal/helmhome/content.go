package helmhome

import (
	"bytes"
	"crypto/sha256"
	"os"

	"helm.sh/helm/v4/pkg/downloader"
)

// ReadContent reads Helm's content cache; a file whose content is not what its name says is none.
func ReadContent(cache *downloader.DiskCache, key [sha256.Size]byte, kind string) []byte {
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

// KeepContent writes to Helm's content cache, where that is possible.
func KeepContent(cache *downloader.DiskCache, key [sha256.Size]byte, data []byte, kind string) {
	if cache.Root == "" {
		return
	}
	if _, err := cache.Get(key, kind); err != nil {
		_, _ = cache.Put(key, bytes.NewReader(data), kind)
	}
}
