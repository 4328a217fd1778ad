package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
	"time"
)

// part is one of the processes a cluster consists of.
type part struct {
	name string
	args []string
	// ports has one entry for each listener the part takes over, 0 until it is
	// bound, and the same again after a restart.
	ports []int
	// bound are the listeners that were bound before the first start.
	bound []*net.TCPListener
	// ready asks once whether the part does its work.
	ready func(context.Context) error
	child *child
	// paused says that the process is stopped by SIGSTOP.
	paused bool
}

// cluster is a running cluster, driven from the main thread alone.
type cluster struct {
	dir       clusterDir
	authority *authority
	server    string
	parts     []*part
	users     int
}

// startLimit is how long a part may take to be ready on a machine under load.
const startLimit = 60 * time.Second

const readyPoll = 10 * time.Millisecond

func (c *cluster) part(name string) (*part, error) {
	for _, p := range c.parts {
		if p.name == name {
			return p, nil
		}
	}
	return nil, fmt.Errorf("there is no part %q: etcd, apiserver, controllers, kubelet and registry are", name)
}

// start runs the part. Its listeners are bound here and closed once the child has
// them: no other process can take the port in between, and when the child is
// killed its port refuses connections instead of letting them hang.
func (c *cluster) start(p *part) error {
	listeners := p.bound
	p.bound = nil
	defer func() {
		for _, l := range listeners {
			l.Close()
		}
	}()
	for n := len(listeners); n < len(p.ports); n++ {
		l, err := listen(p.ports[n])
		if err != nil {
			return err
		}
		p.ports[n] = portOf(l)
		listeners = append(listeners, l)
	}
	child, err := startChild(c.dir, p, listeners)
	if err != nil {
		return err
	}
	p.child, p.paused = child, false
	return nil
}

// await polls until the part is ready, and fails at once if it dies.
func (c *cluster) await(ctx context.Context, p *part) error {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	for {
		err := p.ready(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-p.child.exited:
			return fmt.Errorf("%s ended while it started (%v)\n%s", p.name, p.child.cmd.ProcessState, tail(c.dir.partLog(p.name)))
		case <-ctx.Done():
			return fmt.Errorf("%s is not ready: %w\n%s", p.name, errors.Join(context.Cause(ctx), err), tail(c.dir.partLog(p.name)))
		case <-time.After(readyPoll):
		}
	}
}

func (c *cluster) restart(ctx context.Context, p *part) error {
	p.child.kill()
	if err := c.start(p); err != nil {
		return err
	}
	if err := c.await(ctx, p); err != nil || p.name != "etcd" {
		return err
	}
	// An etcd that takes connections may still be out of the API server's sight.
	server, err := c.part("apiserver")
	if err != nil || server.paused || server.child.dead() {
		return err
	}
	return c.await(ctx, server)
}

func (c *cluster) pause(p *part, paused bool) error {
	if p.child.dead() {
		return fmt.Errorf("%s is not running", p.name)
	}
	p.paused = paused
	if paused {
		return p.child.signal(syscall.SIGSTOP)
	}
	return p.child.signal(syscall.SIGCONT)
}

// stop kills every part and removes the directory. Nothing in it is worth an
// orderly end, which would take seconds.
func (c *cluster) stop() error {
	for _, p := range c.parts {
		if p.child != nil {
			p.child.signal(syscall.SIGKILL)
		}
	}
	for _, p := range c.parts {
		if p.child != nil {
			<-p.child.exited
		}
	}
	return os.RemoveAll(string(c.dir))
}

// tail is the end of a log, for an error message.
func tail(path string) string {
	const most = 2000
	content, _ := os.ReadFile(path)
	if len(content) > most {
		content = content[len(content)-most:]
	}
	return string(content)
}
