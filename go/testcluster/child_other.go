//go:build unix && !linux

package main

import "syscall"

// childAttributes cannot make a child die with a supervisor that is killed with
// SIGKILL: only Linux has that.
func childAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}
