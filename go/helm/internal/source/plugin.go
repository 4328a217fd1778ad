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
	"strconv"
	"strings"

	"sigs.k8s.io/yaml"

	"helm.sh/helm/v4/pkg/getter"

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

// pluginFor finds the plugin that fetches URLs of a scheme; nil when there is none.
func pluginFor(directory, scheme string) *plugin {
	if scheme == "" {
		return nil
	}
	return installed(directory, func(file *pluginFile) ([]platformCommand, bool) {
		for _, downloader := range file.Downloaders {
			if file.APIVersion == "" && slices.Contains(downloader.Protocols, scheme) {
				return []platformCommand{{Command: downloader.Command}}, true
			}
		}
		if file.APIVersion != "v1" || file.Type != "getter/v1" || !slices.Contains(file.Config.Protocols, scheme) {
			return nil, false
		}
		for _, commands := range file.RuntimeConfig.ProtocolCommands {
			if slices.Contains(commands.Protocols, scheme) {
				return commands.PlatformCommand, true
			}
		}
		return nil, file.Runtime != "subprocess"
	})
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
func (p *plugin) run(op *operation.Operation, program string, arguments []string, environ map[string]string, input io.Reader, b *budget) (data []byte, said string, err error) {
	ctx, end := context.WithCancel(op.Context())
	defer end()
	command := exec.CommandContext(ctx, program, arguments...)
	command.Dir = op.Cwd
	for name, value := range environ {
		command.Env = append(command.Env, name+"="+value)
	}
	printed := &atMost{budget: b, full: end}
	command.Stdin, command.Stdout = input, printed
	said, err = operation.RunProgram(command)
	switch {
	case op.Err() != nil:
		return nil, said, op.Err()
	case printed.err != nil:
		return nil, said, printed.err
	case err != nil:
		return nil, said, fmt.Errorf("the plugin %q failed: %w%s", p.name, err, said)
	}
	return printed.join(), said, nil
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

// get fetches a URL; home is the repository's (internal/plugin/runtime_subprocess_getter.go).
func (p *plugin) get(op *operation.Operation, home, href string, access Access, b *budget) (data []byte, said string, err error) {
	if len(p.commands) == 0 {
		data, err = p.getByHelm(op, home, href, access, b)
		return data, "", err
	}
	chosen, err := p.command()
	if err != nil {
		return nil, "", err
	}
	environ := p.environ(op)
	environ["HELM_PLUGIN_USERNAME"], environ["HELM_PLUGIN_PASSWORD"] = access.Username, access.Password
	environ["HELM_PLUGIN_PASS_CREDENTIALS_ALL"] = strconv.FormatBool(access.PassToOther)
	words := strings.Split(chosen.Command, " ")
	program := filepath.Join(p.directory, expanded(words[0], environ))
	arguments := slices.Concat(words[1:], chosen.Args, []string{access.CertFile, access.KeyFile, access.CaFile, href})
	return p.run(op, program, arguments, environ, nil, b)
}

func (p *plugin) getByHelm(op *operation.Operation, home, href string, access Access, b *budget) ([]byte, error) {
	scheme, _, _ := strings.Cut(href, ":")
	helms, err := getter.All(PathsOf(op).settings()).ByScheme(scheme)
	if err != nil {
		return nil, fmt.Errorf("the plugin %q cannot be used: %w", p.name, err)
	}
	answer, err := helms.Get(href, getter.WithURL(home), getter.WithBasicAuth(access.Username, access.Password),
		getter.WithPassCredentialsAll(access.PassToOther), getter.WithTLSClientConfig(access.CertFile, access.KeyFile, access.CaFile),
		getter.WithInsecureSkipVerifyTLS(access.InsecureSkipTLSVerify))
	if err != nil {
		return nil, err
	}
	if err := b.take(int64(answer.Len())); err != nil {
		return nil, err
	}
	return answer.Bytes(), op.Err()
}

func expanded(text string, environ map[string]string) string {
	return os.Expand(text, func(name string) string { return environ[name] })
}
