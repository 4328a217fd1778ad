import type { CallOptions } from "./call.ts";
import { Chart } from "./chart.ts";
import type { Client } from "./client.ts";
import { type Operation, run, runAs } from "./operation.ts";
import type {
  ChartRef,
  CreateOptions,
  CreateResult,
  KubernetesObject,
  LintOptions,
  LintResult,
  LoadOptions,
  ShowOptions,
  ShowResult,
  TemplateOptions,
  TemplateResult,
  VerifyOptions,
  VerifyResult,
} from "./wire.gen.ts";

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
  template(
    chart: ChartRef,
    options: TemplateOptions & CallOptions & { objects: true },
  ): Operation<TemplateResult & { objects: KubernetesObject[] }>;
  template(chart: ChartRef, options?: TemplateOptions & CallOptions): Operation<TemplateResult>;
  template(chart: ChartRef, options?: TemplateOptions & CallOptions): Operation<TemplateResult> {
    return run(this.#client, "charts.template", { chart }, options);
  }

  /**
   * Reads a chart once for many calls: a chart that was loaded may be given wherever a chart is asked
   * for, and is not read or parsed again. The command has nothing like it.
   *
   * Rejects with a ChartError (CHART_NOT_FOUND, CHART_INVALID, VERIFICATION_FAILED) or a RegistryError.
   *
   * @example
   * ```ts
   * using chart = await helm.charts.load("./charts/shop");
   * console.log(chart.metadata.version, chart.values);
   * const { manifest } = await helm.charts.template(chart);
   * ```
   */
  load(chart: ChartRef, options?: LoadOptions & CallOptions): Operation<Chart> {
    return runAs(this.#client, "charts.load", { chart }, options, (loaded) => new Chart(this.#client, loaded));
  }

  /**
   * Tells what a chart says of itself: Chart.yaml and the default values as objects, and what each of
   * the commands prints as text. `helm show chart|values|readme|crds|all CHART`
   *
   * Rejects with a ChartError (CHART_NOT_FOUND, CHART_INVALID, VERIFICATION_FAILED), a RegistryError or a
   * ValidationError (INVALID_ARGUMENT).
   *
   * @example
   * ```ts
   * const { metadata, values, text } = await helm.charts.show("./charts/shop");
   * console.log(metadata.appVersion, values.image, text.readme);
   * ```
   */
  show(chart: ChartRef, options?: ShowOptions & CallOptions): Operation<ShowResult> {
    return run(this.#client, "charts.show", { chart }, options);
  }

  /**
   * Looks for mistakes in a chart. `helm lint PATH`
   *
   * A string is a path: a directory or an archive. Resolves whatever is found, also when there is no chart
   * at all; `passed` says whether the command would have ended with status 0. What is in memory, an
   * archive's bytes or a chart that was loaded, goes through the directory for temporary files.
   *
   * Rejects with a ChartError (CHART_INVALID) only for an archive that is too large to be unpacked or has
   * links that lead out of it, and a ValidationError (INVALID_ARGUMENT).
   *
   * @example
   * ```ts
   * const { passed, messages } = await helm.charts.lint("./charts/shop", { strict: true });
   * for (const { severity, path, message } of messages) console.log(severity, path, message);
   * if (!passed) process.exitCode = 1;
   * ```
   */
  lint(chart: ChartRef, options?: LintOptions & CallOptions): Operation<LintResult> {
    return run(this.#client, "charts.lint", { chart }, options);
  }

  /**
   * Writes a new chart into a directory of its name, and replaces the files that it finds there.
   * `helm create NAME`
   *
   * Rejects with a ChartError (CHART_NOT_FOUND, CHART_INVALID) about a starter, or a ValidationError
   * (INVALID_ARGUMENT), also when the directory is missing.
   *
   * @example
   * ```ts
   * const { path } = await helm.charts.create("shop", { directory: "./charts" });
   * ```
   */
  create(name: string, options?: CreateOptions & CallOptions): Operation<CreateResult> {
    return run(this.#client, "charts.create", { name }, options);
  }

  /**
   * Checks an archive against its provenance file, which lies beside it: by whom it was signed, and that
   * it is what they have signed. `helm verify PATH`
   *
   * Rejects with a ChartError (CHART_NOT_FOUND, VERIFICATION_FAILED), or a ValidationError
   * (INVALID_ARGUMENT) when the keyring cannot be read.
   *
   * @example
   * ```ts
   * const { signedBy, digest } = await helm.charts.verify("shop-1.0.0.tgz", { keyring: "keys.gpg" });
   * ```
   */
  verify(archive: string | URL, options?: VerifyOptions & CallOptions): Operation<VerifyResult> {
    return run(this.#client, "charts.verify", { chart: archive as string }, options);
  }
}
