package channel

import (
	"os"
	"syscall"
)

// OpenSocket makes a channel whose bell is one byte on a socketpair, and returns it with the file descriptor of
// JavaScript's end. The channel is closed when that end is: at exit, or when a Worker is terminated.
func OpenSocket(handler Handler) (*Channel, int, error) {
	pair, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC|syscall.SOCK_NONBLOCK, 0)
	if err != nil {
		return nil, -1, err
	}
	// A separate descriptor for reading lets the run-time's poller own its life.
	reading, err := syscall.Dup(pair[0])
	if err != nil {
		_ = syscall.Close(pair[0])
		_ = syscall.Close(pair[1])
		return nil, -1, err
	}
	syscall.CloseOnExec(reading)
	c := Open(handler, socket(pair[0]))
	go c.watch(os.NewFile(uintptr(reading), "bunhelm-bell"))
	return c, pair[1], nil
}

// socket is Go's end of the pair.
type socket int

func (s socket) Ring() {
	// A full socket means a bell is under way already; a broken one is watch's business.
	_, _ = syscall.SendmsgN(int(s), []byte{1}, nil, nil, syscall.MSG_NOSIGNAL)
}

func (s socket) Close() {
	_ = syscall.Shutdown(int(s), syscall.SHUT_RDWR) // ends watch, whoever has closed
	_ = syscall.Close(int(s))
}

func (c *Channel) watch(file *os.File) {
	buffer := make([]byte, 64)
	for {
		if _, err := file.Read(buffer); err != nil {
			break
		}
	}
	_ = file.Close()
	c.Close()
}
