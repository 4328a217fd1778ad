import type { CallOptions } from "./call.ts";
import type { Client } from "./client.ts";
import { type Operation, run } from "./operation.ts";
import type {
  ChartRef,
  GetOptions,
  GetValuesOptions,
  HistoryOptions,
  InstallOptions,
  ListOptions,
  Release,
  ReleaseMetadata,
  ReleaseSummary,
  ResourceStatus,
  RollbackOptions,
  StatusOptions,
  StatusResult,
  TestOptions,
  TestResult,
  UninstallOptions,
  UninstallResult,
  UpgradeOptions,
} from "./wire.gen.ts";

/** What can be done with releases: `helm.releases`. */
export class Releases {
  readonly #client: Client;

  /** @internal */
  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * Installs a chart as a new release whose name is made up. `helm install CHART --generate-name`
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
   * resolves when all is ready (see `wait`). After a failure or a cancel the record says "failed" and
   * the objects stay, unless `rollbackOnFailure` is set; the error tells what was created.
   *
   * Rejects with an InstallError (RELEASE_EXISTS, RELEASE_PENDING, APPLY_CONFLICT, OWNERSHIP_CONFLICT,
   * MANIFEST_INVALID, HOOK_FAILED, WAIT_TIMEOUT, RESOURCE_FAILED, RELEASE_TOO_LARGE,
   * CLUSTER_UNREACHABLE, UNAUTHORIZED, FORBIDDEN and others), a ChartError, a ValidationError, a
   * ConfigurationError or an AbortedError.
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
  // TypeScript tells of the last overload where none fits, so the usual one is last.
  install(name: string | undefined, chart: ChartRef, options?: InstallOptions & CallOptions): Operation<Release> {
    return run(this.#client, "releases.install", { name, chart }, options);
  }

  /**
   * Makes a new revision of a release, and with `install: true` the first one too.
   * `helm upgrade NAME CHART`
   *
   * Runs hooks, creates, changes and deletes objects until they are as the chart says, writes a record,
   * and resolves when all is ready (see `wait`). After a failure or a cancel the revision is "failed"
   * and what was changed stays so, unless `rollbackOnFailure` is set; the error tells what it was.
   *
   * Rejects with an UpgradeError (RELEASE_NOT_FOUND, RELEASE_PENDING, APPLY_CONFLICT,
   * OWNERSHIP_CONFLICT, MANIFEST_INVALID, HOOK_FAILED, WAIT_TIMEOUT, RESOURCE_FAILED,
   * RELEASE_TOO_LARGE, CLUSTER_UNREACHABLE, UNAUTHORIZED, FORBIDDEN and others), a ChartError, a
   * ValidationError, a ConfigurationError or an AbortedError.
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
   * Deletes a release's objects and its records. `helm uninstall NAME`
   *
   * Runs the delete hooks, deletes the objects, except those with the resource policy `keep`, and
   * resolves when they are gone (see `wait`).
   *
   * Rejects with an UninstallError (RELEASE_NOT_FOUND, RELEASE_PENDING, UNINSTALL_INCOMPLETE,
   * HOOK_FAILED, WAIT_TIMEOUT, CLUSTER_UNREACHABLE, UNAUTHORIZED, FORBIDDEN and others), a
   * ValidationError, a ConfigurationError or an AbortedError.
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
   * Goes back to an earlier revision, by making a new one like it. `helm rollback NAME [REVISION]`
   *
   * Runs hooks, creates, changes and deletes objects until they are as that revision had them, writes a
   * record, and resolves when all is ready (see `wait`). The release may be in any state: one that has
   * failed, that an interrupted operation has left pending, or that is uninstalled with kept history.
   * After a failure or a cancel the new revision is "failed" and what was changed stays so; the error
   * tells what it was. Every kind of the newest revision must still be served.
   *
   * Rejects with a RollbackError (RELEASE_NOT_FOUND, REVISION_NOT_FOUND, APPLY_CONFLICT,
   * MANIFEST_INVALID, HOOK_FAILED, WAIT_TIMEOUT, RESOURCE_FAILED, CLUSTER_UNREACHABLE, UNAUTHORIZED,
   * FORBIDDEN and others), a ValidationError, a ConfigurationError or an AbortedError.
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
   * Creates their objects one after the other, waits for each to end, and writes down in the newest
   * revision's record how it went. The first that fails ends the call. Then objects are deleted by
   * their delete policies; those without one stay until the next run. What their containers write
   * arrives as events meanwhile. After a cancel the object of the test that ran stays, and the record
   * says that it failed. Two runs at once disturb each other: each deletes the other's objects. A release
   * without tests resolves with none, and a `log` event warns that nothing was tested.
   *
   * Rejects with a ReleaseError (TEST_FAILED with how each test went and the pods of the one that
   * failed, RELEASE_NOT_FOUND, MANIFEST_INVALID, CLUSTER_UNREACHABLE, UNAUTHORIZED, FORBIDDEN and
   * others), a ValidationError (a filter names no test), a ConfigurationError or an AbortedError.
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
   * Only reads. Rejects with a ReleaseError (CLUSTER_UNREACHABLE, UNAUTHORIZED, FORBIDDEN and others),
   * a ValidationError, a ConfigurationError or an AbortedError.
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
   * Tells how a release and its objects are doing. `helm status NAME`
   *
   * Only reads. Rejects with a ReleaseError (RELEASE_NOT_FOUND, REVISION_NOT_FOUND,
   * CLUSTER_UNREACHABLE, UNAUTHORIZED, FORBIDDEN and others), a ValidationError, a ConfigurationError
   * or an AbortedError.
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
   * Only reads. Rejects with a ReleaseError (RELEASE_NOT_FOUND, CLUSTER_UNREACHABLE, UNAUTHORIZED,
   * FORBIDDEN and others), a ValidationError, a ConfigurationError or an AbortedError.
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
   * Reads one revision of a release, with its manifest, hooks, notes and the values given to it.
   * `helm get all NAME`
   *
   * Only reads. Rejects with a ReleaseError (RELEASE_NOT_FOUND, REVISION_NOT_FOUND,
   * CLUSTER_UNREACHABLE, UNAUTHORIZED, FORBIDDEN and others), a ValidationError, a ConfigurationError
   * or an AbortedError.
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
   * Reads the values given to a release, with `all` the chart's own too. `helm get values NAME`
   *
   * Only reads. Without any, they are an empty object. Rejects as `get` does.
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
   * Reads what a release's record says of its chart. `helm get metadata NAME`
   *
   * Only reads. Rejects as `get` does.
   *
   * @example
   * ```ts
   * const { chart, version, dependencies } = await helm.releases.getMetadata("shop");
   * ```
   */
  getMetadata(name: string, options?: GetOptions & CallOptions): Operation<ReleaseMetadata> {
    return run(this.#client, "releases.getMetadata", { name }, options);
  }
}
