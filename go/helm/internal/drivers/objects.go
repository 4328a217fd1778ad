package drivers

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/validation/path"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/validation"

	ri "helm.sh/helm/v4/pkg/release"
	"helm.sh/helm/v4/pkg/storage/driver"

	"bunhelm/helm/internal/gate"
	"bunhelm/helm/internal/hostlog"
	"bunhelm/helm/internal/records"
)

// objects are records in Secrets or ConfigMaps. Helm's driver writes them; they are read here, as it
// reads them (pkg/storage/driver/secrets.go and cfgmaps.go, v4.3.1), but within limits.
type objects struct {
	driver.Driver
	resource string // "secrets" or "configmaps"
	limit    int64
	unread   *records.Unread
	repairs  bool
	get      func(key string) (stored, error)
	list     func(selector string) ([]stored, error)
	remove   func(key string) error
	touch    func(ctx context.Context, key string) error
	fresh    func(key string) (stored, error)
}

// GetToWrite reads a record, and its labels, for a change that is written only if nobody else has written since.
func (k *objects) GetToWrite(key string) (rel ri.Releaser, labels map[string]string, err error) {
	inner := *k
	inner.get = func(key string) (found stored, err error) {
		if found, err = k.fresh(key); err == nil {
			labels = maps.Clone(found.meta.Labels)
		}
		return found, err
	}
	rel, err = inner.Get(key)
	return rel, labels, err
}

// Touch says of a record that its operation lives.
func (k *objects) Touch(ctx context.Context, key string) error { return k.touch(ctx, key) }

// stored is a record as the API server gives it.
type stored struct {
	meta    *metav1.ObjectMeta
	release []byte
}

func newObjects(s *Store, resource string, mode gate.Mode) (driver.Driver, error) {
	k := &objects{resource: resource, limit: int64(s.op.Client.Limits.Record), unread: s.unread, repairs: mode == gate.Repair}
	log := hostlog.For(s.op.Emit)
	if resource == "configmaps" {
		api, err := newConfigMaps(s.getter, s.namespace, mode)
		if err != nil {
			return nil, err
		}
		helms := driver.NewConfigMaps(api)
		helms.SetLogger(log)
		k.touch = api.client.touch
		k.fresh = func(key string) (stored, error) { return readFresh(api.client, key, inConfigMap) }
		reads[*corev1.ConfigMap, *corev1.ConfigMapList](k, api, inConfigMap, func(list *corev1.ConfigMapList) []stored { return each(list.Items, inConfigMap) })
		k.Driver = helms
		return k, nil
	}
	api, err := newSecrets(s.getter, s.namespace, mode)
	if err != nil {
		return nil, err
	}
	helms := driver.NewSecrets(api)
	helms.SetLogger(log)
	k.touch = api.client.touch
	k.fresh = func(key string) (stored, error) { return readFresh(api.client, key, inSecret) }
	reads[*corev1.Secret, *corev1.SecretList](k, api, inSecret, func(list *corev1.SecretList) []stored { return each(list.Items, inSecret) })
	k.Driver = helms
	return k, nil
}

// reads makes k read from Secrets or from ConfigMaps.
func reads[T metav1.Object, L metav1.ListInterface](k *objects, api api[T, L], in func(T) stored, all func(L) []stored) {
	// The gate ends requests: Helm hands its drivers no context.
	ctx := context.Background()
	k.get = func(key string) (stored, error) {
		object, err := api.Get(ctx, key, metav1.GetOptions{})
		if err != nil {
			return stored{}, err
		}
		return in(object), nil
	}
	k.list = func(selector string) ([]stored, error) {
		list, err := api.List(ctx, metav1.ListOptions{LabelSelector: selector})
		if err != nil {
			return nil, err
		}
		return all(list), nil
	}
	k.remove = func(key string) error { return api.Delete(ctx, key, metav1.DeleteOptions{}) }
}

func readFresh[T metav1.Object, L metav1.ListInterface](client *client[T, L], key string, in func(T) stored) (stored, error) {
	object, err := client.getToWrite(context.Background(), key)
	if err != nil {
		return stored{}, err
	}
	return in(object), nil
}

func inSecret(object *corev1.Secret) stored {
	return stored{&object.ObjectMeta, object.Data["release"]}
}

