package sqldriver

import (
	"errors"
	"os"
	"time"
)

// quiet tells whether a connection is open and nothing waits to be read. Without a way to peek it reads: a connection that
// has something to say between two statements is given up anyway.
func (s *socket) quiet() bool {
	if s.conn.SetReadDeadline(time.Now().Add(time.Millisecond)) != nil {
		return false
	}
	_, err := s.conn.Read(make([]byte, 1))
	return errors.Is(err, os.ErrDeadlineExceeded) && s.conn.SetReadDeadline(time.Time{}) == nil
}
