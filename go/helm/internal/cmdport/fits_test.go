package cmdport

import (
	"fmt"
	"strings"
	"testing"
)

func TestOfManySchemasThoseUnusedForLongestAreDropped(t *testing.T) {
	padding := strings.Repeat("x", 1<<20)
	var last []byte
	for i := range 10 {
		last = fmt.Appendf(nil, `{"$comment": "%d %s"}`, i, padding)
		if compiled(last) == nil {
			t.Fatal("the schema is not compiled")
		}
	}
	size, newest := 0, compiled(last)
	for _, kept := range schemas.byContent {
		size += kept.size
	}
	if size > schemaLimit {
		t.Errorf("%d bytes of schemas are kept", size)
	}
	if compiled(last) != newest {
		t.Error("the newest was compiled again")
	}
}
