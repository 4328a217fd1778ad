//go:build unix

package sqldriver

import "syscall"

// quiet tells whether a connection is open and nothing waits to be read.
func (s *socket) quiet() bool {
	raw, ok := s.conn.(syscall.Conn)
	if !ok {
		return true
	}
	access, err := raw.SyscallConn()
	if err != nil {
		return false
	}
	var peeked error
	err = access.Read(func(fd uintptr) bool {
		_, _, peeked = syscall.Recvfrom(int(fd), make([]byte, 1), syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		return true
	})
	return err == nil && peeked == syscall.EAGAIN
}
