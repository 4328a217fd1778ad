package programs

import (
	"os/exec"
	"syscall"
)

// setApart cannot end the program when this process is killed: that kernel has nothing for it.
func setApart(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGTERM) }
}
