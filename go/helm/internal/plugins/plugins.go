// Package plugins runs the plugins that are installed for Helm.
package plugins

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"iter"
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

// read is a plugin.yaml, or why it cannot be read.
type read struct {
	*File
	directory string
	err       error
}

// all reads the plugins in a directory, which may be "": none.
func all(directory string) iter.Seq[read] {
	return func(yield func(read) bool) {
		if directory == "" {
			return
		}
		names, _ := filepath.Glob(filepath.Join(directory, "*", "plugin.yaml"))
		for _, name := range names {
			plugin := read{File: &File{}, directory: filepath.Dir(name)}
			data, err := os.ReadFile(name)
			if err == nil {
				err = yaml.Unmarshal(data, plugin.File)
			}
			plugin.err = err
			if !yield(plugin) {
				return
			}
		}
	}
}

// Find finds a plugin that fits, and its commands.
func Find(directory string, fits func(*File) ([]Command, bool)) *Plugin {
	for plugin := range all(directory) {
		if plugin.err != nil {
			continue
		}
		if commands, ok := fits(plugin.File); ok {
			return &Plugin{Name: plugin.Name, Directory: plugin.directory, Commands: commands}
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
	for plugin := range all(directory) {
		told := wire.ClientPlugin{Directory: plugin.directory, Name: plugin.Name, Type: plugin.Type}
		switch {
		case plugin.err != nil:
			told.Problem = "plugin.yaml cannot be read: " + plugin.err.Error()
		case plugin.Name == "":
			told.Problem = "plugin.yaml has no name"
		}
		installed = append(installed, told)
	}
	return installed
}
