// Package podlogs reads what the pods of a hook write.
package podlogs

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/kubernetes"

	"helm.sh/helm/v4/pkg/kube"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/wire"
)

// Clientset makes a client over the operation's gate.
type Clientset = func() (*kubernetes.Clientset, error)

// drainLogs is how long a hook that has ended may still deliver lines.
const drainLogs = 500 * time.Millisecond

// Follow turns what the pods of a hook write into events while they run. stop waits for the
// rest of it and ends it.
func Follow(ctx context.Context, emit func(wire.Event), clientset Clientset, hook wire.ResourceRef, list kube.ResourceList) (stop func()) {
	if len(list) != 1 {
		return func() {}
	}
	info := list[0]
	options, follows := podsNamed(info.Mapping.GroupVersionKind.Kind, info.Name)
	if !follows {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	f := &follower{emit: emit, clientset: clientset, hook: hook, namespace: info.Namespace, followed: map[string]bool{}}
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
	emit      func(wire.Event)
	clientset Clientset
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
	defer fault.Recovered(&err)
	set, err := f.clientset()
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
	set, err := f.clientset()
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
	for _, status := range slices.Concat(pod.Status.InitContainerStatuses, pod.Status.ContainerStatuses) {
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
	defer fault.Recovered(&err)
	set, err := f.clientset()
	if err != nil {
		return
	}
	stream, err := set.CoreV1().Pods(f.namespace).GetLogs(pod, &corev1.PodLogOptions{Container: container, Follow: true}).Stream(ctx)
	if err != nil {
		return
	}
	defer func() { _ = stream.Close() }()
	eachLine(stream, func(line string) {
		f.emit(wire.HookLogEvent{Hook: f.hook, Pod: pod, Container: container, Line: line})
	})
}

// lineLimit is how much of a line is told at once.
const lineLimit = 256 << 10

// eachLine reads lines until the end; one above the limit comes in pieces.
func eachLine(text io.Reader, told func(line string)) {
	reader := bufio.NewReaderSize(text, lineLimit)
	for {
		line, _, err := reader.ReadLine()
		if err != nil {
			return
		}
		told(string(line))
	}
}

// logLimit is how many bytes of a container's log are brought back.
const logLimit = 16 << 20

// Read gives what the containers of a pod, or of a Job's pods, have written.
func Read(ctx context.Context, emit func(wire.Event), clientset Clientset, kind, namespace, name string) []wire.ContainerLog {
	logs := []wire.ContainerLog{}
	set, err := clientset()
	if err != nil {
		return logs
	}
	options, follows := podsNamed(kind, name)
	if !follows {
		return logs
	}
	pods, err := set.CoreV1().Pods(namespace).List(ctx, options)
	if err != nil {
		emit(wire.LogEvent{Level: wire.LogWarn, Message: fmt.Sprintf("the logs of %s/%s could not be read: %v", kind, name, err)})
		return logs
	}
	for _, pod := range pods.Items {
		for _, container := range slices.Concat(pod.Spec.InitContainers, pod.Spec.Containers) {
			limit := int64(logLimit)
			text, err := set.CoreV1().Pods(namespace).GetLogs(pod.Name, &corev1.PodLogOptions{Container: container.Name, LimitBytes: &limit}).DoRaw(ctx)
			if err != nil {
				emit(wire.LogEvent{Level: wire.LogWarn, Message: fmt.Sprintf("the log of pod %s, container %s could not be read: %v", pod.Name, container.Name, err)})
				continue
			}
			logs = append(logs, wire.ContainerLog{Pod: pod.Name, Container: container.Name, Log: wire.Text(text)})
		}
	}
	return logs
}

// podsNamed selects the pods of a hook that has any.
func podsNamed(kind, name string) (options metav1.ListOptions, ok bool) {
	switch kind {
	case "Pod":
		return metav1.ListOptions{FieldSelector: fields.OneTermEqualSelector("metadata.name", name).String()}, true
	case "Job":
		return metav1.ListOptions{LabelSelector: "batch.kubernetes.io/job-name=" + name}, true
	}
	return options, false
}
