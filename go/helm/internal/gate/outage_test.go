package gate

import (
	"io"
	"net/http"
	"testing"
)

// half begins an answer and breaks off.
func half(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", "100")
	_, _ = io.WriteString(w, `{"kind":"Pod",`)
}

func whole(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `{"kind":"Pod","apiVersion":"v1","metadata":{"name":"x"}}`)
}

// ask gives whether anything has answered, and what is known of the API server after it.
func ask(t *testing.T, b *bench, path string) (answered, outage bool) {
	t.Helper()
	during := b.gate.OutageDuring(func() {
		response, err := b.do(Work, http.MethodGet, path)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.ReadAll(response.Body)
		_ = response.Body.Close()
	})
	return during == nil, b.gate.Outage() != nil
}

func TestHalfAnAnswerIsNone(t *testing.T) {
	answer := whole
	b := newBench(t, func(w http.ResponseWriter, r *http.Request) { answer(w, r) })
	for _, path := range []string{"/api/v1/namespaces/a/pods/x", "/api/v1/namespaces/a/pods"} {
		answer = half
		if answered, outage := ask(t, b, path); answered || !outage {
			t.Errorf("%s, half: answered %v, outage %v", path, answered, outage)
		}
		answer = whole
		if answered, outage := ask(t, b, path); !answered || outage {
			t.Errorf("%s, whole: answered %v, outage %v", path, answered, outage)
		}
	}
}

func TestAnAnswerThatNobodyReadsToItsEndIsOne(t *testing.T) {
	b := newBench(t, whole)
	if during := b.gate.OutageDuring(func() {
		response, err := b.do(Work, http.MethodGet, "/api/v1/namespaces/a/pods")
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
	}); during != nil {
		t.Error(during)
	}
}

func TestWhatAWaitWasToldIsNotOfTheNext(t *testing.T) {
	b := newBench(t, whole)
	_, stop := b.gate.WhileKnown()
	b.gate.endWait(io.ErrShortBuffer)
	stop()
	if ask(t, b, "/api/v1/namespaces/a/pods"); b.gate.Outage() == nil {
		t.Error("another request has changed what is known of the flood")
	}
	_, stop = b.gate.WhileKnown()
	defer stop()
	if _, outage := ask(t, b, "/api/v1/namespaces/a/pods"); outage {
		t.Error(b.gate.Outage())
	}
}
