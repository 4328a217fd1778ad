package source

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"

	"oras.land/oras-go/v2/errdef"

	"helm.sh/helm/v4/pkg/registry"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/parts"
	"bunhelm/helm/internal/wire"
)

// budget is what one download may send, all its requests together: servers are others' own, and what
// they send is held in memory.
type budget struct {
	limit  int64
	option string          // of the client's limits, which allows more
	what   string          // is downloaded, as a sentence says it
	pages  map[string]bool // of tags that have come; nil: nothing is paged
	left   atomic.Int64
}

// newBudget is one with a limit of the client's.
func newBudget(limit wire.Size, option, what string) *budget {
	b := &budget{limit: int64(limit), option: option, what: what}
	b.left.Store(int64(limit))
	return b
}

const indexOption = "index"

// The kinds of downloads.
func archiveBudget(op *operation.Operation) *budget {
	return newBudget(op.Limits().Archive, "archive", "the archive")
}

func indexBudget(op *operation.Operation) *budget { return indexWithin(op.Limits().Index) }

// indexWithin is for an index that is here already.
func indexWithin(limit wire.Size) *budget { return newBudget(limit, indexOption, "the index") }

func searchBudget(op *operation.Operation) *budget {
	return newBudget(op.Limits().Index, indexOption, "the answer to the search")
}

func tagsBudget(op *operation.Operation) *budget {
	b := newBudget(op.Limits().Tags, "tags", "the list of tags")
	b.pages = map[string]bool{}
	return b
}

func valuesBudget(op *operation.Operation) *budget {
	return newBudget(op.Limits().Values, "values", "the values file")
}

func schemaBudget(op *operation.Operation) *budget {
	return newBudget(op.Limits().Metadata, "metadata", "the schema")
}

func provenanceBudget(op *operation.Operation) *budget {
	return newBudget(op.Limits().Metadata, "metadata", "the provenance file")
}

func manifestBudget(op *operation.Operation) *budget {
	return newBudget(op.Limits().Metadata, "metadata", "the manifest")
}

func configBudget(op *operation.Operation) *budget {
	return newBudget(op.Limits().Metadata, "metadata", "the configuration")
}

// pullBudget is for all of a chart in a registry: its archive, and what is beside it.
func pullBudget(op *operation.Operation) *budget {
	limits := op.Limits()
	return newBudget(limits.Archive+2*limits.Metadata, "archive", "the chart")
}

// take takes from what is left.
func (b *budget) take(n int64) error {
	if b.left.Add(-n) < 0 {
		return b.exceeded()
	}
	return nil
}

// exceeded is what takes more than there is.
func (b *budget) exceeded() error { return &errTooLarge{budget: b} }

// pageCost is what a page takes at least: short ones may be without an end too.
const pageCost = 4 << 10

// turn refuses a page that was there before.
func (b *budget) turn(request *http.Request) error {
	if b.pages == nil || !strings.HasSuffix(request.URL.Path, "/tags/list") {
		return nil
	}
	page := request.URL.String()
	if b.pages[page] {
		return &errTooLarge{budget: b, why: "has no end: its pages lead in a circle"}
	}
	b.pages[page] = true
	return b.take(pageCost)
}

// How many bytes of a limit each part of a text counts for: what is decoded takes some 800 bytes for each part of
// YAML, and 300 for each of JSON.
const (
	bytesPerIndexPart  = 48
	bytesPerValuesPart = 8
	bytesPerSearchPart = 16
)

// decodable refuses a text of so many parts that is within the limit and would take a multiple of it once it is
// decoded.
func (b *budget) decodable(count int, bytesPerPart int64) error {
	if most := parts.Allowed(b.limit, bytesPerPart); int64(count) > most {
		return &errTooLarge{budget: b, parts: most}
	}
	return nil
}

// errTooLarge is what takes more than it may.
type errTooLarge struct {
	*budget
	why   string // it has no end; empty: it is only large
	parts int64  // it has more of them; 0: more bytes
}

func (e *errTooLarge) Error() string {
	if e.why != "" {
		return e.what + " " + e.why
	}
	if e.parts > 0 {
		return fmt.Sprintf("%s has more than %d keys, items and brackets, the most that a limit of %s allows", e.what, e.parts, inBytes(e.limit))
	}
	return fmt.Sprintf("%s is larger than %s", e.what, inBytes(e.limit))
}

// hint says what to do about what is only large.
func (e *errTooLarge) hint() string {
	if e.why != "" {
		return ""
	}
	return "if it is meant to be that large, raise the client's limits." + e.option
}

