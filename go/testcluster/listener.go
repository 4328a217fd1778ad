package main

import (
	"fmt"
	"net"
	"os"
)

// firstInherited is the first file descriptor a child gets beside the standard
// three; the supervisor's listeners follow from here in the order of part.ports.
const firstInherited = 3

// listen binds a loopback port: one of the kernel's choice, or the one given.
func listen(port int) (*net.TCPListener, error) {
	return net.ListenTCP("tcp4", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port})
}

func portOf(l net.Listener) int { return l.Addr().(*net.TCPAddr).Port }

// inheritedListener takes over the nth listener passed by the supervisor.
func inheritedListener(n int) (net.Listener, error) {
	file := os.NewFile(uintptr(firstInherited+n), fmt.Sprintf("listener %d", n))
	defer file.Close()
	l, err := net.FileListener(file)
	if err != nil {
		return nil, fmt.Errorf("no listener was passed as descriptor %d (start this part with up): %w", firstInherited+n, err)
	}
	return l, nil
}
