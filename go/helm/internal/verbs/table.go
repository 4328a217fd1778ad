// Package verbs holds what users call, one file per verb: newX maps options, x runs.
package verbs

import "bunhelm/helm/internal/dispatch"

// All is the API on one page.
func All() []dispatch.Entry {
	return []dispatch.Entry{
		dispatch.Verb("version", version),
		dispatch.Verb("client.close", closeClient),
		dispatch.Verb("client.repaired", repaired),
		dispatch.Verb("client.closeChart", closeChart),
		dispatch.Verb("client.readChart", readChart),

		dispatch.Verb("releases.install", install).Advise(afterInstall),
		dispatch.Verb("releases.upgrade", upgrade).Advise(afterUpgrade),
		dispatch.Verb("releases.uninstall", uninstall).Advise(afterUninstall),
		dispatch.Verb("releases.rollback", rollback).Advise(afterRollback),
		dispatch.Verb("releases.test", test).Advise(afterTest),
		dispatch.Verb("releases.list", list),
		dispatch.Verb("releases.history", history),
		dispatch.Verb("releases.status", status),
		dispatch.Verb("releases.get", get),
		dispatch.Verb("releases.getValues", getValues),
		dispatch.Verb("releases.getMetadata", getMetadata),

		dispatch.Verb("charts.template", template).Advise(afterTemplate),
		dispatch.Verb("charts.load", load),
		dispatch.Verb("charts.show", show),
		dispatch.Verb("charts.lint", lint),
		dispatch.Verb("charts.create", create),
		dispatch.Verb("charts.verify", verify),
		dispatch.Verb("charts.pull", pull),
		dispatch.Verb("charts.push", push),
		dispatch.Verb("charts.package", packageChart),
		dispatch.Verb("charts.dependencies.list", listDependencies),
		dispatch.Verb("charts.dependencies.update", updateDependencies),
		dispatch.Verb("charts.dependencies.build", buildDependencies),

		dispatch.Verb("repositories.add", addRepository),
		dispatch.Verb("repositories.list", listRepositories),
		dispatch.Verb("repositories.remove", removeRepositories),
		dispatch.Verb("repositories.update", updateRepositories),
		dispatch.Verb("repositories.index", indexRepository),
		dispatch.Verb("repositories.search", searchRepositories),
		dispatch.Verb("repositories.searchHub", searchHub),

		dispatch.Verb("registry.login", login),
		dispatch.Verb("registry.logout", logout),
		dispatch.Verb("registry.tags", tags),
		dispatch.Verb("registry.resolve", resolve),

		dispatch.Verb("internal.noop", noop),
		dispatch.Verb("internal.echo", echo),
		dispatch.Verb("internal.panic", panics),
		dispatch.Verb("internal.goroutines", goroutines),
		dispatch.Verb("internal.counts", counts),
		dispatch.Verb("internal.idle", idle),
	}
}