// inBytes is a number of bytes as sentences say it.
func inBytes(n int64) string {
	if n%(1<<20) == 0 {
		return fmt.Sprintf("%d MiB", n>>20)
	}
	return fmt.Sprintf("%d bytes", n)
}

// tooLarge makes a typed error of one that came of a budget; nil where none did. where is an address,
// or a reference in a registry.
func tooLarge(op *operation.Operation, where string, err error) *wire.Error {
	var large *errTooLarge
	if !errors.As(err, &large) {
		if !errors.Is(err, errdef.ErrSizeExceedsLimit) { // of what oras reads into memory
			return nil
		}
		large = &errTooLarge{budget: manifestBudget(op)}
	}
	details := wire.DownloadTooLargeDetails{
		HintDetails: wire.HintDetails{Hint: large.hint()}, Limit: int(large.limit), Option: "limits." + large.option,
	}
	if !strings.Contains(where, "://") || registry.IsOCI(where) {
		details.Reference = where
	} else {
		details.URL = where
	}
	return fault.Said(wire.CodeTooLarge, details, large, "%s: %s", where, large.Error())
}

type budgetKey struct{}

// within gives the requests of a context a budget.
func (b *budget) within(ctx context.Context) context.Context {
	return context.WithValue(ctx, budgetKey{}, b)
}

// errorLimit is how much of an answer that is an error may be read.
const errorLimit = 1 << 20

// boundBody bounds the body of an answer by the budget of its request. One that says beforehand that it
// is larger is not read at all.
func boundBody(request *http.Request, response *http.Response) (*http.Response, error) {
	b, _ := request.Context().Value(budgetKey{}).(*budget)
	if b == nil || response.StatusCode >= http.StatusMultipleChoices {
		response.Body = &part{io.LimitReader(response.Body, errorLimit), response.Body}
		return response, nil
	}
	if err := b.turn(request); err != nil {
		_ = response.Body.Close()
		return nil, err
	}
	if request.Method != http.MethodHead && response.ContentLength > b.left.Load() {
		_ = response.Body.Close()
		return nil, b.exceeded()
	}
	response.Body = &part{&counted{response.Body, b}, response.Body}
	return response, nil
}

type part struct {
	io.Reader
	io.Closer
}

// counted is a stream that takes from a budget.
type counted struct {
	from io.Reader
	*budget
}

func (c *counted) Read(into []byte) (int, error) {
	n, err := c.from.Read(into)
	if large := c.take(int64(n)); large != nil {
		return 0, large
	}
	return n, err
}

// readAll reads a stream of a size that is known, or is not (-1), without holding it twice on the way.
func readAll(from io.Reader, size int64) ([]byte, error) {
	if size >= 0 {
		data := make([]byte, size) // takes memory as it is filled
		if _, err := io.ReadFull(from, data); err != nil {
			return nil, err
		}
		if n, err := io.ReadFull(from, make([]byte, 1)); n > 0 || err != io.EOF {
			return nil, errors.Join(err, errors.New("it is longer than it says"))
		}
		return data, nil
	}
	kept := &pieces{}
	if _, err := io.Copy(kept, from); err != nil {
		return nil, err
	}
	return kept.join(), nil
}

// pieces keep what is written in pieces, where a buffer would copy it again and again.
type pieces struct {
	done [][]byte
	last []byte
}

const (
	smallPiece = 32 << 10
	largePiece = 4 << 20
)

func (p *pieces) Write(data []byte) (int, error) {
	for rest := data; len(rest) > 0; {
		if len(p.last) == cap(p.last) {
			next := smallPiece
			if p.last != nil {
				p.done = append(p.done, p.last)
				next = min(2*cap(p.last), largePiece)
			}
			p.last = make([]byte, 0, next)
		}
		n := min(len(rest), cap(p.last)-len(p.last))
		p.last = append(p.last, rest[:n]...)
		rest = rest[n:]
	}
	return len(data), nil
}

func (p *pieces) join() []byte {
	if p.done == nil {
		return p.last
	}
	return bytes.Join(append(p.done, p.last), nil)
}

// atMost takes as much as its budget has, and ends what writes more.
type atMost struct {
	pieces
	*budget
	full func()
	err  error
}

func (a *atMost) Write(data []byte) (int, error) {
	if a.err = a.take(int64(len(data))); a.err != nil {
		a.full()
		return 0, a.err
	}
	return a.pieces.Write(data)
}
