// Package verbs is the table of what users call.
package verbs

import (
	"bunhelm/helm/internal/dispatch"
	"bunhelm/helm/internal/verbs/charts"
	"bunhelm/helm/internal/verbs/registry"
	"bunhelm/helm/internal/verbs/releases"
	"bunhelm/helm/internal/verbs/repositories"
)

// All is the API on one page.
func All() []dispatch.Entry {
	return []dispatch.Entry{
		dispatch.Verb("version", version),
		dispatch.Verb("client.close", closeClient),
		dispatch.Verb("client.repaired", repaired),
		dispatch.Verb("client.closeChart", charts.Close),
		dispatch.Verb("client.readChart", charts.ReadFile),

		dispatch.Verb("releases.install", releases.Install).Advise(releases.AfterInstall),
		dispatch.Verb("releases.upgrade", releases.Upgrade).Advise(releases.AfterUpgrade),
		dispatch.Verb("releases.uninstall", releases.Uninstall).Advise(releases.AfterUninstall),
		dispatch.Verb("releases.rollback", releases.Rollback).Advise(releases.AfterRollback),
		dispatch.Verb("releases.test", releases.Test).Advise(releases.AfterTest),
		dispatch.Verb("releases.list", releases.List),
		dispatch.Verb("releases.history", releases.History),
		dispatch.Verb("releases.status", releases.Status),
		dispatch.Verb("releases.get", releases.Get),
		dispatch.Verb("releases.getValues", releases.GetValues),
		dispatch.Verb("releases.getMetadata", releases.GetMetadata),

		dispatch.Verb("charts.template", charts.Template).Advise(charts.AfterTemplate),
		dispatch.Verb("charts.load", charts.Load),
		dispatch.Verb("charts.show", charts.Show),
		dispatch.Verb("charts.lint", charts.Lint),
		dispatch.Verb("charts.create", charts.Create),
		dispatch.Verb("charts.verify", charts.Verify),
		dispatch.Verb("charts.pull", charts.Pull),
		dispatch.Verb("charts.push", charts.Push),
		dispatch.Verb("charts.package", charts.Package),
		dispatch.Verb("charts.dependencies.list", charts.ListDependencies),
		dispatch.Verb("charts.dependencies.update", charts.UpdateDependencies),
		dispatch.Verb("charts.dependencies.build", charts.BuildDependencies),

		dispatch.Verb("repositories.add", repositories.Add),
		dispatch.Verb("repositories.list", repositories.List),
		dispatch.Verb("repositories.remove", repositories.Remove),
		dispatch.Verb("repositories.update", repositories.Update),
		dispatch.Verb("repositories.index", repositories.Index),
		dispatch.Verb("repositories.search", repositories.Search),
		dispatch.Verb("repositories.searchHub", repositories.SearchHub),

		dispatch.Verb("registry.login", registry.Login),
		dispatch.Verb("registry.logout", registry.Logout),
		dispatch.Verb("registry.tags", registry.Tags),
		dispatch.Verb("registry.resolve", registry.Resolve),
	}
}
