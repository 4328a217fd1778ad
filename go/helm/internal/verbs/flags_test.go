package verbs

import (
	"io"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"helm.sh/helm/v4/pkg/action"
	helmcmd "helm.sh/helm/v4/pkg/cmd"
	"helm.sh/helm/v4/pkg/kube"

	"bunhelm/helm/internal/wire"
)

// Flags that have no option of their name, and why.
var (
	chartSource = "comes with the charts by reference"
	output      = "a result is an object, not text"

	notOffered = map[string]map[string]string{
		"": {
			"output": output, "help": "",
			"version": chartSource, "verify": chartSource, "keyring": chartSource, "repo": chartSource, "username": chartSource,
			"password": chartSource, "cert-file": chartSource, "key-file": chartSource, "insecure-skip-tls-verify": chartSource,
			"plain-http": chartSource, "ca-file": chartSource, "pass-credentials": chartSource, "devel": chartSource,
			"dependency-update": chartSource,
		},
		"list":    {"short": output, "no-headers": output, "time-format": output},
		"history": {"show-rollback-revision": output},
		"get all": {"template": output},
		"template": {
			"create-namespace": "has no effect", "force-replace": "has no effect", "force-conflicts": "has no effect", "server-side": "has no effect",
			"replace": "has no effect", "timeout": "has no effect", "wait": "has no effect", "wait-for-jobs": "has no effect",
			"rollback-on-failure": "has no effect", "hide-notes": "has no effect",
		},
	}

	// Flags whose option has another name, since the obvious one is for JavaScript's own kind.
	renamed = map[string]string{"values": "valueFiles", "post-renderer": "postRendererPlugin"}

	// Options that have no flag of their name, and why.
	notInCLI = map[string]string{
		"namespace": "a global flag", "name": "an argument", "chart": "an argument",
		"revision": "rollback: an argument", "objects": "text in the CLI",
		"values": "objects", "postRenderer": "functions", "postRenderStrategy": "the SDK's only", "resources": "the CLI always lists them",
		"renderSubchartNotes": "template: deprecated in the CLI, which prints no notes; the result has them",
	}

	commands = map[string]reflect.Type{
		"install":   reflect.TypeFor[wire.InstallRequest](),
		"upgrade":   reflect.TypeFor[wire.UpgradeRequest](),
		"uninstall": reflect.TypeFor[wire.UninstallRequest](),
		"list":      reflect.TypeFor[wire.ListRequest](),
		"status":    reflect.TypeFor[wire.StatusRequest](),
		"template":  reflect.TypeFor[wire.TemplateRequest](),
		"rollback":  reflect.TypeFor[wire.RollbackRequest](),
		"history":   reflect.TypeFor[wire.HistoryRequest](),
		"test":      reflect.TypeFor[wire.TestRequest](),

		"get all":      reflect.TypeFor[wire.GetRequest](),
		"get values":   reflect.TypeFor[wire.GetValuesRequest](),
		"get metadata": reflect.TypeFor[wire.GetRequest](),
	}
)

func rootCommand(t *testing.T) *cobra.Command {
	t.Helper()
	root, err := helmcmd.NewRootCmd(io.Discard, nil, func(bool) {})
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func flagsOf(t *testing.T, root *cobra.Command, name string) map[string]*pflag.Flag {
	t.Helper()
	command, _, err := root.Find(strings.Fields(name))
	if err != nil || command.CommandPath() != "helm "+name {
		t.Fatal(name, err)
	}
	flags := map[string]*pflag.Flag{}
	command.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
		if f.Deprecated == "" {
			flags[f.Name] = f
		}
	})
	return flags
}

func optionOf(flag string) string {
	if option := renamed[flag]; option != "" {
		return option
	}
	words := strings.Split(flag, "-")
	for i, word := range words[1:] {
		words[i+1] = strings.ToUpper(word[:1]) + word[1:]
	}
	return strings.Join(words, "")
}

func optionsOf(request reflect.Type) map[string]bool {
	options := map[string]bool{}
	for _, field := range reflect.VisibleFields(request) {
		if name, _, _ := strings.Cut(field.Tag.Get("json"), ","); name != "" {
			options[name] = true
		}
	}
	return options
}

func TestEveryFlagOfTheCLIIsAnOption(t *testing.T) {
	root := rootCommand(t)
	for name, request := range commands {
		options := optionsOf(request)
		flags := flagsOf(t, root, name)
		for flag := range flags {
			_, always := notOffered[""][flag]
			_, here := notOffered[name][flag]
			if offered := options[optionOf(flag)]; offered == (always || here) {
				t.Errorf("%s --%s: option %q offered: %v", name, flag, optionOf(flag), offered)
			}
		}
		for option := range options {
			if _, excused := notInCLI[option]; excused {
				continue
			}
			found := false
			for flag := range flags {
				found = found || optionOf(flag) == option
			}
			if !found {
				t.Errorf("%s: option %q has no flag", name, option)
			}
		}
	}
}

