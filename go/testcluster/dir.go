package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// clusterDir is the directory of one cluster. Every part finds its files by
// these names, so a child needs no more than the directory on its command line.
type clusterDir string

func (d clusterDir) path(name string) string { return filepath.Join(string(d), name) }

func (d clusterDir) caCert() string      { return d.path("ca.crt") }
func (d clusterDir) servingCert() string { return d.path("serving.crt") }
func (d clusterDir) servingKey() string  { return d.path("serving.key") }
func (d clusterDir) adminCert() string   { return d.path("admin.crt") }
func (d clusterDir) adminKey() string    { return d.path("admin.key") }
func (d clusterDir) accountKey() string  { return d.path("sa.key") }
func (d clusterDir) tokens() string      { return d.path("tokens.csv") }
func (d clusterDir) htpasswd() string    { return d.path("htpasswd") }
func (d clusterDir) kubeconfig() string  { return d.path("kubeconfig") }
func (d clusterDir) auditPolicy() string { return d.path("audit-policy.yaml") }
func (d clusterDir) auditLog() string    { return d.path("audit.log") }
func (d clusterDir) etcdSocket() string  { return d.path("etcd.sock") }
func (d clusterDir) control() string     { return d.path("control.sock") }
func (d clusterDir) partLog(part string) string {
	return d.path(part + ".log")
}

const dirPrefix = "testcluster-"

// maxSocketPath is the room the kernel has for the path of a Unix socket.
const maxSocketPath = 107

// newDir creates the directory of this process's cluster under parent. Its name
// holds the process id, by which sweep knows the directories of the dead.
func newDir(parent string) (clusterDir, error) {
	parent, err := filepath.Abs(parent)
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp(parent, fmt.Sprintf("%s%d-*", dirPrefix, os.Getpid()))
	if err != nil {
		return "", err
	}
	d := clusterDir(dir)
	if socket := d.path("etcd-peer.sock"); len(socket) > maxSocketPath {
		os.RemoveAll(dir)
		return "", fmt.Errorf("the path %s is longer than a socket's may be (%d bytes): choose a shorter --tmp", socket, maxSocketPath)
	}
	return d, nil
}

// sweep removes what clusters killed with SIGKILL left behind under parent.
func sweep(parent string) {
	entries, err := os.ReadDir(parent)
	if err != nil {
		return
	}
	for _, entry := range entries {
		rest, ours := strings.CutPrefix(entry.Name(), dirPrefix)
		if !ours || !entry.IsDir() {
			continue
		}
		pid, _, found := strings.Cut(rest, "-")
		if n, err := strconv.Atoi(pid); found && err == nil && n > 0 && syscall.Kill(n, 0) == syscall.ESRCH {
			os.RemoveAll(filepath.Join(parent, entry.Name()))
		}
	}
}
