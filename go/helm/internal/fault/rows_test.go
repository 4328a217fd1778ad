package fault_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	utilerrors "k8s.io/apimachinery/pkg/util/errors"
	"k8s.io/client-go/util/flowcontrol"

	"helm.sh/helm/v4/pkg/action"
	ci "helm.sh/helm/v4/pkg/chart"
	"helm.sh/helm/v4/pkg/chart/common"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	kubefake "helm.sh/helm/v4/pkg/kube/fake"
	rcommon "helm.sh/helm/v4/pkg/release/common"
	release "helm.sh/helm/v4/pkg/release/v1"
	"helm.sh/helm/v4/pkg/storage"
	"helm.sh/helm/v4/pkg/storage/driver"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/silent"
	"bunhelm/helm/internal/wire"
)

func classify(err error) *wire.Error {
	return fault.Classify(operation.New(context.Background(), silent.Port{}), err)
}

// render lets Helm itself fail: its texts are what texts.go matches.
func render(t *testing.T, change func(*chart.Chart), templates ...string) *wire.Error {
	t.Helper()
	ch := &chart.Chart{Metadata: &chart.Metadata{APIVersion: "v2", Name: "web", Version: "1.0.0"}}
	for i, text := range templates {
		ch.Templates = append(ch.Templates, &common.File{Name: fmt.Sprintf("templates/t%d.yaml", i), Data: []byte(text)})
	}
	if change != nil {
		change(ch)
	}
	install := action.NewInstall(action.NewConfiguration())
	install.DryRunStrategy, install.ReleaseName, install.Namespace, install.Replace = action.DryRunClient, "web", "default", true
	_, err := install.Run(ch, map[string]any{})
	if err == nil {
		t.Fatal("Helm accepts it")
	}
	return classify(err)
}

func TestHelmsTemplateErrorsNameTemplateAndLine(t *testing.T) {
	for name, test := range map[string]struct {
		template string
		line     int
	}{
		"parse error":      {"a: b\nc: {{ if }}", 2},
		"missing function": {"a: b\n\nc: {{ nothing .Values }}", 3},
		"fail":             {"a: {{ fail \"no\" }}", 1},
		"required":         {"a: b\nc: {{ required \"give c\" .Values.c }}", 2},
		"nil pointer":      {"a: {{ .Values.a.b.c }}", 1},
		"wrong type":       {"a: b\nc: {{ range 1 .Values }}{{ end }}", 2},
		"nested include":   {"{{ define \"x\" }}{{ fail \"deep\" }}{{ end }}a: {{ include \"x\" . }}", 1},
		"missing include":  {"a: {{ include \"nowhere\" . }}", 1},
	} {
		e := render(t, nil, test.template)
		details, ok := e.Details.(wire.TemplateFailedDetails)
		if e.Code != wire.CodeTemplateFailed || !ok {
			t.Errorf("%s: %s %s", name, e.Code, e.Message)
			continue
		}
		if details.Template != "web/templates/t0.yaml" || details.Line != test.line || e.Phase != wire.PhaseRender {
			t.Errorf("%s: %+v in phase %q from %q", name, details, e.Phase, e.Message)
		}
	}
}

func TestANestedErrorNamesTheInnermostPlace(t *testing.T) {
	e := render(t, nil, "a: {{ include \"deep\" . }}", "{{ define \"deep\" }}\n\n{{ .Values.a.b.c }}{{ end }}")
	if d := e.Details.(wire.TemplateFailedDetails); d.Template != "web/templates/t1.yaml" || d.Line != 3 {
		t.Fatalf("%+v from %q", d, e.Message)
	}
}

func TestHelmsOtherTextsAreKnown(t *testing.T) {
	if e := render(t, nil, "a: b: c"); e.Code != wire.CodeManifestInvalid || e.Details.(wire.ManifestInvalidDetails).Template != "web/templates/t0.yaml" {
		t.Errorf("broken YAML: %s %+v", e.Code, e.Details)
	}
	e := render(t, func(c *chart.Chart) { c.Metadata.KubeVersion = ">=99" }, "a: b")
	if d, ok := e.Details.(wire.ChartIncompatibleDetails); e.Code != wire.CodeChartIncompatible || !ok || d.Required != ">=99" || d.KubeVersion == "" {
		t.Errorf("kubeVersion: %s %+v", e.Code, e.Details)
	}
	ch := &chart.Chart{Metadata: &chart.Metadata{Name: "web"}}
	missing := action.CheckDependencies(ch, []ci.Dependency{&chart.Dependency{Name: "redis"}, &chart.Dependency{Name: "mysql"}})
	e = classify(missing)
	if d, ok := e.Details.(wire.DependencyMissingDetails); e.Code != wire.CodeDependencyMissing || !ok || strings.Join(d.Missing, " ") != "redis mysql" {
		t.Errorf("dependencies: %s %+v from %v", e.Code, e.Details, missing)
	}
}

