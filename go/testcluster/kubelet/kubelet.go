// Package kubelet runs pods in name only: it binds them to one node and takes
// them through the statuses, events and logs that a real one would show, in the
// time and the manner that the pod's annotations ask for. It also does what the
// storage and the load balancers of a cloud would do.
package kubelet

import (
	"context"
	"fmt"
	"net"
	"sync/atomic"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	corelisters "k8s.io/client-go/listers/core/v1"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/record"
	"k8s.io/client-go/util/workqueue"
	"k8s.io/klog/v2"
)

// Options are what a kubelet needs.
type Options struct {
	Client kubernetes.Interface
	// Listener is where the API server reaches the kubelet, for logs.
	Listener net.Listener
	// CertFile and KeyFile are the server's identity; ClientCA signs its clients.
	CertFile, KeyFile, ClientCA string
}

type kubelet struct {
	client       kubernetes.Interface
	pods         corelisters.PodLister
	claims       corelisters.PersistentVolumeClaimLister
	volumes      corelisters.PersistentVolumeLister
	services     corelisters.ServiceLister
	secrets      corelisters.SecretLister
	configMaps   corelisters.ConfigMapLister
	queue        workqueue.TypedRateLimitingInterface[item]
	recorder     record.EventRecorder
	scheduler    record.EventRecorder
	lives        lives
	failures     failures
	podAddresses addresses
	balancers    addresses
	ready        atomic.Bool
}

// item names an object that has to be looked at.
type item struct{ kind, namespace, name string }

const workers = 4

// Run runs the kubelet until the context ends or its server fails.
func Run(ctx context.Context, o Options) error {
	k := &kubelet{
		client:       o.Client,
		lives:        lives{byUID: map[types.UID]*life{}},
		failures:     failures{count: map[types.UID]int{}},
		podAddresses: addresses{network: [4]byte{10, 244, 0, 0}, size: 1 << 16},
		balancers:    addresses{network: balancerNetwork, size: 1 << 8},
		queue: workqueue.NewTypedRateLimitingQueue(
			workqueue.NewTypedItemExponentialFailureRateLimiter[item](5*time.Millisecond, time.Second)),
	}
	k.recorder, k.scheduler = newRecorders(o.Client)
	failed := make(chan error, 1)
	go func() { failed <- k.serve(o) }()
	if err := k.begin(ctx, o.Listener.Addr().(*net.TCPAddr).Port); err != nil {
		return err
	}
	for range workers {
		go k.work(ctx)
	}
	k.ready.Store(true)
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		return nil
	}
}

// begin waits for the API server and fills the caches.
func (k *kubelet) begin(ctx context.Context, port int) error {
	// An informer that fails once backs off for a second.
	for k.client.Discovery().RESTClient().Get().AbsPath("/readyz").Do(ctx).Error() != nil {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
	if err := k.register(ctx, int32(port)); err != nil {
		return fmt.Errorf("register the node: %w", err)
	}
	if err := k.createStorageClass(ctx); err != nil {
		return fmt.Errorf("create the storage class: %w", err)
	}
	factory := informers.NewSharedInformerFactory(k.client, 0)
	core := factory.Core().V1()
	k.pods, k.claims = core.Pods().Lister(), core.PersistentVolumeClaims().Lister()
	k.volumes, k.services = core.PersistentVolumes().Lister(), core.Services().Lister()
	k.secrets, k.configMaps = core.Secrets().Lister(), core.ConfigMaps().Lister()
	for kind, informer := range map[string]cache.SharedIndexInformer{
		"Pod":                   core.Pods().Informer(),
		"PersistentVolumeClaim": core.PersistentVolumeClaims().Informer(),
		"PersistentVolume":      core.PersistentVolumes().Informer(),
		"Service":               core.Services().Informer(),
	} {
		if _, err := informer.AddEventHandler(k.handler(kind)); err != nil {
			return err
		}
	}
	for _, informer := range []cache.SharedIndexInformer{core.Secrets().Informer(), core.ConfigMaps().Informer()} {
		if err := informer.SetTransform(withoutValues); err != nil {
			return err
		}
		if _, err := informer.AddEventHandler(k.referents()); err != nil {
			return err
		}
	}
	factory.Start(ctx.Done())
	for kind, synced := range factory.WaitForCacheSync(ctx.Done()) {
		if !synced {
			return fmt.Errorf("the cache of %v was not filled", kind)
		}
	}
	return k.countAddresses()
}

// countAddresses goes on after the addresses that are in use already.
func (k *kubelet) countAddresses() error {
	pods, err := k.pods.List(labels.Everything())
	if err != nil {
		return err
	}
	for _, pod := range pods {
		k.podAddresses.taken(pod.Status.PodIP)
	}
	services, err := k.services.List(labels.Everything())
	if err != nil {
		return err
	}
	for _, service := range services {
		for _, ingress := range service.Status.LoadBalancer.Ingress {
			k.balancers.taken(ingress.IP)
		}
	}
	return nil
}

func (k *kubelet) handler(kind string) cache.ResourceEventHandler {
	add := func(object any) {
		key, err := cache.DeletionHandlingObjectToName(object)
		if err == nil {
			k.queue.Add(item{kind, key.Namespace, key.Name})
		}
	}
	return cache.ResourceEventHandlerFuncs{
		AddFunc:    add,
		UpdateFunc: func(_, object any) { add(object) },
		DeleteFunc: func(object any) {
			if gone, ok := object.(cache.DeletedFinalStateUnknown); ok {
				object = gone.Obj
			}
			if pod, ok := object.(*corev1.Pod); ok {
				k.lives.forget(pod.UID)
			}
		},
	}
}

func (k *kubelet) work(ctx context.Context) {
	for {
		i, closed := k.queue.Get()
		if closed {
			return
		}
		again, err := k.sync(ctx, i)
		switch {
		case err != nil:
			klog.V(1).InfoS("Will try again", "kind", i.kind, "namespace", i.namespace, "name", i.name, "err", err)
			k.queue.AddRateLimited(i)
		default:
			k.queue.Forget(i)
			if again > 0 {
				k.queue.AddAfter(i, again)
			}
		}
		k.queue.Done(i)
	}
}

func (k *kubelet) sync(ctx context.Context, i item) (again time.Duration, err error) {
	switch i.kind {
	case "Pod":
		return k.syncPod(ctx, i.namespace, i.name)
	case "PersistentVolumeClaim":
		return 0, k.syncClaim(ctx, i.namespace, i.name)
	case "PersistentVolume":
		return 0, k.syncVolume(ctx, i.name)
	default:
		return 0, k.syncService(ctx, i.namespace, i.name)
	}
}
