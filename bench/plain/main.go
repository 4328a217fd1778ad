// The rival of the benchmarks: Helm's SDK used the plain way by a Go program. It reads commands as
// JSON lines and answers each with what it took, measured here, so that neither the start of a
// process nor the pipe counts. It uses the SDK as its documentation and the helm command do:
// settings and a configuration for each operation, nothing shared, nothing left out.
//
// It is built with the modules of go/helm: see ../rivals.ts.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"helm.sh/helm/v4/pkg/action"
	"helm.sh/helm/v4/pkg/chart"
	"helm.sh/helm/v4/pkg/chart/loader"
	"helm.sh/helm/v4/pkg/cli"
	"helm.sh/helm/v4/pkg/kube"
	release "helm.sh/helm/v4/pkg/release/v1"
)

type command struct {
	Verb string `json:"verb"`
	// Namespaces: one operation in each, all at once.
	Namespaces []string       `json:"namespaces"`
	Kubeconfig string         `json:"kubeconfig"`
	Name       string         `json:"name"`
	Chart      string         `json:"chart"`
	Values     map[string]any `json:"values"`
	// Of a list.
	Filter     string `json:"filter"`
	Failed     bool   `json:"failed"`
	Superseded bool   `json:"superseded"`
}

type answer struct {
	Milliseconds float64 `json:"ms"`
	// Length of what came out, to see that rivals did the same.
	Length int    `json:"length"`
	Error  string `json:"error,omitempty"`
}

func main() {
	// The name under which server-side apply knows the fields of releases: the helm command's.
	kube.ManagedFieldsManager = "helm"
	commands := bufio.NewReader(os.Stdin)
	for {
		line, err := commands.ReadBytes('\n')
		if err != nil {
			return
		}
		var c command
		if err := json.Unmarshal(line, &c); err != nil {
			panic(err)
		}
		text, err := json.Marshal(c.run())
		if err != nil {
			panic(err)
		}
		fmt.Println(string(text))
	}
}

func (c command) run() answer {
	lengths := make([]int, len(c.Namespaces))
	errs := make([]error, len(c.Namespaces))
	var group sync.WaitGroup
	start := time.Now()
	for i, namespace := range c.Namespaces {
		group.Go(func() { lengths[i], errs[i] = c.operate(namespace) })
	}
	group.Wait()
	took := time.Since(start)
	for _, err := range errs {
		if err != nil {
			return answer{Error: err.Error()}
		}
	}
	return answer{Milliseconds: float64(took) / float64(time.Millisecond), Length: lengths[0]}
}

func (c command) operate(namespace string) (int, error) {
	switch c.Verb {
	case "template":
		return c.template(namespace)
	case "install":
		return c.install(namespace)
	case "upgrade":
		return c.upgrade(namespace)
	case "list":
		return c.list(namespace)
	case "status":
		return c.status(namespace)
	case "uninstall":
		return c.uninstall(namespace)
	case "rollback":
		return c.rollback(namespace)
	case "history":
		return c.history(namespace)
	case "get":
		return c.get(namespace)
	case "values":
		return c.values(namespace)
	case "metadata":
		return c.metadata(namespace)
	case "test":
		return c.test(namespace)
	case "template-server":
		return c.templateServer(namespace)
	case "round":
		length := 0
		for _, step := range []func(string) (int, error){c.install, c.upgrade, c.list, c.status, c.uninstall} {
			var err error
			if length, err = step(namespace); err != nil {
				return 0, err
			}
		}
		return length, nil
	}
	return 0, fmt.Errorf("unknown verb %q", c.Verb)
}

func (c command) configuration(namespace string) (*action.Configuration, *cli.EnvSettings, error) {
	settings := cli.New()
	settings.KubeConfig = c.Kubeconfig
	settings.SetNamespace(namespace)
	configuration := action.NewConfiguration()
	err := configuration.Init(settings.RESTClientGetter(), namespace, os.Getenv("HELM_DRIVER"))
	return configuration, settings, err
}

// load reads the chart and checks what the helm command checks.
func (c command) load(options *action.ChartPathOptions, settings *cli.EnvSettings) (chart.Charter, error) {
	path, err := options.LocateChart(c.Chart, settings)
	if err != nil {
		return nil, err
	}
	loaded, err := loader.Load(path)
	if err != nil {
		return nil, err
	}
	accessor, err := chart.NewAccessor(loaded)
	if err != nil {
		return nil, err
	}
	if dependencies := accessor.MetaDependencies(); len(dependencies) > 0 {
		if err := action.CheckDependencies(loaded, dependencies); err != nil {
			return nil, err
		}
	}
	return loaded, nil
}

func (c command) template(namespace string) (int, error) {
	install := action.NewInstall(action.NewConfiguration())
	install.DryRunStrategy = action.DryRunClient
	install.Replace = true
	install.ReleaseName = c.Name
	install.Namespace = namespace
	loaded, err := c.load(&install.ChartPathOptions, cli.New())
	if err != nil {
		return 0, err
	}
	releaser, err := install.RunWithContext(context.Background(), loaded, c.Values)
	if err != nil {
		return 0, err
	}
	rendered := releaser.(*release.Release)
	var text strings.Builder
	fmt.Fprintln(&text, strings.TrimSpace(rendered.Manifest))
	for _, hook := range rendered.Hooks {
		fmt.Fprintf(&text, "---\n# Source: %s\n%s\n", hook.Path, hook.Manifest)
	}
	return text.Len(), nil
}

