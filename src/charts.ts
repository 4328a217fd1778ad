import type { CallOptions } from "./call.ts";
import { Chart } from "./chart.ts";
import type { Client } from "./client.ts";
import { Dependencies } from "./dependencies.ts";
import { type Operation, run, runAs } from "./operation.ts";
import type {
  ArchiveRef,
  ChartRef,
  CreateOptions,
  CreateResult,
  KubernetesObject,
  LintOptions,
  LintResult,
  LoadOptions,
  PackagedChart,
  PackageOptions,
  PulledChart,
  PullOptions,
  PushedChart,
  PushOptions,
  ShowOptions,
  ShowResult,
  TemplateOptions,
  TemplateResult,
  VerifyOptions,
  VerifyResult,
} from "./wire.gen.ts";

/** What can be done with charts that needs no release: `helm.charts`. */
export class Charts {
  /** Look at, update and rebuild a chart's dependencies. */
  readonly dependencies: Dependencies;
  readonly #client: Client;

  /** @internal */
  constructor(client: Client) {
    this.#client = client;
    this.dependencies = new Dependencies(client);
  }

  /**
   * Renders a chart. `helm template [NAME] CHART`
   *
   * Nothing is changed, and no cluster is asked unless `dryRun` is "server": `lookup` in a template
   * finds nothing. There are no phases then either: its events are warnings and lines of the log.
   *
   * Rejects with a ChartError (CHART_NOT_FOUND, CHART_INVALID, CHART_INCOMPATIBLE, DEPENDENCY_MISSING,
   * VERIFICATION_FAILED, TEMPLATE_FAILED), a RegistryError where the chart is fetched, a ValidationError
   * (VALUES_INVALID, INVALID_ARGUMENT), an AbortedError (ERR_HELM_ABORTED), or with MANIFEST_INVALID or
   * POST_RENDERER_FAILED; with a cluster also with OWNERSHIP_CONFLICT, CLUSTER_UNREACHABLE,
   * UNAUTHORIZED, FORBIDDEN or a ConfigurationError.
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
   * Checks an archive against its provenance file: by whom it was signed, and that it is what they have
   * signed. That of a path lies beside it; that of bytes, such as those of `package` and `pull`, is given.
   * `helm verify PATH`
   *
   * Rejects with a ChartError (CHART_NOT_FOUND, VERIFICATION_FAILED), or a ValidationError
   * (INVALID_ARGUMENT) when the keyring cannot be read.
   *
   * @example
   * ```ts
   * const { signedBy, digest } = await helm.charts.verify("shop-1.0.0.tgz", { keyring: "keys.gpg" });
   * const { bytes, provenance } = await helm.charts.pull("acme/shop", { prov: true });
   * await helm.charts.verify(bytes, { provenance, keyring: "keys.gpg" });
   * ```
   */
  verify(archive: ArchiveRef, options?: VerifyOptions & CallOptions): Operation<VerifyResult> {
    return run(this.#client, "charts.verify", { chart: archive }, options);
  }

  /**
   * Fetches a chart's archive from a repository, a URL or a registry. `helm pull CHART`
   *
   * The result has the bytes, and nothing is written but Helm's content cache, where there is one; with
   * `destination` or `untar` a file or a directory is written, as a whole or not at all. What comes
   * is read as a chart first.
   *
   * Rejects with a ChartError (CHART_NOT_FOUND, CHART_INVALID, VERIFICATION_FAILED), a RegistryError
   * (REPOSITORY_NOT_FOUND, REPOSITORY_UNREACHABLE, REPOSITORY_UNAUTHORIZED, REGISTRY_UNREACHABLE,
   * REGISTRY_UNAUTHORIZED), a ValidationError (INVALID_ARGUMENT) or an AbortedError
   * (ERR_HELM_ABORTED).
   *
   * @example
   * ```ts
   * const { path, digest } = await helm.charts.pull("oci://registry.example.com/charts/shop", {
   *   version: "^1.4",
   *   destination: "./vendor",
   * });
   * ```
   */
  pull(
    chart: string | URL,
    options: PullOptions & CallOptions & ({ destination: string | URL } | { untar: true }),
  ): Operation<PulledChart & { path: string }>;
  pull(
    chart: string | URL,
    options?: PullOptions & CallOptions & { destination?: undefined; untar?: false | undefined },
  ): Operation<PulledChart & { bytes: Uint8Array<ArrayBuffer> }>;
  pull(chart: string | URL, options?: PullOptions & CallOptions): Operation<PulledChart>;
  pull(chart: string | URL, options?: PullOptions & CallOptions): Operation<PulledChart> {
    return run(this.#client, "charts.pull", { chart }, options);
  }

  /**
   * Uploads a chart's archive to a registry: a path, with the provenance file beside it, or bytes.
   * `helm push CHART REMOTE`
   *
   * Rejects with a ChartError (CHART_NOT_FOUND, CHART_INVALID), a RegistryError
   * (REGISTRY_UNREACHABLE, REGISTRY_UNAUTHORIZED), a ValidationError (INVALID_ARGUMENT) or an
   * AbortedError (ERR_HELM_ABORTED).
   *
   * @example
   * ```ts
   * const { reference, digest } = await helm.charts.push("./shop-1.4.2.tgz", "oci://registry.example.com/charts");
   * ```
   */
  push(chart: ArchiveRef, remote: string | URL, options?: PushOptions & CallOptions): Operation<PushedChart> {
    return run(this.#client, "charts.push", { chart, remote: remote as string }, options);
  }

  /**
   * Makes an archive of a chart directory. `helm package CHART_PATH`
   *
   * The result has the bytes, and nothing is written; with `destination` a file is, as a whole or not
   * at all. With `sourceDateEpoch` equal charts make archives that are equal to the byte.
   *
   * Rejects with a ChartError (CHART_NOT_FOUND, CHART_INVALID, DEPENDENCY_MISSING), a ValidationError
   * (INVALID_ARGUMENT, as for a key that is missing or stays locked) or an AbortedError
   * (ERR_HELM_ABORTED); with `dependencyUpdate` also as `dependencies.update` does.
   *
   * @example
   * ```ts
   * const { bytes, digest } = await helm.charts.package("./charts/shop", { version: "1.4.2" });
   * ```
   */
  package(
    path: string | URL,
    options: PackageOptions & CallOptions & { destination: string | URL },
  ): Operation<PackagedChart & { path: string }>;
  package(
    path: string | URL,
    options?: PackageOptions & CallOptions & { destination?: undefined },
  ): Operation<PackagedChart & { bytes: Uint8Array<ArrayBuffer> }>;
  package(path: string | URL, options?: PackageOptions & CallOptions): Operation<PackagedChart>;
  package(path: string | URL, options?: PackageOptions & CallOptions): Operation<PackagedChart> {
    return run(this.#client, "charts.package", { path }, options);
  }
}
