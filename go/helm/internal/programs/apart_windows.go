package programs

import (
	"os/exec"
	"syscall"
)

// setApart leaves it to exec to end the program: what it has started goes on, and loses its output.
func setApart(command *exec.Cmd) {
	const noWindow = 0x08000000 // CREATE_NO_WINDOW
	command.SysProcAttr = &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP | noWindow}
}
