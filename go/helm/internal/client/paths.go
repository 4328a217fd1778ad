package client

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"bunhelm/helm/internal/wire"
)

// Paths are Helm's files and directories, by the options and variables of a client
// (pkg/helmpath, pkg/cli/environment.go). One that is empty does not exist: what belongs there is kept
// in memory.
type Paths struct {
	ConfigHome, CacheHome, DataHome                                                            string
	RepositoryConfig, RepositoryCache, ContentCache, RegistryConfig, Plugins, Starters, Docker string

	keyring string
}

// Paths are worked out when they are first asked for: many calls need none.
func (c *Client) Paths() *Paths {
	c.once.Do(func() { c.paths = c.findPaths() })
	return c.paths
}

func (c *Client) findPaths() *Paths {
	env := c.Env
	configs, caches, datas := directories(env)
	in := func(home, xdg, fallback string, rest ...string) string {
		base := env[home]
		if base == "" {
			switch {
			case env[xdg] != "":
				base = filepath.Join(env[xdg], "helm")
			case fallback != "":
				base = filepath.Join(fallback, "helm")
			default:
				return ""
			}
		}
		return filepath.Join(append([]string{base}, rest...)...)
	}
	config := func(rest ...string) string { return in("HELM_CONFIG_HOME", "XDG_CONFIG_HOME", configs, rest...) }
	cache := func(rest ...string) string { return in("HELM_CACHE_HOME", "XDG_CACHE_HOME", caches, rest...) }
	data := func(rest ...string) string { return in("HELM_DATA_HOME", "XDG_DATA_HOME", datas, rest...) }
	home := func(variable, inHome, file string) string {
		switch {
		case env[variable] != "":
			return filepath.Join(env[variable], file)
		case Home(env) != "":
			return filepath.Join(Home(env), inHome, file)
		}
		return ""
	}
	o := c.ClientOptions
	paths := &Paths{
		ConfigHome: c.Path(config()), CacheHome: c.Path(cache()), DataHome: c.Path(data()),
		RepositoryConfig: c.Path(cmp.Or(o.RepositoryConfig, env["HELM_REPOSITORY_CONFIG"], config("repositories.yaml"))),
		RepositoryCache:  c.Path(cmp.Or(o.RepositoryCache, env["HELM_REPOSITORY_CACHE"], cache("repository"))),
		ContentCache:     c.Path(cmp.Or(o.ContentCache, env["HELM_CONTENT_CACHE"], cache("content"))),
		RegistryConfig:   c.Path(cmp.Or(o.RegistryConfig, env["HELM_REGISTRY_CONFIG"], config("registry", "config.json"))),
		Plugins:          c.Path(cmp.Or(env["HELM_PLUGINS"], data("plugins"))),
		Starters:         c.Path(data("starters")),
		Docker:           c.Path(home("DOCKER_CONFIG", ".docker", "config.json")),
		keyring:          c.Path(home("GNUPGHOME", ".gnupg", "pubring.gpg")),
	}
	if o.Home == wire.HomeMemory {
		paths.RepositoryConfig, paths.RepositoryCache = c.Path(o.RepositoryConfig), c.Path(o.RepositoryCache)
		paths.ContentCache, paths.RegistryConfig = c.Path(o.ContentCache), c.Path(o.RegistryConfig)
		paths.Docker = ""
	}
	return paths
}

// Keyring is the legacy file or, where only that is there, the newer pubring.kbx beside it
// (pkg/cmd/dependency_build.go defaultKeyring).
func (p *Paths) Keyring() string {
	legacy := p.keyring
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
