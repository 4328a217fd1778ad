package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"syscall"
	"time"

	"github.com/spf13/pflag"
	genericapiserver "k8s.io/apiserver/pkg/server"
	"k8s.io/client-go/rest"
	"k8s.io/component-base/cli/globalflag"
	basecompatibility "k8s.io/component-base/compatibility"
	"k8s.io/component-base/logs"
	logsapi "k8s.io/component-base/logs/api/v1"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
	"k8s.io/kubernetes/cmd/kube-apiserver/app/options"
)

// auditPolicy records every request once it is answered: who asked for what,
// with which user agent, and the status. Tests count requests by it.
const auditPolicy = `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
- level: Metadata
`

func apiServerFlags(dir clusterDir, port int) []string {
	return []string{
		"--etcd-servers=unix://" + dir.etcdSocket(),
		"--bind-address=127.0.0.1",
		"--advertise-address=127.0.0.1",
		"--endpoint-reconciler-type=none",
		fmt.Sprintf("--secure-port=%d", port),
		"--tls-cert-file=" + dir.servingCert(),
		"--tls-private-key-file=" + dir.servingKey(),
		"--client-ca-file=" + dir.caCert(),
		"--token-auth-file=" + dir.tokens(),
		"--authorization-mode=RBAC",
		"--allow-privileged=true",
		"--profiling=false",
		"--service-account-issuer=https://kubernetes.default.svc.cluster.local",
		"--service-account-key-file=" + dir.accountKey(),
		"--service-account-signing-key-file=" + dir.accountKey(),
		"--service-cluster-ip-range=10.96.0.0/16",
		"--kubelet-client-certificate=" + dir.adminCert(),
		"--kubelet-client-key=" + dir.adminKey(),
		"--kubelet-certificate-authority=" + dir.caCert(),
		"--kubelet-preferred-address-types=InternalIP",
	}
}

func auditFlags(dir clusterDir) []string {
	return []string{
		"--audit-policy-file=" + dir.auditPolicy(),
		"--audit-log-path=" + dir.auditLog(),
		// The line is on disk before the request's handler ends.
		"--audit-log-mode=blocking",
		// In megabytes: a reader of the file must not lose it to rotation.
		"--audit-log-maxsize=4096",
	}
}

// runAPIServer runs kube-apiserver without its cobra command, whose flags leave
// no way to hand in a listener.
func runAPIServer(args []string) error {
	var audit bool
	dir, err := parsePartFlags("apiserver", args, func(flags *pflag.FlagSet) {
		flags.BoolVar(&audit, "audit", true, "write the audit log")
	})
	if err != nil {
		return err
	}
	listener, err := inheritedListener(0)
	if err != nil {
		return err
	}
	flags := apiServerFlags(dir, portOf(listener))
	if audit {
		flags = append(flags, auditFlags(dir)...)
	}

	server := options.NewServerRunOptions()
	sets := server.Flags()
	globalflag.AddGlobalFlags(sets.FlagSet("global"), "kube-apiserver", logs.SkipLoggingConfigurationFlags())
	all := pflag.NewFlagSet("kube-apiserver", pflag.ContinueOnError)
	for _, set := range sets.FlagSets {
		all.AddFlagSet(set)
	}
	if err := all.Parse(flags); err != nil {
		return err
	}
	registry := server.GenericServerRunOptions.ComponentGlobalsRegistry
	if err := registry.Set(); err != nil {
		return err
	}
	rest.SetDefaultWarningHandler(rest.NoWarnings{})
	if err := logsapi.ValidateAndApply(server.Logs, registry.FeatureGateFor(basecompatibility.DefaultKubeComponent)); err != nil {
		return err
	}
	server.SecureServing.Listener = listener

	ctx := genericapiserver.SetupSignalContext()
	completed, err := server.Complete(ctx)
	if err != nil {
		return err
	}
	if errs := completed.Validate(); len(errs) > 0 {
		return errors.Join(errs...)
	}
	if err := waitForSocket(dir.etcdSocket()); err != nil {
		return err
	}
	return app.Run(ctx, completed)
}

// waitForSocket returns once the socket takes connections. gRPC backs off for a
// second after a first failed dial, so the API server must not try too early.
func waitForSocket(path string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	for {
		conn, err := net.Dial("unix", path)
		if err == nil {
			return conn.Close()
		}
		if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ECONNREFUSED) {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("etcd did not open %s: %w", path, ctx.Err())
		case <-time.After(2 * time.Millisecond):
		}
	}
}
