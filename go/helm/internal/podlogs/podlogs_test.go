package podlogs

import (
	"fmt"
	"strings"
	"testing"
)

func TestALongLineOfALogComesInPiecesAndHidesNoOther(t *testing.T) {
	var lengths []int
	eachLine(strings.NewReader("one\n"+strings.Repeat("x", lineLimit+5)+"\r\n\nlast"), func(line string) {
		lengths = append(lengths, len(line))
	})
	if got, want := fmt.Sprint(lengths), fmt.Sprint([]int{3, lineLimit, 5, 0, 4}); got != want {
		t.Errorf("%s, not %s", got, want)
	}
}
