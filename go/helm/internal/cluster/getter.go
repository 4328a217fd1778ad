package cluster

import (
	"net/http"
	"sync"
	"time"

	openapi_v2 "github.com/google/gnostic-models/openapiv2"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/version"
	"k8s.io/cli-runtime/pkg/genericclioptions"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/openapi"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
	"k8s.io/client-go/tools/clientcmd"
	cmdutil "k8s.io/kubectl/pkg/cmd/util"
	"k8s.io/kubectl/pkg/validation"

	"helm.sh/helm/v4/pkg/kubeenv"

	"bunhelm/helm/internal/access"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/gate"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// Getter is what Helm asks for clients: one per operation, over what the cluster shares.
type Getter struct {
	// Gate is that of the operation.
	Gate *gate.Gate
	// Place is the API server, whoever asks it.
	Place string

	op      *operation.Operation
	cluster *cluster
	target  *access.Target
	started time.Time

	mu      sync.Mutex // guards what follows
	pinned  *snapshot
	since   time.Time // a snapshot must not be older
	version *version.Info
}

var _ genericclioptions.RESTClientGetter = (*Getter)(nil)

// Open takes what operations share of the target for one of them, and identifies it there. Nothing else is
// sent yet. Close it.
func Open(op *operation.Operation, target *access.Target) (*Getter, error) {
	c, err := acquire(clusters, target)
	if err != nil { // certificates that cannot be read
		return nil, target.Unusable(err)
	}
	address, proxy := target.Server()
	op.Evidence.Server(address, proxy, target.Who)
	if err := access.Identify(op.Context(), c.transport); err != nil {
		c.release()
		return nil, fault.WithPhase(wire.PhaseConnect, err)
	}
	return &Getter{op: op, cluster: c, target: target, Place: target.Place, Gate: gate.New(op), started: time.Now()}, nil
}

// Close gives back what is shared.
func (g *Getter) Close() { g.cluster.release() }

// Seen is what was seen last of the release records that are such resources: "secrets" or "configmaps".
func (g *Getter) Seen(resource string) *Sight {
	if resource == "configmaps" {
		return &g.cluster.configMaps
	}
	return &g.cluster.secrets
}

// Factory is kubectl's, with the validator of the cluster.
func (g *Getter) Factory() cmdutil.Factory {
	return &factory{Factory: cmdutil.NewFactory(g), getter: g}
}

// ConfigFor is a fresh configuration behind a gate; Helm and cli-runtime write into theirs.
func (g *Getter) ConfigFor(mode gate.Mode) *rest.Config {
	config := g.cluster.anonymous(g.target.Config)
	config.QPS, config.Burst = g.target.QPS, g.target.Burst
	config.UserAgent = userAgent(g.target.UserAgent)
	config.Wrap(func(next http.RoundTripper) http.RoundTripper { return &kubeenv.RetryingRoundTripper{Wrapped: next} })
	config.Wrap(g.Gate.Wrapper(mode))
	config.WarningHandlerWithContext = warnings{g.op}
	return config
}

// ToRESTConfig is a configuration for the operation's work.
func (g *Getter) ToRESTConfig() (*rest.Config, error) { return g.ConfigFor(gate.Work), nil }

// ToRawKubeConfigLoader is the kubeconfig, read at the call's start.
func (g *Getter) ToRawKubeConfigLoader() clientcmd.ClientConfig { return g.target.Loader }

// ToDiscoveryClient is the cluster's discovery as this operation may see it.
func (g *Getter) ToDiscoveryClient() (discovery.CachedDiscoveryInterface, error) {
	return &discoverer{g}, nil
}

// ToRESTMapper maps kinds; a kind that is not there is asked for once more.
func (g *Getter) ToRESTMapper() (meta.RESTMapper, error) {
	mapper := &freshMapper{g}
	client, _ := g.ToDiscoveryClient()
	return restmapper.NewShortcutExpander(mapper, client, nil), nil
}

// current is the snapshot this operation works with. It takes what the cluster has, however old:
// Helm invalidates before it reads capabilities, and a kind that is missing is asked for again.
func (g *Getter) current() (*snapshot, error) {
	g.mu.Lock()
	pinned, since := g.pinned, g.since
	g.mu.Unlock()
	if pinned != nil {
		return pinned, nil
	}
	fresh, err := g.refresh(since)
	// What this operation's own definitions add is served a little after they are established, and what they take away
	// goes a little after they are written.
	asWritten := func() bool { return fresh.offers(g.Gate.Offered()) && fresh.lacks(g.Gate.Withdrawn()) }
	for end := g.Gate.ChangedDiscovery().Add(established); err == nil && !asWritten() && time.Now().Before(end); {
		if !gate.Pause(g.op.Context(), 30*time.Millisecond) {
			break
		}
		fresh, err = g.refresh(time.Now())
	}
	return fresh, err
}

// refresh pins a snapshot that is not older than since.
func (g *Getter) refresh(since time.Time) (*snapshot, error) {
	ctx, done := patient(g.op)
	defer done()
	snapshot, err := g.cluster.discovered(ctx, since)
	if err != nil {
		return nil, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if !snapshot.started.Before(g.since) && (g.pinned == nil || !snapshot.started.Before(g.pinned.started)) {
		g.pinned = snapshot
	}
	return snapshot, nil
}

// Invalidate makes the next look as new as this operation's start, or as its own last change of
// what the API server offers.
func (g *Getter) Invalidate() {
	since := g.started
	if changed := g.Gate.ChangedDiscovery(); changed.After(since) {
		since = changed
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.since = since
	if g.pinned != nil && g.pinned.started.Before(since) {
		g.pinned = nil
	}
}

// discoverer reads the pinned snapshot.
type discoverer struct{ getter *Getter }

func (d *discoverer) with() (discovery.CachedDiscoveryInterface, error) {
	snapshot, err := d.getter.current()
	if err != nil {
		return nil, err
	}
	return snapshot.client, nil
}

func (d *discoverer) live() (*discovery.DiscoveryClient, error) {
	config, _ := d.getter.ToRESTConfig()
	return discovery.NewDiscoveryClientForConfig(config)
}

func (d *discoverer) RESTClient() rest.Interface {
	client, err := d.live()
	if err != nil {
		return nil
	}
	return client.RESTClient()
}

func (d *discoverer) ServerGroups() (*metav1.APIGroupList, error) {
	client, err := d.with()
	if err != nil {
		return nil, err
	}
	return client.ServerGroups()
}

func (d *discoverer) ServerResourcesForGroupVersion(groupVersion string) (*metav1.APIResourceList, error) {
	client, err := d.with()
	if err != nil {
		return nil, err
	}
	return client.ServerResourcesForGroupVersion(groupVersion)
}

func (d *discoverer) ServerGroupsAndResources() ([]*metav1.APIGroup, []*metav1.APIResourceList, error) {
	client, err := d.with()
	if err != nil {
		return nil, nil, err
	}
	return client.ServerGroupsAndResources()
}

func (d *discoverer) ServerPreferredResources() ([]*metav1.APIResourceList, error) {
	client, err := d.with()
	if err != nil {
		return nil, err
	}
	return client.ServerPreferredResources()
}

func (d *discoverer) ServerPreferredNamespacedResources() ([]*metav1.APIResourceList, error) {
	client, err := d.with()
	if err != nil {
		return nil, err
	}
	return client.ServerPreferredNamespacedResources()
}

func (d *discoverer) ServerVersion() (*version.Info, error) { return d.getter.serverVersion() }

// Reach asks for the API server's version.
func (g *Getter) Reach() error {
	_, err := g.serverVersion()
	return err
}

// serverVersion is asked once an operation; Helm would twice.
func (g *Getter) serverVersion() (*version.Info, error) {
	g.mu.Lock()
	known := g.version
	g.mu.Unlock()
	if known != nil {
		return known, nil
	}
	client, err := (&discoverer{g}).live()
	if err != nil {
		return nil, err
	}
	answer, err := client.ServerVersion()
	if err != nil {
		return nil, err
	}
	g.mu.Lock()
	g.version = answer
	g.mu.Unlock()
	return answer, nil
}

func (d *discoverer) OpenAPISchema() (*openapi_v2.Document, error) {
	client, err := d.live()
	if err != nil {
		return nil, err
	}
	return client.OpenAPISchema()
}

func (d *discoverer) OpenAPIV3() openapi.Client {
	client, err := d.live()
	if err != nil {
		return nil
	}
	return client.OpenAPIV3()
}

func (d *discoverer) WithLegacy() discovery.DiscoveryInterface { return d }

func (d *discoverer) Fresh() bool { return true }

func (d *discoverer) Invalidate() { d.getter.Invalidate() }

// freshMapper asks a new snapshot when a kind is not in the pinned one.
type freshMapper struct{ getter *Getter }

// established is how long a CustomResourceDefinition that this operation has written may take to
// be served: "Established" comes a little before.
const established = 2 * time.Second

func mapped[T any](f *freshMapper, ask func(meta.RESTMapper) (T, error)) (T, error) {
	var zero T
	snapshot, err := f.getter.current()
	if err != nil {
		return zero, err
	}
	result, err := ask(snapshot.mapper)
	for meta.IsNoMatchError(err) {
		now := time.Now()
		if snapshot, err = f.getter.refresh(now); err != nil {
			return zero, err
		}
		result, err = ask(snapshot.mapper)
		if now.Sub(f.getter.Gate.ChangedDiscovery()) > established {
			break
		}
		if meta.IsNoMatchError(err) && !gate.Pause(f.getter.op.Context(), 50*time.Millisecond) {
			break
		}
	}
	return result, err
}

func (f *freshMapper) KindFor(resource schema.GroupVersionResource) (schema.GroupVersionKind, error) {
	return mapped(f, func(m meta.RESTMapper) (schema.GroupVersionKind, error) { return m.KindFor(resource) })
}

func (f *freshMapper) KindsFor(resource schema.GroupVersionResource) ([]schema.GroupVersionKind, error) {
	return mapped(f, func(m meta.RESTMapper) ([]schema.GroupVersionKind, error) { return m.KindsFor(resource) })
}

func (f *freshMapper) ResourceFor(input schema.GroupVersionResource) (schema.GroupVersionResource, error) {
	return mapped(f, func(m meta.RESTMapper) (schema.GroupVersionResource, error) { return m.ResourceFor(input) })
}

func (f *freshMapper) ResourcesFor(input schema.GroupVersionResource) ([]schema.GroupVersionResource, error) {
	return mapped(f, func(m meta.RESTMapper) ([]schema.GroupVersionResource, error) { return m.ResourcesFor(input) })
}

func (f *freshMapper) RESTMapping(kind schema.GroupKind, versions ...string) (*meta.RESTMapping, error) {
	return mapped(f, func(m meta.RESTMapper) (*meta.RESTMapping, error) { return m.RESTMapping(kind, versions...) })
}

func (f *freshMapper) RESTMappings(kind schema.GroupKind, versions ...string) ([]*meta.RESTMapping, error) {
	return mapped(f, func(m meta.RESTMapper) ([]*meta.RESTMapping, error) { return m.RESTMappings(kind, versions...) })
}

func (f *freshMapper) ResourceSingularizer(resource string) (string, error) {
	return mapped(f, func(m meta.RESTMapper) (string, error) { return m.ResourceSingularizer(resource) })
}

// Reset is what Helm calls after it has installed CRDs.
func (f *freshMapper) Reset() { f.getter.Invalidate() }

// factory is kubectl's, with the validator of the cluster.
type factory struct {
	cmdutil.Factory
	getter *Getter
}

// Validator checks documents as kubectl does; whether the API server validates a kind itself is
// asked once per cluster.
func (f *factory) Validator(directive string) (validation.Schema, error) {
	if directive == metav1.FieldValidationIgnore {
		return validation.NullSchema{}, nil
	}
	schemas := validation.ConjunctiveSchema{validation.NewSchemaValidation(f.Factory), validation.NoDoubleKeySchema{}}
	return noted{validation.NewParamVerifyingSchema(schemas, verifierOf{f.getter}, directive), f.getter.Gate}, nil
}

// noted keeps why documents could not be checked.
type noted struct {
	validation.Schema
	gates *gate.Gate
}

func (n noted) ValidateBytes(data []byte) error {
	err := n.Schema.ValidateBytes(data)
	if err != nil {
		n.gates.NoteUnchecked(err)
	}
	return err
}

type verifierOf struct{ getter *Getter }

func (v verifierOf) HasSupport(gvk schema.GroupVersionKind) error {
	ctx, done := patient(v.getter.op)
	defer done()
	return v.getter.cluster.HasSupport(ctx, gvk)
}
