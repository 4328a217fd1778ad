package drivers

import (
	"context"
	"slices"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/kubernetes"
	typed "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/client-go/metadata"

	"bunhelm/helm/internal/cluster"
	"bunhelm/helm/internal/gate"
)

// clients are clients for records: for all of it, and for metadata alone.
func clients(g *cluster.Getter, resource, namespace string, mode gate.Mode) (kubernetes.Interface, metadata.ResourceInterface, error) {
	set, err := kubernetes.NewForConfig(g.ConfigFor(mode))
	if err != nil {
		return nil, nil, err
	}
	if mode == gate.Repair {
		return set, nil, nil
	}
	heads, err := metadata.NewForConfig(g.ConfigFor(mode))
	if err != nil {
		return nil, nil, err
	}
	return set, heads.Resource(schema.GroupVersionResource{Version: "v1", Resource: resource}).Namespace(namespace), nil
}

// secrets are Secrets in which records are found without a wait, and written over what is known of them.
type secrets struct {
	typed.SecretInterface
	client *client[*corev1.Secret, *corev1.SecretList]
}

// newSecrets is where the Secret driver has its records.
func newSecrets(g *cluster.Getter, namespace string, mode gate.Mode) (*secrets, error) {
	set, heads, err := clients(g, "secrets", namespace, mode)
	if err != nil {
		return nil, err
	}
	inner := set.CoreV1().Secrets(namespace)
	return &secrets{inner, &client[*corev1.Secret, *corev1.SecretList]{
		api:      inner,
		sight:    g.Seen("secrets"),
		heads:    heads,
		repairs:  mode == gate.Repair,
		versions: map[string]string{},
		items: func(list *corev1.SecretList) (items []*metav1.ObjectMeta) {
			for i := range list.Items {
				items = append(items, &list.Items[i].ObjectMeta)
			}
			return items
		},
		keep: func(list *corev1.SecretList, wanted func(*metav1.ObjectMeta) bool) {
			list.Items = slices.DeleteFunc(list.Items, func(record corev1.Secret) bool { return !wanted(&record.ObjectMeta) })
		},
	}}, nil
}

func (s *secrets) Create(ctx context.Context, record *corev1.Secret, options metav1.CreateOptions) (*corev1.Secret, error) {
	return s.client.create(ctx, record, options)
}

func (s *secrets) Update(ctx context.Context, record *corev1.Secret, options metav1.UpdateOptions) (*corev1.Secret, error) {
	return s.client.update(ctx, record, options)
}

func (s *secrets) Delete(ctx context.Context, name string, options metav1.DeleteOptions) error {
	return s.client.remove(ctx, name, options)
}

func (s *secrets) Get(ctx context.Context, name string, options metav1.GetOptions) (*corev1.Secret, error) {
	return s.client.get(ctx, name, options)
}

func (s *secrets) List(ctx context.Context, options metav1.ListOptions) (*corev1.SecretList, error) {
	return s.client.find(ctx, options)
}

// configMaps are ConfigMaps in which records are found without a wait, and written over what is known of them.
type configMaps struct {
	typed.ConfigMapInterface
	client *client[*corev1.ConfigMap, *corev1.ConfigMapList]
}

// newConfigMaps is where the ConfigMap driver has its records.
func newConfigMaps(g *cluster.Getter, namespace string, mode gate.Mode) (*configMaps, error) {
	set, heads, err := clients(g, "configmaps", namespace, mode)
	if err != nil {
		return nil, err
	}
	inner := set.CoreV1().ConfigMaps(namespace)
	return &configMaps{inner, &client[*corev1.ConfigMap, *corev1.ConfigMapList]{
		api:      inner,
		sight:    g.Seen("configmaps"),
		heads:    heads,
		repairs:  mode == gate.Repair,
		versions: map[string]string{},
		items: func(list *corev1.ConfigMapList) (items []*metav1.ObjectMeta) {
			for i := range list.Items {
				items = append(items, &list.Items[i].ObjectMeta)
			}
			return items
		},
		keep: func(list *corev1.ConfigMapList, wanted func(*metav1.ObjectMeta) bool) {
			list.Items = slices.DeleteFunc(list.Items, func(record corev1.ConfigMap) bool { return !wanted(&record.ObjectMeta) })
		},
	}}, nil
}

func (s *configMaps) Create(ctx context.Context, record *corev1.ConfigMap, options metav1.CreateOptions) (*corev1.ConfigMap, error) {
	return s.client.create(ctx, record, options)
}

func (s *configMaps) Update(ctx context.Context, record *corev1.ConfigMap, options metav1.UpdateOptions) (*corev1.ConfigMap, error) {
	return s.client.update(ctx, record, options)
}

func (s *configMaps) Delete(ctx context.Context, name string, options metav1.DeleteOptions) error {
	return s.client.remove(ctx, name, options)
}

func (s *configMaps) Get(ctx context.Context, name string, options metav1.GetOptions) (*corev1.ConfigMap, error) {
	return s.client.get(ctx, name, options)
}

func (s *configMaps) List(ctx context.Context, options metav1.ListOptions) (*corev1.ConfigMapList, error) {
	return s.client.find(ctx, options)
}