func TestAnEmptyRequestHasTheDefaultsOfTheCLI(t *testing.T) {
	root := rootCommand(t)
	config := action.NewConfiguration()
	timeout := func(t *testing.T, command string, got time.Duration) {
		t.Helper()
		if want := flagsOf(t, root, command)["timeout"].DefValue; got.String() != want {
			t.Errorf("%s timeout: %s, not %s", command, got, want)
		}
	}
	i := newInstall(config, &wire.InstallRequest{})
	timeout(t, "install", i.Timeout)
	if want := flagsOf(t, root, "install")["server-side"].DefValue; want != "true" || !i.ServerSideApply {
		t.Error("install server-side:", i.ServerSideApply, "not", want)
	}
	u := newUpgrade(config, &wire.UpgradeRequest{}, 10)
	timeout(t, "upgrade", u.Timeout)
	if want := flagsOf(t, root, "upgrade")["server-side"].DefValue; u.ServerSideApply != want {
		t.Error("upgrade server-side:", u.ServerSideApply, "not", want)
	}
	if want := flagsOf(t, root, "upgrade")["history-max"].DefValue; want != "10" || u.MaxHistory != 10 {
		t.Error("history-max:", u.MaxHistory, "not", want)
	}
	b := newRollback(config, &wire.RollbackRequest{}, 10)
	timeout(t, "rollback", b.Timeout)
	if want := flagsOf(t, root, "rollback")["server-side"].DefValue; b.ServerSideApply != want {
		t.Error("rollback server-side:", b.ServerSideApply, "not", want)
	}
	tests, err := newTest(config, &wire.TestRequest{})
	if err != nil {
		t.Fatal(err)
	}
	timeout(t, "test", tests.Timeout)
	if want := flagsOf(t, root, "history")["max"].DefValue; want != strconv.Itoa(defaultHistory) {
		t.Error("history max:", defaultHistory, "not", want)
	}
	d := newUninstall(config, &wire.UninstallRequest{})
	timeout(t, "uninstall", d.Timeout)
	if want := flagsOf(t, root, "uninstall")["cascade"].DefValue; d.DeletionPropagation != want {
		t.Error("cascade:", d.DeletionPropagation, "not", want)
	}
	l := newList(config, &wire.ListRequest{})
	if want := flagsOf(t, root, "list")["max"].DefValue; want != "256" || l.Limit != 256 || l.StateMask != action.ListAll {
		t.Error("list:", l.Limit, l.StateMask, "not", want)
	}
	// The one default that differs: await means ready.
	if i.WaitStrategy != kube.StatusWatcherStrategy || u.WaitStrategy != kube.StatusWatcherStrategy || d.WaitStrategy != kube.StatusWatcherStrategy || b.WaitStrategy != kube.StatusWatcherStrategy {
		t.Error("wait:", i.WaitStrategy, u.WaitStrategy, d.WaitStrategy, b.WaitStrategy)
	}
}

