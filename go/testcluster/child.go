package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"syscall"
)

// child is a part running as a process of its own.
type child struct {
	part   *part
	cmd    *exec.Cmd
	exited chan struct{}
}

// startChild runs a part of the cluster in a child process. It must be called
// from the main thread (see init in main.go).
func startChild(dir clusterDir, p *part, listeners []*net.TCPListener) (*child, error) {
	log, err := os.OpenFile(dir.partLog(p.name), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer log.Close()

	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self, append([]string{p.name, "--dir", string(dir)}, p.args...)...)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.Dir = string(dir)
	cmd.SysProcAttr = childAttributes()
	for _, l := range listeners {
		file, err := l.File()
		if err != nil {
			return nil, err
		}
		defer file.Close()
		cmd.ExtraFiles = append(cmd.ExtraFiles, file)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", p.name, err)
	}
	c := &child{part: p, cmd: cmd, exited: make(chan struct{})}
	go func() {
		cmd.Wait()
		close(c.exited)
	}()
	return c, nil
}

func (c *child) pid() int { return c.cmd.Process.Pid }

func (c *child) signal(s syscall.Signal) error { return c.cmd.Process.Signal(s) }

// kill ends the process with SIGKILL, which works on a stopped one as well, and
// waits until it is gone.
func (c *child) kill() {
	c.cmd.Process.Kill()
	<-c.exited
}

func (c *child) dead() bool {
	select {
	case <-c.exited:
		return true
	default:
		return false
	}
}
