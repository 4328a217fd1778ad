// Package sight watches objects of the cluster, and tells that one of them has changed as far as people decide about it.
package sight

import (
	"context"
	"sync"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/dynamic"

	"bunhelm/helm/internal/changes"
	"bunhelm/helm/internal/fault"
)

// again is how long a watch that has ended waits before it begins anew.
const again = time.Second

// Eye watches.
type Eye struct {
	// Changed says that something has changed; once for all that has changed until it is read.
	Changed chan struct{}
	// Lost says why something cannot be watched.
	Lost chan error

	ctx    context.Context
	cancel context.CancelFunc
	client dynamic.Interface
	group  sync.WaitGroup

	mu      sync.Mutex // guards what follows
	watches map[place]*watched
}

// place is where objects are that are watched together: those of a kind in a namespace, or those that a selector finds.
type place struct {
	resource  schema.GroupVersionResource
	namespace string
	selector  string
}

type watched struct {
	all   bool // every object, whatever its name
	names map[string]bool
	state map[string]string // by name, a hash of what is watched as it was seen last
}

// Open begins to watch; nothing yet.
func Open(ctx context.Context, client dynamic.Interface) *Eye {
	e := &Eye{Changed: make(chan struct{}, 1), Lost: make(chan error, 1), client: client, watches: map[place]*watched{}}
	e.ctx, e.cancel = context.WithCancel(ctx)
	return e
}

// Close ends all watches, and waits for their end.
func (e *Eye) Close() {
	e.cancel()
	e.group.Wait()
}

// Watch watches an object too.
func (e *Eye) Watch(resource schema.GroupVersionResource, namespace, name string) {
	w := e.begin(place{resource: resource, namespace: namespace}, false)
	e.mu.Lock()
	isNew := !w.names[name]
	w.names[name] = true
	e.mu.Unlock()
	if isNew { // it may have changed before anybody looked
		e.tell()
	}
}

// WatchSelected watches all objects that a selector finds.
func (e *Eye) WatchSelected(resource schema.GroupVersionResource, namespace, selector string) {
	e.begin(place{resource: resource, namespace: namespace, selector: selector}, true)
}

func (e *Eye) begin(at place, all bool) *watched {
	e.mu.Lock()
	defer e.mu.Unlock()
	if known := e.watches[at]; known != nil {
		return known
	}
	w := &watched{all: all, names: map[string]bool{}, state: map[string]string{}}
	e.watches[at] = w
	e.group.Add(1)
	go func() {
		defer e.group.Done()
		if err := e.keep(at, w); err != nil {
			select {
			case e.Lost <- err:
			default: // another has said why
			}
		}
	}()
	return w
}

// keep watches until the eye is closed; what ends a watch otherwise is begun anew.
func (e *Eye) keep(at place, w *watched) (err error) {
	defer fault.Recovered(&err)
	for e.ctx.Err() == nil {
		if err := e.follow(at, w); apierrors.IsForbidden(err) || apierrors.IsUnauthorized(err) {
			return err
		}
		select {
		case <-e.ctx.Done():
		case <-time.After(again):
		}
	}
	return nil
}

// follow lists and watches until the watch ends.
func (e *Eye) follow(at place, w *watched) error {
	client := e.client.Resource(at.resource).Namespace(at.namespace)
	list, err := client.List(e.ctx, metav1.ListOptions{LabelSelector: at.selector})
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for i := range list.Items {
		seen[list.Items[i].GetName()] = true
		e.note(w, &list.Items[i], false)
	}
	e.gone(w, seen)
	stream, err := client.Watch(e.ctx, metav1.ListOptions{LabelSelector: at.selector, ResourceVersion: list.GetResourceVersion()})
	if err != nil {
		return err
	}
	defer stream.Stop()
	for event := range stream.ResultChan() {
		if event.Type == watch.Error {
			return apierrors.FromObject(event.Object)
		}
		if object, ok := event.Object.(*unstructured.Unstructured); ok {
			e.note(w, object, event.Type == watch.Deleted)
		}
	}
	return nil
}

// note keeps an object as it is, and tells if it has changed.
func (e *Eye) note(w *watched, object *unstructured.Unstructured, deleted bool) {
	name := object.GetName()
	e.mu.Lock()
	defer e.mu.Unlock()
	if !w.all && !w.names[name] {
		return
	}
	before, known := w.state[name]
	if deleted {
		delete(w.state, name)
		e.tell()
		return
	}
	now := changes.Hash(object)
	w.state[name] = now
	if !known || before != now {
		e.tell()
	}
}

// gone tells of objects that were deleted while nobody watched.
func (e *Eye) gone(w *watched, seen map[string]bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for name := range w.state {
		if !seen[name] {
			delete(w.state, name)
			e.tell()
		}
	}
}

func (e *Eye) tell() {
	select {
	case e.Changed <- struct{}{}:
	default: // it has been told
	}
}
