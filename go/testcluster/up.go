package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/pflag"
)

// settings are the flags of up.
type settings struct {
	tmp           string
	registryAuth  string
	audit         bool
	realJobClocks bool
	// until is the process with which the cluster ends; zero: its parent, and its
	// standard input.
	until int
}

func (s *settings) define(flags *pflag.FlagSet) {
	flags.StringVar(&s.tmp, "tmp", os.TempDir(), "where the cluster's own directory is made; /dev/shm starts a little faster")
	flags.StringVar(&s.registryAuth, "registry-auth", "user:password", "account of the registry that asks for one")
	flags.BoolVar(&s.audit, "audit", true, "write every request to the API server to an audit log")
	flags.BoolVar(&s.realJobClocks, "real-job-clocks", false, "leave the Job controller its delays of seconds")
	flags.IntVar(&s.until, "until", 0, "number of the process with which the cluster ends, instead of its parent and standard input")
}

// description is the first line up prints: all that is needed to use the cluster.
type description struct {
	Kubeconfig   string         `json:"kubeconfig"`
	Server       string         `json:"server"`
	Token        string         `json:"token"`
	PID          int            `json:"pid"`
	Dir          string         `json:"dir"`
	CAFile       string         `json:"caFile"`
	Control      string         `json:"control"`
	Audit        string         `json:"audit,omitempty"`
	Registry     string         `json:"registry"`
	RegistryAuth registryAuth   `json:"registryAuth"`
	PIDs         map[string]int `json:"pids"`
}

type registryAuth struct {
	Host     string `json:"host"`
	Username string `json:"username"`
	Password string `json:"password"`
}

func up(args []string) error {
	var s settings
	flags := pflag.NewFlagSet("up", pflag.ContinueOnError)
	s.define(flags)
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	user, password, found := strings.Cut(s.registryAuth, ":")
	if !found || user == "" {
		return fmt.Errorf("--registry-auth wants user:password, not %q", s.registryAuth)
	}

	ctx, end := endOfCluster(s.until)
	sweep(s.tmp)
	dir, err := newDir(s.tmp)
	if err != nil {
		return err
	}
	c, about, err := prepare(dir, s, user, password)
	if err != nil {
		return errors.Join(err, os.RemoveAll(string(dir)))
	}
	requests := make(chan request)
	if s.until == 0 {
		go readRequests(requests, end)
	}
	err = errors.Join(c.startAll(ctx), serveRequests(dir.control(), requests))
	if err == nil {
		about.PIDs = c.pids()
		about.Registry = c.address("registry", 0)
		about.RegistryAuth.Host = c.address("registry", 1)
		printLine(about)
		c.serve(ctx, requests)
	}
	if ctx.Err() != nil {
		err = nil
	}
	return errors.Join(err, c.stop())
}

// endOfCluster returns a context that ends with a signal, or with the parent or
// the process that is given instead, and the function that ends it for another
// reason.
func endOfCluster(until int) (context.Context, context.CancelFunc) {
	ctx, end := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP)
	// A reader of our output that is gone must not kill us before we cleaned up.
	signal.Ignore(syscall.SIGPIPE)
	if until != 0 {
		go outlives(until, end)
		return ctx, end
	}
	// Standard input usually ends with the parent, but not if a sibling holds the
	// pipe open. PDEATHSIG would be wrong here: the parent's thread may end early.
	parent := os.Getppid()
	go func() {
		for os.Getppid() == parent {
			time.Sleep(200 * time.Millisecond)
		}
		end()
	}()
	return ctx, end
}

// prepare writes the files the parts read and says what they are.
func prepare(dir clusterDir, s settings, user, password string) (*cluster, *description, error) {
	ca, err := newAuthority()
	if err != nil {
		return nil, nil, err
	}
	token := make([]byte, 16)
	if _, err := rand.Read(token); err != nil {
		return nil, nil, err
	}
	about := &description{
		Kubeconfig:   dir.kubeconfig(),
		Token:        hex.EncodeToString(token),
		PID:          os.Getpid(),
		Dir:          string(dir),
		CAFile:       dir.caCert(),
		Control:      dir.control(),
		RegistryAuth: registryAuth{Username: user, Password: password},
	}
	if s.audit {
		about.Audit = dir.auditLog()
	}
	c, err := newCluster(dir, ca, s)
	if err != nil {
		return nil, nil, err
	}
	about.Server = c.server
	err = errors.Join(
		writeIdentities(dir, ca, c.server),
		writeHtpasswd(dir.htpasswd(), user, password),
		os.WriteFile(dir.tokens(), fmt.Appendf(nil, "%s,testcluster,testcluster,system:masters\n", about.Token), 0o600),
		os.WriteFile(dir.auditPolicy(), []byte(auditPolicy), 0o600),
	)
	if err != nil {
		return nil, nil, err
	}
	return c, about, nil
}
