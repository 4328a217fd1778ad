// Package parts counts what a text of YAML or JSON is made of before it is decoded. Each part takes some hundred
// bytes of memory then, and may be two bytes of text: a limit of bytes alone bounds nothing.
package parts

// few may be in any text.
const few = 64 << 10

// Allowed is how many parts a limit of bytes allows, where each counts for so many of them.
func Allowed(limit, bytesPerPart int64) int64 { return max(limit/bytesPerPart, few) }

// YAML counts the items, keys and brackets in a text: at least as many as its lists have items and its objects keys,
// with those that aliases repeat. It also takes what only looks like one, in a text within the text. JSON is YAML.
func YAML(text []byte) int {
	count, anchors, aliases := 0, 0, 0
	for i, c := range text {
		switch marks[c] {
		case anywhere:
			count++
		case beforeBlank: // or something above ASCII, where YAML has line breaks too
			if i+1 == len(text) || text[i+1] <= ' ' || text[i+1] >= 0x80 {
				count++
			}
		case aliased: // or comments, and the like
			if i+1 == len(text) || text[i+1] <= ' ' || text[i+1] == c {
				continue
			}
			if c == '&' {
				anchors++
			} else {
				aliases++
			}
		}
	}
	if anchors > 0 && aliases > 0 {
		count += repeated(text, count, aliases)
	}
	return count
}

const (
	anywhere    = 1
	beforeBlank = 2
	aliased     = 3
)

var marks = [256]byte{',': anywhere, '[': anywhere, '{': anywhere, ':': beforeBlank, '-': beforeBlank, '?': beforeBlank, '&': aliased, '*': aliased}

// How many parts more an item of a list counts where items become Go structs, which take much, however short the text
// is, even null: one of the outermost list may be a Pod, others are what is in one.
const (
	Outer = 64
	Inner = 8
)

// JSON goes through a text that comes in pieces. Unlike with YAML, what is in its texts does not count.
type JSON struct {
	// Structs: the items of lists count as Go structs.
	Structs bool
	// Count is how many parts there have been.
	Count int
	// Began: there was more than space.
	Began bool

	inText, escaped bool
	open            []byte // the brackets
	last            byte   // outside of texts, without space
}

// Take goes on.
func (s *JSON) Take(text []byte) {
	at, count, open, last := 0, s.Count, s.open, s.last
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
		}
		if s.Structs && c != ']' && (last == '[' || last == ',' && len(open) > 0 && open[len(open)-1] == '[') {
			if count += Inner; len(open) <= 2 {
				count += Outer - Inner
			}
		}
		switch c {
		case '"':
			s.inText = true
		case '{', '[':
			count++
			open = append(open, c)
		case '}', ']':
			open = open[:max(len(open)-1, 0)]
		case ',':
			count++
		}
		last = c
	}
	s.Count, s.open, s.last = count, open, last
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
func (s *JSON) IsWhole() bool { return len(s.open) == 0 && !s.inText }

// IsObject tells that an object or a list has just ended that is in no other.
func (s *JSON) IsObject() bool { return s.IsWhole() && (s.last == '}' || s.last == ']') }

// Protobuf counts the fields of a message, and of what may be messages in it, so many levels deep. It goes as far as
// the decoders do that k8s.io/api is generated with, which pass over groups and over bits of a number above the 64th.
func Protobuf(message []byte, levels int) (count int) {
	for len(message) > 0 {
		number, rest, ok := varint(message)
		if !ok {
			break
		}
		count++
		switch number & 7 {
		case bytesType:
			var size uint64
			if size, rest, ok = varint(rest); !ok || size > uint64(len(rest)) {
				return count
			}
			if levels > 0 {
				count += Protobuf(rest[:size], levels-1)
			}
			message = rest[size:]
		case endGroup:
			return count
		default:
			if message, ok = skipField(message); !ok {
				return count
			}
		}
	}
	return count
}

// The types of fields that are not numbers.
const (
	bytesType  = 2
	startGroup = 3
	endGroup   = 4
)

// skipField passes over a field, all of a group included; not ok: the message is wrong there.
func skipField(message []byte) (rest []byte, ok bool) {
	for depth := 0; ; {
		number, rest, ok := varint(message)
		if !ok {
			return nil, false
		}
		size := uint64(0)
		switch number & 7 {
		case 0:
			_, rest, ok = varint(rest)
		case 1:
			size = 8
		case bytesType:
			size, rest, ok = varint(rest)
		case startGroup:
			depth++
		case endGroup:
			depth--
		case 5:
			size = 4
		default:
			ok = false
		}
		if !ok || size > uint64(len(rest)) || depth < 0 {
			return nil, false
		}
		if message = rest[size:]; depth == 0 {
			return message, true
		}
	}
}

// varint reads a number of at most ten bytes.
func varint(message []byte) (number uint64, rest []byte, ok bool) {
	for i, c := range message[:min(len(message), 10)] {
		if number |= uint64(c&0x7f) << (7 * i); c < 0x80 {
			return number, message[i+1:], true
		}
	}
	return 0, nil, false
}
