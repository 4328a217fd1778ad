package guard

import (
	"fmt"
	"reflect"
	"strings"
)

// fromTOML: its parser, unlike those of YAML and JSON, goes down without a limit. Which brackets are
// closed again only a parser knows.
func fromTOML(r *Render, a []reflect.Value) error {
	input := text(a, 0)
	if strings.Count(input, "[")+strings.Count(input, "{") > maxBlocks {
		return fmt.Errorf("it has more than %d tables and arrays", maxBlocks)
	}
	return r.allow(toml(input))
}

const (
	// tomlPart is what a key, a value or a line takes, and tomlByte each byte of a key.
	tomlPart = 64
	tomlByte = 4
)

// toml counts what reading a text takes. The parser writes each key out in full, behind the keys of the tables around
// it, once for each of its segments: that grows by the square. Where the parser finds no error, this goes as it does.
func toml(text string) (bytes int64) {
	var (
		start    int
		segments int64   = 1
		key      int64   // the length of the last one
		context  int64   // of those around it
		outer    []int64 // what that was outside of each open bracket
		isTable  bool    // the line is that of a [table]
		isValue  bool    // there has been a = in the line
	)
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch c {
		case '"', '\'':
			i = tomlText(text, i)
			continue
		case '#':
			if end := strings.IndexByte(text[i:], '\n'); end > 0 {
				i += end - 1
				continue
			}
			return bytes
		case '.':
			segments++
			continue
		case '=', ',', '\n', '[', ']', '{', '}':
		default:
			continue
		}
		length := int64(i - start)
		bytes = sum(bytes, sum(tomlPart, times(segments, tomlByte*(context+length))))
		start, segments = i+1, 1
		switch c {
		case '=':
			key, isValue = length, true
		case '[', '{':
			if isTable = len(outer) == 0 && !isValue; isTable {
				context = 0
				continue
			}
			outer = append(outer, context)
			context += key + 1
			key = 0
		case ']', '}':
			if isTable {
				context = max(context, length)
			} else if last := len(outer) - 1; last >= 0 {
				context, outer = outer[last], outer[:last]
			}
		case '\n':
			if len(outer) == 0 {
				isTable, isValue = false, false
			}
		}
	}
	return bytes
}

// tomlText finds the end of a text that begins at i, in one quote or in three.
func tomlText(text string, i int) int {
	mark := text[i : i+1]
	if three := strings.Repeat(mark, 3); strings.HasPrefix(text[i:], three) {
		i, mark = i+2, three
	}
	for i++; i < len(text); i++ {
		if text[i] == '\\' && mark[0] == '"' {
			i++
			continue
		}
		if strings.HasPrefix(text[i:], mark) {
			for i += len(mark); len(mark) == 3 && i < len(text) && text[i] == mark[0]; i++ { // """a""""" ends with two
			}
			return i - 1
		}
	}
	return i
}
