package kubelet

import (
	"context"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// balancerNetwork is the documentation network 203.0.113.0/24: nothing answers.
var balancerNetwork = [4]byte{203, 0, 113, 0}

// syncService gives a Service of type LoadBalancer its address, as a cloud would.
func (k *kubelet) syncService(ctx context.Context, namespace, name string) error {
	service, err := k.services.Services(namespace).Get(name)
	if err != nil || service.DeletionTimestamp != nil || service.Spec.Type != corev1.ServiceTypeLoadBalancer ||
		service.Spec.LoadBalancerClass != nil || len(service.Status.LoadBalancer.Ingress) > 0 {
		return ignoreNotFound(err)
	}
	updated := service.DeepCopy()
	mode := corev1.LoadBalancerIPModeVIP
	updated.Status.LoadBalancer.Ingress = []corev1.LoadBalancerIngress{{IP: k.balancers.next(), IPMode: &mode}}
	_, err = k.client.CoreV1().Services(namespace).UpdateStatus(ctx, updated, metav1.UpdateOptions{})
	if apierrors.IsConflict(err) {
		// The newer version is on its way and will be synced.
		return nil
	}
	return ignoreNotFound(err)
}
