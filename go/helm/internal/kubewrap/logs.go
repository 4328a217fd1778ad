package kubewrap

import (
	"bufio"
	"context"
	"fmt"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/watch"

	"helm.sh/helm/v4/pkg/kube"

	"bunhelm/helm/internal/wire"
)

// drainLogs is how long a hook that has ended may still deliver lines.
const drainLogs = 500 * time.Millisecond

// followLogs turns what the pods of a hook write into events while they run. stop waits for the
// rest of it and ends it.
func (c *Client) followLogs(hook *wire.HookStatusEvent, list kube.ResourceList) (stop func()) {
	if hook == nil || len(list) != 1 {
		return func() {}
	}
	info := list[0]
	options := metav1.ListOptions{}
	switch info.Mapping.GroupVersionKind.Kind {
	case "Pod":
		options.FieldSelector = fields.OneTermEqualSelector("metadata.name", info.Name).String()
	case "Job":
		options.LabelSelector = "batch.kubernetes.io/job-name=" + info.Name
	default:
		return func() {}
	}
	ctx, cancel := context.WithCancel(c.op.Context())
	f := &follower{client: c, hook: hook.Hook, namespace: info.Namespace, followed: map[string]bool{}}
	f.Go(func() { f.watch(ctx, options) })
	return func() {
		f.stopWatching()
		if ctx.Err() == nil {
			f.missed(ctx, options)
			done := make(chan struct{})
			go func() { f.Wait(); close(done) }()
			select {
			case <-done:
			case <-time.After(drainLogs):
			case <-ctx.Done():
			}
		}
		cancel()
		f.Wait()
	}
}

type follower struct {
	sync.WaitGroup
	client    *Client
	hook      wire.ResourceRef
	namespace string

	mu       sync.Mutex // guards what follows
	watching watch.Interface
	stopped  bool
	followed map[string]bool
}

func (f *follower) stopWatching() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.stopped = true
	if f.watching != nil {
		f.watching.Stop()
	}
}

// watch looks for containers that have started.
func (f *follower) watch(ctx context.Context, options metav1.ListOptions) {
	var err error
	defer recovered(&err)
	set, err := f.client.clientset()
	if err != nil {
		return
	}
	pods, err := set.CoreV1().Pods(f.namespace).Watch(ctx, options)
	if err != nil {
		return // no right to watch pods: no lines
	}
	f.mu.Lock()
	f.watching = pods
	stopped := f.stopped
	f.mu.Unlock()
	if stopped {
		pods.Stop()
	}
	for change := range pods.ResultChan() {
		if pod, ok := change.Object.(*corev1.Pod); ok {
			f.containers(ctx, pod)
		}
	}
}

// missed follows what ended before the watch saw it.
func (f *follower) missed(ctx context.Context, options metav1.ListOptions) {
	set, err := f.client.clientset()
	if err != nil {
		return
	}
	pods, err := set.CoreV1().Pods(f.namespace).List(ctx, options)
	if err != nil {
		return
	}
	for i := range pods.Items {
		f.containers(ctx, &pods.Items[i])
	}
}

// containers follows those of a pod that have started and are not followed yet.
func (f *follower) containers(ctx context.Context, pod *corev1.Pod) {
	for _, status := range pod.Status.ContainerStatuses {
		if status.State.Running == nil && status.State.Terminated == nil {
			continue
		}
		key := fmt.Sprintf("%s/%s/%d", pod.UID, status.Name, status.RestartCount)
		f.mu.Lock()
		known := f.followed[key]
		f.followed[key] = true
		f.mu.Unlock()
		if !known {
			f.Go(func() { f.follow(ctx, pod.Name, status.Name) })
		}
	}
}

func (f *follower) follow(ctx context.Context, pod, container string) {
	var err error
	defer recovered(&err)
	set, err := f.client.clientset()
	if err != nil {
		return
	}
	stream, err := set.CoreV1().Pods(f.namespace).GetLogs(pod, &corev1.PodLogOptions{Container: container, Follow: true}).Stream(ctx)
	if err != nil {
		return
	}
	defer func() { _ = stream.Close() }()
	lines := bufio.NewScanner(stream)
	lines.Buffer(make([]byte, 0, 4<<10), 256<<10)
	for lines.Scan() {
		f.client.op.Emit(wire.HookLogEvent{Hook: f.hook, Pod: pod, Container: container, Line: lines.Text()})
	}
}
