// Package plugins runs the plugins that are installed for Helm.
package plugins

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
	"bunhelm/helm/internal/client"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/programs"
	"bunhelm/helm/internal/wire"
)

// Plugin is an installed plugin: internal/plugin of Helm. Helm's own would run a program in the
// environment of this process, without an end, and nobody would hear what it says; those of WebAssembly
// it runs itself.
type Plugin struct {
	Name, Directory string
	Commands        []Command // none: of WebAssembly
}

type Command struct {
	OS, Arch, Command string
	Args              []string
}

// File is plugin.yaml, as it is now, and as it was when it had no apiVersion.
type File struct {
	APIVersion, Name, Type, Runtime string
	Config                          struct{ Protocols []string }
	RuntimeConfig                   struct {
		PlatformCommand  []Command
		ProtocolCommands []struct {
			Protocols       []string
			PlatformCommand []Command
		}
	}
	Downloaders []struct {
		Command   string
		Protocols []string
	}
}

// Find finds a plugin that fits, and its commands.
func Find(directory string, fits func(*File) ([]Command, bool)) *Plugin {
	if directory == "" {
		return nil
	}
	names, _ := filepath.Glob(filepath.Join(directory, "*", "plugin.yaml"))
	for _, name := range names {
		file := &File{}
		if data, err := os.ReadFile(name); err != nil || yaml.Unmarshal(data, file) != nil {
			continue
		}
		if commands, ok := fits(file); ok {
			return &Plugin{Name: file.Name, Directory: filepath.Dir(name), Commands: commands}
		}
	}
	return nil
}

// Choose is the one for this platform: the most exact, else the first (getPlatformCommand).
func (p *Plugin) Choose() (Command, error) {
	for _, fits := range []func(Command) bool{
		func(c Command) bool {
			return strings.EqualFold(c.OS, runtime.GOOS) && strings.EqualFold(c.Arch, runtime.GOARCH)
		},
		func(c Command) bool { return strings.EqualFold(c.OS, runtime.GOOS) && c.Arch == "" },
		func(c Command) bool { return c.OS == "" && c.Arch == "" },
	} {
		if i := slices.IndexFunc(p.Commands, fits); i >= 0 && p.Commands[i].Command != "" {
			return p.Commands[i], nil
		}
	}
	return Command{}, fmt.Errorf("the plugin %q has no command for %s/%s", p.Name, runtime.GOOS, runtime.GOARCH)
}

// Run runs a program of the plugin. said is what follows an error's text.
func (p *Plugin) Run(op *operation.Operation, program string, arguments []string, environ map[string]string, input io.Reader, b *budget.Budget) (data []byte, said string, err error) {
	ctx, end := context.WithCancel(op.Context())
	defer end()
	command := exec.CommandContext(ctx, program, arguments...)
	command.Dir = op.Client.Cwd
	for name, value := range environ {
		command.Env = append(command.Env, name+"="+value)
	}
	printed := &budget.AtMost{Budget: b, Full: end}
	command.Stdin, command.Stdout = input, printed
	said, err = programs.Run(command)
	switch {
	case op.Err() != nil:
		return nil, said, op.Err()
	case printed.Err != nil:
		return nil, said, printed.Err
	case err != nil:
		return nil, said, fmt.Errorf("the plugin %q failed: %w%s", p.Name, err, said)
	}
	return printed.Join(), said, nil
}

// Environ is the client's, with what Helm tells its plugins (pkg/cli/environment.go EnvVars), but for
// most of a cluster's settings.
func (p *Plugin) Environ(c *client.Client) map[string]string {
	paths, env, o := c.Paths(), c.Env, c.ClientOptions
	environ := map[string]string{"HELM_BIN": "helm", "HELM_DEBUG": "false"}
	maps.Copy(environ, env)
	maps.Copy(environ, map[string]string{
		"HELM_CONFIG_HOME": paths.ConfigHome, "HELM_CACHE_HOME": paths.CacheHome, "HELM_DATA_HOME": paths.DataHome,
		"HELM_NAMESPACE":   cmp.Or(o.Namespace, env["HELM_NAMESPACE"], "default"),
		"HELM_KUBECONTEXT": cmp.Or(o.KubeContext, env["HELM_KUBECONTEXT"]),
		"HELM_PLUGINS":     paths.Plugins, "HELM_REPOSITORY_CONFIG": paths.RepositoryConfig, "HELM_REPOSITORY_CACHE": paths.RepositoryCache,
		"HELM_CONTENT_CACHE": paths.ContentCache, "HELM_REGISTRY_CONFIG": paths.RegistryConfig,
		"HELM_PLUGIN_NAME": p.Name, "HELM_PLUGIN_DIR": p.Directory,
	})
	return environ
}

func Expand(text string, environ map[string]string) string {
	return os.Expand(text, func(name string) string { return environ[name] })
}

// Installed lists what is in the directory of plugins.
func Installed(directory string) []wire.ClientPlugin {
	installed := []wire.ClientPlugin{}
	if directory == "" {
		return installed
	}
	names, _ := filepath.Glob(filepath.Join(directory, "*", "plugin.yaml"))
	for _, name := range names {
		plugin, file := wire.ClientPlugin{Directory: filepath.Dir(name)}, &File{}
		data, err := os.ReadFile(name)
		if err == nil {
			err = yaml.Unmarshal(data, file)
		}
		switch {
		case err != nil:
			plugin.Problem = "plugin.yaml cannot be read: " + err.Error()
		case file.Name == "":
			plugin.Problem = "plugin.yaml has no name"
		}
		plugin.Name, plugin.Type = file.Name, file.Type
		installed = append(installed, plugin)
	}
	return installed
}
