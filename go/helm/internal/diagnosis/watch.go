package diagnosis

import (
	"context"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/cli-runtime/pkg/resource"

	"helm.sh/helm/v4/pkg/kube"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/objects"
)

// What is waited for says that it is not ready, not why: that is in its pods and events. So whoever waits
// looks there too, once something has been unready for a while, and tells the reason with the object.
const (
	patience     = 900 * time.Millisecond
	lookEvery    = time.Second
	lookedAtOnce = 20
)

// Watch finds out, until it is stopped, why objects are not ready; jobs: a Job must be complete. heard
// says of which kinds the wait itself tells how they are doing; of others the watch does.
func (d *Diagnosis) Watch(list kube.ResourceList, jobs bool, heard func(schema.GroupKind) bool) (stop func()) {
	candidates := explainable(list)
	if len(candidates) == 0 {
		return func() {}
	}
	ctx, cancel := context.WithCancel(d.ctx)
	over := make(chan struct{})
	go func() {
		defer close(over)
		var err error
		defer fault.Recovered(&err)
		d.lookFor(ctx, candidates, jobs, heard)
	}()
	return func() { cancel(); <-over }
}

func (d *Diagnosis) lookFor(ctx context.Context, candidates kube.ResourceList, jobs bool, heard func(schema.GroupKind) bool) {
	set, err := d.clientset()
	if err != nil {
		return
	}
	look := newLooker(set)
	from := 0
	for pause := patience; ; {
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
		began := time.Now()
		look.forget()
		looked := 0
		for range candidates {
			if looked == lookedAtOnce || ctx.Err() != nil {
				break
			}
			info := candidates[from%len(candidates)]
			from++
			if d.explain(ctx, look, info, jobs, heard(info.Mapping.GroupVersionKind.GroupKind())) {
				looked++
			}
		}
		// A large namespace is looked at less often.
		pause = max(lookEvery, 4*time.Since(began))
	}
}

// explain tells why an object is not ready. It returns whether it had to look.
func (d *Diagnosis) explain(ctx context.Context, look *looker, info *resource.Info, jobs, heard bool) bool {
	ref := objects.RefOf(info)
	ready, known := d.readiness.IsReady(ref)
	if heard && (ready || !known) {
		return false
	}
	object, _ := info.Object.(*unstructured.Unstructured)
	if object == nil || object.GetUID() == "" {
		if _, object = objects.StatusOf(ctx, info, jobs); object == nil {
			return true
		}
	}
	look.failed = false
	why := look.why(ctx, object, look.familyOf(ctx, object))
	if ctx.Err() != nil || look.failed && why.Reason == "" {
		return true // nobody has answered, which is no news
	}
	if heard {
		d.readiness.Explain(ref, nil, why)
		return true
	}
	if why.Reason == "" && !known {
		return true
	}
	if status, live := objects.StatusOf(ctx, info, jobs); live != nil && ctx.Err() == nil {
		d.readiness.Explain(ref, &status, why)
	}
	return true
}

// explainable are the objects that may say more than that they are not ready.
func explainable(list kube.ResourceList) (found kube.ResourceList) {
	for _, info := range list {
		object, ok := info.Object.(*unstructured.Unstructured)
		if !ok {
			continue
		}
		switch object.GetKind() {
		case "Pod", "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "ReplicationController", "Job", "PersistentVolumeClaim", "Service":
		default:
			if builtIn(object) {
				continue
			}
		}
		found = append(found, info)
	}
	return found
}
