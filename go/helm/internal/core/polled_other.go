//go:build !unix

package core

import "os"

func polled(fd int, name string) *os.File { return os.NewFile(uintptr(fd), name) }
