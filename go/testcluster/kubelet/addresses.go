package kubelet

import (
	"net/netip"
	"sync/atomic"
)

// addresses hands out the addresses of a network one after the other, beginning
// anew after the last.
type addresses struct {
	network [4]byte
	size    uint32
	used    atomic.Uint32
}

func (a *addresses) next() string {
	n := (a.used.Add(1)-1)%(a.size-2) + 1
	ip := a.network
	ip[2] += byte(n >> 8)
	ip[3] += byte(n)
	return netip.AddrFrom4(ip).String()
}
