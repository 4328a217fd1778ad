// Package session gives each operation a fresh action.Configuration over what may be shared.
package session

import (
	"errors"
	"io"
	"strconv"

	"k8s.io/apimachinery/pkg/labels"

	"helm.sh/helm/v4/pkg/action"
	"helm.sh/helm/v4/pkg/kube"
	release "helm.sh/helm/v4/pkg/release/v1"
	"helm.sh/helm/v4/pkg/storage"
	"helm.sh/helm/v4/pkg/storage/driver"

	"bunhelm/helm/internal/access"
	"bunhelm/helm/internal/client"
	"bunhelm/helm/internal/cluster"
	"bunhelm/helm/internal/drivers"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/gate"
	"bunhelm/helm/internal/holds"
	"bunhelm/helm/internal/hostlog"
	"bunhelm/helm/internal/kubeclient"
	"bunhelm/helm/internal/observer"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/records"
	"bunhelm/helm/internal/rehearsal"
	"bunhelm/helm/internal/repair"
	"bunhelm/helm/internal/wire"
)

// Session is one operation's view of one cluster.
type Session struct {
	// Config is fresh for the operation and used for one action only.
	Config *action.Configuration
	// Namespace is the namespace of the call, resolved.
	Namespace string
	// Kube is Config's kube client.
	Kube *kubeclient.Client

	// Book reads records.
	*drivers.Book

	op       *operation.Operation
	getter   *cluster.Getter
	renders  *renders
	store    *drivers.Store
	observer *observer.Observer
	hold     *holds.Hold // on the release that it works on
}

// Options of Open.
type Options struct {
	// Namespace of the call; empty: the client's.
	Namespace string
	// AllNamespaces: the records of every namespace.
	AllNamespaces bool
}

// Open resolves the cluster and makes a configuration over it. Nothing is sent yet. Close it.
func Open(op *operation.Operation, options Options) (*Session, error) {
	target, err := access.Resolve(op, options.Namespace)
	if err != nil {
		return nil, err
	}
	getter, err := cluster.Open(op, target)
	if err != nil {
		return nil, err
	}
	namespace := target.Namespace
	if options.AllNamespaces {
		namespace = ""
	}
	session := &Session{
		Namespace: target.Namespace,
		op:        op,
		getter:    getter,
		store:     drivers.NewStore(op, getter, namespace),
	}
	if err := session.configure(); err != nil {
		getter.Close()
		return nil, err
	}
	return session, nil
}

// Perform runs a verb's work and ends its record, also when it panics.
func (s *Session) Perform(name string, work func() error) error {
	err := func() (err error) {
		defer fault.Recovered(&err)
		defer s.observer.Rest()
		return work()
	}()
	defer s.op.Debt.Recording()()
	defer s.op.Debt.Repaid()
	result := err
	if err != nil && s.op.Err() == nil && s.observer.IsLastWrite(err) {
		result = nil // all was done but to record it
	}
	unwritten, overtaken := repair.Finish(s.op, s.observer, s.repairStorage, s.Namespace, name, result)
	s.op.Evidence.Unwritten(unwritten)
	switch {
	case result != nil:
		return result
	case unwritten != nil:
		return fault.RecordNotWritten(name, unwritten)
	}
	return overtaken
}

// Hold takes a release for this operation until Close, or says which operation has it. Those that
// share it, which only run its tests, are not in each other's way.
func (s *Session) Hold(name string, shared bool) error {
	release := holds.Release{Store: s.store.Place(), Namespace: s.Namespace, Name: name}
	hold, err := holds.Take(s.op, release, shared, func() *wire.FailedRelease {
		newest, _ := s.observer.Newest()
		return newest
	})
	if err == nil {
		s.hold = hold
	}
	return err
}

// Records is the kind of object that has the records; "" where the API server does not have them.
func (s *Session) Records() string { return s.store.Resource() }

// Free records that the operation is over that a release waits for.
func (s *Session) Free(rel *release.Release, description string, silent func(*release.Release) error) (*release.Release, error) {
	return s.observer.Free(rel, description, silent)
}

// Written is the newest revision this operation has written, as Helm has left it.
func (s *Session) Written() *release.Release { return s.observer.Written() }

// Narrow makes Helm's list fetch and decode only what it needs; see Narrowed.
func (s *Session) Narrow(selector labels.Selector, all bool) error {
	narrow, err := s.Narrowed(selector, all)
	if narrow != nil {
		s.observer.Driver = narrow
	}
	return err
}

