package guard

import (
	"strconv"
	"unicode/utf8"
)

// A function that escapes writes up to six bytes for one, and into memory that doubles as it grows: so what
// it will write is counted before it does.

// escapes are how many bytes each character of ASCII takes.
type escapes [utf8.RuneSelf]uint8

var (
	// quoted is what JSON, YAML (which comes from JSON), TOML and %q make of a text, whichever is longest.
	quoted = escaping("\"\\\n\r\t", 2, "<>&\x7f", 6)
	// markup is what html and js make of it.
	markup = escaping("\\", 2, `"'`, 5, "<>&=\x7f", 6)
)

// escaping takes characters and what each of them takes. Control characters take 6, others 1.
func escaping(rows ...any) *escapes {
	var made escapes
	for c := range made {
		if made[c] = 1; c < ' ' {
			made[c] = 6
		}
	}
	for i := 0; i < len(rows); i += 2 {
		for _, c := range rows[i].(string) {
			made[c] = uint8(rows[i+1].(int))
		}
	}
	return &made
}

// deepest is where YAML, which breaks lines of 80, may break them at each space.
const deepest = 16

// of counts the bytes that a text takes at a depth: YAML begins each line of it there.
func (e *escapes) of(text string, depth int) (bytes int64) {
	if e == nil {
		return int64(len(text))
	}
	var breaks int64
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			if c == '\n' || c == ' ' && depth > deepest {
				breaks++
			}
			bytes += int64(e[c])
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r > 0xffff: // \U0001F600
			bytes += 10
		case size == 1 || !strconv.IsPrint(r): // \ufffd
			bytes += 6
		default:
			bytes += int64(size)
		}
		i += size
	}
	return bytes + 2*int64(depth)*breaks
}
