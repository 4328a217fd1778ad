package main

import (
	"strings"
	"time"

	"github.com/spf13/pflag"
	"k8s.io/kubernetes/cmd/kube-controller-manager/app"
	"k8s.io/kubernetes/pkg/controller/job"
)

// controllerNames are the controllers that releases depend on. Left out are those
// that watch over nodes and clouds.
var controllerNames = []string{
	"deployment", "replicaset", "statefulset", "daemonset", "job", "cronjob", "disruption",
	"persistentvolume-binder", "persistentvolumeclaim-protection", "persistentvolume-protection",
	"endpoints", "endpointslice", "serviceaccount", "serviceaccount-token",
	"root-ca-certificate-publisher", "namespace", "garbage-collector", "resourcequota",
	"clusterrole-aggregation", "ttl-after-finished",
}

func runControllers(args []string) error {
	var realJobClocks bool
	dir, err := parsePartFlags("controllers", args, func(flags *pflag.FlagSet) {
		flags.BoolVar(&realJobClocks, "real-job-clocks", false, "leave the Job controller its delays of seconds")
	})
	if err != nil {
		return err
	}
	if !realJobClocks {
		job.DefaultJobPodFailureBackOff = 100 * time.Millisecond
		job.SyncJobBatchPeriod = 20 * time.Millisecond
	}
	command := app.NewControllerManagerCommand()
	command.SetArgs([]string{
		"--kubeconfig=" + dir.kubeconfig(),
		"--leader-elect=false",
		"--secure-port=0",
		"--use-service-account-credentials=false",
		"--service-account-private-key-file=" + dir.accountKey(),
		"--root-ca-file=" + dir.caCert(),
		"--kube-api-qps=1000",
		"--kube-api-burst=2000",
		"--flex-volume-plugin-dir=" + dir.path("flex"),
		"--controllers=" + strings.Join(controllerNames, "-controller,") + "-controller",
	})
	return command.Execute()
}
