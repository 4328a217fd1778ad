package kubewrap

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/cli-runtime/pkg/resource"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/util/retry"

	"helm.sh/helm/v4/pkg/kube"
	release "helm.sh/helm/v4/pkg/release/v1"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// Client is Helm's kube client, observed. It never returns a nil *kube.Result: Helm reads it on
// errors too.
type Client struct {
	*kube.Client
	op      *operation.Operation
	gates   *Gates
	cluster Cluster
	started time.Time

	// ClientSide: objects are created by client-side apply.
	ClientSide bool
	// NoHooks: none is run.
	NoHooks bool
	// Ours looks whether the release is still this operation's, after hooks have taken their time.
	Ours func() error
	// Reachable: the verb's first request finds out anyway, so none is sent to see.
	Reachable bool

	mu       sync.Mutex // guards what follows
	recorded bool       // a record of the release was written: what is created now is the release
	part     part       // of the operation
	applied  bool       // the release's own objects were written in it
	hooked   bool       // a hook has run
	status   wire.Status
	hook     *wire.HookStatusEvent
	built    kube.ResourceList
	before   kube.ResourceList // what was built before: of an upgrade, the revision that stands
	doubted  []Doubted         // which nobody knows to be gone
	missing  missing
	hooks    []*release.Hook // of the release
	plans    plans
}

var (
	_ kube.Interface            = (*Client)(nil)
	_ kube.InterfaceWaitOptions = (*Client)(nil)
)

// Cluster is what an operation knows of its cluster.
type Cluster interface {
	ToRESTMapper() (meta.RESTMapper, error)
	// Reach asks for the API server's version, once an operation.
	Reach() error
}

// New wraps a client of one operation.
func New(inner *kube.Client, op *operation.Operation, gates *Gates, cluster Cluster) *Client {
	return &Client{Client: inner, op: op, gates: gates, cluster: cluster, started: time.Now()}
}

// clientset is a typed client over the operation's gate.
func (c *Client) clientset() (kubernetes.Interface, error) { return c.Factory.KubernetesClientSet() }

// Attempted is told of each record that is about to be written.
func (c *Client) Attempted(rel *release.Release) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.status = wire.Status(rel.Info.Status)
	c.hooks = rel.Hooks
	rendered := operation.Rendered{Manifest: rel.Manifest}
	for _, hook := range rel.Hooks {
		rendered.Hooks = append(rendered.Hooks, operation.RenderedHook{Path: hook.Path, Manifest: hook.Manifest})
	}
	c.op.SetRendered(rendered)
	part := part{rel.Version, c.status}
	if _, begins := hookVerbs[c.status]; begins && part != c.part {
		c.part, c.applied = part, false
		if rel.Info.Status.IsPending() {
			c.plans.begin(c.op, rel.Manifest)
		}
	}
}

// part is what one record stands for: an upgrade that fails may be followed by a rollback within
// one operation.
type part struct {
	revision int
	status   wire.Status
}

// hookVerbs are the verbs of hooks' names by what the record says while they run.
var hookVerbs = map[wire.Status]string{
	wire.StatusPendingInstall:  "install",
	wire.StatusPendingUpgrade:  "upgrade",
	wire.StatusPendingRollback: "rollback",
	wire.StatusUninstalling:    "delete",
}

// Recorded is told of each record that was written; it finds out which hook runs.
func (c *Client) Recorded(rel *release.Release) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.recorded = true
	for _, hook := range rel.Hooks {
		if hook == nil || hook.LastRun.Phase != release.HookPhaseRunning || hook.LastRun.StartedAt.Before(c.started) {
			continue // an older operation has left it so
		}
		event := wire.HookStatusEvent{
			Hook:   wire.ResourceRef{Kind: hook.Kind, Name: hook.Name, Namespace: namespaceOf(hook, rel)},
			Event:  c.hookEvent(hook),
			Path:   hook.Path,
			Status: wire.HookStarted,
		}
		if c.hook == nil || c.hook.Path != event.Path || c.hook.Hook != event.Hook || c.hook.Event != event.Event {
			c.hook = &event
			c.op.Phase(wire.PhaseHook, 0)
			c.op.Hook(event)
		}
		return
	}
}

