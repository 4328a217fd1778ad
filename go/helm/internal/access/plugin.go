package access

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/pprof"
	"slices"
	"strings"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	utilnet "k8s.io/apimachinery/pkg/util/net"
	"k8s.io/client-go/pkg/apis/clientauthentication"
	"k8s.io/client-go/pkg/apis/clientauthentication/install"
	"k8s.io/client-go/rest"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/programs"
	"bunhelm/helm/internal/secret"
	"bunhelm/helm/internal/wire"
)

// plugin sends requests with what a credential plugin gives (client.authentication.k8s.io). Unlike
// client-go's own, it can be cancelled, it keeps what the plugin says on standard error, it runs in
// the client's environment, and a new certificate breaks no request that is under way.
type plugin struct {
	config  *clientcmdapi.ExecConfig
	version schema.GroupVersion
	cluster *clientauthentication.Cluster // nil unless the plugin wants it
	environ []string
	// connect makes connections that show a certificate.
	connect func(certificate, key string) (http.RoundTripper, error)
	// bare connections show none.
	bare http.RoundTripper

	mu      sync.Mutex // guards what follows, and waiters of the run
	latest  *credential
	running *run
}

// credential is what the plugin has given.
type credential struct {
	token     string
	expires   time.Time // zero: never
	transport http.RoundTripper
}

// run is the plugin at work, for all who wait for it.
type run struct {
	waiters int
	cancel  context.CancelFunc
	done    chan struct{}
	result  *credential
	err     error
}

var execCodecs = func() serializer.CodecFactory {
	scheme := runtime.NewScheme()
	install.Install(scheme)
	return serializer.NewCodecFactory(scheme)
}()

// newPlugin prepares the plugin of a configuration. It is not run yet.
func newPlugin(config *rest.Config, environ []string) (*plugin, error) {
	asked := config.ExecProvider
	version, err := schema.ParseGroupVersion(asked.APIVersion)
	if err != nil || version.Group != clientauthentication.GroupName || !slices.Contains([]string{"v1", "v1beta1"}, version.Version) {
		return nil, fmt.Errorf("exec plugin: invalid apiVersion %q", asked.APIVersion)
	}
	if asked.InteractiveMode == clientcmdapi.AlwaysExecInteractiveMode {
		return nil, fmt.Errorf("the credential plugin %q needs standard input (interactiveMode: Always), which is not available here", asked.Command)
	}
	p := &plugin{config: asked, version: version, environ: environ}
	if asked.ProvideClusterInfo {
		if p.cluster, err = rest.ConfigToExecCluster(config); err != nil {
			return nil, err
		}
	}
	p.connect = func(certificate, key string) (http.RoundTripper, error) {
		with := rest.CopyConfig(config)
		with.ExecProvider = nil
		with.CertData, with.KeyData = []byte(certificate), []byte(key)
		return transportFor(with)
	}
	p.bare, err = p.connect("", "")
	return p, err
}

// RoundTrip sends with the credential, and once more with a new one if the API server refuses it.
func (p *plugin) RoundTrip(request *http.Request) (*http.Response, error) {
	used, err := p.get(request.Context(), nil)
	if err != nil {
		if request.Body != nil {
			_ = request.Body.Close()
		}
		return nil, err
	}
	response, err := used.send(request)
	if err != nil || response.StatusCode != http.StatusUnauthorized || request.Body != nil && request.GetBody == nil {
		return response, err
	}
	fresh, err := p.get(request.Context(), used)
	if err != nil || fresh.token == used.token && fresh.transport == used.transport {
		return response, nil // its answer says more than a second one would
	}
	again := request.Clone(request.Context())
	if request.GetBody != nil {
		if again.Body, err = request.GetBody(); err != nil {
			return response, nil
		}
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 1<<16))
	_ = response.Body.Close()
	return fresh.send(again)
}

func (c *credential) send(request *http.Request) (*http.Response, error) {
	if c.token != "" {
		request = utilnet.CloneRequest(request)
		request.Header.Set("Authorization", "Bearer "+c.token)
	}
	return c.transport.RoundTrip(request)
}

