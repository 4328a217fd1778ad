// Package parts counts what a text of YAML or JSON is made of before it is decoded. Each part takes some hundred
// bytes of memory then, and may be two bytes of text: a limit of bytes alone bounds nothing.
package parts

import "encoding/binary"

// few may be in any text.
const few = 64 << 10

// Allowed is how many parts a limit of bytes allows, where each counts for so many of them.
func Allowed(limit, bytesPerPart int64) int64 { return max(limit/bytesPerPart, few) }

// YAML counts the items, keys and brackets in a text: at least as many as its lists have items and its objects keys.
// It also takes what only looks like one, in a text within the text. JSON is YAML.
func YAML(text []byte) int {
	count := 0
	for i, c := range text {
		switch marks[c] {
		case anywhere:
			count++
		case beforeBlank: // or something above ASCII, where YAML has line breaks too
			if i+1 == len(text) || text[i+1] <= ' ' || text[i+1] >= 0x80 {
				count++
			}
		}
	}
	return count
}

const (
	anywhere    = 1
	beforeBlank = 2
)

var marks = [256]byte{',': anywhere, '[': anywhere, '{': anywhere, ':': beforeBlank, '-': beforeBlank, '?': beforeBlank}

// How many parts more an object in a list counts where objects become Go structs, which take much, however short the
// text is: one of the outermost list may be a Pod, others are what is in one.
const (
	Outer = 64
	Inner = 8
)

// JSON goes through a text that comes in pieces. Unlike with YAML, what is in its texts does not count.
type JSON struct {
	// Structs: objects in lists count as Go structs.
	Structs bool
	// Count is how many parts there have been.
	Count int
	// Began: there was more than space.
	Began bool

	inText, escaped bool
	depth           int
	last            byte // outside of texts, without space
}

// Take goes on.
func (s *JSON) Take(text []byte) {
	at, count, depth, last := 0, s.Count, s.depth, s.last
	for at < len(text) {
		if s.inText {
			at = s.skip(text, at)
			continue
		}
		c := text[at]
		at++
		switch c {
		case ' ', '\n', '\t', '\r':
			continue
		case '"':
			s.inText = true
		case '{':
			count++
			if s.Structs && (last == '[' || last == ',') {
				count += Inner
				if depth <= 2 {
					count += Outer - Inner
				}
			}
			depth++
		case '[':
			count++
			depth++
		case '}', ']':
			depth--
		case ',':
			count++
		}
		last = c
	}
	s.Count, s.depth, s.last = count, depth, last
	s.Began = s.Began || last != 0
}

// skip goes to what is behind the end of a text, or to that of the piece.
func (s *JSON) skip(text []byte, at int) int {
	if s.escaped {
		s.escaped = false
		at++
	}
	for ; at < len(text); at++ {
		switch text[at] {
		case '"':
			s.inText = false
			return at + 1
		case '\\':
			if at++; at == len(text) {
				s.escaped = true
			}
		}
	}
	return at
}

// IsWhole tells JSON that is whole from the beginning of some.
func (s *JSON) IsWhole() bool { return s.depth == 0 && !s.inText }

// IsObject tells that an object or a list has just ended that is in no other.
func (s *JSON) IsObject() bool { return s.IsWhole() && (s.last == '}' || s.last == ']') }

// Protobuf counts the fields of a message, and of what may be messages in it, so many levels deep. It goes as far as
// the message is correct, which is how far it would be decoded.
func Protobuf(message []byte, levels int) (count int) {
	for len(message) > 0 {
		tag, n := binary.Uvarint(message)
		if n <= 0 {
			break
		}
		message = message[n:]
		count++
		var size uint64
		switch tag & 7 {
		case 0:
			_, n = binary.Uvarint(message)
			size = uint64(max(n, 0))
		case 1:
			size = 8
		case 2:
			size, n = binary.Uvarint(message)
			message = message[max(n, 0):]
		case 5:
			size = 4
		default:
			n = 0
		}
		if n <= 0 || size > uint64(len(message)) {
			break
		}
		if tag&7 == 2 && levels > 0 {
			count += Protobuf(message[:size], levels-1)
		}
		message = message[size:]
	}
	return count
}
