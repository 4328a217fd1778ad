package drivers

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"

	"sigs.k8s.io/yaml"

	chartutil "helm.sh/helm/v4/pkg/chart/v2/util"
	ri "helm.sh/helm/v4/pkg/release"
	"helm.sh/helm/v4/pkg/release/common"
	release "helm.sh/helm/v4/pkg/release/v1"
	"helm.sh/helm/v4/pkg/storage"
	"helm.sh/helm/v4/pkg/storage/driver"

	"bunhelm/helm/internal/access"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/owners"
	"bunhelm/helm/internal/records"
	"bunhelm/helm/internal/wire"
)

// memories are the "memory" drivers, one per client.
var memories = owners.NewPerClient[memoryStore]()

// CountMemories counts the clients with releases of the memory driver.
func CountMemories() int { return memories.Count() }

// memoryStore lets operations in several namespaces share one driver, whose SetNamespace is not
// safe by itself.
type memoryStore struct {
	sync.Mutex
	driver *driver.Memory
}

type memoryView struct {
	store     *memoryStore
	namespace string
}

// memoryOf is the driver of an operation's client.
func memoryOf(op *operation.Operation, namespace string) (driver.Driver, error) {
	store, err := memories.Of(op, func() (*memoryStore, error) {
		store := &memoryStore{driver: driver.NewMemory()}
		return store, seed(op, store.driver)
	})
	if err != nil {
		return nil, err
	}
	return &memoryView{store, namespace}, nil
}

// seed puts the releases that the client was given into its new store.
func seed(op *operation.Operation, memory *driver.Memory) error {
	data := op.Client.MemoryDriverData
	if data == nil {
		for path := range strings.SplitSeq(op.Client.Env["HELM_MEMORY_DRIVER_DATA"], ":") {
			if path != "" {
				data = append(data, wire.MemoryDriverData{Path: path})
			}
		}
	}
	for i, one := range data {
		option := fmt.Sprintf("memoryDriverData[%d]", i)
		releases, err := readSeeds(one, op.Client.Path)
		if err != nil {
			return fault.InvalidArgument(option, "%s: %v", option, err)
		}
		for _, rel := range releases {
			key := fmt.Sprintf("%s.%s.v%d", storage.HelmStorageType, rel.Name, rel.Version)
			if err := memory.Create(key, rel); err != nil {
				return fault.InvalidArgument(option, "%s: release %q, revision %d: %v", option, rel.Name, rel.Version, err)
			}
		}
	}
	return nil
}

// seeded is a release as Helm stores it. Its labels, which Helm keeps beside it, may be in it.
type seeded struct {
	release.Release
	Labels map[string]string `json:"labels"`
}

// seedsOf reads a file of releases, or one that JavaScript has as an object.
func seedsOf(data wire.MemoryDriverData, path func(string) string) ([]seeded, error) {
	if data.Path == "" {
		list := make([]seeded, 1)
		if err := json.Unmarshal(data.Release, &list[0]); err != nil {
			return nil, fmt.Errorf("is not a release: %w", err)
		}
		return list, nil
	}
	text, err := os.ReadFile(path(data.Path))
	if err != nil {
		return nil, err
	}
	var list []seeded
	if err := yaml.Unmarshal(text, &list); err != nil {
		return nil, fmt.Errorf("not a list of releases: %w", err)
	}
	return list, nil
}

func readSeeds(data wire.MemoryDriverData, path func(string) string) ([]*release.Release, error) {
	list, err := seedsOf(data, path)
	if err != nil {
		return nil, err
	}
	releases := make([]*release.Release, len(list))
	for i := range list {
		rel := &list[i].Release
		rel.Labels = list[i].Labels
		rel.Namespace = cmp.Or(rel.Namespace, "default")
		rel.Version = cmp.Or(rel.Version, 1)
		if rel.Info == nil {
			rel.Info = &release.Info{} // deployed, as a seed is unless it says otherwise
		}
		rel.Info.Status = cmp.Or(rel.Info.Status, common.StatusDeployed)
		records.Whole(rel)
		if err := checkSeed(rel); err != nil {
			return nil, fmt.Errorf("release %q: %w", rel.Name, err)
		}
		releases[i] = rel
	}
	return releases, nil
}

// checkSeed refuses what would stop Helm later on.
func checkSeed(rel *release.Release) error {
	if err := chartutil.ValidateReleaseName(rel.Name); err != nil {
		return err
	}
	if rel.Version < 0 {
		return fmt.Errorf("version %d is below 1", rel.Version)
	}
	if err := records.CheckRevision(rel.Version); err != nil {
		return err
	}
	if !slices.Contains(statuses, rel.Info.Status) {
		return fmt.Errorf("info.status: %q is not one of %q", rel.Info.Status, statuses)
	}
	return access.CheckNamespace(rel.Namespace)
}

var statuses = []common.Status{
	common.StatusDeployed, common.StatusFailed, common.StatusPendingInstall, common.StatusPendingRollback,
	common.StatusPendingUpgrade, common.StatusSuperseded, common.StatusUninstalled, common.StatusUninstalling, common.StatusUnknown,
}

func (m *memoryView) do(work func(*driver.Memory)) {
	m.store.Lock()
	defer m.store.Unlock()
	m.store.driver.SetNamespace(m.namespace)
	work(m.store.driver)
}

func (m *memoryView) Name() string { return driver.MemoryDriverName }

// The driver keeps and gives what it is handed; Helm changes releases in place. So copies go in and
// come out.

func (m *memoryView) Create(key string, r ri.Releaser) (err error) {
	m.do(func(d *driver.Memory) { err = d.Create(key, copied(r)) })
	return err
}

func (m *memoryView) Update(key string, r ri.Releaser) (err error) {
	m.do(func(d *driver.Memory) { err = d.Update(key, copied(r)) })
	return err
}

func (m *memoryView) Delete(key string) (r ri.Releaser, err error) {
	m.do(func(d *driver.Memory) { r, err = d.Delete(key) })
	return r, err
}

func (m *memoryView) Get(key string) (r ri.Releaser, err error) {
	m.do(func(d *driver.Memory) { r, err = d.Get(key); r = copied(r) })
	return r, err
}

func (m *memoryView) List(filter func(ri.Releaser) bool) (r []ri.Releaser, err error) {
	m.do(func(d *driver.Memory) { r, err = d.List(filter); r = allCopied(r) })
	return r, err
}

func (m *memoryView) Query(labels map[string]string) (r []ri.Releaser, err error) {
	m.do(func(d *driver.Memory) { r, err = d.Query(labels); r = allCopied(r) })
	return r, err
}

func copied(r ri.Releaser) ri.Releaser {
	rel, ok := r.(*release.Release)
	if !ok || rel == nil {
		return r
	}
	c := *rel
	if rel.Info != nil {
		info := *rel.Info
		c.Info = &info
	}
	c.Labels = maps.Clone(rel.Labels)
	c.Hooks = slices.Clone(rel.Hooks)
	for i, hook := range c.Hooks {
		if hook != nil {
			h := *hook
			c.Hooks[i] = &h
		}
	}
	if rel.Chart != nil {
		ch := *rel.Chart
		c.Chart = &ch
	}
	records.Whole(&c)
	return &c
}

func allCopied(list []ri.Releaser) []ri.Releaser {
	for i, r := range list {
		list[i] = copied(r)
	}
	return list
}
