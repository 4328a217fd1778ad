package core

import (
	"golang.org/x/sys/unix"

	"bunhelm/helm/internal/programs"
)

// limitData has the kernel refuse more. Programs that this one starts inherit the limit, and are relieved of it.
func limitData(limit uint64) error {
	var now unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_DATA, &now); err != nil {
		return err
	}
	before := now
	programs.Started = func(pid int) { // one that has ended already needs nothing
		_ = unix.Prlimit(pid, unix.RLIMIT_DATA, &before, nil)
	}
	now.Cur = min(limit, now.Max)
	return unix.Setrlimit(unix.RLIMIT_DATA, &now)
}
