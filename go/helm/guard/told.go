package guard

import (
	"fmt"
	"strings"
)

// The validator tells each fault with all that the schema allows in its place, so that its text has the size of the
// values times that of the schema. It is told up to here.
const (
	toldFaults = 100
	toldBytes  = 32 << 10
	toldWords  = 100  // of a list, such as that of enum
	toldWord   = 1000 // bytes
)

// Told is a text of faults.
type Told struct {
	strings.Builder
	faults, more int
}

// Full tells whether it is long enough, and counts what is then left out.
func (t *Told) Full(isFault bool) bool {
	full := t.faults == toldFaults || t.Len() > toldBytes
	switch {
	case !isFault:
	case full:
		t.more++
	default:
		t.faults++
	}
	return full
}

// Text says how many faults it leaves out.
func (t *Told) Text() string {
	if t.more > 0 {
		fmt.Fprintf(t, "\n- and %d more", t.more)
	}
	return t.String()
}

// Few are as many of a list as are told.
func Few[T any](list []T) []T { return list[:min(len(list), toldWords)] }

// More says how many of a list of so many are not.
func More(count int) string {
	if count <= toldWords {
		return ""
	}
	return fmt.Sprintf(" and %d more", count-toldWords)
}

// Long tells whether a text is too long to be told. One of the values is then left out: its beginning could be that
// of a secret, which is masked only where it is whole.
func Long(text string) bool { return len(text) > toldWord }

// Shortened is a text of a schema, or its beginning.
func Shortened(text string) string {
	if !Long(text) {
		return text
	}
	return strings.ToValidUTF8(text[:toldWord], "") + "…"
}

// Place is the beginning of a path that is short enough to be told, and whether that is all of it.
func Place(steps []string) (shown []string, whole bool) {
	length := 0
	for i, step := range steps {
		if length += 1 + len(step); length > toldWord {
			return steps[:i], false
		}
	}
	return steps, true
}

// Below is told in place of a fault whose path is not.
const Below = "contains a value that does not fit, at a path too long to show"
