package operation

import (
	"bytes"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// RunProgram runs a command, which ends with its context. A session of its own has no terminal to ask
// on, and is ended with all that the program has started. said is the end of what it has said on
// standard error, to be put behind an error's text.
func RunProgram(command *exec.Cmd) (said string, err error) {
	var stderr bytes.Buffer
	command.Stderr = &stderr
	// It must not outlive the process either; the kernel goes by the thread that has started it.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGTERM}
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGTERM) }
	command.WaitDelay = time.Second
	err = command.Run()
	return lastWords(stderr.String()), err
}

// lastWords are the end of what a program has said on standard error.
func lastWords(said string) string {
	const limit = 2000
	said = strings.TrimSpace(said)
	if said == "" {
		return ""
	}
	return ": " + strings.ToValidUTF8(said[max(0, len(said)-limit):], "")
}
