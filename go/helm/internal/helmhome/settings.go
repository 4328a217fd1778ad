// Package helmhome keeps what Helm keeps at home: repositories, logins, downloaded charts; in memory where there is no
// place on disk for them.
package helmhome

import (
	"helm.sh/helm/v4/pkg/cli"

	"bunhelm/helm/internal/client"
)

// Settings are Helm's own, for what finds plugins.
func Settings(p *client.Paths) *cli.EnvSettings {
	settings := cli.New()
	settings.PluginsDirectory = p.Plugins
	settings.RepositoryConfig, settings.RepositoryCache = p.RepositoryConfig, p.RepositoryCache
	settings.ContentCache, settings.RegistryConfig = p.ContentCache, p.RegistryConfig
	return settings
}