func (c command) install(namespace string) (int, error) {
	configuration, settings, err := c.configuration(namespace)
	if err != nil {
		return 0, err
	}
	install := action.NewInstall(configuration)
	install.ReleaseName = c.Name
	install.Namespace = namespace
	install.ServerSideApply = true
	install.WaitStrategy = kube.HookOnlyStrategy
	install.Timeout = 5 * time.Minute
	loaded, err := c.load(&install.ChartPathOptions, settings)
	if err != nil {
		return 0, err
	}
	_, err = install.RunWithContext(context.Background(), loaded, c.Values)
	return 1, err
}

func (c command) upgrade(namespace string) (int, error) {
	configuration, settings, err := c.configuration(namespace)
	if err != nil {
		return 0, err
	}
	upgrade := action.NewUpgrade(configuration)
	upgrade.Namespace = namespace
	upgrade.ServerSideApply = "auto"
	upgrade.WaitStrategy = kube.HookOnlyStrategy
	upgrade.Timeout = 5 * time.Minute
	upgrade.MaxHistory = settings.MaxHistory
	loaded, err := c.load(&upgrade.ChartPathOptions, settings)
	if err != nil {
		return 0, err
	}
	values := map[string]any{"podAnnotations": map[string]any{"upgraded": "once"}}
	for key, value := range c.Values {
		values[key] = value
	}
	_, err = upgrade.RunWithContext(context.Background(), c.Name, loaded, values)
	return 2, err
}

func (c command) list(namespace string) (int, error) {
	configuration, _, err := c.configuration(namespace)
	if err != nil {
		return 0, err
	}
	list := action.NewList(configuration)
	list.Limit = 256
	list.Filter, list.Failed, list.Superseded = c.Filter, c.Failed, c.Superseded
	list.SetStateMask()
	found, err := list.Run()
	return len(found), err
}

func (c command) status(namespace string) (int, error) {
	configuration, _, err := c.configuration(namespace)
	if err != nil {
		return 0, err
	}
	status := action.NewStatus(configuration)
	status.ShowResourcesTable = true // what the helm command shows
	releaser, err := status.Run(c.Name)
	if err != nil {
		return 0, err
	}
	return releaser.(*release.Release).Version, nil
}

func (c command) uninstall(namespace string) (int, error) {
	configuration, _, err := c.configuration(namespace)
	if err != nil {
		return 0, err
	}
	uninstall := action.NewUninstall(configuration)
	uninstall.WaitStrategy = kube.HookOnlyStrategy
	uninstall.Timeout = 5 * time.Minute
	_, err = uninstall.Run(c.Name)
	return 0, err
}

func (c command) rollback(namespace string) (int, error) {
	configuration, settings, err := c.configuration(namespace)
	if err != nil {
		return 0, err
	}
	rollback := action.NewRollback(configuration)
	rollback.WaitStrategy = kube.HookOnlyStrategy
	rollback.Timeout = 5 * time.Minute
	rollback.MaxHistory = settings.MaxHistory
	return 0, rollback.Run(c.Name)
}

func (c command) history(namespace string) (int, error) {
	configuration, _, err := c.configuration(namespace)
	if err != nil {
		return 0, err
	}
	found, err := action.NewHistory(configuration).Run(c.Name)
	return len(found), err
}

func (c command) get(namespace string) (int, error) {
	configuration, _, err := c.configuration(namespace)
	if err != nil {
		return 0, err
	}
	releaser, err := action.NewGet(configuration).Run(c.Name)
	if err != nil {
		return 0, err
	}
	return len(releaser.(*release.Release).Manifest), nil
}

func (c command) values(namespace string) (int, error) {
	configuration, _, err := c.configuration(namespace)
	if err != nil {
		return 0, err
	}
	values := action.NewGetValues(configuration)
	values.AllValues = true
	found, err := values.Run(c.Name)
	return len(found), err
}

func (c command) metadata(namespace string) (int, error) {
	configuration, _, err := c.configuration(namespace)
	if err != nil {
		return 0, err
	}
	_, err = action.NewGetMetadata(configuration).Run(c.Name)
	return 0, err
}

func (c command) test(namespace string) (int, error) {
	configuration, _, err := c.configuration(namespace)
	if err != nil {
		return 0, err
	}
	test := action.NewReleaseTesting(configuration)
	test.Timeout = 5 * time.Minute
	test.Namespace = namespace
	_, cleanUp, err := test.Run(c.Name)
	return 0, errors.Join(err, cleanUp())
}

func (c command) templateServer(namespace string) (int, error) {
	configuration, settings, err := c.configuration(namespace)
	if err != nil {
		return 0, err
	}
	install := action.NewInstall(configuration)
	install.DryRunStrategy = action.DryRunServer
	install.Replace = true
	install.ReleaseName = c.Name
	install.Namespace = namespace
	loaded, err := c.load(&install.ChartPathOptions, settings)
	if err != nil {
		return 0, err
	}
	releaser, err := install.RunWithContext(context.Background(), loaded, c.Values)
	if err != nil {
		return 0, err
	}
	return len(releaser.(*release.Release).Manifest), nil
}