// stored is a configuration whose storage holds one release.
func stored(t *testing.T, status rcommon.Status) *action.Configuration {
	t.Helper()
	config := action.NewConfiguration()
	config.KubeClient = &kubefake.PrintingKubeClient{Out: io.Discard}
	config.Releases = storage.Init(driver.NewMemory())
	config.Capabilities = common.DefaultCapabilities
	rel := release.Mock(&release.MockReleaseOptions{Name: "web", Status: status})
	if err := config.Releases.Create(rel); err != nil {
		t.Fatal(err)
	}
	return config
}

func TestHelmsRefusalsOfANameAreKnown(t *testing.T) {
	ch := &chart.Chart{Metadata: &chart.Metadata{APIVersion: "v2", Name: "web", Version: "1.0.0"}}
	install := action.NewInstall(stored(t, rcommon.StatusDeployed))
	install.ReleaseName, install.Namespace, install.WaitStrategy = "web", "default", "hookOnly"
	if _, err := install.Run(ch, nil); classify(err).Code != wire.CodeReleaseExists {
		t.Error("install over a release:", err)
	}
	upgrade := action.NewUpgrade(stored(t, rcommon.StatusPendingUpgrade))
	upgrade.Namespace, upgrade.WaitStrategy = "default", "hookOnly"
	if _, err := upgrade.Run("web", ch, nil); classify(err).Code != wire.CodeReleasePending {
		t.Error("upgrade of a pending release:", err)
	}
	if _, err := upgrade.Run("nothing", ch, nil); classify(err).Code != wire.CodeReleaseNotFound {
		t.Error("upgrade of no release:", err)
	}
}

func TestAnswersOfTheAPIServer(t *testing.T) {
	secrets := schema.GroupResource{Resource: "secrets"}
	conflict := apierrors.NewConflict(secrets, "web", errors.New("conflicts"))
	conflict.ErrStatus.Details.Causes = []metav1.StatusCause{
		{Type: metav1.CauseTypeFieldManagerConflict, Field: ".spec.replicas", Message: `conflict with "kubectl" using apps/v1`},
	}
	large := apierrors.NewInvalid(schema.GroupKind{Kind: "Secret"}, "sh.helm.release.v1.web.v1", nil)
	large.ErrStatus.Details.Causes = []metav1.StatusCause{{Type: metav1.CauseTypeTooLong, Message: "Too long: may not be more than 1048576 bytes"}}
	forbidden := apierrors.NewForbidden(secrets, "web", errors.New(`User "x" cannot list resource "secrets"`))
	for _, test := range []struct {
		name string
		err  error
		code wire.Code
	}{
		{"field conflict", fault.WithPhase(wire.PhaseApply, conflict), wire.CodeApplyConflict},
		{"record too large", large, wire.CodeReleaseTooLarge},
		{"unauthorized", apierrors.NewUnauthorized("no"), wire.CodeUnauthorized},
		{"forbidden", forbidden, wire.CodeForbidden},
		{"forbidden while applying", fault.WithPhase(wire.PhaseApply, forbidden), wire.CodeForbidden},
		{"invalid object", fault.WithPhase(wire.PhaseApply, apierrors.NewInvalid(schema.GroupKind{Kind: "Pod"}, "web", nil)), wire.CodeManifestInvalid},
		{"denied by admission", fault.WithPhase(wire.PhaseApply, apierrors.NewForbidden(secrets, "web", errors.New("denied by policy"))), wire.CodeManifestInvalid},
		{"server error", apierrors.NewInternalError(errors.New("etcd is gone")), wire.CodeAPIServer},
		{"no such kind", &meta.NoKindMatchError{GroupKind: schema.GroupKind{Kind: "Nothing"}}, wire.CodeManifestInvalid},
		{"no such kind among others", fault.WithPhase(wire.PhaseBuild, utilerrors.NewAggregate([]error{errors.New("x"), &meta.NoKindMatchError{}})), wire.CodeManifestInvalid},
		{"no route", &url.Error{Op: "Get", URL: "https://127.0.0.1", Err: &net.OpError{Op: "dial", Err: errors.New("refused")}}, wire.CodeClusterUnreachable},
		{"no certificate", fault.WithPhase(wire.PhaseConnect, errors.New("x509: unknown authority")), wire.CodeClusterUnreachable},
		{"cut", fmt.Errorf("reading: %w", &url.Error{Op: "Get", URL: "https://127.0.0.1", Err: http.ErrServerClosed}), wire.CodeClusterUnreachable},
		{"no release", driver.NewErrNoDeployedReleases("web"), wire.CodeReleaseNotFound},
		{"same revision", driver.ErrReleaseExists, wire.CodeReleasePending},
		{"something else", errors.New("who knows"), wire.CodeReleaseFailed},
	} {
		if e := classify(fmt.Errorf("upgrade failed: %w", test.err)); e.Code != test.code {
			t.Errorf("%s: %s", test.name, e.Code)
		}
	}
	e := classify(conflict)
	if got := e.Details.(wire.ApplyConflictDetails).Conflicts; len(got) != 1 || got[0] != (wire.FieldConflict{Field: "spec.replicas", Manager: "kubectl"}) {
		t.Errorf("%+v", got)
	}
}

