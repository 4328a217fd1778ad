// Command testcluster is a Kubernetes cluster in one binary: the real API
// server, controller manager, etcd and OCI registry, and a kubelet that runs
// pods in name only. "testcluster up" starts them all as its children.
package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
)

// A child dies with the thread that forked it (PDEATHSIG counts threads), so
// main keeps the first thread, which lives as long as the process.
func init() { runtime.LockOSThread() }

var commands = map[string]func(args []string) error{
	"up":          up,
	"share":       share,
	"etcd":        runEtcd,
	"apiserver":   runAPIServer,
	"controllers": runControllers,
	"kubelet":     runKubelet,
	"registry":    runRegistry,
	"proxy":       runProxy,
}

const usage = `usage: testcluster up [flags]

Starts a cluster, prints one JSON line when it is ready, then takes one JSON
command a line on standard input until that ends. See "testcluster up --help".
"testcluster share --until PID [flags]" prints the line of one that is shared by
all who name the same process, with which it ends.
The parts are commands as well: etcd, apiserver, controllers, kubelet, registry.
"testcluster proxy --dir DIR" puts a proxy before the API server of a running
cluster that does to requests what a bad day does.
`

func main() {
	if len(os.Args) < 2 {
		fmt.Fprint(os.Stderr, usage)
		os.Exit(2)
	}
	run, known := commands[os.Args[1]]
	if !known {
		fmt.Fprintf(os.Stderr, "testcluster: unknown command %q\n%s", os.Args[1], usage)
		os.Exit(2)
	}
	if err := run(os.Args[2:]); err != nil {
		if errors.Is(err, errHelp) {
			os.Exit(0)
		}
		fmt.Fprintf(os.Stderr, "testcluster %s: %v\n", os.Args[1], err)
		os.Exit(1)
	}
}
