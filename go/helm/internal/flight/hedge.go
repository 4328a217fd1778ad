package flight

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"time"

	"bunhelm/helm/internal/fault"
)

// patience is how long the API server may send nothing before what operations share is asked for once more
// beside it: a request that hangs delays nobody. One that is only slow is not asked for again.
const patience = time.Second

// hedgeTries are as many at once.
const hedgeTries = 4

// sharedLimit bounds a document that operations share.
const sharedLimit = 128 << 20

// Hedge sends the requests that all operations wait for. Their answers are read whole.
type Hedge struct{ Next http.RoundTripper }

// attempt is a request and how its answer comes.
type attempt struct {
	response *http.Response
	body     []byte
	err      error
}

// RoundTrip sends a request, and once more beside it where nothing comes.
func (h Hedge) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.Method != http.MethodGet {
		return h.Next.RoundTrip(request)
	}
	ctx, cancel := context.WithCancel(request.Context())
	defer cancel() // the others end with the first
	attempts := make(chan attempt, hedgeTries)
	var came atomic.Int64 // bytes and answers, of all
	send := func() {
		go func() {
			var made attempt
			defer func() { attempts <- made }()
			defer fault.Recovered(&made.err)
			made = h.send(request.Clone(ctx), &came)
		}()
	}
	send()
	ticker := time.NewTicker(patience)
	defer ticker.Stop()
	for tries, failed, seen := 1, 0, int64(0); ; {
		select {
		case first := <-attempts:
			if failed++; first.err != nil && failed < tries {
				continue // another is under way
			}
			if first.err != nil {
				return nil, first.err
			}
			first.response.Body = io.NopCloser(bytes.NewReader(first.body))
			return first.response, nil
		case <-ticker.C:
			now := came.Load()
			if now == seen && tries < hedgeTries {
				tries++
				send()
			}
			seen = now
		}
	}
}

func (h Hedge) send(request *http.Request, came *atomic.Int64) (made attempt) {
	if made.response, made.err = h.Next.RoundTrip(request); made.err != nil {
		return made
	}
	defer func() { _ = made.response.Body.Close() }()
	came.Add(1)
	var read bytes.Buffer
	if size := made.response.ContentLength; size > 0 && size < sharedLimit {
		read.Grow(int(size) + bytes.MinRead)
	}
	n, err := read.ReadFrom(io.LimitReader(&watched{made.response.Body, came}, sharedLimit+1))
	switch made.body, made.err = read.Bytes(), err; {
	case err == nil && n > sharedLimit:
		made.err = fmt.Errorf("the response to %s is larger than %d MiB", request.URL.Path, sharedLimit>>20)
	}
	return made
}

// watched counts what comes.
type watched struct {
	io.Reader
	came *atomic.Int64
}

func (w *watched) Read(into []byte) (int, error) {
	n, err := w.Reader.Read(into)
	w.came.Add(int64(n))
	return n, err
}
