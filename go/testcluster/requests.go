package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// request is a command on standard input: one line of JSON, answered by one.
type request struct {
	Op   string `json:"op"`
	Part string `json:"part"`
	// For the op "user".
	Name     string   `json:"name"`
	Groups   []string `json:"groups"`
	NotAfter float64  `json:"notAfter"`
	err      error
}

type response struct {
	OK         bool           `json:"ok"`
	Error      string         `json:"error,omitempty"`
	Kubeconfig string         `json:"kubeconfig,omitempty"`
	PIDs       map[string]int `json:"pids,omitempty"`
}

// readRequests reads standard input line by line and calls end when it ends.
func readRequests(end func()) <-chan request {
	requests := make(chan request)
	go func() {
		defer end()
		lines := bufio.NewScanner(os.Stdin)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			if strings.TrimSpace(lines.Text()) == "" {
				continue
			}
			var r request
			r.err = json.Unmarshal(lines.Bytes(), &r)
			requests <- r
		}
	}()
	return requests
}

// answer prints a line of JSON in one write.
func answer(line any) {
	content, err := json.Marshal(line)
	if err != nil {
		panic(err)
	}
	os.Stdout.Write(append(content, '\n'))
}

// serve carries out requests until the cluster shall end.
func (c *cluster) serve(ctx context.Context, requests <-chan request) {
	for {
		select {
		case <-ctx.Done():
			return
		case r := <-requests:
			out, err := c.handle(ctx, r)
			if err != nil {
				out = response{Error: err.Error()}
			} else {
				out.OK = true
				out.PIDs = c.pids()
			}
			answer(out)
			if r.Op == "stop-all" {
				return
			}
		}
	}
}

func (c *cluster) handle(ctx context.Context, r request) (response, error) {
	if r.err != nil {
		return response{}, fmt.Errorf("not a request: %w", r.err)
	}
	switch r.Op {
	case "stop-all":
		return response{}, nil
	case "user":
		path, err := c.newUser(r.Name, r.Groups, time.Duration(r.NotAfter*float64(time.Second)))
		return response{Kubeconfig: path}, err
	}
	p, err := c.part(r.Part)
	if err != nil {
		return response{}, err
	}
	switch r.Op {
	case "kill":
		p.child.kill()
	case "stop":
		err = c.pause(p, true)
	case "cont":
		err = c.pause(p, false)
	case "restart":
		err = c.restart(ctx, p)
	default:
		err = fmt.Errorf("unknown op %q: kill, stop, cont, restart, user and stop-all are known", r.Op)
	}
	return response{}, err
}

// newUser writes a kubeconfig with a client certificate of its own. Without a
// validity the certificate lasts as long as the cluster.
func (c *cluster) newUser(name string, groups []string, validFor time.Duration) (string, error) {
	if name == "" {
		return "", errors.New("a user needs a name")
	}
	if validFor <= 0 {
		validFor = 365 * day
	}
	pair, err := c.authority.client(name, groups, validFor)
	if err != nil {
		return "", err
	}
	c.users++
	// The name may be one like system:serviceaccount:a:b, unfit for a file.
	path := c.dir.path(filepath.Join("users", fmt.Sprintf("%d.kubeconfig", c.users)))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", err
	}
	return path, writeKubeconfig(path, c.server, c.authority.pem, name, pair)
}
