package answers

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"bunhelm/helm/internal/parts"
	"bunhelm/helm/internal/wire"
)

// An answer within its limit of bytes may be millions of objects of two bytes each, and take thousands when decoded.

// bytesPerPart is how much of the limit each part of an answer counts for: it takes some 300 bytes.
const bytesPerPart = 16

// countable refuses an answer of so many parts.
func countable(request *http.Request, count int, limit wire.Size) error {
	most := parts.Allowed(int64(limit), bytesPerPart)
	if limit == 0 || int64(count) <= most {
		return nil
	}
	return aboveLimit(request, limit, fmt.Errorf("the response has more than %d values, the most that a limit of %d bytes allows", most, limit))
}

const protobuf = "application/vnd.kubernetes.protobuf"

// isUnasked tells a form that client-go would decode, although the request does not have it among those it accepts.
func isUnasked(request *http.Request, media string) bool {
	return slices.Contains([]string{protobuf, "application/cbor", "application/yaml"}, media) && !strings.Contains(request.Header.Get("Accept"), media)
}

// protobufLevels go down to the fields of the metadata of the objects in a list, and not into what they hold.
const protobufLevels = 3

// readProtobuf reads an answer whole: where its parts are, only its lengths say.
func (a *Body) readProtobuf(response *http.Response) error {
	text, err := io.ReadAll(a)
	_ = a.Close()
	if err != nil {
		return err
	}
	const magic = 4
	count := parts.Protobuf(text[min(magic, len(text)):], protobufLevels)
	if err := countable(a.request, count*(parts.Inner+1), wire.Size(a.limit)); err != nil {
		return err
	}
	response.Body = io.NopCloser(bytes.NewReader(text))
	return nil
}

// streamed is Check of an answer without an end.
func streamed(request *http.Request, response *http.Response, media string, limit wire.Size) error {
	switch {
	case response.StatusCode >= 300:
		response.Body = &Body{ReadCloser: response.Body, request: request, limit: int64(limit)}
	case isLog(request): // which is read in pieces
	case isUnasked(request, media):
		return alien("it responds with %q, which was not requested", response.Header.Get("Content-Type"))
	case limit > 0 && media != protobuf: // of which client-go bounds each event
		response.Body = &Watch{ReadCloser: response.Body, request: request, limit: limit}
	}
	return nil
}

// Watch is the body of a watch, each event of which is bounded as an answer is. An API server ends each with a
// line, but there may be lines within one.
type Watch struct {
	io.ReadCloser
	request *http.Request
	limit   wire.Size
	read    int64 // of the event that is coming in
	scan    parts.JSON
	err     error
	// TooLarge is told of an event that is.
	TooLarge func(error)
}

func (w *Watch) Read(p []byte) (int, error) {
	if w.err != nil {
		return 0, w.err
	}
	n, err := w.ReadCloser.Read(p)
	for line := range bytes.Lines(p[:n]) {
		if w.err = w.take(line); w.err != nil {
			if w.TooLarge != nil {
				w.TooLarge(w.err)
			}
			return 0, w.err
		}
	}
	return n, err
}

func (w *Watch) take(some []byte) error {
	w.scan.Structs = true
	w.scan.Take(some)
	if w.read += int64(len(some)); w.read > int64(w.limit) {
		return aboveLimit(w.request, w.limit, fmt.Errorf("an event is larger than %d bytes", w.limit))
	}
	if err := countable(w.request, w.scan.Count, w.limit); err != nil {
		return err
	}
	if w.scan.IsObject() {
		w.read, w.scan = 0, parts.JSON{}
	}
	return nil
}
