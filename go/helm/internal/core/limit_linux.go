package core

import "golang.org/x/sys/unix"

// limitData has the kernel refuse more. Programs that this one starts have the limit too, and may raise it again.
func limitData(limit uint64) error {
	var now unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_DATA, &now); err != nil {
		return err
	}
	now.Cur = min(limit, now.Max)
	return unix.Setrlimit(unix.RLIMIT_DATA, &now)
}
