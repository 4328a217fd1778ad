package session

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/cli-runtime/pkg/genericclioptions"
	"k8s.io/client-go/rest"
	cmdutil "k8s.io/kubectl/pkg/cmd/util"

	"helm.sh/helm/v4/pkg/action"
	"helm.sh/helm/v4/pkg/kube"
	release "helm.sh/helm/v4/pkg/release/v1"
	"helm.sh/helm/v4/pkg/storage"
	"helm.sh/helm/v4/pkg/storage/driver"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/hostlog"
	"bunhelm/helm/internal/kubewrap"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"

	// Every way into a cluster that kubectl has.
	_ "k8s.io/client-go/plugin/pkg/client/auth"
)

// Version of Helm, for the User-Agent; set by verbs from the build.
var Version string

func baseUserAgent() string { return "Helm/" + strings.TrimPrefix(Version, "v") + " bunhelm" }

func (s *settings) userAgent() string {
	if s.UserAgent == "" {
		return baseUserAgent()
	}
	return baseUserAgent() + " " + s.UserAgent
}

// Session is one operation's view of one cluster.
type Session struct {
	// Config is fresh for the operation and used for one action only.
	Config *action.Configuration
	// Namespace is the namespace of the call, resolved.
	Namespace string
	// Kube is Config's kube client.
	Kube *kubewrap.Client

	op       *operation.Operation
	getter   *getter
	settings *settings
	observer *observer
	gates    *kubewrap.Gates
	unread   *unread
	// storage is the namespace of the records: Namespace, or "" for all.
	storage string
	// the release it has taken, and when
	held      heldRelease
	shares    bool
	heldSince time.Time
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
	s := settingsOf(op)
	resolved, err := s.resolve(options.Namespace)
	if err != nil {
		return nil, err
	}
	cluster, err := clusters.acquire(resolved)
	if err != nil { // certificates that cannot be read
		return nil, fault.Kubeconfig(resolved.files, s.KubeContext, nil, err)
	}
	address, proxy := resolved.server()
	op.SetServer(address, proxy, resolved.who)
	if err := cluster.identify(op.Context()); err != nil {
		cluster.release()
		return nil, fault.In(wire.PhaseConnect, err)
	}
	gates := kubewrap.NewGates(op)
	session := &Session{
		Namespace: resolved.namespace,
		op:        op,
		settings:  s,
		gates:     gates,
		unread:    newUnread(op),
		storage:   resolved.namespace,
		getter:    &getter{op: op, cluster: cluster, resolved: resolved, settings: s, gates: gates, started: time.Now()},
	}
	if options.AllNamespaces {
		session.storage = ""
	}
	if err := session.configure(); err != nil {
		cluster.release()
		return nil, err
	}
	return session, nil
}

// Perform runs a verb's work and ends its record, also when it panics.
func (s *Session) Perform(name string, work func() error) error {
	err := func() (err error) {
		defer fault.Recovered(&err)
		return work()
	}()
	defer s.op.Recording()()
	defer s.op.Repaid()
	result := err
	if err != nil && s.op.Err() == nil && s.observer.isLastWrite(err) {
		result = nil // all was done but to record it
	}
	unwritten, overtaken := s.finish(name, result)
	s.op.SetUnwritten(unwritten)
	switch {
	case result != nil:
		return result
	case unwritten != nil:
		return fault.RecordNotWritten(name, unwritten)
	}
	return overtaken
}

// OnRead is told of each record of the release as it is read, before anything is made of it.
func (s *Session) OnRead(told func(*release.Release)) { s.observer.onRead = told }

// Refresh makes this operation see kinds as they are now, not as another operation saw them.
func (s *Session) Refresh() { s.getter.invalidate() }

// Rehearse lets the API server store nothing that this operation sends.
func (s *Session) Rehearse() { s.gates.Rehearse() }

