package source

import (
	"crypto/sha256"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"sigs.k8s.io/yaml"

	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/repo/v1"
)

// Index is a repository's index. It is shared: it must not be changed.
type Index struct {
	*repo.IndexFile
	sum  [sha256.Size]byte
	once sync.Once
	err  error
	used time.Time // guarded by indexes

	searching sync.Mutex
	searches  map[string][]searchable // by the name of the repository
}

// indexes are parsed once per content. One that nobody has used for a while is dropped.
var indexes = struct {
	sync.Mutex
	byContent map[[sha256.Size]byte]*Index
	byFile    map[string]readFile
}{byContent: map[[sha256.Size]byte]*Index{}, byFile: map[string]readFile{}}

// readFile is what a file held when it was read.
type readFile struct {
	info  os.FileInfo
	index *Index
}

const (
	// indexIdle is how long an index nobody asks stays parsed.
	indexIdle = 10 * time.Minute
	// stampTrust is how old a file must be for its time to tell whether it was written again.
	stampTrust = 2 * time.Second
)

// ParseIndex reads a repository's index.
func ParseIndex(data []byte) (*Index, error) {
	key := sha256.Sum256(data)
	now := time.Now()
	indexes.Lock()
	dropIdle(now)
	index := indexes.byContent[key]
	if index == nil {
		index = &Index{sum: key}
		indexes.byContent[key] = index
	}
	index.used = now
	indexes.Unlock()
	index.once.Do(func() { index.IndexFile, index.err = loadIndex(data) })
	if index.err != nil {
		return nil, index.err
	}
	return index, nil
}

// dropIdle is called with the lock held.
func dropIdle(now time.Time) {
	for key, index := range indexes.byContent {
		if now.Sub(index.used) > indexIdle {
			delete(indexes.byContent, key)
		}
	}
	for file, read := range indexes.byFile {
		if now.Sub(read.index.used) > indexIdle {
			delete(indexes.byFile, file)
		}
	}
}

// again marks an index as used.
func (i *Index) again() *Index {
	indexes.Lock()
	defer indexes.Unlock()
	i.used = time.Now()
	return i
}

// readIndex reads an index from a file, which is not read again as long as it is the same.
func readIndex(path string) (*Index, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	indexes.Lock()
	known, found := indexes.byFile[path]
	indexes.Unlock()
	if found && os.SameFile(known.info, info) && known.info.ModTime().Equal(info.ModTime()) && known.info.Size() == info.Size() {
		return known.index.again(), nil
	}
	began := time.Now()
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	index, err := ParseIndex(data)
	if err != nil {
		return nil, err
	}
	if began.Sub(info.ModTime()) > stampTrust {
		indexes.Lock()
		indexes.byFile[path] = readFile{info, index}
		indexes.Unlock()
	}
	return index, nil
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