// hookEvent tells which of a hook's events runs now: the record says of which verb, and whether
// the release's objects are written says pre or post.
func (c *Client) hookEvent(hook *release.Hook) wire.HookEvent {
	verb := hookVerbs[c.status]
	when := "pre-"
	if c.applied {
		when = "post-"
	}
	for _, event := range hook.Events {
		if string(event) == when+verb || verb == "" && event == release.HookTest {
			return wire.HookEvent(event)
		}
	}
	if len(hook.Events) > 0 {
		return wire.HookEvent(hook.Events[0])
	}
	return ""
}

func isHook(info *resource.Info) bool {
	accessor, err := meta.Accessor(info.Object)
	return err == nil && accessor.GetAnnotations()[release.HookAnnotation] != ""
}

// IsReachable asks the API server for its version.
func (c *Client) IsReachable() (err error) {
	defer fault.Recovered(&err)
	c.op.Phase(wire.PhaseConnect, 0)
	if c.Reachable {
		return nil
	}
	if err := c.cluster.Reach(); err != nil {
		return fault.In(wire.PhaseConnect, fmt.Errorf("kubernetes cluster unreachable: %w", err))
	}
	return nil
}

// GetPodList lists pods. Helm's own needs its IsReachable called before.
func (c *Client) GetPodList(namespace string, options metav1.ListOptions) (list *corev1.PodList, err error) {
	defer fault.Recovered(&err)
	set, err := c.clientset()
	if err != nil {
		return nil, err
	}
	return set.CoreV1().Pods(namespace).List(context.Background(), options)
}

// OutputContainerLogsForPodList does nothing: the logs of hooks are followed while they run.
func (c *Client) OutputContainerLogsForPodList(*corev1.PodList, string, func(namespace, pod, container string) io.Writer) error {
	return nil
}

// Build parses a manifest and maps its kinds.
func (c *Client) Build(reader io.Reader, validate bool) (list kube.ResourceList, err error) {
	defer fault.Recovered(&err)
	manifest, err := io.ReadAll(reader)
	if err != nil {
		return nil, err
	}
	if validate { // what is about to be applied, the release's own first
		c.op.SetManifest(string(manifest))
	}
	c.mu.Lock()
	if c.status == "" { // no record tells more yet
		c.op.SetRendered(operation.Rendered{Manifest: string(manifest)})
	}
	c.mu.Unlock()
	if list, err = c.build(string(manifest), validate); err != nil {
		err = fault.In(wire.PhaseBuild, c.gates.regained(err))
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.status == wire.StatusUninstalling { // or only "failed to delete release" is left of it
			fault.Note(c.op, err)
		}
		return list, err
	}
	for _, info := range list {
		c.gates.Learn(info.Mapping.GroupVersionKind.GroupVersion().String(), info.Mapping.Resource.Resource, info.Mapping.GroupVersionKind.Kind)
	}
	c.mu.Lock()
	c.before, c.built = c.built, list
	c.plans.built(c.op, string(manifest), list)
	c.mu.Unlock()
	return list, nil
}

// own announces that the release's own objects are written from here on, unless it is a hook's
// turn or something that comes before the release: its namespace, its CRDs.
func (c *Client) own(phase wire.Phase, list kube.ResourceList) {
	if len(list) > 0 && isHook(list[0]) {
		return // deleted by its policy
	}
	c.mu.Lock()
	own := c.recorded && c.hook == nil
	c.applied = c.applied || own
	c.mu.Unlock()
	if !own {
		return
	}
	if phase == wire.PhaseApply {
		c.op.SetPlanned(refsOf(list))
	}
	c.op.Phase(phase, len(list))
}

// Create writes new objects.
func (c *Client) Create(list kube.ResourceList, options ...kube.ClientCreateOption) (result *kube.Result, err error) {
	defer func() { result, err = c.result(wire.PhaseApply, result, err) }()
	c.own(wire.PhaseApply, list)
	if c.ClientSide && len(list) > 0 {
		return createClientSide(list)
	}
	return c.Client.Create(list, options...)
}

// Update writes what has changed and deletes what is no longer there.
func (c *Client) Update(original, target kube.ResourceList, options ...kube.ClientUpdateOption) (result *kube.Result, err error) {
	defer func() { result, err = c.result(wire.PhaseApply, result, err) }()
	c.mu.Lock()
	asks := c.hooked && c.Ours != nil
	c.mu.Unlock()
	if asks {
		if err := c.Ours(); err != nil {
			return nil, err
		}
	}
	c.own(wire.PhaseApply, target)
	if result, err = c.Client.Update(original, target, options...); err != nil {
		return result, err
	}
	return result, c.deleteSkipped(original.Difference(target), result)
}

