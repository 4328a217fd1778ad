package source

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"

	"bunhelm/helm/internal/budget"
	"bunhelm/helm/internal/operation"
)

// plugin is an installed plugin: internal/plugin of Helm. Helm's own would run a program in the
// environment of this process, without an end, and nobody would hear what it says; those of WebAssembly
// it runs itself.
type plugin struct {
	name, directory string
	commands        []platformCommand // none: of WebAssembly
}

type platformCommand struct {
	OS, Arch, Command string
	Args              []string
}

// pluginFile is plugin.yaml, as it is now, and as it was when it had no apiVersion.
type pluginFile struct {
	APIVersion, Name, Type, Runtime string
	Config                          struct{ Protocols []string }
	RuntimeConfig                   struct {
		PlatformCommand  []platformCommand
		ProtocolCommands []struct {
			Protocols       []string
			PlatformCommand []platformCommand
		}
	}
	Downloaders []struct {
		Command   string
		Protocols []string
	}
}

// installed finds a plugin that fits, and its commands.
func installed(directory string, fits func(*pluginFile) ([]platformCommand, bool)) *plugin {
	if directory == "" {
		return nil
	}
	names, _ := filepath.Glob(filepath.Join(directory, "*", "plugin.yaml"))
	for _, name := range names {
		file := &pluginFile{}
		if data, err := os.ReadFile(name); err != nil || yaml.Unmarshal(data, file) != nil {
			continue
		}
		if commands, ok := fits(file); ok {
			return &plugin{name: file.Name, directory: filepath.Dir(name), commands: commands}
		}
	}
	return nil
}

// command is the one for this platform: the most exact, else the first (getPlatformCommand).
func (p *plugin) command() (platformCommand, error) {
	for _, fits := range []func(platformCommand) bool{
		func(c platformCommand) bool {
			return strings.EqualFold(c.OS, runtime.GOOS) && strings.EqualFold(c.Arch, runtime.GOARCH)
		},
		func(c platformCommand) bool { return strings.EqualFold(c.OS, runtime.GOOS) && c.Arch == "" },
		func(c platformCommand) bool { return c.OS == "" && c.Arch == "" },
	} {
		if i := slices.IndexFunc(p.commands, fits); i >= 0 && p.commands[i].Command != "" {
			return p.commands[i], nil
		}
	}
	return platformCommand{}, fmt.Errorf("the plugin %q has no command for %s/%s", p.name, runtime.GOOS, runtime.GOARCH)
}

// run runs a program of the plugin. said is what follows an error's text.
func (p *plugin) run(op *operation.Operation, program string, arguments []string, environ map[string]string, input io.Reader, b *budget.Budget) (data []byte, said string, err error) {
	ctx, end := context.WithCancel(op.Context())
	defer end()
	command := exec.CommandContext(ctx, program, arguments...)
	command.Dir = op.Cwd
	for name, value := range environ {
		command.Env = append(command.Env, name+"="+value)
	}
	printed := &budget.AtMost{Budget: b, Full: end}
	command.Stdin, command.Stdout = input, printed
	said, err = operation.RunProgram(command)
	switch {
	case op.Err() != nil:
		return nil, said, op.Err()
	case printed.Err != nil:
		return nil, said, printed.Err
	case err != nil:
		return nil, said, fmt.Errorf("the plugin %q failed: %w%s", p.name, err, said)
	}
	return printed.Join(), said, nil
}

// environ is the client's, with what Helm tells its plugins (pkg/cli/environment.go EnvVars), but for
// most of a cluster's settings.
func (p *plugin) environ(op *operation.Operation) map[string]string {
	paths, env, o := PathsOf(op), op.Client.Env, op.Client.ClientOptions
	environ := map[string]string{"HELM_BIN": "helm", "HELM_DEBUG": "false"}
	maps.Copy(environ, env)
	maps.Copy(environ, map[string]string{
		"HELM_CONFIG_HOME": paths.ConfigHome, "HELM_CACHE_HOME": paths.CacheHome, "HELM_DATA_HOME": paths.DataHome,
		"HELM_NAMESPACE":   cmp.Or(o.Namespace, env["HELM_NAMESPACE"], "default"),
		"HELM_KUBECONTEXT": cmp.Or(o.KubeContext, env["HELM_KUBECONTEXT"]),
		"HELM_PLUGINS":     paths.Plugins, "HELM_REPOSITORY_CONFIG": paths.RepositoryConfig, "HELM_REPOSITORY_CACHE": paths.RepositoryCache,
		"HELM_CONTENT_CACHE": paths.ContentCache, "HELM_REGISTRY_CONFIG": paths.RegistryConfig,
		"HELM_PLUGIN_NAME": p.name, "HELM_PLUGIN_DIR": p.directory,
	})
	return environ
}

func expanded(text string, environ map[string]string) string {
	return os.Expand(text, func(name string) string { return environ[name] })
}
