package main

import (
	"net/url"

	"go.etcd.io/etcd/server/v3/embed"
	"go.etcd.io/etcd/server/v3/storage/wal"
)

// runEtcd runs a single-member etcd on a Unix socket in the cluster's directory:
// no port to lose to another process and no TLS to set up.
func runEtcd(args []string) error {
	dir, err := parsePartFlags("etcd", args, nil)
	if err != nil {
		return err
	}
	// Each start preallocates a segment; 64 MB of zeroes are most of the cost.
	wal.SegmentSizeBytes = 4 << 20

	config := embed.NewConfig()
	config.Name = "testcluster"
	config.Dir = dir.path("etcd")
	config.LogLevel = "warn"
	config.UnsafeNoFsync = true
	config.EnableGRPCGateway = false
	// A lone member elects itself after one election time-out.
	config.TickMs = 10
	config.ElectionMs = 50
	client := []url.URL{{Scheme: "unix", Path: dir.etcdSocket()}}
	peer := []url.URL{{Scheme: "unix", Path: dir.path("etcd-peer.sock")}}
	config.ListenClientUrls, config.AdvertiseClientUrls = client, client
	config.ListenPeerUrls, config.AdvertisePeerUrls = peer, peer
	config.InitialCluster = config.InitialClusterFromName(config.Name)

	server, err := embed.StartEtcd(config)
	if err != nil {
		return err
	}
	return <-server.Err()
}
