package flight

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func apart(work func()) { go work() }

// However many ask at once, one question answers them, and one more those who came while it was under way.
func TestOneFlightForAll(t *testing.T) {
	var f Group[string, int64]
	var asked, came atomic.Int64
	release := make(chan struct{})
	ask := func() (int64, error) {
		n := asked.Add(1)
		<-release
		return n, nil
	}
	bad := func(int64, error) bool { return false }
	answers := make(chan int64, 100)
	for range 100 {
		go func() {
			since := time.Now()
			came.Add(1)
			n, _ := f.Get(context.Background(), apart, "a", since, bad, ask)
			answers <- n
		}()
	}
	for asked.Load() == 0 || came.Load() < 100 {
		time.Sleep(time.Millisecond)
	}
	close(release)
	for range 100 {
		<-answers
	}
	if n := asked.Load(); n > 2 {
		t.Errorf("asked %d times", n)
	}
}

// Who gives up disturbs nobody, and a panic is an error for all who wait.
func TestFlightEnds(t *testing.T) {
	var f Group[string, int]
	ctx, cancel := context.WithCancelCause(context.Background())
	gone := errors.New("gone")
	release := make(chan struct{})
	good := func(int, error) bool { return true }
	var wait sync.WaitGroup
	wait.Go(func() {
		if _, err := f.Get(context.Background(), apart, "a", time.Now(), good, func() (int, error) { <-release; panic("bug") }); err == nil {
			t.Error("no error")
		}
	})
	cancel(gone)
	for {
		f.mu.Lock()
		begun := f.latest["a"] != nil
		f.mu.Unlock()
		if begun {
			break
		}
		time.Sleep(time.Millisecond)
	}
	if _, err := f.Get(ctx, apart, "a", time.Now(), good, nil); !errors.Is(err, gone) {
		t.Error(err)
	}
	close(release)
	wait.Wait()
	if n, err := f.Get(context.Background(), apart, "a", time.Now(), good, func() (int, error) { return 7, nil }); n != 7 || err != nil {
		t.Error(n, err)
	}
}

type sender func(*http.Request) (*http.Response, error)

func (s sender) RoundTrip(request *http.Request) (*http.Response, error) { return s(request) }

func answered(body io.Reader) *http.Response {
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(body), ContentLength: -1}
}

func hedged(t *testing.T, send sender) (string, error) {
	t.Helper()
	request, _ := http.NewRequest(http.MethodGet, "http://a.test/", nil)
	response, err := Hedge{send}.RoundTrip(request)
	if err != nil {
		return "", err
	}
	body, err := io.ReadAll(response.Body)
	return string(body), err
}

// A request that hangs, before its answer or in the middle of it, is sent once more; the others are ended.
func TestHedgeOfWhatHangs(t *testing.T) {
	for name, hang := range map[string]func(ctx context.Context) (*http.Response, error){
		"no answer": func(ctx context.Context) (*http.Response, error) { <-ctx.Done(); return nil, ctx.Err() },
		"half an answer": func(ctx context.Context) (*http.Response, error) {
			from, to := io.Pipe()
			go func() {
				_, _ = to.Write([]byte("half"))
				<-ctx.Done()
				_ = to.CloseWithError(ctx.Err())
			}()
			return answered(from), nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var sent atomic.Int64
			ended := make(chan struct{})
			body, err := hedged(t, func(request *http.Request) (*http.Response, error) {
				if sent.Add(1) == 1 {
					context.AfterFunc(request.Context(), func() { close(ended) })
					return hang(request.Context())
				}
				return answered(strings.NewReader("whole")), nil
			})
			if body != "whole" || err != nil || sent.Load() != 2 {
				t.Errorf("%q, %v after %d", body, err, sent.Load())
			}
			<-ended
		})
	}
}

// One that is only slow is not: something comes all the time.
func TestNoHedgeOfWhatIsSlow(t *testing.T) {
	t.Parallel()
	var sent atomic.Int64
	body, err := hedged(t, func(*http.Request) (*http.Response, error) {
		sent.Add(1)
		from, to := io.Pipe()
		go func() {
			for range 12 {
				_, _ = to.Write([]byte("x"))
				time.Sleep(patience / 5)
			}
			_ = to.Close()
		}()
		return answered(from), nil
	})
	if len(body) != 12 || err != nil || sent.Load() != 1 {
		t.Errorf("%q, %v after %d", body, err, sent.Load())
	}
}
