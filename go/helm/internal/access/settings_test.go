package access

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bunhelm/helm/internal/client"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/silent"
	"bunhelm/helm/internal/wire"
)

const kubeconfig = `
apiVersion: v1
kind: Config
clusters: [{name: one, cluster: {server: "https://127.0.0.1:1"}}, {name: two, cluster: {server: "https://127.0.0.1:2"}}]
users: [{name: me, user: {token: secret}}]
contexts: [{name: one, context: {cluster: one, user: me, namespace: shop}}, {name: two, context: {cluster: two, user: me}}, {name: lost, context: {cluster: nowhere, user: me}}]
current-context: one
`

func resolveWith(t *testing.T, options wire.Client, namespace string) (*Target, error) {
	t.Helper()
	op := operation.New(context.Background(), silent.Port{})
	op.Client = client.New(&options, t.TempDir())
	return Resolve(op, namespace)
}

func contents(text string) *wire.Kubeconfig { return &wire.Kubeconfig{Contents: []byte(text)} }

func TestTheNamespaceIsTheCallsTheClientsTheVariablesOrTheContexts(t *testing.T) {
	for _, test := range []struct {
		client    wire.ClientOptions
		env       map[string]string
		namespace string
		want      string
	}{
		{wire.ClientOptions{}, nil, "", "shop"},
		{wire.ClientOptions{KubeContext: "two"}, nil, "", "default"},
		{wire.ClientOptions{}, map[string]string{"HELM_NAMESPACE": "env"}, "", "env"},
		{wire.ClientOptions{Namespace: "client"}, map[string]string{"HELM_NAMESPACE": "env"}, "", "client"},
		{wire.ClientOptions{Namespace: "client"}, nil, "call", "call"},
	} {
		test.client.Kubeconfig = contents(kubeconfig)
		r, err := resolveWith(t, wire.Client{ClientOptions: test.client, Env: test.env}, test.namespace)
		if err != nil || r.Namespace != test.want {
			t.Errorf("%+v: %v, %v", test, r, err)
		}
	}
}

func TestAKubeconfigThatNamesNoClusterSaysWhy(t *testing.T) {
	directory := t.TempDir()
	broken := filepath.Join(directory, "broken")
	if err := os.WriteFile(broken, []byte("a: [b"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		client wire.Client
		says   string
	}{
		"nothing":         {wire.Client{}, "there is no kubeconfig"},
		"missing file":    {wire.Client{ClientOptions: wire.ClientOptions{Kubeconfig: &wire.Kubeconfig{Paths: []string{"nowhere"}}}}, "nowhere"},
		"missing by env":  {wire.Client{Env: map[string]string{"KUBECONFIG": "/nowhere/a:/nowhere/b"}}, "/nowhere/a"},
		"broken file":     {wire.Client{ClientOptions: wire.ClientOptions{Kubeconfig: &wire.Kubeconfig{Paths: []string{broken}}}}, broken},
		"broken contents": {wire.Client{ClientOptions: wire.ClientOptions{Kubeconfig: contents("a: [b")}}, "the kubeconfig cannot be used: it cannot be read: line 1: did not find expected ',' or ']'"},
		"empty contents":  {wire.Client{ClientOptions: wire.ClientOptions{Kubeconfig: contents("{}")}}, "no cluster is configured"},
		"no such context": {wire.Client{ClientOptions: wire.ClientOptions{Kubeconfig: contents(kubeconfig), KubeContext: "three"}}, `no context "three"`},
		"no such cluster": {wire.Client{ClientOptions: wire.ClientOptions{Kubeconfig: contents(kubeconfig), KubeContext: "lost"}}, `"nowhere"`},
		"no pod":          {wire.Client{ClientOptions: wire.ClientOptions{InCluster: true}}, "KUBERNETES_SERVICE_HOST"},
	} {
		_, err := resolveWith(t, test.client, "")
		var known *wire.Error
		if !errors.As(err, &known) || known.Code != wire.CodeKubeconfigInvalid || !strings.Contains(known.Message, test.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := resolveWith(t, wire.Client{ClientOptions: wire.ClientOptions{Kubeconfig: contents(kubeconfig), KubeContext: "three"}}, "")
	var known *wire.Error
	errors.As(err, &known)
	if got := strings.Join(known.Details.(wire.KubeconfigDetails).Contexts, " "); got != "lost one two" {
		t.Errorf("contexts: %s", got)
	}
}

func TestAnOptionWinsOverItsVariableAndItOverTheKubeconfig(t *testing.T) {
	client := wire.Client{ClientOptions: wire.ClientOptions{Kubeconfig: contents(kubeconfig)}, Env: map[string]string{
		"HELM_KUBETOKEN": "env-token", "HELM_KUBEAPISERVER": "https://127.0.0.1:3", "HELM_KUBEASUSER": "env-user", "HELM_KUBEASGROUPS": "a,b",
	}}
	r, err := resolveWith(t, client, "")
	if err != nil {
		t.Fatal(err)
	}
	if r.Config.BearerToken != "env-token" || r.Config.Host != "https://127.0.0.1:3" || r.Config.Impersonate.UserName != "env-user" || len(r.Config.Impersonate.Groups) != 2 {
		t.Errorf("%+v", r.Config)
	}
	client.KubeToken, client.KubeApiserver = "token", "https://127.0.0.1:4"
	if r, err = resolveWith(t, client, ""); err != nil || r.Config.BearerToken != "token" || r.Config.Host != "https://127.0.0.1:4" {
		t.Errorf("%+v %v", r, err)
	}
}

func TestCredentialsAndClustersAreTheIdentityAndNothingElseIs(t *testing.T) {
	of := func(client wire.Client) string {
		t.Helper()
		client.Kubeconfig = contents(kubeconfig)
		r, err := resolveWith(t, client, "")
		if err != nil {
			t.Fatal(err)
		}
		return r.Identity
	}
	base := of(wire.Client{})
	if of(wire.Client{ClientOptions: wire.ClientOptions{Namespace: "other", UserAgent: "me"}}) != base {
		t.Error("a namespace makes another identity")
	}
	for name, client := range map[string]wire.Client{
		"token":       {ClientOptions: wire.ClientOptions{KubeToken: "other"}},
		"impersonate": {ClientOptions: wire.ClientOptions{KubeAsUser: "other"}},
		"server":      {ClientOptions: wire.ClientOptions{KubeContext: "two"}},
		"proxy":       {Env: map[string]string{"HTTPS_PROXY": "http://127.0.0.1:9"}},
	} {
		if of(client) == base {
			t.Errorf("another %s is the same identity", name)
		}
	}
}

func TestACredentialPluginSeesTheClientsVariablesAndThenItsOwn(t *testing.T) {
	const exec = `
apiVersion: v1
kind: Config
clusters: [{name: one, cluster: {server: "https://127.0.0.1:1"}}]
users: [{name: me, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: plugin, interactiveMode: IfAvailable, env: [{name: OWN, value: kept}]}}}]
contexts: [{name: one, context: {cluster: one, user: me}}]
current-context: one
`
	r, err := resolveWith(t, wire.Client{
		ClientOptions: wire.ClientOptions{Kubeconfig: contents(exec)},
		Env:           map[string]string{"OWN": "lost", "HELM_THING": "seen", "PATH": "/bin"},
	}, "")
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(r.environ, " "); got != "HELM_THING=seen OWN=lost PATH=/bin OWN=kept" {
		t.Error(got)
	}
}
