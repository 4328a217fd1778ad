// Package helmhome keeps what Helm keeps at home: repositories, logins, downloaded charts; in memory where there is no
// place on disk for them.
package helmhome

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"helm.sh/helm/v4/pkg/cli"

	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// Paths are Helm's files and directories, by the options and variables of a client
// (pkg/helmpath, pkg/cli/environment.go). One that is empty does not exist: what belongs there is kept
// in memory.
type Paths struct {
	ConfigHome, CacheHome, DataHome                                                                     string
	RepositoryConfig, RepositoryCache, ContentCache, RegistryConfig, Plugins, Starters, Docker, Keyring string
}

// PathsOf reads them from an operation's client.
func PathsOf(op *operation.Operation) Paths {
	env := op.Client.Env
	in := func(home, xdg, fallback string, rest ...string) string {
		base := env[home]
		if base == "" {
			switch {
			case env[xdg] != "":
				base = filepath.Join(env[xdg], "helm")
			case env["HOME"] != "":
				base = filepath.Join(env["HOME"], fallback, "helm")
			default:
				return ""
			}
		}
		return filepath.Join(append([]string{base}, rest...)...)
	}
	config := func(rest ...string) string { return in("HELM_CONFIG_HOME", "XDG_CONFIG_HOME", ".config", rest...) }
	cache := func(rest ...string) string { return in("HELM_CACHE_HOME", "XDG_CACHE_HOME", ".cache", rest...) }
	data := func(rest ...string) string {
		return in("HELM_DATA_HOME", "XDG_DATA_HOME", filepath.Join(".local", "share"), rest...)
	}
	home := func(variable, inHome, file string) string {
		switch {
		case env[variable] != "":
			return filepath.Join(env[variable], file)
		case env["HOME"] != "":
			return filepath.Join(env["HOME"], inHome, file)
		}
		return ""
	}
	o := op.Client.ClientOptions
	paths := Paths{
		ConfigHome: op.Path(config()), CacheHome: op.Path(cache()), DataHome: op.Path(data()),
		RepositoryConfig: op.Path(cmp.Or(o.RepositoryConfig, env["HELM_REPOSITORY_CONFIG"], config("repositories.yaml"))),
		RepositoryCache:  op.Path(cmp.Or(o.RepositoryCache, env["HELM_REPOSITORY_CACHE"], cache("repository"))),
		ContentCache:     op.Path(cmp.Or(o.ContentCache, env["HELM_CONTENT_CACHE"], cache("content"))),
		RegistryConfig:   op.Path(cmp.Or(o.RegistryConfig, env["HELM_REGISTRY_CONFIG"], config("registry", "config.json"))),
		Plugins:          op.Path(cmp.Or(env["HELM_PLUGINS"], data("plugins"))),
		Starters:         op.Path(data("starters")),
		Docker:           op.Path(home("DOCKER_CONFIG", ".docker", "config.json")),
		Keyring:          keyring(op.Path(home("GNUPGHOME", ".gnupg", "pubring.gpg"))),
	}
	if o.Home == wire.HomeMemory {
		paths.RepositoryConfig, paths.RepositoryCache = op.Path(o.RepositoryConfig), op.Path(o.RepositoryCache)
		paths.ContentCache, paths.RegistryConfig = op.Path(o.ContentCache), op.Path(o.RegistryConfig)
		paths.Docker = ""
	}
	return paths
}

// keyring is the legacy file or, where only that is there, the newer pubring.kbx beside it
// (pkg/cmd/dependency_build.go defaultKeyring).
func keyring(legacy string) string {
	if legacy == "" {
		return ""
	}
	if _, err := os.Stat(legacy); !errors.Is(err, fs.ErrNotExist) {
		return legacy
	}
	newer := strings.TrimSuffix(legacy, ".gpg") + ".kbx"
	if _, err := os.Stat(newer); !errors.Is(err, fs.ErrNotExist) {
		return newer
	}
	return legacy
}

// Settings are Helm's own, for what finds plugins.
func (p Paths) Settings() *cli.EnvSettings {
	settings := cli.New()
	settings.PluginsDirectory = p.Plugins
	settings.RepositoryConfig, settings.RepositoryCache = p.RepositoryConfig, p.RepositoryCache
	settings.ContentCache, settings.RegistryConfig = p.ContentCache, p.RegistryConfig
	return settings
}
