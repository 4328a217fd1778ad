// Package indexes reads what repositories have: their indexes, as they were last updated or as their servers give them.
package indexes

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"time"
	"weak"

	"github.com/Masterminds/semver/v3"

	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/repo/v1"

	"bunhelm/helm/internal/budget"
	"bunhelm/helm/internal/helmhome"
	"bunhelm/helm/internal/keep"
	"bunhelm/helm/internal/parts"
	"bunhelm/helm/internal/wire"
)

// Index is a repository's index. It is shared: it must not be changed.
type Index struct {
	*repo.IndexFile
	sum [sha256.Size]byte

	turn    chan struct{} // taken by who looks at what follows
	decoded bool
	parts   int
	err     error

	searching sync.Mutex
	searches  map[string][]searchable // by the name of the repository
}

// indexes are parsed once per content. Some servers change theirs at each request.
var indexes = keep.New[[sha256.Size]byte, *Index](indexIdle, indexLimit, nil)

// indexFiles are what files held when they were read.
var indexFiles = keep.New[string, readFile](indexIdle, 0, nil)

type readFile struct {
	info  os.FileInfo
	index weak.Pointer[Index] // which indexes may drop
	old   bool                // enough for its time to tell whether it was written again
}

const (
	// indexIdle is how long an index nobody asks stays parsed.
	indexIdle = 10 * time.Minute
	// indexLimit is how many bytes of text stay parsed.
	indexLimit = 128 << 20
	// stampTrust is the age from which on a file is known by its time and size.
	stampTrust = 2 * time.Second
)

// parse reads a repository's index, which takes some thirty times the text, unless ctx ends before.
func parse(ctx context.Context, data []byte, limit wire.Size) (*Index, error) {
	if len(data) > int(limit) {
		return nil, budget.IndexWithin(limit).Exceeded()
	}
	key := sha256.Sum256(data)
	index := indexes.Get(key, len(data), func() *Index { return &Index{sum: key, turn: make(chan struct{}, 1)} })
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

// again marks an index as used.
func (i *Index) again() *Index {
	_, _ = indexes.Find(i.sum)
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
	known, found := indexFiles.Find(path)
	if found && known.old && os.SameFile(known.info, info) && known.info.ModTime().Equal(info.ModTime()) && known.info.Size() == info.Size() {
		if index := known.index.Value(); index != nil {
			return index.again(), nil
		}
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
	read := readFile{info, weak.Make(index), began.Sub(info.ModTime()) > stampTrust}
	if before := indexFiles.Put(path, 1, read).index.Value(); before != nil && before.sum != index.sum {
		indexes.Drop(before.sum) // or each update would leave one behind
	}
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
