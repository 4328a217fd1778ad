import type { CallOptions } from "./call.ts";
import type { Client } from "./client.ts";
import { type Operation, run, runAs } from "./operation.ts";
import { Plan } from "./plan.ts";
import type {
  ChartRef,
  DriftOptions,
  DriftReport,
  GetMetadataOptions,
  GetOptions,
  GetValuesOptions,
  HistoryOptions,
  InstallOptions,
  ListOptions,
  PlanBasis,
  PlanData,
  PlanOptions,
  PlanRollbackOptions,
  PlanUninstallOptions,
  Release,
  ReleaseMetadata,
  ReleaseSummary,
  RepairOptions,
  RepairResult,
  ResourceStatus,
  RollbackOptions,
  ShowSecretsOption,
  StatusOptions,
  StatusResult,
  TestOptions,
  TestResult,
  UninstallOptions,
  UninstallResult,
  UnlockOptions,
  UnlockResult,
  UpgradeOptions,
} from "./wire.gen.ts";

/** Calls on releases: `helm.releases`. */
export class Releases {
  readonly #client: Client;

  /** @internal */
  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * Installs a chart as a new release with a generated name. `helm install CHART --generate-name`
   *
   * @example
   * ```ts
   * const { name } = await helm.releases.install(undefined, "./charts/shop", { generateName: true });
   * ```
   */
  install(
    name: undefined,
    chart: ChartRef,
    options: InstallOptions & CallOptions & ({ generateName: true } | { nameTemplate: string }),
  ): Operation<Release>;
  /**
   * Installs a chart as a new release. `helm install [NAME] CHART`
   *
   * Creates the chart's CRDs, runs its hooks, creates its objects and the release's record, and
   * resolves when everything is ready (see `wait`). After a failure or a cancel, the record says "failed"
   * and the objects stay, unless `rollbackOnFailure` is set; the error lists what was created.
   *
   * Rejects with an InstallError (API_SERVER, APPLY_CONFLICT, CLUSTER_UNREACHABLE, FORBIDDEN, HOOK_FAILED,
   * MANIFEST_INVALID, OVERLOADED, OWNERSHIP_CONFLICT, POST_RENDERER_FAILED, RECORD_INVALID, RECORD_NOT_WRITTEN,
   * RELEASE_EXISTS, RELEASE_FAILED, RELEASE_NOT_FOUND, RELEASE_PENDING, RELEASE_TOO_LARGE, RESOURCE_FAILED,
   * STORAGE_FAILED, TOO_LARGE, UNAUTHORIZED, WAIT_TIMEOUT), a ChartError (CHART_INCOMPATIBLE, CHART_INVALID,
   * CHART_NOT_FOUND, DEPENDENCY_MISSING, TEMPLATE_FAILED, VERIFICATION_FAILED), a ConfigurationError
   * (KUBECONFIG_INVALID), a RegistryError (REGISTRY_UNAUTHORIZED, REGISTRY_UNREACHABLE, REPOSITORY_NOT_FOUND,
   * REPOSITORY_UNAUTHORIZED, REPOSITORY_UNREACHABLE), a ValidationError (VALUES_INVALID); or, as any call may,
   * with PROCESS_ENDED, CLOSED, INVALID_ARGUMENT, ABORTED or INTERNAL.
   *
   * @example
   * ```ts
   * const release = await helm.releases.install("shop", "./charts/shop", {
   *   namespace: "shop",
   *   createNamespace: true,
   *   values: { replicas: 2 },
   * });
   * ```
   */
  install(name: string, chart: ChartRef, options?: InstallOptions & CallOptions): Operation<Release>;
  // TypeScript's error names the last overload if none fits, so the usual one is last.
  install(name: string | undefined, chart: ChartRef, options?: InstallOptions & CallOptions): Operation<Release> {
    return run(this.#client, "releases.install", { name, chart }, options);
  }

  /**
   * Creates a new revision of a release. With `install: true`, installs the release if it does not exist.
   * `helm upgrade NAME CHART`
   *
   * Runs hooks, creates, changes and deletes objects to match the chart, writes a record, and resolves
   * when everything is ready (see `wait`). After a failure or a cancel, the revision is "failed" and its
   * changes stay, unless `rollbackOnFailure` is set; the error lists them.
   *
   * Rejects with an UpgradeError (API_SERVER, APPLY_CONFLICT, CLUSTER_UNREACHABLE, FORBIDDEN, HOOK_FAILED,
   * MANIFEST_INVALID, OVERLOADED, OWNERSHIP_CONFLICT, PLAN_OUTDATED, POST_RENDERER_FAILED, RECORD_INVALID,
   * RECORD_NOT_WRITTEN, RELEASE_FAILED, RELEASE_NOT_FOUND, RELEASE_PENDING, RELEASE_TOO_LARGE, RESOURCE_FAILED,
   * STORAGE_FAILED, TOO_LARGE, UNAUTHORIZED, WAIT_TIMEOUT), a ChartError (CHART_INCOMPATIBLE, CHART_INVALID,
   * CHART_NOT_FOUND, DEPENDENCY_MISSING, TEMPLATE_FAILED, VERIFICATION_FAILED), a ConfigurationError
   * (KUBECONFIG_INVALID), a RegistryError (REGISTRY_UNAUTHORIZED, REGISTRY_UNREACHABLE, REPOSITORY_NOT_FOUND,
   * REPOSITORY_UNAUTHORIZED, REPOSITORY_UNREACHABLE), a ValidationError (VALUES_INVALID); or, as any call may,
   * with PROCESS_ENDED, CLOSED, INVALID_ARGUMENT, ABORTED or INTERNAL.
   *
   * @example
   * ```ts
   * const release = await helm.releases.upgrade("shop", "./charts/shop", {
   *   install: true,
   *   rollbackOnFailure: true,
   *   values: { image: { tag: "1.4.2" } },
   *   signal: AbortSignal.timeout(600_000),
   * });
   * ```
   */
  upgrade(name: string, chart: ChartRef, options?: UpgradeOptions & CallOptions): Operation<Release> {
    return run(this.#client, "releases.upgrade", { name, chart }, options);
  }

  /**
   * Tells what `upgrade` would do with the same options. Helm renders the chart, and the API server tries each object
   * the way the upgrade would send it, and stores nothing.
   *
   * A plan tells what would be refused instead of rejecting, even all of it, and works for a release that is pending.
   * What it cannot try it names: hooks do not run, and what a hook or another object changes later is not foreseen.
   *
   * Rejects with a ReleaseError (API_SERVER, CLUSTER_UNREACHABLE, FORBIDDEN, MANIFEST_INVALID, OVERLOADED,
   * POST_RENDERER_FAILED, RECORD_INVALID, RELEASE_FAILED, RELEASE_NOT_FOUND, STORAGE_FAILED, TOO_LARGE,
   * UNAUTHORIZED), a ChartError (CHART_INCOMPATIBLE, CHART_INVALID, CHART_NOT_FOUND, DEPENDENCY_MISSING,
   * TEMPLATE_FAILED, VERIFICATION_FAILED), a ConfigurationError (KUBECONFIG_INVALID), a RegistryError
   * (REGISTRY_UNAUTHORIZED, REGISTRY_UNREACHABLE, REPOSITORY_NOT_FOUND, REPOSITORY_UNAUTHORIZED,
   * REPOSITORY_UNREACHABLE), a ValidationError (VALUES_INVALID); or, as any call may, with PROCESS_ENDED, CLOSED,
   * INVALID_ARGUMENT, ABORTED or INTERNAL.
   *
   * @example
   * ```ts
   * const plan = await helm.releases.plan("shop", "./charts/shop", { install: true, values: { replicas: 3 } });
   * console.log(plan.text());
   * if (plan.isAccepted) await plan.apply();
   * ```
   */
  plan(name: string, chart: ChartRef, options?: PlanOptions & CallOptions): Operation<Plan<Release>> {
    const carried = carrying<UpgradeOptions>(options);
    const plan = (data: PlanData): Plan<Release> =>
      new Plan(data, (basis, given) => this.upgrade(name, chart, carried(basis, given)));
    return runAs(this.#client, "releases.plan", { name, chart }, options, plan);
  }

  /**
   * Tells what `rollback` would do with the same options, as `plan` does of an upgrade.
   *
   * Rejects with a ReleaseError (API_SERVER, CLUSTER_UNREACHABLE, FORBIDDEN, MANIFEST_INVALID, RECORD_INVALID,
   * RELEASE_NOT_FOUND, REVISION_NOT_FOUND, STORAGE_FAILED, TOO_LARGE, UNAUTHORIZED), a ConfigurationError
   * (KUBECONFIG_INVALID); or, as any call may, with PROCESS_ENDED, CLOSED, INVALID_ARGUMENT, ABORTED or INTERNAL.
   *
   * @example
   * ```ts
   * const plan = await helm.releases.planRollback("shop", { revision: 2 });
   * console.log(plan.text());
   * ```
   */
  planRollback(name: string, options?: PlanRollbackOptions & CallOptions): Operation<Plan<Release>> {
    const carried = carrying<RollbackOptions>(options);
    const plan = (data: PlanData): Plan<Release> =>
      new Plan(data, (basis, given) => this.rollback(name, carried(basis, given)));
    return runAs(this.#client, "releases.planRollback", { name }, options, plan);
  }

  /**
   * Tells what `uninstall` would delete with the same options, and what it would keep.
   *
   * Rejects with a ReleaseError (API_SERVER, CLUSTER_UNREACHABLE, FORBIDDEN, MANIFEST_INVALID, RECORD_INVALID,
   * RELEASE_NOT_FOUND, STORAGE_FAILED, TOO_LARGE, UNAUTHORIZED), a ConfigurationError (KUBECONFIG_INVALID); or,
   * as any call may, with PROCESS_ENDED, CLOSED, INVALID_ARGUMENT, ABORTED or INTERNAL.
   *
   * @example
   * ```ts
   * const { objects } = await helm.releases.planUninstall("shop");
   * console.log(objects.filter(({ action }) => action === "keep"));
   * ```
   */
  planUninstall(name: string, options?: PlanUninstallOptions & CallOptions): Operation<Plan<UninstallResult>> {
    const carried = carrying<UninstallOptions>(options, "objects");
    const plan = (data: PlanData): Plan<UninstallResult> =>
      new Plan(data, (basis, given) => this.uninstall(name, carried(basis, given)));
    return runAs(this.#client, "releases.planUninstall", { name }, options, plan);
  }

  /**
   * Frees a release that an interrupted operation has left pending or uninstalling: its newest revision is recorded as
   * failed. Nothing else is changed, and the next upgrade goes on from there. Rejects with RELEASE_PENDING if its
   * operation was heard of within `olderThan`. The option `takeOver` of install and upgrade does the same first.
   *
   * Rejects with a ReleaseError (API_SERVER, CLUSTER_UNREACHABLE, FORBIDDEN, RECORD_INVALID, RELEASE_NOT_FOUND,
   * RELEASE_PENDING, STORAGE_FAILED, TOO_LARGE, UNAUTHORIZED), a ConfigurationError (KUBECONFIG_INVALID); or, as
   * any call may, with PROCESS_ENDED, CLOSED, INVALID_ARGUMENT, ABORTED or INTERNAL.
   *
   * @example
   * ```ts
   * const { unlocked, release } = await helm.releases.unlock("shop", { olderThan: "30m" });
   * if (unlocked) console.log(release.description);
   * ```
   */
  unlock(name: string, options?: UnlockOptions & CallOptions): Operation<UnlockResult> {
    return run(this.#client, "releases.unlock", { name }, options);
  }

  /**
   * Tells which objects of a release were changed outside of it, who owns each field now and since when, which are
   * missing, and which belong to somebody else. The API server tries to apply the deployed revision once more; what that
   * would change has drifted. So defaults, the status, what an autoscaler sets, injected containers and certificates, and
   * all other fields that the manifest does not have are no drift.
   *
   * Rejects with a ReleaseError (API_SERVER, CLUSTER_UNREACHABLE, FORBIDDEN, MANIFEST_INVALID, RECORD_INVALID,
   * RELEASE_NOT_FOUND, STORAGE_FAILED, TOO_LARGE, UNAUTHORIZED), a ConfigurationError (KUBECONFIG_INVALID); or,
   * as any call may, with PROCESS_ENDED, CLOSED, INVALID_ARGUMENT, ABORTED or INTERNAL.
   *
   * @example
   * ```ts
   * const { objects } = await helm.releases.drift("shop");
   * for (const { kind, name, status, fields } of objects)
   *   console.log(status, kind, name, fields.map(({ path, manager }) => `${path} by ${manager}`));
   * ```
   */
  drift(name: string, options?: DriftOptions & CallOptions): Operation<DriftReport> {
    return run(this.#client, "releases.drift", { name }, options);
  }

  /**
   * Watches a release for drift: yields its state at once, then whenever that changes. It watches the objects and does not
   * poll, and ends when you leave the loop. It throws what `drift` rejects with, and an AbortedError once `signal` is
   * aborted.
   *
   * Rejects with a ReleaseError (API_SERVER, CLUSTER_UNREACHABLE, FORBIDDEN, MANIFEST_INVALID, RECORD_INVALID,
   * RELEASE_NOT_FOUND, STORAGE_FAILED, TOO_LARGE, UNAUTHORIZED), a ConfigurationError (KUBECONFIG_INVALID); or,
   * as any call may, with PROCESS_ENDED, CLOSED, INVALID_ARGUMENT, ABORTED or INTERNAL.
   *
   * @example
   * ```ts
   * for await (const { objects } of helm.releases.watchDrift("shop", { signal })) {
   *   console.log(objects.length === 0 ? "as deployed" : objects.map(({ kind, name }) => `${kind}/${name}`));
   * }
   * ```
   */
  watchDrift(name: string, options?: DriftOptions & CallOptions): AsyncGenerator<DriftReport, void, undefined> {
    return reports(() => run(this.#client, "releases.watchDrift", { name }, options));
  }

  /**
   * Puts the objects that have drifted back as they were deployed, waits until they are ready (see `wait`), and writes no
   * revision. Objects that belong to somebody else stay, unless `takeOwnership` is set.
   *
   * Rejects with a ReleaseError (API_SERVER, APPLY_CONFLICT, CLUSTER_UNREACHABLE, FORBIDDEN, HOOK_FAILED,
   * MANIFEST_INVALID, RECORD_INVALID, RELEASE_FAILED, RELEASE_NOT_FOUND, RELEASE_PENDING, RESOURCE_FAILED,
   * STORAGE_FAILED, TOO_LARGE, UNAUTHORIZED, WAIT_TIMEOUT), a ConfigurationError (KUBECONFIG_INVALID); or, as any
   * call may, with PROCESS_ENDED, CLOSED, INVALID_ARGUMENT, ABORTED or INTERNAL.
   *
   * @example
   * ```ts
   * const { repaired } = await helm.releases.repair("shop", { timeout: "2m" });
   * ```
   */
  repair(name: string, options?: RepairOptions & CallOptions): Operation<RepairResult> {
    return run(this.#client, "releases.repair", { name }, options);
  }

  /**
   * Deletes a release's objects and its records. `helm uninstall NAME`
   *
   * Runs the delete hooks, deletes the objects, except those with the resource policy `keep`, and
   * resolves when they are gone (see `wait`).
   *
   * Rejects with an UninstallError (API_SERVER, CLUSTER_UNREACHABLE, FORBIDDEN, HOOK_FAILED, MANIFEST_INVALID,
   * PLAN_OUTDATED, RECORD_INVALID, RECORD_NOT_WRITTEN, RELEASE_FAILED, RELEASE_NOT_FOUND, RELEASE_PENDING,
   * RESOURCE_FAILED, STORAGE_FAILED, TOO_LARGE, UNAUTHORIZED, UNINSTALL_INCOMPLETE, WAIT_TIMEOUT), a
   * ConfigurationError (KUBECONFIG_INVALID); or, as any call may, with PROCESS_ENDED, CLOSED, INVALID_ARGUMENT,
   * ABORTED or INTERNAL.
   *
   * @example
   * ```ts
   * await helm.releases.uninstall("shop", { ignoreNotFound: true });
   * ```
   */
  uninstall(name: string, options?: UninstallOptions & CallOptions): Operation<UninstallResult> {
    return run(this.#client, "releases.uninstall", { name }, options);
  }

  /**
   * Goes back to an earlier revision by creating a new one like it. `helm rollback NAME [REVISION]`
   *
   * Runs hooks, creates, changes and deletes objects to match that revision, writes a record, and
   * resolves when everything is ready (see `wait`). The release may be in any state: failed, left pending
   * by an interrupted operation, or uninstalled with `keepHistory`. After a failure or a cancel, the new
   * revision is "failed" and its changes stay; the error lists them. The API server must still serve
   * every kind of the newest revision.
   *
   * Rejects with a RollbackError (API_SERVER, APPLY_CONFLICT, CLUSTER_UNREACHABLE, FORBIDDEN, HOOK_FAILED,
   * MANIFEST_INVALID, OWNERSHIP_CONFLICT, PLAN_OUTDATED, RECORD_INVALID, RECORD_NOT_WRITTEN, RELEASE_FAILED,
   * RELEASE_NOT_FOUND, RELEASE_PENDING, RELEASE_TOO_LARGE, RESOURCE_FAILED, REVISION_NOT_FOUND, STORAGE_FAILED,
   * TOO_LARGE, UNAUTHORIZED, WAIT_TIMEOUT), a ConfigurationError (KUBECONFIG_INVALID); or, as any call may, with
   * PROCESS_ENDED, CLOSED, INVALID_ARGUMENT, ABORTED or INTERNAL.
   *
   * @example
   * ```ts
   * const { revision, rollbackRevision } = await helm.releases.rollback("shop", { revision: 3 });
   * ```
   */
  rollback(name: string, options?: RollbackOptions & CallOptions): Operation<Release> {
    return run(this.#client, "releases.rollback", { name }, options);
  }

  /**
   * Runs the tests of a release: its hooks for the event "test". `helm test NAME`
   *
   * Creates the tests' objects one after the other, waits for each to end, and stores the outcome in the
   * newest revision's record. The first failure ends the call with TEST_FAILED, which says how each test went
   * and has the pods of the one that failed. Objects are then deleted according to their delete policies;
   * those without one stay until the next run. The output of their containers arrives as events. After a cancel, the object of the running test stays, and the record says that it
   * failed. Do not run two at once: each deletes the other's objects. If the release has no tests,
   * resolves with an empty list, and a `log` event warns that nothing was tested. A filter that names no test
   * is a ValidationError.
   *
   * Rejects with a ReleaseError (API_SERVER, CLUSTER_UNREACHABLE, FORBIDDEN, HOOK_FAILED, MANIFEST_INVALID,
   * RECORD_INVALID, RECORD_NOT_WRITTEN, RELEASE_FAILED, RELEASE_NOT_FOUND, RELEASE_PENDING, RESOURCE_FAILED,
   * STORAGE_FAILED, TEST_FAILED, TOO_LARGE, UNAUTHORIZED, WAIT_TIMEOUT), a ConfigurationError
   * (KUBECONFIG_INVALID); or, as any call may, with PROCESS_ENDED, CLOSED, INVALID_ARGUMENT, ABORTED or INTERNAL.
   *
   * @example
   * ```ts
   * const { tests } = await helm.releases.test("shop", { filter: ["name=shop-smoke"], logs: true });
   * for (const { name, run } of tests) console.log(name, run?.phase);
   * ```
   */
  test(name: string, options?: TestOptions & CallOptions): Operation<TestResult> {
    return run(this.#client, "releases.test", { name }, options);
  }

  /**
   * Lists releases by their newest revision. `helm list`
   *
   * Only reads.
   *
   * Rejects with a ReleaseError (API_SERVER, CLUSTER_UNREACHABLE, FORBIDDEN, RECORD_INVALID, STORAGE_FAILED,
   * TOO_LARGE, UNAUTHORIZED), a ConfigurationError (KUBECONFIG_INVALID); or, as any call may, with PROCESS_ENDED,
   * CLOSED, INVALID_ARGUMENT, ABORTED or INTERNAL.
   *
   * @example
   * ```ts
   * const failed = await helm.releases.list({ allNamespaces: true, failed: true });
   * ```
   */
  list(options?: ListOptions & CallOptions): Operation<ReleaseSummary[]> {
    return run(this.#client, "releases.list", {}, options);
  }

  /**
   * Returns the status of a release and its objects. `helm status NAME`
   *
   * Only reads.
   *
   * Rejects with a ReleaseError (API_SERVER, CLUSTER_UNREACHABLE, FORBIDDEN, MANIFEST_INVALID, RECORD_INVALID,
   * RELEASE_NOT_FOUND, REVISION_NOT_FOUND, STORAGE_FAILED, TOO_LARGE, UNAUTHORIZED), a ConfigurationError
   * (KUBECONFIG_INVALID); or, as any call may, with PROCESS_ENDED, CLOSED, INVALID_ARGUMENT, ABORTED or INTERNAL.
   *
   * @example
   * ```ts
   * const { status, resources } = await helm.releases.status("shop");
   * ```
   */
  status(
    name: string,
    options?: StatusOptions & CallOptions & { resources?: true | undefined },
  ): Operation<StatusResult & { resources: ResourceStatus[] }>;
  status(name: string, options?: StatusOptions & CallOptions): Operation<StatusResult>;
  status(name: string, options?: StatusOptions & CallOptions): Operation<StatusResult> {
    return run(this.#client, "releases.status", { name }, options);
  }

  /**
   * Lists the revisions of a release, oldest first. `helm history NAME`
   *
   * Only reads.
   *
   * Rejects with a ReleaseError (API_SERVER, CLUSTER_UNREACHABLE, FORBIDDEN, RECORD_INVALID, RELEASE_NOT_FOUND,
   * STORAGE_FAILED, TOO_LARGE, UNAUTHORIZED), a ConfigurationError (KUBECONFIG_INVALID); or, as any call may,
   * with PROCESS_ENDED, CLOSED, INVALID_ARGUMENT, ABORTED or INTERNAL.
   *
   * @example
   * ```ts
   * const revisions = await helm.releases.history("shop");
   * const lastGood = revisions.findLast(({ status }) => status === "superseded" || status === "deployed");
   * ```
   */
  history(name: string, options?: HistoryOptions & CallOptions): Operation<ReleaseSummary[]> {
    return run(this.#client, "releases.history", { name }, options);
  }

  /**
   * Returns one revision of a release, with its manifest, hooks, notes and the values given to it.
   * `helm get all NAME`
   *
   * Only reads.
   *
   * Rejects with a ReleaseError (API_SERVER, CLUSTER_UNREACHABLE, FORBIDDEN, RECORD_INVALID, RELEASE_NOT_FOUND,
   * REVISION_NOT_FOUND, STORAGE_FAILED, TOO_LARGE, UNAUTHORIZED), a ConfigurationError (KUBECONFIG_INVALID); or,
   * as any call may, with PROCESS_ENDED, CLOSED, INVALID_ARGUMENT, ABORTED or INTERNAL.
   *
   * @example
   * ```ts
   * const { manifest, hooks, notes } = await helm.releases.get("shop", { revision: 2 });
   * ```
   */
  get(name: string, options?: GetOptions & CallOptions): Operation<Release> {
    return run(this.#client, "releases.get", { name }, options);
  }

  /**
   * Returns the values given to a release; with `all`, merged with the chart's own. `helm get values NAME`
   *
   * Only reads. If none were given, the result is an empty object.
   *
   * Rejects with a ReleaseError (API_SERVER, CLUSTER_UNREACHABLE, FORBIDDEN, RECORD_INVALID, RELEASE_NOT_FOUND,
   * REVISION_NOT_FOUND, STORAGE_FAILED, TOO_LARGE, UNAUTHORIZED), a ConfigurationError (KUBECONFIG_INVALID); or,
   * as any call may, with PROCESS_ENDED, CLOSED, INVALID_ARGUMENT, ABORTED or INTERNAL.
   *
   * @example
   * ```ts
   * const given = await helm.releases.getValues("shop");
   * const computed = await helm.releases.getValues("shop", { all: true });
   * ```
   */
  getValues(name: string, options?: GetValuesOptions & CallOptions): Operation<Record<string, unknown>> {
    return run(this.#client, "releases.getValues", { name }, options);
  }

  /**
   * Returns the metadata of a release: its chart, versions, labels and dependencies. `helm get metadata NAME`
   *
   * Only reads.
   *
   * Rejects with a ReleaseError (API_SERVER, CLUSTER_UNREACHABLE, FORBIDDEN, RECORD_INVALID, RELEASE_NOT_FOUND,
   * REVISION_NOT_FOUND, STORAGE_FAILED, TOO_LARGE, UNAUTHORIZED), a ConfigurationError (KUBECONFIG_INVALID); or,
   * as any call may, with PROCESS_ENDED, CLOSED, INVALID_ARGUMENT, ABORTED or INTERNAL.
   *
   * @example
   * ```ts
   * const { chart, version, dependencies } = await helm.releases.getMetadata("shop");
   * ```
   */
  getMetadata(name: string, options?: GetMetadataOptions & CallOptions): Operation<ReleaseMetadata> {
    return run(this.#client, "releases.getMetadata", { name }, options);
  }
}

/** The options of the call that carries a plan out: as they are now, those of the plan but for its own. */
function carrying<T extends object>(
  options: (T & CallOptions & ShowSecretsOption) | undefined,
  ...own: string[]
): (plan: PlanBasis, given: CallOptions | undefined) => T & CallOptions {
  let kept = {} as T;
  try {
    const given: Partial<CallOptions & ShowSecretsOption> = options ?? {};
    const { signal: _signal, onEvent: _onEvent, showSecrets: _showSecrets, ...rest } = given;
    kept = Object.fromEntries(Object.entries(rest).filter(([name]) => !own.includes(name))) as T;
  } catch {} // they cannot be read, as the call itself will say
  return (plan, given) => ({ ...kept, ...given, plan });
}

/** What a watch tells, until somebody leaves the loop. */
async function* reports(watch: () => Operation<unknown>): AsyncGenerator<DriftReport, void, undefined> {
  const watching = watch();
  try {
    for await (const event of watching) {
      if (event.type !== "drift") continue;
      const { type: _type, at: _at, ...report } = event;
      yield report;
    }
  } finally {
    watching.cancel();
    await watching.catch(() => {}); // the loop has thrown it
  }
}
