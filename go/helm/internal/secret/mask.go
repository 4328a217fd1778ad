package secret

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

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
