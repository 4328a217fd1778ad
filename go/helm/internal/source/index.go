package source

import (
	"crypto/sha256"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"time"

	"sigs.k8s.io/yaml"

	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/repo/v1"
)

// indexes are parsed once per content. One that nobody has used for a while is dropped.
var indexes = struct {
	sync.Mutex
	byContent map[[sha256.Size]byte]*parsedIndex
}{byContent: map[[sha256.Size]byte]*parsedIndex{}}

type parsedIndex struct {
	once  sync.Once
	index *repo.IndexFile
	err   error
	used  time.Time
}

// indexIdle is how long an index nobody asks stays parsed.
const indexIdle = 10 * time.Minute

// ParseIndex reads a repository's index. What it returns is shared: it must not be changed.
func ParseIndex(data []byte) (*repo.IndexFile, error) {
	now := time.Now()
	indexes.Lock()
	for key, p := range indexes.byContent {
		if now.Sub(p.used) > indexIdle {
			delete(indexes.byContent, key)
		}
	}
	key := sha256.Sum256(data)
	parsed := indexes.byContent[key]
	if parsed == nil {
		parsed = &parsedIndex{}
		indexes.byContent[key] = parsed
	}
	parsed.used = now
	indexes.Unlock()
	parsed.once.Do(func() { parsed.index, parsed.err = loadIndex(data) })
	return parsed.index, parsed.err
}

// loadIndex is pkg/repo/v1/index.go loadIndex, which reads from files only.
func loadIndex(data []byte) (*repo.IndexFile, error) {
	if len(data) == 0 {
		return nil, repo.ErrEmptyIndexYaml
	}
	index := &repo.IndexFile{}
	unmarshal := func(data []byte, into any) error { return yaml.UnmarshalStrict(data, into) }
	if json.Valid(data) {
		unmarshal = json.Unmarshal
	}
	if err := unmarshal(data, index); err != nil {
		return nil, err
	}
	for name, versions := range index.Entries {
		index.Entries[name] = slices.DeleteFunc(versions, func(v *repo.ChartVersion) bool { return !usable(v) })
	}
	index.SortEntries()
	if index.APIVersion == "" {
		return nil, repo.ErrNoAPIVersion
	}
	return index, nil
}

// usable completes an entry, and leaves out those whose metadata is wrong in a way that matters.
func usable(v *repo.ChartVersion) bool {
	if v == nil {
		return false
	}
	if v.Metadata == nil {
		v.Metadata = &chart.Metadata{}
	}
	if v.APIVersion == "" {
		v.APIVersion = chart.APIVersionV1
	}
	err := v.Validate()
	// ignoreSkippableChartValidationError: some servers leave the aliases out.
	return err == nil || strings.HasPrefix(err.Error(), "validation: more than one dependency with name or alias")
}
