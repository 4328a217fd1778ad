// Package kubeclient is Helm's kube client, observed.
package kubeclient

import (
	"context"
	"fmt"
	"io"
	"sync"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"helm.sh/helm/v4/pkg/kube"
	release "helm.sh/helm/v4/pkg/release/v1"

	"bunhelm/helm/internal/diagnosis"
	"bunhelm/helm/internal/evidence"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/gate"
	"bunhelm/helm/internal/kinds"
	"bunhelm/helm/internal/objects"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/podlogs"
	"bunhelm/helm/internal/stage"
	"bunhelm/helm/internal/waiting"
	"bunhelm/helm/internal/wire"
)

// Client is Helm's kube client, observed. It never returns a nil *kube.Result: Helm reads it on
// errors too.
type Client struct {
	*kube.Client
	*kinds.Kinds
	op      *operation.Operation
	gate    *gate.Gate
	cluster Cluster
	stage   *stage.Stage
	waits   waiting.Waits

	// ClientSide: objects are created by client-side apply.
	ClientSide bool
	// NoHooks: none is run.
	NoHooks bool
	// Ours looks whether the release is still this operation's, after hooks have taken their time.
	Ours func() error
	// Unvalidated: documents are not validated before they are applied.
	Unvalidated bool
	swept       Swept
	spared      []wire.ResourceRef
	// sparesDropped: what is spared is not deleted either because the revision before has it.
	sparesDropped bool

	// Reachable: the verb's first request finds out anyway, so none is sent to see.
	Reachable bool

	mu      sync.Mutex // guards what follows
	built   kube.ResourceList
	before  kube.ResourceList // what was built before: of an upgrade, the revision that stands
	doubted []kinds.Document  // which nobody knows to be gone
	// recorded are the manifests of records that were read.
	recorded []string
	first    *string // the manifest that was built first
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
func New(inner *kube.Client, op *operation.Operation, gate *gate.Gate, cluster Cluster) *Client {
	c := &Client{Client: inner, Kinds: kinds.New(op.Context(), op.Emit, inner, cluster.ToRESTMapper), op: op, gate: gate, cluster: cluster, stage: stage.New()}
	c.waits = waiting.Waits{
		Op: op, Gate: gate, Kube: inner, Mapper: cluster.ToRESTMapper, Stage: c.stage,
		Diagnosis: diagnosis.New(op.Context(), op.Evidence.Readiness, inner.Factory.KubernetesClientSet), BeforeDelete: c.guard,
	}
	return c
}

// SetReadiness says when objects of some kinds are ready.
func (c *Client) SetReadiness(rules *waiting.Rules) { c.waits.Rules = rules }

// GetWaiter is GetWaiterWithOptions without options.
func (c *Client) GetWaiter(strategy kube.WaitStrategy) (kube.Waiter, error) {
	return c.GetWaiterWithOptions(strategy)
}

// GetWaiterWithOptions makes a waiter that ends with the operation and reports what it sees.
func (c *Client) GetWaiterWithOptions(strategy kube.WaitStrategy, options ...kube.WaitOption) (kube.Waiter, error) {
	return c.waits.Waiter(strategy, options), nil
}

// RecordBegins is told of each record that is about to be written.
func (c *Client) RecordBegins(rel *release.Release) {
	rendered := evidence.Rendered{Manifest: rel.Manifest}
	for _, hook := range rel.Hooks {
		rendered.Hooks = append(rendered.Hooks, evidence.RenderedHook{Path: hook.Path, Manifest: hook.Manifest})
	}
	c.op.Evidence.Rendered(rendered)
	if planned := c.stage.RecordBegins(rel); planned != nil {
		c.op.Evidence.Planned(planned)
	}
}

// RecordWritten is told of each record that was written.
func (c *Client) RecordWritten(rel *release.Release) {
	if hook := c.stage.RecordWritten(rel); hook != nil {
		c.op.Evidence.Phase(wire.PhaseHook, 0)
		c.op.Evidence.Hook(*hook)
	}
}

// IsReachable asks the API server for its version.
func (c *Client) IsReachable() (err error) {
	defer fault.Recovered(&err)
	c.op.Evidence.Phase(wire.PhaseConnect, 0)
	if c.Reachable {
		return nil
	}
	if err := c.cluster.Reach(); err != nil {
		return fault.WithPhase(wire.PhaseConnect, fmt.Errorf("kubernetes cluster unreachable: %w", err))
	}
	return nil
}

// GetPodList lists pods. Helm's own needs its IsReachable called before.
func (c *Client) GetPodList(namespace string, options metav1.ListOptions) (list *corev1.PodList, err error) {
	defer fault.Recovered(&err)
	set, err := c.Factory.KubernetesClientSet()
	if err != nil {
		return nil, err
	}
	return set.CoreV1().Pods(namespace).List(context.Background(), options)
}

// OutputContainerLogsForPodList does nothing: the logs of hooks are followed while they run.
func (c *Client) OutputContainerLogsForPodList(*corev1.PodList, string, func(namespace, pod, container string) io.Writer) error {
	return nil
}

// Withdraw notes that this operation has had the API server no longer serve a kind.
func (c *Client) Withdraw(kind schema.GroupVersionKind) { c.gate.Withdraw(kind) }

// Built are the objects of the manifest that was built last, and those of the one before it.
func (c *Client) Built() (before, target kube.ResourceList) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.before, c.built
}

// Foreign are the objects that were built last, exist, and belong to another release or to none. upgrade: those of
// the revision before are not looked at. unchecked is how many could not be read, or not in time.
func (c *Client) Foreign(name, namespace string, upgrade bool) (conflicts []wire.OwnershipConflict, unchecked int) {
	before, list := c.Built()
	if upgrade {
		list = list.Difference(before)
	}
	return objects.Conflicts(c.op.Context(), list, name, namespace)
}

// Logs are what the containers of a pod, or of a Job's pods, have written.
func (c *Client) Logs(kind, namespace, name string) []wire.ContainerLog {
	return podlogs.Read(c.op.Context(), c.op.Emit, c.Factory.KubernetesClientSet, kind, namespace, name)
}
