package session

import (
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"

	"k8s.io/client-go/kubernetes"

	ri "helm.sh/helm/v4/pkg/release"
	release "helm.sh/helm/v4/pkg/release/v1"
	"helm.sh/helm/v4/pkg/storage/driver"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/kubewrap"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// memories are the "memory" drivers, one per client.
var memories = struct {
	sync.Mutex
	byClient map[clientKey]*memoryStore
}{byClient: map[clientKey]*memoryStore{}}

type clientKey struct {
	channel int32
	client  int
}

// memoryStore lets operations in several namespaces share one driver, whose SetNamespace is not
// safe by itself.
type memoryStore struct {
	sync.Mutex
	driver *driver.Memory
}

// Forget drops what is kept for a client.
func Forget(op *operation.Operation) {
	memories.Lock()
	defer memories.Unlock()
	delete(memories.byClient, clientKey{op.Channel, op.Client.ID})
}

// ForgetChannel drops what is kept for the clients of a JavaScript context that has ended.
func ForgetChannel(channel int32) {
	memories.Lock()
	defer memories.Unlock()
	for key := range memories.byClient {
		if key.channel == channel {
			delete(memories.byClient, key)
		}
	}
}

type memoryView struct {
	store     *memoryStore
	namespace string
}

func (s *settings) memory(op *operation.Operation, namespace string) driver.Driver {
	key := clientKey{op.Channel, op.Client.ID}
	memories.Lock()
	defer memories.Unlock()
	store := memories.byClient[key]
	if store == nil {
		store = &memoryStore{driver: driver.NewMemory()}
		memories.byClient[key] = store
	}
	return &memoryView{store, namespace}
}

func (m *memoryView) do(work func(*driver.Memory)) {
	m.store.Lock()
	defer m.store.Unlock()
	m.store.driver.SetNamespace(m.namespace)
	work(m.store.driver)
}

func (m *memoryView) Name() string { return driver.MemoryDriverName }

func (m *memoryView) Create(key string, r ri.Releaser) (err error) {
	m.do(func(d *driver.Memory) { err = d.Create(key, r) })
	return err
}

func (m *memoryView) Update(key string, r ri.Releaser) (err error) {
	m.do(func(d *driver.Memory) { err = d.Update(key, r) })
	return err
}

func (m *memoryView) Delete(key string) (r ri.Releaser, err error) {
	m.do(func(d *driver.Memory) { r, err = d.Delete(key) })
	return r, err
}

func (m *memoryView) Get(key string) (r ri.Releaser, err error) {
	m.do(func(d *driver.Memory) { r, err = d.Get(key) })
	return r, err
}

func (m *memoryView) List(filter func(ri.Releaser) bool) (r []ri.Releaser, err error) {
	m.do(func(d *driver.Memory) { r, err = d.List(filter) })
	return r, err
}

func (m *memoryView) Query(labels map[string]string) (r []ri.Releaser, err error) {
	m.do(func(d *driver.Memory) { r, err = d.Query(labels) })
	return r, err
}

// newDriver makes the driver of the settings for one namespace, or for all ("").
func (s *settings) newDriver(op *operation.Operation, g *getter, namespace string, mode kubewrap.Mode, log slog.Handler) (driver.Driver, error) {
	switch s.Driver {
	case "", wire.DriverSecret, "secrets":
		set, err := kubernetes.NewForConfig(g.configFor(mode))
		if err != nil {
			return nil, err
		}
		d := driver.NewSecrets(set.CoreV1().Secrets(namespace))
		d.SetLogger(log)
		return d, nil
	case wire.DriverConfigmap, "configmaps":
		set, err := kubernetes.NewForConfig(g.configFor(mode))
		if err != nil {
			return nil, err
		}
		d := driver.NewConfigMaps(set.CoreV1().ConfigMaps(namespace))
		d.SetLogger(log)
		return d, nil
	case wire.DriverMemory:
		return s.memory(op, namespace), nil
	case wire.DriverSQL:
		return sqlDriver(s.DriverSqlConnectionString, namespace)
	}
	return nil, fault.InvalidArgument("driver", "driver: %q is none of secret, configmap, memory, sql", s.Driver)
}

// databases are the "sql" drivers: each holds a pool of connections that nothing can close.
var databases = struct {
	sync.Mutex
	byAddress map[[2]string]driver.Driver
}{byAddress: map[[2]string]driver.Driver{}}

func sqlDriver(connection, namespace string) (driver.Driver, error) {
	address := [2]string{connection, namespace}
	databases.Lock()
	known := databases.byAddress[address]
	databases.Unlock()
	if known != nil {
		return known, nil
	}
	made, err := driver.NewSQL(connection, namespace)
	if err != nil {
		return nil, err
	}
	databases.Lock()
	defer databases.Unlock()
	databases.byAddress[address] = made
	return made, nil
}

// observer sees every record that is written, and starts none after a cancel. It passes every
// error on untouched: Helm compares them.
type observer struct {
	driver.Driver
	op       *operation.Operation
	gates    *kubewrap.Gates
	recorded func(*release.Release)

	mu      sync.Mutex // guards what follows
	created map[string]bool
	states  map[string]state
	// of the release whose record was created
	name, namespace string
	// what was read, until this operation writes
	queries map[string][]ri.Releaser
}

// state is what a record says as far as this operation knows.
type state struct {
	record wire.FailedRelease
	lost   bool // a write was sent and its answer did not come
}

func newObserver(inner driver.Driver, op *operation.Operation, gates *kubewrap.Gates, recorded func(*release.Release)) *observer {
	return &observer{Driver: inner, op: op, gates: gates, recorded: recorded, created: map[string]bool{}, states: map[string]state{}, queries: map[string][]ri.Releaser{}}
}

// Query answers a question that was asked before from memory, until this operation's own first
// write: an upgrade reads the same history up to three times, and the API server may let each wait
// for 100 ms. What another process writes meanwhile is met where Helm meets it: at the creation of
// the next revision.
func (o *observer) Query(labels map[string]string) ([]ri.Releaser, error) {
	key := fmt.Sprint(labels)
	o.mu.Lock()
	known, found := o.queries[key]
	o.mu.Unlock()
	if found {
		return slices.Clone(known), nil
	}
	result, err := o.Driver.Query(labels)
	if err == nil {
		o.mu.Lock()
		if o.queries != nil {
			o.queries[key] = slices.Clone(result)
		}
		o.mu.Unlock()
	}
	return result, err
}

// writing ends the memory of what was read.
func (o *observer) writing() error {
	o.mu.Lock()
	o.queries = nil
	o.mu.Unlock()
	return o.gates.Refused()
}

// wrote takes note of a write and its result.
func (o *observer) wrote(key string, r ri.Releaser, err error) {
	rel, ok := r.(*release.Release)
	if !ok || rel.Info == nil {
		return
	}
	record := recordOf(rel.Name, rel.Namespace, rel)
	o.mu.Lock()
	o.states[key] = state{record: *record, lost: err != nil}
	o.mu.Unlock()
	if err != nil {
		return
	}
	o.op.Record(wire.RecordEvent{
		Name: rel.Name, Namespace: rel.Namespace, Revision: rel.Version,
		Status: record.Status, Description: record.Description,
	})
	o.recorded(rel)
}

func (o *observer) Create(key string, r ri.Releaser) error {
	if err := o.writing(); err != nil {
		return err
	}
	if rel, ok := r.(*release.Release); ok {
		o.op.SetManifest(rel.Manifest)
	}
	o.op.Phase(wire.PhaseStore, 0)
	err := o.Driver.Create(key, r)
	if errors.Is(err, driver.ErrReleaseExists) {
		return err // somebody else's
	}
	o.mu.Lock()
	o.created[key] = true
	if rel, ok := r.(*release.Release); ok {
		o.name, o.namespace = rel.Name, rel.Namespace
	}
	o.mu.Unlock()
	o.wrote(key, r, err)
	return err
}

func (o *observer) Update(key string, r ri.Releaser) error {
	if err := o.writing(); err != nil {
		return err
	}
	err := o.Driver.Update(key, r)
	o.wrote(key, r, err)
	return err
}

func (o *observer) Delete(key string) (ri.Releaser, error) {
	if err := o.writing(); err != nil {
		return nil, err
	}
	r, err := o.Driver.Delete(key)
	if err == nil || errors.Is(err, driver.ErrReleaseNotFound) {
		o.mu.Lock()
		delete(o.states, key)
		o.mu.Unlock()
	}
	return r, err
}

// made tells whether this operation has created the record, or may have: a lost answer counts.
func (o *observer) made(key string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.created[key]
}

// marked tells whether this operation has marked the record as uninstalling.
func (o *observer) marked(key string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.states[key].record.Status == wire.StatusUninstalling
}

// newest is the newest record this operation has written; unsettled: one of them may not say how
// the operation ended.
func (o *observer) newest() (record *wire.FailedRelease, unsettled bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.created) > 0 && len(o.states) == 0 {
		return &wire.FailedRelease{Name: o.name, Namespace: o.namespace}, false // made, and undone
	}
	for _, s := range o.states {
		unsettled = unsettled || s.lost || unfinished(s.record.Status)
		if record == nil || s.record.Revision > record.Revision {
			record = &s.record
		}
	}
	return record, unsettled
}

func unfinished(status wire.Status) bool {
	return status == wire.StatusUninstalling || status == wire.StatusPendingInstall ||
		status == wire.StatusPendingUpgrade || status == wire.StatusPendingRollback
}
