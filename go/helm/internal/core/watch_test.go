package core

import (
	"testing"
	"time"
)

func TestMemoryAboveTheLimitIsSeen(t *testing.T) {
	limit := waitUntilAbove(0) + 64<<20
	above := make(chan uint64, 1)
	go func() { above <- waitUntilAbove(limit) }()
	select {
	case held := <-above:
		t.Fatalf("%d bytes are held, below the limit of %d", held, limit)
	case <-time.After(100 * time.Millisecond):
	}
	data := make([]byte, 128<<20)
	for i := range data {
		data[i] = 1
	}
	select {
	case held := <-above:
		if held <= limit {
			t.Errorf("%d bytes are not above %d", held, limit)
		}
	case <-time.After(10 * time.Second):
		t.Error("128 MiB more are not seen")
	}
	if data[len(data)-1] != 1 {
		t.Error("the bytes are gone")
	}
}
