package kubelet

import (
	"context"
	"runtime"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/component-base/version"
)

// NodeName is the name of the cluster's only node.
const NodeName = "node-1"

// capacity is what the node claims to have: enough for any chart's requests.
var capacity = corev1.ResourceList{
	corev1.ResourceCPU:              resource.MustParse("64"),
	corev1.ResourceMemory:           resource.MustParse("256Gi"),
	corev1.ResourceEphemeralStorage: resource.MustParse("1Ti"),
	corev1.ResourcePods:             resource.MustParse("1000"),
}

var nodeLabels = map[string]string{
	"kubernetes.io/hostname": NodeName,
	"kubernetes.io/os":       "linux",
	"kubernetes.io/arch":     runtime.GOARCH,
}

// register creates the node, or takes over the one a kubelet before made.
func (k *kubelet) register(ctx context.Context, port int32) error {
	nodes := k.client.CoreV1().Nodes()
	now := metav1.NewTime(time.Now())
	status := corev1.NodeStatus{
		Capacity:        capacity,
		Allocatable:     capacity,
		Addresses:       []corev1.NodeAddress{{Type: corev1.NodeInternalIP, Address: nodeAddress}, {Type: corev1.NodeHostName, Address: NodeName}},
		DaemonEndpoints: corev1.NodeDaemonEndpoints{KubeletEndpoint: corev1.DaemonEndpoint{Port: port}},
		NodeInfo: corev1.NodeSystemInfo{
			KubeletVersion:          version.Get().GitVersion,
			ContainerRuntimeVersion: "testcluster://1",
			OperatingSystem:         "linux",
			Architecture:            runtime.GOARCH,
			OSImage:                 "testcluster",
		},
		Conditions: []corev1.NodeCondition{{
			Type: corev1.NodeReady, Status: corev1.ConditionTrue, Reason: "KubeletReady", Message: "kubelet is posting ready status",
			LastHeartbeatTime: now, LastTransitionTime: now,
		}},
	}
	_, err := nodes.Create(ctx, &corev1.Node{
		ObjectMeta: metav1.ObjectMeta{Name: NodeName, Labels: nodeLabels},
		Status:     status,
	}, metav1.CreateOptions{})
	if err != nil && !apierrors.IsAlreadyExists(err) {
		return err
	}
	// Admission taints every new node as not ready, and without the controller of
	// node life cycles nobody lifts that.
	_, err = nodes.Patch(ctx, NodeName, types.MergePatchType, []byte(`{"spec":{"taints":null}}`), metav1.PatchOptions{})
	return err
}
