// Package client resolves what the options and the environment of a client mean for one call.
package client

import (
	"path/filepath"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/http/httpproxy"

	"bunhelm/helm/internal/wire"
)

// Client is a client as one call sees it: defaults are filled in, and what the call says itself wins.
type Client struct {
	*wire.Client
	// Cwd is JavaScript's working directory at the call.
	Cwd string
	// FollowLinks says whether links may lead out of the directories of charts.
	FollowLinks bool
	// Limits are the client's, with the defaults for what it leaves out.
	Limits wire.Limits
	// RequestTimeout is how long one request to the API server may take.
	RequestTimeout time.Duration
	// RepairTimeout is for how long after a failure records are repaired.
	RepairTimeout time.Duration

	once  sync.Once
	paths *Paths
}

// The doc comments of wire.ClientOptions repeat these defaults. An API server gives up a request by itself after a
// minute; a repair may take longer than the restart of one.
const (
	defaultRequest = 75 * time.Second
	defaultRepair  = 30 * time.Second
	shortestDue    = 5 * time.Second
)

// New resolves a client's part of a call that was made in a working directory.
func New(options *wire.Client, cwd string) *Client {
	return &Client{
		Client: options, Cwd: cwd, FollowLinks: options.FollowLinks, Limits: limits(options.Limits),
		RequestTimeout: options.RequestTimeout.Or(defaultRequest), RepairTimeout: options.RepairTimeout.Or(defaultRepair),
	}
}

// Bound makes requests take no longer than the call's own timeout, but for a few seconds.
func (c *Client) Bound(timeout time.Duration) {
	if timeout > 0 {
		c.RequestTimeout = min(c.RequestTimeout, max(timeout, shortestDue))
	}
}

// Path resolves a path of the request against JavaScript's working directory.
func (c *Client) Path(path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(c.Cwd, path)
}

// Proxies are those of the client's environment; the process's own is frozen at its start.
func (c *Client) Proxies() *httpproxy.Config {
	either := func(name string) string {
		if value := c.Env[name]; value != "" {
			return value
		}
		return c.Env[strings.ToLower(name)]
	}
	return &httpproxy.Config{HTTPProxy: either("HTTP_PROXY"), HTTPSProxy: either("HTTPS_PROXY"), NoProxy: either("NO_PROXY")}
}
