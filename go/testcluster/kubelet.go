package main

import (
	"context"

	"bunhelm/testcluster/kubelet"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
)

const nodeName = kubelet.NodeName

// runKubelet runs the cluster's only node.
func runKubelet(args []string) error {
	dir, err := parsePartFlags("kubelet", args, nil)
	if err != nil {
		return err
	}
	listener, err := inheritedListener(0)
	if err != nil {
		return err
	}
	config, err := clientcmd.BuildConfigFromFlags("", dir.kubeconfig())
	if err != nil {
		return err
	}
	config.QPS = -1
	config.UserAgent = "testcluster-kubelet"
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	return kubelet.Run(context.Background(), kubelet.Options{
		Client:   client,
		Listener: listener,
		CertFile: dir.servingCert(),
		KeyFile:  dir.servingKey(),
		ClientCA: dir.caCert(),
	})
}