func inConfigMap(object *corev1.ConfigMap) stored {
	return stored{&object.ObjectMeta, []byte(object.Data["release"])}
}

func each[T any](items []T, of func(*T) stored) []stored {
	all := make([]stored, len(items))
	for i := range items {
		all[i] = of(&items[i])
	}
	return all
}

// Get is an error where a record cannot be read.
func (k *objects) Get(key string) (ri.Releaser, error) {
	if !possible(key) {
		return nil, driver.ErrReleaseNotFound
	}
	found, err := k.get(key)
	if apierrors.IsNotFound(err) {
		return nil, driver.ErrReleaseNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("get: failed to get %q: %w", key, err)
	}
	reader := records.Reader{Limit: k.limit}
	rel, err := reader.Release(found.release)
	if err != nil {
		return nil, k.unread.Invalid(found.meta.Namespace, key, found.meta.Labels["name"], err)
	}
	rel.Labels = maps.Clone(found.meta.Labels)
	maps.DeleteFunc(rel.Labels, func(name, _ string) bool { return slices.Contains(driver.GetSystemLabels(), name) })
	if rel.Labels == nil {
		rel.Labels = map[string]string{}
	}
	return rel, nil
}

// possible tells whether anything can be called so: keys are made of what records say.
func possible(key string) bool { return len(path.IsValidPathSegmentName(key)) == 0 }

// List leaves out what cannot be read, and says so.
func (k *objects) List(filter func(ri.Releaser) bool) ([]ri.Releaser, error) {
	all, err := k.list(labels.Set{"owner": "helm"}.AsSelector().String())
	if err != nil {
		return nil, fmt.Errorf("list: failed to list: %w", err)
	}
	return k.decoded(all, filter)
}

// Query leaves out what cannot be read, and says so.
func (k *objects) Query(wanted map[string]string) ([]ri.Releaser, error) {
	for _, value := range wanted {
		if problems := validation.IsValidLabelValue(value); len(problems) != 0 {
			return nil, fmt.Errorf("invalid label value: %q: %s", value, strings.Join(problems, "; "))
		}
	}
	all, err := k.list(labels.Set(wanted).AsSelector().String())
	if err != nil {
		return nil, fmt.Errorf("query: failed to query with labels: %w", err)
	}
	if len(all) == 0 {
		return nil, driver.ErrReleaseNotFound
	}
	found, err := k.decoded(all, func(ri.Releaser) bool { return true })
	if err != nil {
		return nil, err
	}
	if len(found) == 0 && wanted["status"] == "" { // Helm would say that there is no release
		return nil, k.unread.Instead(wanted["name"])
	}
	return found, nil
}

// decoded are those that filter lets through, whole.
func (k *objects) decoded(all []stored, filter func(ri.Releaser) bool) (found []ri.Releaser, err error) {
	reader := records.Reader{Limit: k.limit}
	held := records.Sum{Limit: k.limit}
	for _, one := range all {
		rel, err := reader.Release(one.release)
		if err != nil {
			k.unread.Skip(one.meta.Namespace, one.meta.Name, one.meta.Labels["name"], err)
			continue
		}
		rel.Labels = one.meta.Labels
		if !filter(rel) {
			continue
		}
		if much := held.Add(records.Origin{Namespace: one.meta.Namespace, Key: one.meta.Name, Name: one.meta.Labels["name"], Size: reader.Size()}); much != nil {
			return nil, k.unread.Refuse(much)
		}
		found = append(found, rel)
	}
	return found, nil
}

// Update says "not found" of a record that somebody else has deleted.
func (k *objects) Update(key string, rel ri.Releaser) error {
	if !possible(key) {
		return driver.ErrReleaseNotFound
	}
	err := k.Driver.Update(key, rel)
	if apierrors.IsNotFound(err) {
		return fmt.Errorf("update: failed to update %q: %w", key, driver.ErrReleaseNotFound)
	}
	return err
}

// Delete says "not found" also of what somebody else deletes at the same time. A repair has read the record
// before it decided, and deletes that one.
func (k *objects) Delete(key string) (rel ri.Releaser, err error) {
	if !k.repairs {
		if rel, err = k.Get(key); err != nil {
			return nil, err
		}
	}
	if err := k.remove(key); err != nil {
		if apierrors.IsNotFound(err) {
			err = driver.ErrReleaseNotFound
		}
		return nil, err
	}
	return rel, nil
}
