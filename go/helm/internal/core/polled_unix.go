//go:build unix

package core

import (
	"os"
	"syscall"
)

// polled is a file that Go waits for together with all others: a thread that waits in read alone hands its work over
// first, which costs half of what a call that does nothing takes.
func polled(fd int, name string) *os.File {
	_ = syscall.SetNonblock(fd, true) // what stays blocking works too
	return os.NewFile(uintptr(fd), name)
}

// complaints is where the other process reads why this one ends.
func complaints() *os.File { return os.NewFile(2, "complaints") }
