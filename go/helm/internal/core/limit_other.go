//go:build !linux

package core

import (
	"fmt"
	"os"
)

// limitData watches what Go holds: these kernels refuse nothing, or not for the memory of one program.
func limitData(limit uint64) error {
	go func() {
		held := waitUntilAbove(limit)
		_, _ = fmt.Fprintf(complaints(), "out of memory: %d bytes are in use, and %d are allowed\n", held, limit)
		os.Exit(2) // as Go does where there is no more
	}()
	return nil
}
