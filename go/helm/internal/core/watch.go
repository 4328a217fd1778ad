package core

import (
	"runtime/metrics"
	"time"
)

// waitUntilAbove returns once Go holds more memory than the limit, and how much that is.
func waitUntilAbove(limit uint64) (held uint64) {
	const often = 20 * time.Millisecond
	sample := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	for {
		metrics.Read(sample)
		if held = sample[0].Value.Uint64() - sample[1].Value.Uint64(); held > limit {
			return held
		}
		time.Sleep(often)
	}
}
