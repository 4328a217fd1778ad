package cluster

import (
	"strconv"
	"sync"
	"time"
)

// burst is how long a version that was seen says how old a list may be.
const burst = 10 * time.Second

// Sight is the newest version that this process has seen of a cluster's records.
type Sight struct {
	mu      sync.Mutex
	version uint64
	at      time.Time
}

// Saw takes note of the version of what the API server has sent.
func (s *Sight) Saw(version string) {
	if s == nil {
		return
	}
	number, err := strconv.ParseUint(version, 10, 64)
	if err != nil { // versions are opaque: this API server has others
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if number >= s.version {
		s.version, s.at = number, time.Now()
	}
}

// Recent is the version that was seen last; empty when that is long ago.
func (s *Sight) Recent() string {
	if s == nil {
		return ""
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.version == 0 || time.Since(s.at) > burst {
		return ""
	}
	return strconv.FormatUint(s.version, 10)
}
