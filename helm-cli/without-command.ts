// What no command does.
/** Calls without a corresponding command. */
export const withoutCommand: readonly string[] = [
  "charts.load",
  "registry.tags",
  "registry.resolve",
  "releases.plan",
  "releases.planRollback",
  "releases.planUninstall",
  "releases.unlock",
  "releases.drift",
  "releases.watchDrift",
  "releases.repair",
];