func TestARateLimiterThatSeesTheDeadlineComingIsATimeout(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	limiter := flowcontrol.NewTokenBucketRateLimiter(0.1, 1)
	limiter.Accept()
	err := limiter.Wait(ctx)
	if e := fault.NotReady(err, nil, time.Second); e.Code != wire.CodeWaitTimeout {
		t.Fatalf("%s from %v", e.Code, err)
	}
}

func TestAnOwnerIsReadFromHelmsText(t *testing.T) {
	e := classify(errors.New(`unable to continue with install: Service "web" in namespace "shop" exists and cannot be imported into the current release: invalid ownership metadata; annotation validation error: key "meta.helm.sh/release-name" must equal "web": current value is "other"; annotation validation error: key "meta.helm.sh/release-namespace" must equal "shop": current value is "else"`))
	d, ok := e.Details.(wire.OwnershipConflictDetails)
	if e.Code != wire.CodeOwnershipConflict || !ok || len(d.Conflicts) != 1 {
		t.Fatalf("%s %+v", e.Code, e.Details)
	}
	if c := d.Conflicts[0]; c.Kind != "Service" || c.Name != "web" || c.Namespace != "shop" || c.OwnerName != "other" || c.OwnerNamespace != "else" {
		t.Fatalf("%+v", c)
	}
}

func TestWhatHelmReducesToTextIsRemembered(t *testing.T) {
	op := operation.New(context.Background(), silent.Port{})
	fault.Remember(op, apierrors.NewUnauthorized("expired"))
	if e := fault.Classify(op, errors.New("failed to delete release: web")); e.Code != wire.CodeUnauthorized {
		t.Fatal(e.Code)
	}
}

func TestALostRaceNamesTheRelease(t *testing.T) {
	op := operation.New(context.Background(), silent.Port{})
	op.Evidence.Release("web", "shop")
	e := fault.Classify(op, driver.ErrReleaseExists)
	if e.Message != `another operation has just created the same revision of release "web"` {
		t.Fatal(e.Message)
	}
	if hint := e.Details.(wire.ReleasePendingDetails).Hint; hint != "wait for the other operation, then try again" {
		t.Fatal(hint)
	}
}

func TestGosWordsAreLeftOutOfMessages(t *testing.T) {
	op := operation.New(context.Background(), silent.Port{})
	for text, want := range map[string]string{
		"query: failed to query with labels: no": "no",
		`unable to continue with install: could not get information about the resource ConfigMap "a" in namespace "b": no`: "no",
		`server-side apply failed for object shop/web apps/v1, Kind=Deployment: no`:                                        `Deployment "web": no`,
		"list: failed to list: no":                                                                     "no",
		"create: failed to create: no":                                                                 "no",
		`get: failed to get "sh.helm.release.v1.web.v1": no`:                                           "no",
		"json: cannot unmarshal array into Go value of type map[string]interface {}":                   "it must be an object, but is a list",
		"json: cannot unmarshal string into Go struct field Config.clusters of type []v1.NamedCluster": "clusters must be a list, but is a string",
		"wrong type for value; expected string; got map[string]interface {}":                           "a value must be a string, but is an object",
	} {
		if e := fault.Classify(op, errors.New(text)); e.Message != want {
			t.Errorf("%q became %q", text, e.Message)
		}
	}
}

func TestACancelDecidesWhateverTheErrorSays(t *testing.T) {
	ctx, cancel := context.WithCancelCause(context.Background())
	op := operation.New(ctx, silent.Port{})
	op.Verb = "releases.upgrade"
	op.Evidence.Release("web", "shop")
	cancel(errors.New("enough"))
	e := fault.Classify(op, errors.New("uninstallation completed with 3 error(s)"))
	if e.Code != wire.CodeAborted || e.Message != `releases.upgrade of "web" was cancelled: enough` {
		t.Fatalf("%s %s", e.Code, e.Message)
	}
	if hint := e.Details.(wire.AbortedDetails).Hint; hint != "nothing was changed; call it again" {
		t.Fatal(hint)
	}
}
