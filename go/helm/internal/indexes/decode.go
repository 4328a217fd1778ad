package indexes

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"sync"

	"sigs.k8s.io/yaml"

	"helm.sh/helm/v4/pkg/repo/v1"

	"bunhelm/helm/internal/cores"
	"bunhelm/helm/internal/fault"
)

// decodes are as many at once as there are cores: each takes thirty times its text.
var decodes = make(chan struct{}, cores.Count)

// decodeIndex reads JSON or YAML. Most large indexes are written by `helm repo index`: such a text is
// decoded in pieces, on all cores and in much less memory. The pieces are those of the whole, or at
// least one of them is not correct: then, as with any other text, the whole decides.
func decodeIndex(ctx context.Context, data []byte) (*repo.IndexFile, error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if json.Valid(data) {
		index := &repo.IndexFile{}
		return index, json.Unmarshal(data, index)
	}
	if pieces, rest := cutIndex(data); len(pieces) > 1 {
		if index, err := decodePieces(ctx, pieces, rest); err == nil {
			return index, nil
		}
	}
	index := &repo.IndexFile{}
	return index, decodeYAML(ctx, data, index)
}

func decodeYAML(ctx context.Context, data []byte, index *repo.IndexFile) (err error) {
	defer fault.Recovered(&err)
	select {
	case decodes <- struct{}{}:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	defer func() { <-decodes }()
	if ctx.Err() != nil { // both came at once
		return context.Cause(ctx)
	}
	return yaml.UnmarshalStrict(data, index)
}

// indexPiece is how much of an index is decoded at once, at least.
var indexPiece = 1 << 20

var (
	entriesLine = []byte("entries:\n")
	// A name of a chart as a key of its own line, as deep as Helm writes it.
	entryLine = regexp.MustCompile(`(?m)^  [A-Za-z0-9][A-Za-z0-9._-]*:\n`)
	// A key of the index itself.
	outerLine = regexp.MustCompile(`^([A-Za-z]+):[ \n]`)
)

// cutIndex cuts the text before names of charts. The first piece begins with what stands before the
// entries, the others with the entries' key; rest is what comes after them. No pieces: do not cut.
func cutIndex(data []byte) (pieces [][]byte, rest []byte) {
	at := bytes.Index(data, entriesLine)
	if at < 0 || at > 0 && data[at-1] != '\n' {
		return nil, nil
	}
	from := at + len(entriesLine)
	to := from
	for to < len(data) && (data[to] == ' ' || data[to] == '\n') {
		end := bytes.IndexByte(data[to:], '\n')
		if end < 0 {
			return nil, nil
		}
		to += end + 1
	}
	rest = data[to:]
	if !haveOtherKeys(data[:from], rest) {
		return nil, nil
	}
	cuts := []int{}
	for _, found := range entryLine.FindAllIndex(data[from:to], -1) {
		cut := from + found[0]
		switch {
		case len(cuts) > 0 && cut-cuts[len(cuts)-1] < indexPiece:
		case len(cuts) == 0 && cut != from: // the entries are deeper, or something else
			return nil, nil
		default:
			cuts = append(cuts, cut)
		}
	}
	for i, cut := range cuts {
		end := to
		if i+1 < len(cuts) {
			end = cuts[i+1]
		}
		if i == 0 {
			pieces = append(pieces, data[:end])
		} else {
			pieces = append(pieces, append(bytes.Clone(entriesLine), data[cut:end]...))
		}
	}
	return pieces, rest
}

// haveOtherKeys tells whether all keys are plain and different, so that both texts may be decoded
// into one index. Each begins with one: behind a key that is deeper, or another document, the rest of
// the whole would be left out.
func haveOtherKeys(texts ...[]byte) bool {
	seen := map[string]bool{}
	for _, text := range texts {
		begun := false
		for line := range bytes.Lines(text) {
			if line[0] == '#' || line[0] == '\n' || begun && (line[0] == ' ' || bytes.HasPrefix(line, []byte("- "))) {
				continue
			}
			begun = true
			found := outerLine.FindSubmatch(line)
			if found == nil {
				return false
			}
			key := string(bytes.ToLower(found[1])) // as JSON compares them
			if seen[key] {
				return false
			}
			seen[key] = true
		}
	}
	return true
}

var errTwice = errors.New("it lists a chart twice")

func decodePieces(ctx context.Context, pieces [][]byte, rest []byte) (*repo.IndexFile, error) {
	parts := make([]repo.IndexFile, len(pieces))
	errs := make([]error, len(pieces))
	var wait sync.WaitGroup
	for i, piece := range pieces {
		wait.Go(func() { errs[i] = decodeYAML(ctx, piece, &parts[i]) })
	}
	wait.Wait()
	index := &parts[0]
	if err := errors.Join(append(errs, decodeYAML(ctx, rest, index))...); err != nil {
		return nil, err
	}
	for _, part := range parts[1:] {
		for name, versions := range part.Entries {
			if _, found := index.Entries[name]; found {
				return nil, errTwice
			}
			index.Entries[name] = versions
		}
	}
	return index, nil
}
