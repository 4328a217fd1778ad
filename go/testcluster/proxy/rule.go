package proxy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"sync"
)

// Rule says which requests are disturbed, and how. The first rule that fits and is
// not used up takes a request.
type Rule struct {
	// Method is the method of the requests; "" means any.
	Method string `json:"method"`
	// Path is a regular expression that path and query must match somewhere.
	Path string `json:"path"`
	// UserAgent is a part of the User-Agent header.
	UserAgent string `json:"userAgent"`
	// Skip lets so many fitting requests through first.
	Skip int `json:"skip"`
	// Times is how many requests are disturbed; 0 means all.
	Times int `json:"times"`

	// Act is what happens to them; see acts.
	Act string `json:"act"`
	// Status, Headers and Body are an answer in place of the API server's.
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers"`
	Body    string            `json:"body"`
	// Milliseconds is how long it takes: a delay, the pause between two bytes, the
	// life of an answer.
	Milliseconds int `json:"milliseconds"`
	// Bytes is the size of a flood.
	Bytes int64 `json:"bytes"`
	// Connection breaks the whole connection, with all other requests on it, where
	// otherwise the one stream of HTTP/2 is reset.
	Connection bool `json:"connection"`
}

// acts are all that can be done to a request.
var acts = map[string]act{
	"hold":       hold,
	"holdAnswer": holdAnswer,
	"delay":      delay,
	"answer":     answer,
	"instead":    instead,
	"reset":      reset,
	"lose":       lose,
	"half":       half,
	"truncate":   truncate,
	"drip":       drip,
	"close":      closeAfter,
	"flood":      flood,
}

// fate is what becomes of held requests.
type fate string

const (
	goOn  fate = "release"
	loose fate = "lose"
)

// rule is a Rule at work.
type rule struct {
	Rule
	id   int
	path *regexp.Regexp
	do   act

	// Guarded by the table's lock.
	seen, taken int
	ended       bool
	hits        []*entry

	// first is closed when a request has come to where the rule has it.
	first     chan struct{}
	firstOnce sync.Once
	// decided is closed once fate says what becomes of held requests.
	decided     chan struct{}
	decidedOnce sync.Once
	fate        fate
}

func (r *rule) fits(e *entry) bool {
	return (r.Method == "" || r.Method == e.Method) && strings.Contains(e.UserAgent, r.UserAgent) && r.path.MatchString(e.Path)
}

// reached tells those who wait that a request is where the rule wants it.
func (r *rule) reached() { r.firstOnce.Do(func() { close(r.first) }) }

func (r *rule) decide(f fate) {
	r.decidedOnce.Do(func() {
		r.fate = f
		close(r.decided)
	})
}

// table has the rules in their order and the requests so far.
type table struct {
	mu      sync.Mutex
	rules   []*rule
	entries []*entry
}

func (t *table) add(content []byte) (*rule, error) {
	r := &rule{first: make(chan struct{}), decided: make(chan struct{})}
	strict := json.NewDecoder(bytes.NewReader(content))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&r.Rule); err != nil {
		return nil, err
	}
	var known bool
	if r.do, known = acts[r.Act]; !known {
		return nil, fmt.Errorf("there is no act %q", r.Act)
	}
	var err error
	if r.path, err = regexp.Compile(r.Path); err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	r.id = len(t.rules) + 1
	t.rules = append(t.rules, r)
	return r, nil
}

func (t *table) rule(id int) *rule {
	t.mu.Lock()
	defer t.mu.Unlock()
	if id < 1 || id > len(t.rules) {
		return nil
	}
	return t.rules[id-1]
}

// end lets a rule take no more requests, and decides about those it holds.
func (t *table) end(r *rule, f fate) {
	t.mu.Lock()
	r.ended = true
	t.mu.Unlock()
	r.decide(f)
}

// enter notes a request and chooses the rule that takes it, or nil.
func (t *table) enter(e *entry) *rule {
	t.mu.Lock()
	defer t.mu.Unlock()
	e.Number = len(t.entries) + 1
	t.entries = append(t.entries, e)
	for _, r := range t.rules {
		if r.ended || r.Times > 0 && r.taken >= r.Times || !r.fits(e) {
			continue
		}
		if r.seen++; r.seen <= r.Skip {
			continue
		}
		r.taken++
		r.hits = append(r.hits, e)
		e.Rule = r.id
		return r
	}
	return nil
}

// change changes an entry under the lock.
func (t *table) change(f func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	f()
}

// entriesAfter copies the requests after the first n of those who call themselves so.
func (t *table) entriesAfter(n int, userAgent string) []entry {
	t.mu.Lock()
	defer t.mu.Unlock()
	n = min(max(n, 0), len(t.entries))
	copies := []entry{}
	for _, e := range t.entries[n:] {
		if strings.Contains(e.UserAgent, userAgent) {
			copies = append(copies, *e)
		}
	}
	return copies
}

func (t *table) hitsOf(r *rule) []entry {
	t.mu.Lock()
	defer t.mu.Unlock()
	copies := make([]entry, 0, len(r.hits))
	for _, e := range r.hits {
		copies = append(copies, *e)
	}
	return copies
}

// entry is a request that has come.
type entry struct {
	Number    int    `json:"number"`
	Method    string `json:"method"`
	Path      string `json:"path"`
	UserAgent string `json:"userAgent"`
	// Protocol is as the client speaks it: "HTTP/2.0".
	Protocol string `json:"protocol"`
	// At is when it came, in milliseconds since 1970.
	At float64 `json:"at"`
	// Rule is the id of the rule that took it, or 0.
	Rule int `json:"rule"`
	// Forwarded says that it was sent on to the API server.
	Forwarded bool `json:"isForwarded"`
	// Upstream is the status the API server answered with, Status the one the client got.
	Upstream int `json:"upstream"`
	Status   int `json:"status"`
	// Done says that nothing more comes of it.
	Done bool `json:"isDone"`
	// GivenUp says that the client went away before there was an answer.
	GivenUp bool `json:"isGivenUp"`
}
