package source

import (
	"fmt"
	"maps"
	"net/url"
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

// plugin is an installed getter plugin: internal/plugin of Helm. Helm's own would run a program in the
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

// pluginFor finds the plugin that fetches URLs of a scheme; nil when there is none.
func pluginFor(directory, scheme string) *plugin {
	files, _ := filepath.Glob(filepath.Join(directory, "*", "plugin.yaml"))
	for _, name := range files {
		var file pluginFile
		if data, err := os.ReadFile(name); err != nil || yaml.Unmarshal(data, &file) != nil {
			continue
		}
		found := &plugin{name: file.Name, directory: filepath.Dir(name)}
		for _, downloader := range file.Downloaders {
			if file.APIVersion == "" && slices.Contains(downloader.Protocols, scheme) {
				found.commands = []platformCommand{{Command: downloader.Command}}
				return found
			}
		}
		if file.APIVersion != "v1" || file.Type != "getter/v1" || !slices.Contains(file.Config.Protocols, scheme) {
			continue
		}
		for _, commands := range file.RuntimeConfig.ProtocolCommands {
			if slices.Contains(commands.Protocols, scheme) {
				found.commands = commands.PlatformCommand
				break
			}
		}
		if file.Runtime != "subprocess" || found.commands != nil {
			return found
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

// get fetches a URL (internal/plugin/runtime_subprocess_getter.go).
func (p *plugin) get(op *operation.Operation, paths Paths, from *url.URL, access Access) ([]byte, error) {
	chosen, err := p.command()
	if err != nil {
		return nil, err
	}
	environ := maps.Clone(op.Client.Env)
	if environ == nil {
		environ = map[string]string{}
	}
	maps.Copy(environ, map[string]string{
		"HELM_PLUGINS": paths.Plugins, "HELM_REPOSITORY_CONFIG": paths.RepositoryConfig, "HELM_REPOSITORY_CACHE": paths.RepositoryCache,
		"HELM_CONTENT_CACHE": paths.ContentCache, "HELM_REGISTRY_CONFIG": paths.RegistryConfig,
		"HELM_PLUGIN_NAME": p.name, "HELM_PLUGIN_DIR": p.directory,
		"HELM_PLUGIN_USERNAME": access.Username, "HELM_PLUGIN_PASSWORD": access.Password,
		"HELM_PLUGIN_PASS_CREDENTIALS_ALL": strconv.FormatBool(access.PassToOther),
	})
	words := strings.Split(chosen.Command, " ")
	program := filepath.Join(p.directory, os.Expand(words[0], func(name string) string { return environ[name] }))
	arguments := slices.Concat(words[1:], chosen.Args, []string{access.CertFile, access.KeyFile, access.CaFile, from.String()})
	command := exec.CommandContext(op.Context(), program, arguments...)
	command.Dir = op.Cwd
	for name, value := range environ {
		command.Env = append(command.Env, name+"="+value)
	}
	printed := &atMost{}
	command.Stdout = printed
	said, err := operation.RunProgram(command)
	switch {
	case op.Err() != nil:
		return nil, op.Err()
	case printed.full:
		return nil, errTooLarge
	case err != nil:
		return nil, fmt.Errorf("the plugin %q failed: %w%s", p.name, err, said)
	case len(printed.data) == 0:
		return nil, fmt.Errorf("the plugin %q gave nothing%s", p.name, said)
	}
	return printed.data, nil
}

// atMost takes as much as a server may send.
type atMost struct {
	data []byte
	full bool
}

func (a *atMost) Write(data []byte) (int, error) {
	if a.full = len(a.data)+len(data) > sizeLimit; a.full {
		return 0, errTooLarge
	}
	a.data = append(a.data, data...)
	return len(data), nil
}

// fetchBy fetches a URL by an installed plugin. home is the server whose credentials these are, as in
// Access.get.
func (f *finder) fetchBy(found *plugin, home, from *url.URL) ([]byte, error) {
	access := f.access
	if !access.PassToOther && !sameServer(home, from) {
		access.Username, access.Password = "", ""
	}
	if len(found.commands) > 0 {
		return found.get(f.op, f.paths, from, access)
	}
	helms, err := getter.All(f.paths.settings()).ByScheme(from.Scheme)
	if err != nil {
		return nil, fmt.Errorf("the plugin %q cannot be used: %w", found.name, err)
	}
	answer, err := helms.Get(from.String(), getter.WithURL(home.String()), getter.WithBasicAuth(access.Username, access.Password),
		getter.WithPassCredentialsAll(access.PassToOther), getter.WithTLSClientConfig(access.CertFile, access.KeyFile, access.CaFile),
		getter.WithInsecureSkipVerifyTLS(access.InsecureSkipTLSVerify))
	if err != nil {
		return nil, err
	}
	return answer.Bytes(), f.op.Err()
}
