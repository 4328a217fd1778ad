import type { CallOptions } from "./call.ts";
import type { Client } from "./client.ts";
import { type Operation, run } from "./operation.ts";
import type {
  ChartRef,
  InstallOptions,
  ListOptions,
  Release,
  ReleaseStatus,
  ReleaseSummary,
  StatusOptions,
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
  install(name: string | undefined, chart: ChartRef, options?: InstallOptions & CallOptions): Operation<Release> {
    return run(this.#client, "releases.install", { ...options, name, chart });
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
    return run(this.#client, "releases.upgrade", { ...options, name, chart });
  }

  /**
   * Deletes a release's objects and its records. `helm uninstall NAME`
   *
   * Runs the delete hooks, deletes the objects but for those whose resource policy is to be kept, and
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
    return run(this.#client, "releases.uninstall", { ...options, name });
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
    return run(this.#client, "releases.list", { ...options });
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
  status(name: string, options?: StatusOptions & CallOptions): Operation<ReleaseStatus> {
    return run(this.#client, "releases.status", { ...options, name });
  }
}
