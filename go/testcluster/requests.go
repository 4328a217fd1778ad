package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// request is a command to a running cluster, in JSON. It comes as a line on
// standard input, answered by a line, or as the body of a POST to the control
// socket, which any process may send that knows the cluster's description.
type request struct {
	Op   string `json:"op"`
	Part string `json:"part"`
	// For the op "user".
	Name     string   `json:"name"`
	Groups   []string `json:"groups"`
	NotAfter float64  `json:"notAfter"`

	err    error
	answer func(response)
}

type response struct {
	OK         bool           `json:"ok"`
	Error      string         `json:"error,omitempty"`
	Kubeconfig string         `json:"kubeconfig,omitempty"`
	PIDs       map[string]int `json:"pids,omitempty"`
}

// readRequests reads standard input line by line and calls end when it ends.
func readRequests(requests chan<- request, end func()) {
	defer end()
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		r := request{answer: func(out response) { printLine(out) }}
		r.err = json.Unmarshal(lines.Bytes(), &r)
		requests <- r
	}
}

// serveRequests takes requests on the control socket.
func serveRequests(path string, requests chan<- request) error {
	listener, err := net.Listen("unix", path)
	if err != nil {
		return err
	}
	go http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, hr *http.Request) {
		answered := make(chan response, 1)
		r := request{answer: func(out response) { answered <- out }}
		r.err = json.NewDecoder(hr.Body).Decode(&r)
		requests <- r
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(<-answered)
	}))
	return nil
}

// printLine prints a line of JSON in one write.
func printLine(line any) {
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
			r.answer(out)
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
