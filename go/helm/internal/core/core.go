// Package core runs the engine as a program of its own, which serves the process that has started it.
package core

import (
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"strconv"
	"syscall"

	"bunhelm/helm/internal/channel"
	"bunhelm/helm/internal/frames"
)

// Serve runs operations until standard input ends, as it does however the other process has ended. info: who is
// speaking; limit: how many bytes of memory the program may use, or "".
func Serve(info string, handler channel.Handler, limit string) error {
	// A ^C is for the other process, which decides what is cancelled. Signals that are ignored would be so in all programs
	// that this one starts, and could not end them: these come, and nobody looks.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGPIPE)
	err := limitMemory(limit)
	if err == nil { // os.Stdout is no longer the program's: what prints would break the frames
		err = frames.Serve(handler, info, polled(0, "calls"), polled(1, "records"))
	}
	if err != nil {
		fmt.Fprintln(complaints(), err)
	}
	return err
}

// limitMemory bounds what the program may use. The collector works harder before that; then Go ends the program, as where
// the machine has no more.
func limitMemory(text string) error {
	if text == "" {
		return nil
	}
	limit, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return fmt.Errorf("the limit of memory: %w", err)
	}
	debug.SetMemoryLimit(limit / 10 * 9)
	return limitData(uint64(limit))
}