// deleteSkipped deletes what Helm should have: it takes an object that it cannot look at for gone
// (pkg/kube/client.go update, v4.3.1), and nothing would ever delete it.
func (c *Client) deleteSkipped(dropped kube.ResourceList, result *kube.Result) error {
	for _, info := range dropped.Difference(result.Deleted) {
		object, err := resource.NewHelper(info.Client, info.Mapping).Get(info.Namespace, info.Name)
		if apierrors.IsNotFound(err) {
			continue
		}
		if err != nil {
			return fmt.Errorf("%s %q is no longer part of the release and could not be deleted: %w", info.Mapping.GroupVersionKind.Kind, info.Name, err)
		}
		accessor, err := meta.Accessor(object)
		if err == nil && accessor.GetAnnotations()[kube.ResourcePolicyAnno] == kube.KeepPolicy {
			continue
		}
		if _, errs := c.Client.Delete(kube.ResourceList{info}, metav1.DeletePropagationBackground); len(errs) > 0 {
			return errors.Join(errs...)
		}
	}
	return nil
}

// Delete deletes objects.
func (c *Client) Delete(list kube.ResourceList, policy metav1.DeletionPropagation) (result *kube.Result, errs []error) {
	defer func() {
		if cause := recover(); cause != nil {
			errs = append(errs, fault.Panicked(cause, debug.Stack()))
		}
		if result == nil {
			result = &kube.Result{}
		}
		for i, err := range errs {
			errs[i] = fault.In(wire.PhaseDelete, err)
		}
		if len(errs) > 0 {
			fault.Note(c.op, errors.Join(errs...))
		}
	}()
	c.own(wire.PhaseDelete, list)
	return c.Client.Delete(list, policy)
}

func (c *Client) result(phase wire.Phase, result *kube.Result, err error) (*kube.Result, error) {
	if cause := recover(); cause != nil {
		err = fault.Panicked(cause, debug.Stack())
	}
	if result == nil {
		result = &kube.Result{}
	}
	if err != nil {
		err = fault.In(phase, err)
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.recorded { // before that Helm swallows some: a namespace or a CRD that is there already
			fault.Note(c.op, err)
		}
	}
	return result, err
}

// createClientSide is Helm's createResource for a list (pkg/kube/client.go, v4.3.1) without its
// process-wide mutex, which would let one operation's slow POST delay every other.
func createClientSide(list kube.ResourceList) (*kube.Result, error) {
	var failures []error
	for start := 0; start < len(list); {
		kind := list[start].Mapping.GroupVersionKind.Kind
		end := start
		for end < len(list) && list[end].Mapping.GroupVersionKind.Kind == kind {
			end++
		}
		results := make(chan error, end-start)
		for _, info := range list[start:end] {
			go func() {
				var err error
				defer func() { results <- err }()
				defer fault.Recovered(&err)
				err = fault.About(refOf(info), createOne(info))
			}()
		}
		for range list[start:end] {
			failures = append(failures, <-results)
		}
		start = end
	}
	if err := errors.Join(failures...); err != nil {
		return nil, err
	}
	return &kube.Result{Created: list}, nil
}

func createOne(info *resource.Info) error {
	return retry.RetryOnConflict(retry.DefaultRetry, func() error {
		object, err := resource.NewHelper(info.Client, info.Mapping).WithFieldManager(kube.ManagedFieldsManager).Create(info.Namespace, true, info.Object)
		if err != nil {
			return err
		}
		return info.Refresh(object, true)
	})
}

// RefOf names an object.
func RefOf(info *resource.Info) wire.ResourceRef { return refOf(info) }

// refOf names an object.
func refOf(info *resource.Info) wire.ResourceRef {
	gvk := info.Mapping.GroupVersionKind
	ref := wire.ResourceRef{ApiVersion: gvk.GroupVersion().String(), Kind: gvk.Kind, Name: info.Name}
	if info.Namespaced() {
		ref.Namespace = info.Namespace
	}
	return ref
}
