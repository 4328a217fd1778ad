import type { CallOptions } from "./call.ts";
import type { Client } from "./client.ts";
import { type Operation, run } from "./operation.ts";
import type { DependencyChanges, DependencyOptions, LinksOption, ListedDependency } from "./wire.gen.ts";

/** Calls on a chart's dependencies: `helm.charts.dependencies`. */
export class Dependencies {
  readonly #client: Client;

  /** @internal */
  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * Lists the dependencies of a chart, given as a directory or an archive, with the status of each in
   * charts/. `helm dependency list CHART`
   *
   * Charts in charts/ that are not declared as dependencies are reported as `log` events.
   *
   * Rejects with a ChartError (CHART_INVALID, CHART_NOT_FOUND); or, as any call may, with PROCESS_ENDED, CLOSED,
   * INVALID_ARGUMENT, ABORTED or INTERNAL.
   *
   * @example
   * ```ts
   * const dependencies = await helm.charts.dependencies.list("./charts/shop");
   * const missing = dependencies.filter(({ status }) => status === "missing");
   * ```
   */
  list(path: string | URL, options?: CallOptions & LinksOption): Operation<ListedDependency[]> {
    return run(this.#client, "charts.dependencies.list", { path }, options);
  }

  /**
   * Downloads the newest versions that Chart.yaml allows into charts/ of a chart directory, deletes other
   * archives there, and writes Chart.lock. `helm dependency update CHART`
   *
   * Everything is downloaded and checked before anything is written. After a failure or a cancel, the
   * chart is unchanged. Calls on the same directory wait for each other.
   *
   * Rejects with a HelmError (TOO_LARGE), a ChartError (CHART_INVALID, CHART_NOT_FOUND, DEPENDENCY_MISSING,
   * VERIFICATION_FAILED), a RegistryError (REGISTRY_UNAUTHORIZED, REGISTRY_UNREACHABLE, REPOSITORY_NOT_FOUND,
   * REPOSITORY_UNAUTHORIZED, REPOSITORY_UNREACHABLE); or, as any call may, with PROCESS_ENDED, CLOSED,
   * INVALID_ARGUMENT, ABORTED or INTERNAL.
   *
   * @example
   * ```ts
   * const { saved } = await helm.charts.dependencies.update("./charts/shop");
   * for (const { name, version, file } of saved) console.log(name, version, file);
   * ```
   */
  update(path: string | URL, options?: DependencyOptions & CallOptions): Operation<DependencyChanges> {
    return run(this.#client, "charts.dependencies.update", { path }, options);
  }

  /**
   * Downloads the versions listed in Chart.lock into charts/ of a chart directory. Without that file, it
   * does the same as update. `helm dependency build CHART`
   *
   * The repositories must have been added, and Chart.lock must be in sync with Chart.yaml; otherwise it
   * rejects with CHART_INVALID. In all other respects it behaves like update.
   *
   * Rejects with a HelmError (TOO_LARGE), a ChartError (CHART_INVALID, CHART_NOT_FOUND, DEPENDENCY_MISSING,
   * VERIFICATION_FAILED), a RegistryError (REGISTRY_UNAUTHORIZED, REGISTRY_UNREACHABLE, REPOSITORY_NOT_FOUND,
   * REPOSITORY_UNAUTHORIZED, REPOSITORY_UNREACHABLE); or, as any call may, with PROCESS_ENDED, CLOSED,
   * INVALID_ARGUMENT, ABORTED or INTERNAL.
   *
   * @example
   * ```ts
   * await helm.charts.dependencies.build("./charts/shop", { skipRefresh: true });
   * ```
   */
  build(path: string | URL, options?: DependencyOptions & CallOptions): Operation<DependencyChanges> {
    return run(this.#client, "charts.dependencies.build", { path }, options);
  }
}
