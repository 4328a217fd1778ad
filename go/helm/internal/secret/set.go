// Package secret keeps credentials out of what a user gets to read: errors, events and log lines. It knows
// those of an operation by value, in each form in which a text may have them, and others by their look.
package secret

import (
	"strings"
	"sync"
)

// Hidden stands where a secret was, as url.URL.Redacted has it.
const Hidden = "xxxxx"

// Set is what one operation knows to be secret. The zero Set is empty; all methods may be called from any goroutine.
type Set struct {
	mu       sync.Mutex
	later    func() []string   // finds more when there is something to mask
	known    map[string]bool   // and whether it is one wherever it stands, or where it stands alone
	alone    []string          // those that are replaced where they stand alone
	replacer *strings.Replacer // nil: to be made, and alone too
}

const (
	// shortest is how long a secret is at least: what is shorter says nothing, and stands everywhere.
	shortest = 3
	// alone is how long one is that may be part of an innocent word.
	alone = 8
)

// Add makes texts known as secrets.
func (s *Set) Add(values ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, value := range values {
		s.add(value, true)
	}
}

// AddAlone makes a text known that may be part of innocent words, however long it is: there it stays.
func (s *Set) AddAlone(value string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.add(value, false)
}

// AddLater has find look for more secrets once there is something to mask.
func (s *Set) AddLater(find func() []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.later = find
}

func (s *Set) add(value string, anywhere bool) {
	value = strings.TrimSpace(value)
	was, found := s.known[value]
	if len(value) < shortest || found && (was || !anywhere) || value == Hidden {
		return
	}
	if s.known == nil {
		s.known = map[string]bool{}
	}
	s.known[value] = anywhere
	s.replacer = nil
	if inner, ok := decoded(value); ok {
		s.add(inner, anywhere)
		if _, password, found := strings.Cut(inner, ":"); found {
			s.add(password, anywhere)
		}
	}
	if lines := strings.Split(value, "\n"); len(lines) > 1 {
		for _, line := range lines { // an error may quote one of them
			if len(strings.TrimSpace(line)) >= 2*alone && !strings.HasPrefix(line, "-----") {
				s.add(line, anywhere)
			}
		}
	}
}
