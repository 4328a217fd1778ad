// What is told of a release as the helm command prints it with `--output json`.
import type { Release, ReleaseMetadata, ReleaseSummary } from "../src/index.ts";

/** Without what is empty, as the command's JSON is. */
export const filled = <T extends object>(value: T | undefined): T | undefined =>
  value === undefined || Object.keys(value).length === 0 ? undefined : value;

const orNone = (text: string | undefined): string | undefined => (text === "" ? undefined : text);

const zeroTime = "0001-01-01T00:00:00Z";

/** A release as `helm history` prints it. */
export function asHistory({ chart, ...release }: ReleaseSummary): Record<string, unknown> {
  const isMissing = chart.name === "";
  return {
    revision: release.revision,
    updated: release.lastDeployed,
    status: release.status,
    chart: isMissing ? "MISSING" : `${chart.name}-${chart.version}`,
    app_version: isMissing ? "MISSING" : (chart.appVersion ?? ""),
    rollback_revision: release.rollbackRevision,
    description: release.description ?? "",
  };
}

/** A release as `helm status` prints it, which is the record without the chart. */
export function asStatus(release: Release): object {
  return {
    name: release.name,
    namespace: release.namespace,
    version: release.revision || undefined,
    info: {
      first_deployed: release.firstDeployed,
      last_deployed: release.lastDeployed,
      deleted: release.deleted,
      description: release.description,
      status: release.status,
      rollback_revision: release.rollbackRevision,
      notes: orNone(release.notes),
    },
    config: release.config,
    manifest: orNone(release.manifest),
    hooks: filled(
      release.hooks.map((hook) => ({
        name: hook.name,
        kind: orNone(hook.kind),
        path: orNone(hook.path),
        manifest: orNone(hook.manifest),
        events: filled(hook.events),
        last_run: {
          started_at: hook.lastRun?.startedAt,
          completed_at: hook.lastRun?.completedAt,
          phase: hook.lastRun?.phase ?? "",
        },
        weight: hook.weight || undefined,
        delete_policies: filled(hook.deletePolicies),
        output_log_policies: filled(hook.outputLogPolicies),
      })),
    ),
    apply_method: release.applyMethod,
  };
}

/** A release as `helm get metadata` prints it. */
export function asMetadata({ dependencies, labels, ...release }: ReleaseMetadata): object {
  return {
    ...release,
    labels: filled(labels),
    appVersion: release.appVersion ?? "",
    deployedAt: release.deployedAt ?? zeroTime,
    dependencies: filled(
      dependencies.map(({ importValues, ...dependency }) => ({ ...dependency, "import-values": importValues })),
    ),
  };
}
