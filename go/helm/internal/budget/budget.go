// Package budget bounds what one download may send.
package budget

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
	"bunhelm/helm/internal/parts"
	"bunhelm/helm/internal/wire"
)

// Budget is what one download may send, all its requests together: servers are others' own, and what
// they send is held in memory.
type Budget struct {
	Limit  int64
	option string          // of the client's limits, which allows more
	what   string          // is downloaded, as a sentence says it
	pages  map[string]bool // of tags that have come; nil: nothing is paged
	left   atomic.Int64
}

// New is one with a limit of the client's.
func New(limit wire.Size, option, what string) *Budget {
	b := &Budget{Limit: int64(limit), option: option, what: what}
	b.left.Store(int64(limit))
	return b
}

const indexOption = "index"

// Archive is for the archive of a chart.
func Archive(limits wire.Limits) *Budget {
	return New(limits.Archive, "archive", "the archive")
}

// Index is for the index of a repository.
func Index(limits wire.Limits) *Budget { return IndexWithin(limits.Index) }

// IndexWithin is for an index that is here already.
func IndexWithin(limit wire.Size) *Budget { return New(limit, indexOption, "the index") }

// Search is for the answer of a hub.
func Search(limits wire.Limits) *Budget {
	return New(limits.Index, indexOption, "the response to the search")
}

// Tags is for the tags of a chart in a registry, in whichever pages.
func Tags(limits wire.Limits) *Budget {
	b := New(limits.Tags, "tags", "the list of tags")
	b.pages = map[string]bool{}
	return b
}

// Values is for a values file.
func Values(limits wire.Limits) *Budget {
	return New(limits.Values, "values", "the values file")
}

// Schema is for a document that a JSON schema refers to.
func Schema(limits wire.Limits) *Budget {
	return New(limits.Metadata, "metadata", "the schema")
}

// Provenance is for a provenance file.
func Provenance(limits wire.Limits) *Budget {
	return New(limits.Metadata, "metadata", "the provenance file")
}

// Manifest is for a chart's manifest in a registry.
func Manifest(limits wire.Limits) *Budget {
	return New(limits.Metadata, "metadata", "the manifest")
}

// Config is for a chart's configuration in a registry.
func Config(limits wire.Limits) *Budget {
	return New(limits.Metadata, "metadata", "the configuration")
}

// Pull is for all of a chart in a registry: its archive, and what is beside it.
func Pull(limits wire.Limits) *Budget {
	return New(limits.Archive+2*limits.Metadata, "archive", "the chart")
}

// Take takes from what is left.
func (b *Budget) Take(n int64) error {
	if b.left.Add(-n) < 0 {
		return b.Exceeded()
	}
	return nil
}

// Exceeded is what takes more than there is.
func (b *Budget) Exceeded() error { return &TooLargeError{Budget: b} }

// pageCost is what a page takes at least: short ones may be without an end too.
const pageCost = 4 << 10

// turn refuses a page that was there before.
func (b *Budget) turn(request *http.Request) error {
	if b.pages == nil || !strings.HasSuffix(request.URL.Path, "/tags/list") {
		return nil
	}
	page := request.URL.String()
	if b.pages[page] {
		return &TooLargeError{Budget: b, why: "never ends: its pages lead in a circle"}
	}
	b.pages[page] = true
	return b.Take(pageCost)
}

// BytesPerIndexPart and the like are how many bytes of a limit each part of a text counts for: what is decoded takes some 800 bytes for each part of
// YAML, and 300 for each of JSON.
const (
	BytesPerIndexPart  = 48
	BytesPerValuesPart = 8
	BytesPerSearchPart = 16
)

// Decodable refuses a text of so many parts that is within the limit and would take a multiple of it once it is
// decoded.
func (b *Budget) Decodable(count int, bytesPerPart int64) error {
	if most := parts.Allowed(b.Limit, bytesPerPart); int64(count) > most {
		return &TooLargeError{Budget: b, parts: most}
	}
	return nil
}

// TooLargeError is what takes more than it may.
type TooLargeError struct {
	*Budget
	why   string // it has no end; empty: it is only large
	parts int64  // it has more of them; 0: more bytes
}

func (e *TooLargeError) Error() string {
	if e.why != "" {
		return e.what + " " + e.why
	}
	if e.parts > 0 {
		return fmt.Sprintf("%s has more than %d keys, items and brackets, the most that a limit of %s allows", e.what, e.parts, inBytes(e.Limit))
	}
	return fmt.Sprintf("%s is larger than %s", e.what, inBytes(e.Limit))
}

// Hint says what to do about what is only large.
func (e *TooLargeError) Hint() string {
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

// TooLarge makes a typed error of one that came of a budget; nil where none did. where is an address,
// or a reference in a registry.
func TooLarge(limits wire.Limits, where string, err error) *wire.Error {
	var large *TooLargeError
	if !errors.As(err, &large) {
		if !errors.Is(err, errdef.ErrSizeExceedsLimit) { // of what oras reads into memory
			return nil
		}
		large = &TooLargeError{Budget: Manifest(limits)}
	}
	details := wire.DownloadTooLargeDetails{
		HintDetails: wire.HintDetails{Hint: large.Hint()}, Limit: int(large.Limit), Option: "limits." + large.option,
	}
	if !strings.Contains(where, "://") || registry.IsOCI(where) {
		details.Reference = where
	} else {
		details.URL = where
	}
	return fault.Newf(wire.CodeTooLarge, details, large, "%s: %s", where, large.Error())
}

type budgetKey struct{}

// Within gives the requests of a context a budget.
func (b *Budget) Within(ctx context.Context) context.Context {
	return context.WithValue(ctx, budgetKey{}, b)
}

// errorLimit is how much of an answer that is an error may be read.
const errorLimit = 1 << 20

// Bound bounds the body of an answer by the budget of its request. One that says beforehand that it
// is larger is not read at all.
func Bound(request *http.Request, response *http.Response) (*http.Response, error) {
	b, _ := request.Context().Value(budgetKey{}).(*Budget)
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
		return nil, b.Exceeded()
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
	*Budget
}

func (c *counted) Read(into []byte) (int, error) {
	n, err := c.from.Read(into)
	if large := c.Take(int64(n)); large != nil {
		return 0, large
	}
	return n, err
}

// ReadAll reads a stream of a size that is known, or is not (-1), without holding it twice on the way.
func ReadAll(from io.Reader, size int64) ([]byte, error) {
	if size >= 0 {
		data := make([]byte, size) // takes memory as it is filled
		if _, err := io.ReadFull(from, data); err != nil {
			return nil, err
		}
		if n, err := io.ReadFull(from, make([]byte, 1)); n > 0 || err != io.EOF {
			return nil, errors.Join(err, errors.New("it is longer than it declares"))
		}
		return data, nil
	}
	kept := &pieces{}
	if _, err := io.Copy(kept, from); err != nil {
		return nil, err
	}
	return kept.Join(), nil
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

func (p *pieces) Join() []byte {
	if p.done == nil {
		return p.last
	}
	return bytes.Join(append(p.done, p.last), nil)
}

// AtMost takes as much as its budget has, and ends what writes more.
type AtMost struct {
	pieces
	*Budget
	Full func()
	Err  error
}

func (a *AtMost) Write(data []byte) (int, error) {
	if a.Err = a.Take(int64(len(data))); a.Err != nil {
		a.Full()
		return 0, a.Err
	}
	return a.pieces.Write(data)
}
