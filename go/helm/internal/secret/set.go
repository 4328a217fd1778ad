// Package secret keeps credentials out of what a user gets to read: errors, events and log lines. It knows
// those of an operation by value, in each form in which a text may have them, and others by their look.
package secret

import (
	"cmp"
	"regexp"
	"slices"
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

// Mask replaces what is secret in a text.
func (s *Set) Mask(text string) string {
	if len(text) < shortest {
		return text
	}
	if replacer, alone := s.ready(); replacer != nil {
		text = replacer.Replace(text)
		if strings.Contains(text, "\n") {
			text = wrapped.ReplaceAllStringFunc(text, func(found string) string {
				if joined := breaks.Replace(found); replacer.Replace(joined) != joined {
					return Hidden
				}
				return found
			})
		}
		for _, value := range alone {
			text = replaceAlone(text, value)
		}
	}
	return byLook(text)
}

// Base64 comes in lines of 64 or 76 characters, which begin anywhere in it.
var (
	wrapped = regexp.MustCompile(`[\w+/-]{8,}(?:\r?\n[\w+/-]+)+={0,2}`)
	breaks  = strings.NewReplacer("\r", "", "\n", "")
)

// ready is what replaces, as of now; nil when nothing is known.
func (s *Set) ready() (*strings.Replacer, []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.later != nil {
		for _, value := range s.later() {
			s.add(value, true)
		}
		s.later = nil
	}
	if s.replacer == nil && len(s.known) > 0 {
		var needles []string
		s.alone = nil
		for value, anywhere := range s.known {
			found := forms(value)
			if !anywhere || len(value) < alone {
				s.alone = append(s.alone, value)
				found = slices.DeleteFunc(found, func(form string) bool { return form == value })
			}
			needles = append(needles, found...)
		}
		// The longest first: of two at the same place it tells less.
		slices.SortFunc(needles, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) })
		pairs := make([]string, 0, 2*len(needles))
		for _, needle := range slices.Compact(needles) {
			pairs = append(pairs, needle, Hidden)
		}
		s.replacer = strings.NewReplacer(pairs...)
	}
	return s.replacer, s.alone
}

// replaceAlone replaces a secret where no letter or digit is beside it.
func replaceAlone(text, value string) string {
	if !strings.Contains(text, value) {
		return text
	}
	var out strings.Builder
	for from := 0; ; {
		at := strings.Index(text[from:], value)
		if at < 0 {
			out.WriteString(text[from:])
			return out.String()
		}
		at += from
		end := at + len(value)
		out.WriteString(text[from:at])
		if at > 0 && isWord(text[at-1]) || end < len(text) && isWord(text[end]) {
			out.WriteString(value)
		} else {
			out.WriteString(Hidden)
		}
		from = end
	}
}

func isWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c >= 0x80
}
