package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"bunhelm/testcluster/proxy"
	"github.com/spf13/pflag"
	"k8s.io/client-go/tools/clientcmd"
)

// runProxy serves a fault proxy before the cluster's API server until its standard
// input ends. It is no part of up: whoever wants one starts it beside the cluster,
// as many as wanted.
func runProxy(args []string) error {
	var http1 bool
	dir, err := parsePartFlags("proxy", args, func(flags *pflag.FlagSet) {
		flags.BoolVar(&http1, "http1", false, "offer no HTTP/2")
	})
	if err != nil {
		return err
	}
	config, err := clientcmd.BuildConfigFromFlags("", dir.kubeconfig())
	if err != nil {
		return err
	}
	certificate, err := tls.LoadX509KeyPair(dir.servingCert(), dir.servingKey())
	if err != nil {
		return err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(config.CAData) {
		return fmt.Errorf("%s has no certificate authority", dir.kubeconfig())
	}
	p, err := proxy.Start(proxy.Options{
		Upstream:    config.Host,
		RootCAs:     pool,
		Certificate: certificate,
		HTTP1:       http1,
	})
	if err != nil {
		return err
	}
	printLine(map[string]string{"server": p.Server(), "control": p.Control()})
	untilParentEnds()
	return nil
}

// untilParentEnds returns when standard input ends, on a signal, or when the
// parent is gone though somebody else holds the pipe open.
func untilParentEnds() {
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP)
	go func() {
		io.Copy(io.Discard, os.Stdin)
		ended <- syscall.SIGTERM
	}()
	parent := os.Getppid()
	for os.Getppid() == parent {
		select {
		case <-ended:
			return
		case <-time.After(time.Second):
		}
	}
}