// A field that no line of newX reads is an option that does nothing.
func TestEveryOptionReachesHelm(t *testing.T) {
	config := action.NewConfiguration()
	yes, no, number := true, false, 3
	duration, wait, side := wire.Duration(time.Second), wire.WaitLegacy, wire.ServerSide("false")
	render := wire.RenderOptions{
		Description: "d", NoHooks: yes, SkipCrds: yes, RenderSubchartNotes: yes, SkipSchemaValidation: yes, EnableDns: yes,
		Labels: map[string]string{"a": "b"}, PostRenderStrategy: wire.PostRenderNoHooks,
	}
	update := wire.UpdateOptions{WaitForJobs: yes, ForceReplace: yes, ForceConflicts: yes}
	apply := wire.ApplyOptions{
		UpdateOptions: update, DisableOpenapiValidation: yes, RollbackOnFailure: yes,
		TakeOwnership: yes, HideNotes: yes, DryRun: "server", HideSecret: yes, CreateNamespace: yes,
	}
	waiting := wire.WaitOptions{Wait: &wait, Timeout: &duration}
	i := newInstall(config, &wire.InstallRequest{InstallOptions: wire.InstallOptions{
		RenderOptions: render, ApplyOptions: apply, WaitOptions: waiting, ServerSide: &no, Replace: yes,
		NameOptions: wire.NameOptions{GenerateName: yes, NameTemplate: "t"},
	}})
	for name, set := range map[string]bool{
		"description": i.Description == "d", "noHooks": i.DisableHooks, "skipCrds": i.SkipCRDs, "renderSubchartNotes": i.SubNotes,
		"skipSchemaValidation": i.SkipSchemaValidation, "enableDns": i.EnableDNS, "labels": i.Labels["a"] == "b",
		"postRenderStrategy": i.PostRenderStrategy == action.PostRenderStrategyNoHooks, "waitForJobs": i.WaitForJobs, "forceReplace": i.ForceReplace,
		"forceConflicts": i.ForceConflicts, "disableOpenapiValidation": i.DisableOpenAPIValidation, "rollbackOnFailure": i.RollbackOnFailure,
		"takeOwnership": i.TakeOwnership, "hideNotes": i.HideNotes, "dryRun": i.DryRunStrategy == action.DryRunServer, "hideSecret": i.HideSecret,
		"createNamespace": i.CreateNamespace, "wait": i.WaitStrategy == kube.LegacyStrategy, "timeout": i.Timeout == time.Second,
		"serverSide": !i.ServerSideApply, "replace": i.Replace, "generateName": i.GenerateName, "nameTemplate": i.NameTemplate == "t",
	} {
		if !set {
			t.Error("install:", name)
		}
	}
	u := newUpgrade(config, &wire.UpgradeRequest{UpgradeOptions: wire.UpgradeOptions{
		RenderOptions: render, ApplyOptions: apply, WaitOptions: waiting, Install: yes, ServerSide: &side,
		ResetValues: yes, ReuseValues: yes, ResetThenReuseValues: yes, HistoryMax: &number, CleanupOnFail: yes,
	}}, 10)
	for name, set := range map[string]bool{
		"description": u.Description == "d", "noHooks": u.DisableHooks, "skipCrds": u.SkipCRDs, "renderSubchartNotes": u.SubNotes,
		"skipSchemaValidation": u.SkipSchemaValidation, "enableDns": u.EnableDNS, "labels": u.Labels["a"] == "b",
		"postRenderStrategy": u.PostRenderStrategy == action.PostRenderStrategyNoHooks, "waitForJobs": u.WaitForJobs, "forceReplace": u.ForceReplace,
		"forceConflicts": u.ForceConflicts, "disableOpenapiValidation": u.DisableOpenAPIValidation, "rollbackOnFailure": u.RollbackOnFailure,
		"takeOwnership": u.TakeOwnership, "hideNotes": u.HideNotes, "dryRun": u.DryRunStrategy == action.DryRunServer, "hideSecret": u.HideSecret,
		"wait": u.WaitStrategy == kube.LegacyStrategy, "timeout": u.Timeout == time.Second, "install": u.Install, "serverSide": u.ServerSideApply == "false",
		"resetValues": u.ResetValues, "reuseValues": u.ReuseValues, "resetThenReuseValues": u.ResetThenReuseValues, "historyMax": u.MaxHistory == 3,
		"cleanupOnFail": u.CleanupOnFail,
	} {
		if !set {
			t.Error("upgrade:", name)
		}
	}
	b := newRollback(config, &wire.RollbackRequest{RollbackOptions: wire.RollbackOptions{
		UpdateOptions: update, WaitOptions: waiting, Revision: 3, Description: "d", NoHooks: yes, ServerSide: &side, HistoryMax: &number,
		CleanupOnFail: yes, DryRun: "server",
	}}, 10)
	for name, set := range map[string]bool{
		"revision": b.Version == 3, "description": b.Description == "d", "noHooks": b.DisableHooks, "serverSide": b.ServerSideApply == "false",
		"historyMax": b.MaxHistory == 3, "cleanupOnFail": b.CleanupOnFail, "dryRun": b.DryRunStrategy == action.DryRunServer,
		"waitForJobs": b.WaitForJobs, "forceReplace": b.ForceReplace, "forceConflicts": b.ForceConflicts, "wait": b.WaitStrategy == kube.LegacyStrategy,
		"timeout": b.Timeout == time.Second,
	} {
		if !set {
			t.Error("rollback:", name)
		}
	}
	d := newUninstall(config, &wire.UninstallRequest{UninstallOptions: wire.UninstallOptions{
		WaitOptions: waiting, DryRun: yes, NoHooks: yes, IgnoreNotFound: yes, KeepHistory: yes, Cascade: wire.CascadeForeground, Description: "d",
	}})
	for name, set := range map[string]bool{
		"dryRun": d.DryRun, "noHooks": d.DisableHooks, "ignoreNotFound": d.IgnoreNotFound, "keepHistory": d.KeepHistory,
		"cascade": d.DeletionPropagation == "foreground", "description": d.Description == "d", "wait": d.WaitStrategy == kube.LegacyStrategy,
		"timeout": d.Timeout == time.Second,
	} {
		if !set {
			t.Error("uninstall:", name)
		}
	}
}
