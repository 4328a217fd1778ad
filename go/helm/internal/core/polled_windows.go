package core

import (
	"os"
	"syscall"
)

// polled is one of the standard files, which Windows knows by handles and not by numbers.
func polled(fd int, name string) *os.File {
	return os.NewFile(uintptr([...]syscall.Handle{syscall.Stdin, syscall.Stdout, syscall.Stderr}[fd]), name)
}

// complaints is where the other process reads why this one ends.
func complaints() *os.File { return polled(2, "complaints") }