// OnRead is told of each record of the release as it is read, before anything is made of it.
func (s *Session) OnRead(told func(*release.Release)) { s.observer.OnRead = told }

// Expect has check look at a revision before its record is written, and nothing else was.
func (s *Session) Expect(check func(*release.Release) error) {
	accepts := s.observer.Accepts
	s.observer.HoldBack()
	s.observer.Accepts = func(rel *release.Release, status wire.Status) error {
		if err := check(rel); err != nil {
			return err
		}
		return accepts(rel, status)
	}
}

// Refresh makes this operation see kinds as they are now, not as another operation saw them.
func (s *Session) Refresh() { s.getter.Invalidate() }

// Try lets the API server try what this operation would write, after Rehearse.
func (s *Session) Try(plan rehearsal.Plan) error { return rehearsal.Try(s.op, s.Kube, plan) }

// Look tries the same, and gives all that the API server has said.
func (s *Session) Look(plan rehearsal.Plan, tried func(*rehearsal.Tried)) (*rehearsal.Outcome, error) {
	return rehearsal.Look(s.op, s.Kube, plan, tried)
}

// Rehearse lets the API server store nothing that this operation sends.
func (s *Session) Rehearse() { s.getter.Gate.Rehearse() }

// LookAside does Look in the middle of a call that stores what it sends.
func (s *Session) LookAside(plan rehearsal.Plan) (*rehearsal.Outcome, error) {
	s.getter.Gate.Rehearse()
	defer s.getter.Gate.Perform()
	return s.Look(plan, func(*rehearsal.Tried) {})
}

// TryRecord sends a release's record as it would be created, after Rehearse: its size or a missing right
// may stand in the way. Only the API server can be asked to try.
func (s *Session) TryRecord(rel *release.Release) error {
	if !s.store.InCluster() {
		return nil
	}
	made, err := s.store.Driver(gate.Records)
	if err != nil {
		return err
	}
	s.op.Evidence.Phase(wire.PhaseStore, 0)
	err = made.Create(records.KeyOf(rel), rel)
	if errors.Is(err, driver.ErrReleaseExists) { // of a name that is used again
		return nil
	}
	return err
}

// Close gives the release and the cluster back.
func (s *Session) Close() {
	s.hold.LetGo()
	s.getter.Close()
}

func (s *Session) configure() error {
	logger := hostlog.For(s.op.Emit)
	config := action.NewConfiguration(action.ConfigurationSetLogger(logger))
	inner := &kube.Client{
		Factory:     s.getter.Factory(),
		Namespace:   s.Namespace,
		WaitContext: s.op.Context(), //nolint:staticcheck // the legacy waiter reads nothing else
	}
	inner.SetLogger(logger)
	s.Kube = kubeclient.New(inner, s.op, s.getter.Gate, s.getter)
	made, err := s.store.Driver(gate.Records)
	if err != nil {
		return err
	}
	s.observer = observer.New(made, s.op, s.getter.Gate, s.Kube.RecordBegins, s.Kube.RecordWritten)
	s.Kube.Ours = s.observer.Ours
	s.observer.Accepts = s.Kube.ServedHooks
	config.Releases = storage.Init(s.observer)
	config.Releases.SetLogger(logger)
	config.KubeClient = s.Kube
	s.renders = &renders{Getter: s.getter}
	config.RESTClientGetter = s.renders
	config.HookOutputFunc = func(_, _, _ string) io.Writer { return io.Discard } // logs are followed live instead
	s.Config = config
	s.Book = drivers.NewBook(s.store, made, config.Releases)
	return nil
}

// MaxHistory is the default of historyMax (pkg/cli/environment.go in v4.3.1).
func MaxHistory(c *client.Client) int {
	if limit, err := strconv.Atoi(c.Env["HELM_MAX_HISTORY"]); err == nil {
		return limit
	}
	return 10
}

// ClientOnly is a configuration without a cluster, for rendering.
func ClientOnly(op *operation.Operation) *action.Configuration {
	config := action.NewConfiguration(action.ConfigurationSetLogger(hostlog.For(op.Emit)))
	config.HookOutputFunc = func(_, _, _ string) io.Writer { return io.Discard }
	return config
}

// repairStorage is the storage for after the verb: with a deadline of its own, past the gate.
func (s *Session) repairStorage() (*storage.Storage, error) {
	made, err := s.store.Driver(gate.Repair)
	if err != nil {
		return nil, err
	}
	return storage.Init(made), nil
}
