// Package indexes reads what repositories have: their indexes, as they were last updated or as their servers give them.
package indexes

import (
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/Masterminds/semver/v3"

	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/repo/v1"

	"bunhelm/helm/internal/budget"
	"bunhelm/helm/internal/helmhome"
	"bunhelm/helm/internal/parts"
	"bunhelm/helm/internal/wire"
)

// Index is a repository's index. It is shared: it must not be changed.
type Index struct {
	*repo.IndexFile
	sum  [sha256.Size]byte
	size int       // of its text
	used time.Time // guarded by indexes

	turn    chan struct{} // taken by who looks at what follows
	decoded bool
	parts   int
	err     error

	searching sync.Mutex
	searches  map[string][]searchable // by the name of the repository
}

// indexes are parsed once per content. One that nobody has used for a while is dropped, and those
// unused for longest when there are too many: some servers change theirs at each request.
var indexes = struct {
	sync.Mutex
	byContent map[[sha256.Size]byte]*Index
	byFile    map[string]readFile
	limit     int // of the bytes of text
	sweeper   *time.Timer
}{byContent: map[[sha256.Size]byte]*Index{}, byFile: map[string]readFile{}, limit: 128 << 20}

// readFile is what a file held when it was read.
type readFile struct {
	info  os.FileInfo
	index *Index
	old   bool // enough for its time to tell whether it was written again
}

const (
	// indexIdle is how long an index nobody asks stays parsed.
	indexIdle = 10 * time.Minute
	// stampTrust is the age from which on a file is known by its time and size.
	stampTrust = 2 * time.Second
)

// parse reads a repository's index, which takes some thirty times the text, unless ctx ends before.
func parse(ctx context.Context, data []byte, limit wire.Size) (*Index, error) {
	if len(data) > int(limit) {
		return nil, budget.IndexWithin(limit).Exceeded()
	}
	key := sha256.Sum256(data)
	now := time.Now()
	indexes.Lock()
	index := indexes.byContent[key]
	if index == nil {
		index = &Index{sum: key, size: len(data), turn: make(chan struct{}, 1)}
		indexes.byContent[key] = index
	}
	index.used = now
	dropIndexes(now)
	if indexes.sweeper == nil {
		indexes.sweeper = time.AfterFunc(indexIdle, sweepIndexes)
	}
	indexes.Unlock()
	if err := index.decode(ctx, data, limit); err != nil {
		return nil, err
	}
	return index, nil
}

// decode decodes the text, if nobody has yet: for as long as ctx lasts, after which the next one begins anew.
func (i *Index) decode(ctx context.Context, data []byte, limit wire.Size) error {
	select {
	case i.turn <- struct{}{}:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	defer func() { <-i.turn }()
	if i.parts == 0 {
		i.parts = parts.YAML(data)
	}
	if err := budget.IndexWithin(limit).Decodable(i.parts, budget.BytesPerIndexPart); err != nil {
		return err
	}
	if i.decoded {
		return i.err
	}
	file, err := loadIndex(ctx, data)
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	i.IndexFile, i.err, i.decoded = file, err, true
	return err
}

// dropIndexes is called with the lock held.
func dropIndexes(now time.Time) {
	size := 0
	for i, index := range slices.SortedFunc(maps.Values(indexes.byContent), func(a, b *Index) int { return b.used.Compare(a.used) }) {
		size += index.size
		if now.Sub(index.used) >= indexIdle || i > 0 && size > indexes.limit {
			delete(indexes.byContent, index.sum)
		}
	}
	maps.DeleteFunc(indexes.byFile, func(_ string, read readFile) bool { return indexes.byContent[read.index.sum] != read.index })
}

// sweepIndexes drops idle ones from time to time, as long as there are any.
func sweepIndexes() {
	indexes.Lock()
	defer indexes.Unlock()
	dropIndexes(time.Now())
	indexes.sweeper = nil
	if len(indexes.byContent) > 0 {
		indexes.sweeper = time.AfterFunc(indexIdle/2, sweepIndexes)
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
func readIndex(ctx context.Context, path string, limit wire.Size) (*Index, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Size() > int64(limit) {
		return nil, budget.IndexWithin(limit).Exceeded()
	}
	indexes.Lock()
	known, found := indexes.byFile[path]
	indexes.Unlock()
	if found && known.old && os.SameFile(known.info, info) && known.info.ModTime().Equal(info.ModTime()) && known.info.Size() == info.Size() {
		return known.index.again(), nil
	}
	began := time.Now()
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	index, err := parse(ctx, data, limit)
	if err != nil {
		return nil, err
	}
	indexes.Lock()
	defer indexes.Unlock()
	if before := indexes.byFile[path].index; before != nil && before != index {
		delete(indexes.byContent, before.sum) // or each update would leave one behind
	}
	indexes.byFile[path] = readFile{info, index, began.Sub(info.ModTime()) > stampTrust}
	return index, nil
}

// loadIndex is pkg/repo/v1/index.go loadIndex, which reads from files only.
func loadIndex(ctx context.Context, data []byte) (*repo.IndexFile, error) {
	if len(data) == 0 {
		return nil, repo.ErrEmptyIndexYaml
	}
	index, err := decodeIndex(ctx, data)
	if err != nil {
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

// NotInCache says why an index could not be taken from Helm's cache.
func NotInCache(err error) string {
	if helmhome.IsMissing(err) {
		return "is not in the cache"
	}
	return fmt.Sprintf("in the cache cannot be read: %v", err)
}

// UsableEntry is a hint about an index that lists a chart, but no version that loadIndex keeps.
var UsableEntry = fmt.Sprintf("each entry in the index needs a name, a URL and a semantic version of at most %d bytes", semver.MaxVersionLen)

// NoneUsable says that an index lists a chart and no version of it that can be used.
func NoneUsable(name, where string) string {
	return fmt.Sprintf("chart %q is in repository %q, but none of its versions can be used", name, where)
}
