package values

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"
)

// deepest is how deep values are that are read here.
const deepest = 1000

// Read reads an object as encoding/json does, whose word it takes for all that is not plain, and shows
// what Each does. The strings of the result are pieces of one copy of the text.
func Read(text []byte, look Look) (map[string]any, error) {
	r := reader{text: string(text), look: look}
	if value, ok := r.value(); ok && r.next() == 0 && r.at == len(r.text) {
		if object, ok := value.(map[string]any); ok {
			return object, nil
		}
	}
	var object map[string]any
	err := json.Unmarshal(text, &object)
	Each(object, look)
	return object, err
}

// reader gives up, with false, where something is wrong: what it is, encoding/json says.
type reader struct {
	text  string
	look  Look
	at    int
	depth int

	// What has been read of the objects and lists around, so that each is made in its size.
	entries []entry
	items   []any
}

type entry struct {
	key   string
	value any
}

// next is the first character that is not space, where the reader then is; 0 at the end.
func (r *reader) next() byte {
	for ; r.at < len(r.text); r.at++ {
		switch c := r.text[r.at]; c {
		case ' ', '\t', '\n', '\r':
		default:
			return c
		}
	}
	return 0
}

func (r *reader) value() (any, bool) {
	switch r.next() {
	case '{':
		return r.within(r.object)
	case '[':
		return r.within(r.list)
	case '"':
		return boxed(r.string())
	case 't':
		return true, r.word("true")
	case 'f':
		return false, r.word("false")
	case 'n':
		return nil, r.word("null")
	}
	return r.number()
}

func boxed(text string, ok bool) (any, bool) { return text, ok }

func (r *reader) within(read func() (any, bool)) (any, bool) {
	if r.depth++; r.depth > deepest {
		return nil, false
	}
	r.at++
	value, ok := read()
	r.depth--
	return value, ok
}

func (r *reader) object() (any, bool) {
	start := len(r.entries)
	for r.next() != '}' || len(r.entries) > start {
		if r.next() != '"' {
			return nil, false
		}
		key, ok := r.string()
		if !ok || !r.word(":") {
			return nil, false
		}
		value, ok := r.value()
		if !ok {
			return nil, false
		}
		r.entries = append(r.entries, entry{key, value})
		if !r.word(",") {
			break
		}
	}
	entries := r.entries[start:]
	object := make(map[string]any, len(entries))
	for _, e := range entries {
		if text, ok := e.value.(string); ok {
			r.look(e.key, text)
		}
		object[e.key] = e.value
	}
	clear(entries)
	r.entries = r.entries[:start]
	return object, r.word("}")
}

func (r *reader) list() (any, bool) {
	start := len(r.items)
	for r.next() != ']' || len(r.items) > start {
		value, ok := r.value()
		if !ok {
			return nil, false
		}
		r.items = append(r.items, value)
		if !r.word(",") {
			break
		}
	}
	list := append(make([]any, 0, len(r.items)-start), r.items[start:]...)
	clear(r.items[start:])
	r.items = r.items[:start]
	return list, r.word("]")
}

// word takes what comes next if it is that.
func (r *reader) word(word string) bool {
	r.next()
	found := strings.HasPrefix(r.text[r.at:], word)
	if found {
		r.at += len(word)
	}
	return found
}

func (r *reader) string() (string, bool) {
	start, escaped, ascii := r.at+1, false, true
	for r.at = start; r.at < len(r.text); r.at++ {
		switch c := r.text[r.at]; {
		case c == '"':
			r.at++
			if inner := r.text[start : r.at-1]; !escaped && (ascii || utf8.ValidString(inner)) {
				return inner, true
			}
			var text string
			err := json.Unmarshal([]byte(r.text[start-1:r.at]), &text)
			return text, err == nil
		case c == '\\':
			escaped = true
			r.at++ // a quote after it does not end the text
		case c < ' ':
			return "", false
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	return "", false
}

// number: (-)?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?
func (r *reader) number() (any, bool) {
	start := r.at
	r.one("-")
	first := r.at
	whole := r.digits()
	if whole == 0 || whole > 1 && r.text[first] == '0' {
		return nil, false
	}
	if r.one(".") && r.digits() == 0 {
		return nil, false
	}
	if r.one("eE") {
		r.one("-+")
		if r.digits() == 0 {
			return nil, false
		}
	}
	value, err := strconv.ParseFloat(r.text[start:r.at], 64)
	return value, err == nil
}

func (r *reader) one(of string) bool {
	found := r.at < len(r.text) && strings.IndexByte(of, r.text[r.at]) >= 0
	if found {
		r.at++
	}
	return found
}

func (r *reader) digits() (count int) {
	for ; r.at < len(r.text) && r.text[r.at] >= '0' && r.text[r.at] <= '9'; r.at++ {
		count++
	}
	return count
}