// get gives a credential that is valid and not the one that was refused. The plugin runs once for
// all who wait, and is ended when nobody waits any more.
func (p *plugin) get(ctx context.Context, refused *credential) (*credential, error) {
	p.mu.Lock()
	if p.latest != nil && p.latest != refused && (p.latest.expires.IsZero() || time.Now().Before(p.latest.expires)) {
		defer p.mu.Unlock()
		return p.latest, nil
	}
	if p.running == nil {
		p.running = p.start()
	}
	r := p.running
	r.waiters++
	p.mu.Unlock()
	select {
	case <-r.done:
		return r.result, r.err
	case <-ctx.Done():
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if r.waiters--; r.waiters == 0 && p.running == r {
		r.cancel()
		p.running = nil
	}
	return nil, context.Cause(ctx)
}

func (p *plugin) start() *run {
	ctx, cancel := context.WithCancel(context.Background())
	r := &run{cancel: cancel, done: make(chan struct{})}
	go func() {
		pprof.SetGoroutineLabels(context.Background()) // it is no operation's own
		defer close(r.done)
		defer cancel()
		result, err := p.ask(ctx)
		p.mu.Lock()
		defer p.mu.Unlock()
		r.result, r.err = result, err
		if p.running == r {
			p.running = nil
			if err == nil {
				p.replace(result)
			}
		}
	}()
	return r
}

// replace is called with the lock held. Requests under way keep the old connections.
func (p *plugin) replace(with *credential) {
	if p.latest != nil && p.latest.transport != with.transport {
		utilnet.CloseIdleConnectionsFor(p.latest.transport)
	}
	p.latest = with
}

// credentialLimit is how much a plugin may print: a token or a certificate with its key take some KiB.
const credentialLimit = 1 << 20

// ask runs the plugin.
func (p *plugin) ask(ctx context.Context) (given *credential, err error) {
	defer fault.Recovered(&err)
	var text []byte
	defer func() { p.hide(err, string(text)) }()
	name := p.config.Command
	path, hint, err := p.find(name)
	if err != nil {
		return nil, fault.Credentials(cmp.Or(p.config.InstallHint, hint), err)
	}
	info, err := runtime.Encode(execCodecs.LegacyCodec(p.version), &clientauthentication.ExecCredential{
		Spec: clientauthentication.ExecCredentialSpec{Cluster: p.cluster},
	})
	if err != nil {
		return nil, err
	}
	ctx, end := context.WithCancel(ctx)
	defer end()
	printed := &programs.AtMost{Limit: credentialLimit, End: end}
	command := exec.CommandContext(ctx, path, p.config.Args...)
	command.Env = append(slices.Clone(p.environ), "KUBERNETES_EXEC_INFO="+string(info))
	command.Stdout = printed
	said, err := programs.Run(command)
	var full bool
	text, full = printed.Bytes()
	if full {
		return nil, fault.Credentials("", fmt.Errorf("the credential plugin %q printed more than %d bytes: that is not an ExecCredential%s", name, credentialLimit, said))
	}
	if err != nil {
		return nil, fault.Credentials("", fmt.Errorf("the credential plugin %q failed: %w%s", name, err, said))
	}
	answer := &clientauthentication.ExecCredential{}
	_, kind, err := execCodecs.UniversalDecoder(p.version).Decode(text, nil, answer)
	if err == nil && kind.Version == runtime.APIVersionInternal {
		err = errors.New("it has no kind")
	}
	switch {
	case err != nil:
		return nil, fault.Credentials("", fmt.Errorf("the credential plugin %q printed no ExecCredential: %w%s", name, err, said))
	case kind.GroupVersion() != p.version:
		return nil, fault.Credentials("", fmt.Errorf("the credential plugin %q printed a credential of %s, the kubeconfig says %s", name, kind.GroupVersion(), p.version))
	}
	if given, err = p.read(answer.Status); err != nil {
		return nil, fault.Credentials("", fmt.Errorf("the credential plugin %q: %w", name, err))
	}
	return given, nil
}

// hide takes out of an error what the plugin has printed: it may be a credential, whole or broken. What the
// kubeconfig gives to the plugin each operation knows.
func (p *plugin) hide(err error, printed string) {
	var known *wire.Error
	if !errors.As(err, &known) || printed == "" {
		return
	}
	var hidden secret.Set
	printed = printed[:min(len(printed), 1<<16)]
	hidden.Add(secret.InText(printed)...)
	for word := range strings.FieldsSeq(printed) {
		if len(word) >= 12 {
			hidden.Add(word)
		}
	}
	known.Cause = errors.New(hidden.Mask(known.Cause.Error()))
	known.Message = hidden.Mask(known.Message)
}

func (p *plugin) read(status *clientauthentication.ExecCredentialStatus) (*credential, error) {
	switch {
	case status == nil || status.Token == "" && status.ClientCertificateData == "" && status.ClientKeyData == "":
		return nil, errors.New("it returned neither a token nor a certificate with its key")
	case (status.ClientCertificateData == "") != (status.ClientKeyData == ""):
		return nil, errors.New("it returned only one of certificate and key")
	}
	given := &credential{token: status.Token, transport: p.bare}
	if status.ExpirationTimestamp != nil {
		given.expires = status.ExpirationTimestamp.Time
	}
	if status.ClientCertificateData != "" {
		var err error
		if given.transport, err = p.connect(status.ClientCertificateData, status.ClientKeyData); err != nil {
			return nil, fmt.Errorf("its certificate cannot be used: %w", err)
		}
	}
	return given, nil
}

// find looks for a command in the client's PATH; exec.LookPath would in the process's. hint: what to do where
// it is not there.
func (p *plugin) find(name string) (file, hint string, err error) {
	if strings.ContainsRune(name, filepath.Separator) {
		if _, err := os.Stat(name); err != nil {
			return "", "install " + name + ", or correct its path in the kubeconfig", fmt.Errorf("the credential plugin is missing: %w", err)
		}
		return name, "", nil
	}
	path := ""
	for _, variable := range p.environ { // the last one counts, as for the plugin
		if value, found := strings.CutPrefix(variable, "PATH="); found {
			path = value
		}
	}
	if file, err := programs.Find(name, path); err == nil {
		return file, "", nil
	}
	hint = "install " + name + ", or add its directory to the PATH of the client's env"
	if path == "" {
		hint = "install " + name + ", or give the client an env with a PATH"
	}
	return "", hint, fmt.Errorf("the credential plugin %q is not in the PATH %q: %w", name, path, fs.ErrNotExist)
}
