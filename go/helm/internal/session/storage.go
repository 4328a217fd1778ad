package session

import (
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"k8s.io/client-go/kubernetes"

	ri "helm.sh/helm/v4/pkg/release"
	"helm.sh/helm/v4/pkg/release/common"
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
		if op.Err() == nil { // or nobody would drop it: a client's calls are cancelled before it is closed
			memories.byClient[key] = store
		}
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
		h := *hook
		c.Hooks[i] = &h
	}
	return &c
}

func allCopied(list []ri.Releaser) []ri.Releaser {
	for i, r := range list {
		list[i] = copied(r)
	}
	return list
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
	if err != nil { // its text may hold the password
		return nil, fault.InvalidArgument("driverSqlConnectionString", "driverSqlConnectionString: the database cannot be used: %s",
			strings.ReplaceAll(err.Error(), connection, "..."))
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
	op    *operation.Operation
	gates *kubewrap.Gates
	// attempted is told before a record is written, recorded after.
	attempted, recorded func(*release.Release)
	started             time.Time

	mu      sync.Mutex           // guards what follows
	created map[string]time.Time // when the revision says it was deployed: its mark
	deleted map[string]time.Time // when the uninstall says it began
	hooks   map[string]time.Time // when the hook began that it last said is running
	states  map[string]state
	// of the release whose records were written
	name, namespace string
	// what was read, until this operation writes
	queries map[string]answer
}

// answer is what the storage said to a question; "no such release" is an answer too.
type answer struct {
	list []ri.Releaser
	err  error
}

// state is what a record says as far as this operation knows.
type state struct {
	record wire.FailedRelease
	rel    *release.Release
	runs   bool // it says that a hook is running
	lost   bool // a write was sent and its answer did not come
}

func newObserver(inner driver.Driver, op *operation.Operation, gates *kubewrap.Gates, attempted, recorded func(*release.Release)) *observer {
	return &observer{Driver: inner, op: op, gates: gates, recorded: recorded, attempted: attempted, started: time.Now(),
		created: map[string]time.Time{}, deleted: map[string]time.Time{}, hooks: map[string]time.Time{}, states: map[string]state{}, queries: map[string]answer{}}
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
		return slices.Clone(known.list), known.err
	}
	result, err := o.Driver.Query(labels)
	if err == nil || errors.Is(err, driver.ErrReleaseNotFound) {
		o.mu.Lock()
		if o.queries != nil {
			o.queries[key] = answer{slices.Clone(result), err}
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
	o.states[key] = state{record: *record, rel: rel, runs: runningSince(rel).After(o.started), lost: err != nil}
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
	defer o.op.Recording()()
	o.op.Phase(wire.PhaseStore, 0)
	o.attempt(key, r)
	err := o.Driver.Create(key, r)
	o.wrote(key, r, err)
	return err
}

// attempt remembers what is about to be written: its answer may be lost, and a repair must know it
// from a record that somebody else has made under the same key.
func (o *observer) attempt(key string, r ri.Releaser) {
	rel, ok := r.(*release.Release)
	if !ok || rel.Info == nil {
		return
	}
	o.op.SetManifest(rel.Manifest)
	o.mu.Lock()
	o.name, o.namespace = rel.Name, rel.Namespace
	if rel.Info.Status.IsPending() {
		o.created[key] = rel.Info.LastDeployed
	}
	if rel.Info.Status == common.StatusUninstalling {
		o.deleted[key] = rel.Info.Deleted
	}
	if began := runningSince(rel); began.After(o.started) {
		o.hooks[key] = began
	}
	o.mu.Unlock()
	o.attempted(rel)
}

func (o *observer) Update(key string, r ri.Releaser) error {
	if err := o.writing(); err != nil {
		return err
	}
	defer o.op.Recording()()
	o.attempt(key, r)
	err := o.Driver.Update(key, r)
	o.wrote(key, r, err)
	return err
}

func (o *observer) Delete(key string) (ri.Releaser, error) {
	if err := o.writing(); err != nil {
		return nil, err
	}
	defer o.op.Recording()()
	r, err := o.Driver.Delete(key)
	if err == nil || errors.Is(err, driver.ErrReleaseNotFound) {
		o.mu.Lock()
		delete(o.states, key)
		o.mu.Unlock()
	}
	return r, err
}

// mine tells whether this operation has written the record as it stands.
func (o *observer) mine(key string, rel *release.Release) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if rel.Info.Status == common.StatusUninstalling {
		began, known := o.deleted[key]
		return known && began.Equal(rel.Info.Deleted)
	}
	if rel.Info.Status.IsPending() {
		began, known := o.created[key]
		return known && began.Equal(rel.Info.LastDeployed)
	}
	began, known := o.hooks[key]
	return known && began.Equal(runningSince(rel))
}

// newest is the newest record this operation has written; unsettled: one of them may not say how
// the operation ended.
func (o *observer) newest() (record *wire.FailedRelease, unsettled bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.name != "" && len(o.states) == 0 {
		return &wire.FailedRelease{Name: o.name, Namespace: o.namespace}, false // undone or purged
	}
	for _, s := range o.states {
		unsettled = unsettled || s.lost || s.runs || unfinished(s.record.Status)
		if record == nil || s.record.Revision > record.Revision {
			record = &s.record
		}
	}
	return record, unsettled
}

// written is the newest revision this operation has written; nil when it wrote none.
func (o *observer) written() *release.Release {
	o.mu.Lock()
	defer o.mu.Unlock()
	var newest *release.Release
	for _, s := range o.states {
		if newest == nil || s.rel.Version > newest.Version {
			newest = s.rel
		}
	}
	return newest
}
