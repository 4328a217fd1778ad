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

// taken marks an address as handed out before, by a kubelet before this one.
func (a *addresses) taken(text string) {
	ip, err := netip.ParseAddr(text)
	if err != nil || !ip.Is4() {
		return
	}
	b := ip.As4()
	n := uint32(b[2]-a.network[2])<<8 | uint32(b[3]-a.network[3])
	if n > a.used.Load() && n < a.size {
		a.used.Store(n)
	}
}