// TryRecord sends a release's record as it would be created, after Rehearse: its size or a missing right
// may stand in the way. Only the API server can be asked to try.
func (s *Session) TryRecord(rel *release.Release) error {
	switch s.settings.Driver {
	case wire.DriverMemory, wire.DriverSQL:
		return nil
	}
	records, err := s.settings.newDriver(s.op, s.getter, s.storage, kubewrap.Records, hostlog.For(s.op), s.unread)
	if err != nil {
		return err
	}
	s.op.Phase(wire.PhaseStore, 0)
	err = records.Create(keyOf(rel), rel)
	if errors.Is(err, driver.ErrReleaseExists) { // of a name that is used again
		return nil
	}
	return err
}

// Close gives the release and the cluster back.
func (s *Session) Close() {
	s.letGo()
	s.getter.cluster.release()
}

func (s *Session) configure() error {
	logger := hostlog.For(s.op)
	config := action.NewConfiguration(action.ConfigurationSetLogger(logger))
	inner := &kube.Client{
		Factory:     &factory{Factory: cmdutil.NewFactory(s.getter), getter: s.getter},
		Namespace:   s.Namespace,
		WaitContext: s.op.Context(), //nolint:staticcheck // the legacy waiter reads nothing else
	}
	inner.SetLogger(logger)
	s.Kube = kubewrap.New(inner, s.op, s.gates, s.getter)
	records, err := s.settings.newDriver(s.op, s.getter, s.storage, kubewrap.Records, logger, s.unread)
	if err != nil {
		return err
	}
	s.observer = newObserver(records, s.op, s.gates, s.Kube.Attempted, s.Kube.Recorded)
	s.Kube.Ours = s.observer.ours
	s.observer.accepts = s.Kube.ServedHooks
	config.Releases = storage.Init(s.observer)
	config.Releases.SetLogger(logger)
	config.KubeClient = s.Kube
	config.RESTClientGetter = s.getter
	config.HookOutputFunc = func(_, _, _ string) io.Writer { return io.Discard } // logs are followed live instead
	s.Config = config
	return nil
}

// ClientOnly is a configuration without a cluster, for rendering.
func ClientOnly(op *operation.Operation) *action.Configuration {
	config := action.NewConfiguration(action.ConfigurationSetLogger(hostlog.For(op)))
	config.HookOutputFunc = func(_, _, _ string) io.Writer { return io.Discard }
	return config
}

// Namespace of a call without a cluster, which must be one that a cluster can have.
func Namespace(op *operation.Operation, namespace string) (string, error) {
	namespace = NamespaceText(op, namespace)
	return namespace, checkNamespace(namespace)
}

// NamespaceText is the namespace of what is only rendered, which may be any text, such as a place holder: the
// option, the variable, the kubeconfig's if there is one.
func NamespaceText(op *operation.Operation, namespace string) string {
	s := settingsOf(op)
	for _, candidate := range []string{namespace, s.Namespace} {
		if candidate != "" {
			return candidate
		}
	}
	if raw, _, err := s.kubeconfig(); err == nil {
		name := s.KubeContext
		if name == "" {
			name = raw.CurrentContext
		}
		if context := raw.Contexts[name]; context != nil && context.Namespace != "" {
			return context.Namespace
		}
	}
	return "default"
}

// checkNamespace refuses what no namespace can be called.
func checkNamespace(name string) error {
	if problems := validation.IsDNS1123Label(name); len(problems) > 0 {
		return fault.InvalidArgument("namespace", "namespace %q: %s", name, strings.Join(problems, "; "))
	}
	return nil
}

// repairStorage is the storage for after the verb: with a deadline of its own, past the gate.
func (s *Session) repairStorage() (*storage.Storage, error) {
	records, err := s.settings.newDriver(s.op, s.getter, s.storage, kubewrap.Repair, hostlog.For(s.op), s.unread)
	if err != nil {
		return nil, err
	}
	return storage.Init(records), nil
}

// warnings are what the API server says beside its answers.
type warnings struct{ op *operation.Operation }

func (w warnings) HandleWarningHeaderWithContext(_ context.Context, code int, _ string, message string) {
	if code == 299 && message != "" {
		w.op.Emit(wire.WarningEvent{Message: message})
	}
}

var (
	_ rest.WarningHandlerWithContext     = warnings{}
	_ genericclioptions.RESTClientGetter = (*getter)(nil)
)
