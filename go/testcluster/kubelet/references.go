package kubelet

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/tools/cache"
)

// rootCA is in every namespace, a moment after the namespace itself.
const rootCA = "kube-root-ca.crt"

// lack is what keeps the containers of a pod from being started: Secrets and
// ConfigMaps that do not exist, or lack a key.
type lack struct {
	// mount is said of a volume, and why it cannot be mounted.
	volume, mount string
	// env has, by container, what its environment needs.
	env map[string]string
}

func (l *lack) any() bool { return l.mount != "" || len(l.env) > 0 }

// lacking looks for all that the pod refers to, as the real kubelet does before
// it starts the containers.
func (k *kubelet) lacking(ctx context.Context, pod *corev1.Pod) (found lack, err error) {
	s := &search{kubelet: k, ctx: ctx, namespace: pod.Namespace}
	for _, v := range pod.Spec.Volumes {
		why := s.volume(v)
		if why != "" && found.mount == "" {
			found.volume, found.mount = v.Name, why
		}
	}
	for _, containers := range [][]corev1.Container{pod.Spec.InitContainers, pod.Spec.Containers} {
		for _, c := range containers {
			if why := s.environment(c); why != "" {
				if found.env == nil {
					found.env = map[string]string{}
				}
				found.env[c.Name] = why
			}
		}
	}
	return found, s.err
}

// search is for what one pod refers to.
type search struct {
	kubelet   *kubelet
	ctx       context.Context
	namespace string
	err       error
}

func (s *search) volume(v corev1.Volume) string {
	const noKey = "references non-existent %s key: %s"
	secret := func(name string, optional *bool, items []corev1.KeyToPath) string {
		return s.keys("secret", name, optional, items, noKey, "secret")
	}
	config := func(name string, optional *bool, items []corev1.KeyToPath) string {
		return s.keys("configmap", name, optional, items, noKey, "config")
	}
	switch {
	case v.Secret != nil:
		return secret(v.Secret.SecretName, v.Secret.Optional, v.Secret.Items)
	case v.ConfigMap != nil:
		return config(v.ConfigMap.Name, v.ConfigMap.Optional, v.ConfigMap.Items)
	case v.Projected != nil:
		for _, source := range v.Projected.Sources {
			why := ""
			switch {
			case source.Secret != nil:
				why = secret(source.Secret.Name, source.Secret.Optional, source.Secret.Items)
			case source.ConfigMap != nil && source.ConfigMap.Name != rootCA:
				why = config(source.ConfigMap.Name, source.ConfigMap.Optional, source.ConfigMap.Items)
			}
			if why != "" {
				return why
			}
		}
	}
	return ""
}

func (s *search) environment(c corev1.Container) string {
	for _, from := range c.EnvFrom {
		why := ""
		switch {
		case from.SecretRef != nil:
			_, why = s.object("secret", from.SecretRef.Name, from.SecretRef.Optional)
		case from.ConfigMapRef != nil:
			_, why = s.object("configmap", from.ConfigMapRef.Name, from.ConfigMapRef.Optional)
		}
		if why != "" {
			return why
		}
	}
	for _, variable := range c.Env {
		why := ""
		switch from := variable.ValueFrom; {
		case from == nil:
		case from.SecretKeyRef != nil:
			why = s.key("secret", "Secret", from.SecretKeyRef.Name, from.SecretKeyRef.Key, from.SecretKeyRef.Optional)
		case from.ConfigMapKeyRef != nil:
			why = s.key("configmap", "ConfigMap", from.ConfigMapKeyRef.Name, from.ConfigMapKeyRef.Key, from.ConfigMapKeyRef.Optional)
		}
		if why != "" {
			return why
		}
	}
	return ""
}

func (s *search) key(resource, kind, name, key string, optional *bool) string {
	keys, why := s.object(resource, name, optional)
	if why == "" && keys != nil && !keys[key] && !isTrue(optional) {
		return fmt.Sprintf("couldn't find key %s in %s %s/%s", key, kind, s.namespace, name)
	}
	return why
}

func (s *search) keys(resource, name string, optional *bool, items []corev1.KeyToPath, noKey, word string) string {
	keys, why := s.object(resource, name, optional)
	for _, item := range items {
		if why == "" && keys != nil && !keys[item.Key] && !isTrue(optional) {
			return fmt.Sprintf(noKey, word, item.Key)
		}
	}
	return why
}

// object finds the keys of a Secret or ConfigMap; nil when it need not exist.
func (s *search) object(resource, name string, optional *bool) (keys map[string]bool, why string) {
	keys, err := s.kubelet.keysOf(s.ctx, resource, s.namespace, name)
	switch {
	case err == nil:
		return keys, ""
	case !apierrors.IsNotFound(err):
		s.err = err
		return nil, ""
	case isTrue(optional):
		return nil, ""
	}
	return nil, fmt.Sprintf("%s %q not found", resource, name)
}

// keysOf asks the cache, and where that knows of nothing the API server.
func (k *kubelet) keysOf(ctx context.Context, resource, namespace, name string) (map[string]bool, error) {
	if resource == "secret" {
		secret, err := k.secrets.Secrets(namespace).Get(name)
		if apierrors.IsNotFound(err) {
			secret, err = k.client.CoreV1().Secrets(namespace).Get(ctx, name, metav1.GetOptions{})
		}
		if err != nil {
			return nil, err
		}
		return keySet(secret.Data), nil
	}
	config, err := k.configMaps.ConfigMaps(namespace).Get(name)
	if apierrors.IsNotFound(err) {
		config, err = k.client.CoreV1().ConfigMaps(namespace).Get(ctx, name, metav1.GetOptions{})
	}
	if err != nil {
		return nil, err
	}
	keys := keySet(config.Data)
	for key := range config.BinaryData {
		keys[key] = true
	}
	return keys, nil
}

func keySet[T any](data map[string]T) map[string]bool {
	keys := make(map[string]bool, len(data))
	for key := range data {
		keys[key] = true
	}
	return keys
}

func isTrue(value *bool) bool { return value != nil && *value }

// withoutValues drops what the cache has no use for.
func withoutValues(object any) (any, error) {
	switch o := object.(type) {
	case *corev1.Secret:
		for key := range o.Data {
			o.Data[key] = nil
		}
		o.ManagedFields = nil
	case *corev1.ConfigMap:
		for key := range o.Data {
			o.Data[key] = ""
		}
		for key := range o.BinaryData {
			o.BinaryData[key] = nil
		}
		o.ManagedFields = nil
	}
	return object, nil
}

// referents has the pods of a namespace looked at again when a Secret or
// ConfigMap has come or changed.
func (k *kubelet) referents() cache.ResourceEventHandler {
	look := func(object any) {
		key, err := cache.ObjectToName(object)
		if err != nil || k.pods == nil {
			return
		}
		pods, err := k.pods.Pods(key.Namespace).List(labels.Everything())
		if err != nil {
			return
		}
		for _, pod := range pods {
			if pod.Status.Phase == corev1.PodPending {
				k.queue.Add(item{"Pod", pod.Namespace, pod.Name})
			}
		}
	}
	return cache.ResourceEventHandlerFuncs{AddFunc: look, UpdateFunc: func(_, object any) { look(object) }}
}
