// Package verbs is the table of what users call.
package verbs

import (
	"bunhelm/helm/internal/dispatch"
	"bunhelm/helm/internal/verbs/charts"
	"bunhelm/helm/internal/verbs/doctor"
	"bunhelm/helm/internal/verbs/registry"
	"bunhelm/helm/internal/verbs/releases"
	"bunhelm/helm/internal/verbs/repositories"
	"bunhelm/helm/internal/wire"
)

// All is the API on one page.
func All() []dispatch.Entry {
	return []dispatch.Entry{
		dispatch.Verb("version", version),
		dispatch.Verb("client.close", closeClient),
		dispatch.Verb("client.repaired", repaired),
		dispatch.Verb("client.closeChart", charts.Close),
		dispatch.Verb("client.readChart", charts.ReadFile),
		dispatch.Verb("client.settings", doctor.Settings),
		dispatch.Verb("client.target", doctor.Target).Rejects(wire.CodeKubeconfigInvalid),
		dispatch.Verb("client.server", doctor.Server).Rejects(ofServer...),
		dispatch.Verb("client.rights", doctor.Rights).Rejects(ofServer...),

		dispatch.Verb("releases.install", releases.Install).Advise(releases.AfterInstall).Rejects(ofApply.and(ofRender...).and(wire.CodeReleaseExists)...),
		dispatch.Verb("releases.upgrade", releases.Upgrade).Advise(releases.AfterUpgrade).Rejects(ofApply.and(ofRender...).and(wire.CodePlanOutdated)...),
		dispatch.Verb("releases.uninstall", releases.Uninstall).Advise(releases.AfterUninstall).Rejects(ofChange.and(wire.CodeUninstallIncomplete, wire.CodePlanOutdated)...),
		dispatch.Verb("releases.rollback", releases.Rollback).Advise(releases.AfterRollback).Rejects(ofApply.and(wire.CodeRevisionNotFound, wire.CodePlanOutdated)...),
		dispatch.Verb("releases.test", releases.Test).Advise(releases.AfterTest).Rejects(ofChange.and(wire.CodeTestFailed)...),
		dispatch.Verb("releases.plan", releases.Plan).Advise(releases.AfterUpgrade).Rejects(ofRelease.and(ofRender...).and(wire.CodeReleaseFailed)...),
		dispatch.Verb("releases.planRollback", releases.PlanRollback).Rejects(ofRelease.and(wire.CodeRevisionNotFound, wire.CodeManifestInvalid)...),
		dispatch.Verb("releases.planUninstall", releases.PlanUninstall).Advise(releases.AfterUninstall).Rejects(ofRelease.and(wire.CodeManifestInvalid)...),
		dispatch.Verb("releases.unlock", releases.Unlock).Rejects(ofRelease.and(wire.CodeReleasePending)...),
		dispatch.Verb("releases.drift", releases.Drift).Rejects(ofRelease.and(wire.CodeManifestInvalid)...),
		dispatch.Verb("releases.watchDrift", releases.WatchDrift).Rejects(ofRelease.and(wire.CodeManifestInvalid)...),
		dispatch.Verb("releases.repair", releases.Repair).Rejects(ofRelease.and(wire.CodeReleasePending, wire.CodeManifestInvalid, wire.CodeApplyConflict, wire.CodeReleaseFailed).and(ofWait...)...),
		dispatch.Verb("releases.list", releases.List).Rejects(ofRecords...),
		dispatch.Verb("releases.history", releases.History).Rejects(ofRelease...),
		dispatch.Verb("releases.status", releases.Status).Rejects(ofRelease.and(wire.CodeRevisionNotFound, wire.CodeManifestInvalid)...),
		dispatch.Verb("releases.get", releases.Get).Rejects(ofRelease.and(wire.CodeRevisionNotFound)...),
		dispatch.Verb("releases.getValues", releases.GetValues).Rejects(ofRelease.and(wire.CodeRevisionNotFound)...),
		dispatch.Verb("releases.getMetadata", releases.GetMetadata).Rejects(ofRelease.and(wire.CodeRevisionNotFound)...),

		dispatch.Verb("charts.template", charts.Template).Advise(charts.AfterTemplate).Rejects(ofRender.and(ofServer...).and(wire.CodeOwnershipConflict)...),
		dispatch.Verb("charts.load", charts.Load).Rejects(ofChart...),
		dispatch.Verb("charts.show", charts.Show).Rejects(ofChart...),
		dispatch.Verb("charts.lint", charts.Lint).Rejects(ofArchive.and(wire.CodeOverloaded)...),
		dispatch.Verb("charts.create", charts.Create).Rejects(ofArchive...),
		dispatch.Verb("charts.verify", charts.Verify).Rejects(codes{wire.CodeChartNotFound, wire.CodeVerificationFailed}...),
		dispatch.Verb("charts.pull", charts.Pull).Rejects(ofChart...),
		dispatch.Verb("charts.push", charts.Push).Rejects(ofArchive.and(ofRegistry...)...),
		dispatch.Verb("charts.package", charts.Package).Rejects(ofChart.and(wire.CodeDependencyMissing)...),
		dispatch.Verb("charts.dependencies.list", charts.ListDependencies).Rejects(ofArchive...),
		dispatch.Verb("charts.dependencies.update", charts.UpdateDependencies).Rejects(ofChart.and(wire.CodeDependencyMissing)...),
		dispatch.Verb("charts.dependencies.build", charts.BuildDependencies).Rejects(ofChart.and(wire.CodeDependencyMissing)...),

		dispatch.Verb("repositories.add", repositories.Add).Rejects(ofRepository.and(wire.CodeRepositoryExists)...),
		dispatch.Verb("repositories.list", repositories.List),
		dispatch.Verb("repositories.remove", repositories.Remove).Rejects(codes{wire.CodeRepositoryNotFound}...),
		dispatch.Verb("repositories.update", repositories.Update).Rejects(ofRepository...),
		dispatch.Verb("repositories.index", repositories.Index).Rejects(ofArchive.and(wire.CodeTooLarge)...),
		dispatch.Verb("repositories.search", repositories.Search).Rejects(codes{wire.CodeRepositoryNotFound, wire.CodeTooLarge}...),
		dispatch.Verb("repositories.searchHub", repositories.SearchHub).Rejects(ofRepository...),

		dispatch.Verb("registry.login", registry.Login).Rejects(ofRegistry...),
		dispatch.Verb("registry.logout", registry.Logout),
		dispatch.Verb("registry.tags", registry.Tags).Rejects(ofRegistry.and(wire.CodeChartNotFound)...),
		dispatch.Verb("registry.resolve", registry.Resolve).Rejects(ofRegistry.and(wire.CodeChartNotFound)...),
	}
}
