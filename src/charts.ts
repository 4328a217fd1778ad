import type { CallOptions } from "./call.ts";
import type { Client } from "./client.ts";
import { type Operation, run } from "./operation.ts";
import type { ChartRef, TemplateOptions, TemplateResult } from "./wire.gen.ts";

/** What can be done with charts that needs no release: `helm.charts`. */
export class Charts {
  readonly #client: Client;

  /** @internal */
  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * Renders a chart. `helm template [NAME] CHART`
   *
   * Nothing is changed, and no cluster is asked unless `dryRun` is "server": `lookup` in a template
   * finds nothing. There are no phases then either: its events are warnings and lines of the log.
   *
   * Rejects with a ChartError (CHART_NOT_FOUND, CHART_INVALID, CHART_INCOMPATIBLE, DEPENDENCY_MISSING,
   * TEMPLATE_FAILED), a ValidationError (VALUES_INVALID, INVALID_ARGUMENT), an AbortedError
   * (ERR_HELM_ABORTED), or POST_RENDERER_FAILED; with a cluster also with MANIFEST_INVALID,
   * OWNERSHIP_CONFLICT, CLUSTER_UNREACHABLE, UNAUTHORIZED, FORBIDDEN or a ConfigurationError.
   *
   * @example
   * ```ts
   * const { manifest, hooks } = await helm.charts.template("./charts/shop", {
   *   values: { image: { tag: "1.4.2" } },
   * });
   * ```
   */
  template(chart: ChartRef, options?: TemplateOptions & CallOptions): Operation<TemplateResult> {
    return run(this.#client, "charts.template", { ...options, chart });
  }
}
