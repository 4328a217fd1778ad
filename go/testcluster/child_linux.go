package main

import "syscall"

// childAttributes makes a child die with the supervisor, and keeps a ^C at the
// terminal for the supervisor alone by giving the child a group of its own.
func childAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
}
