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

/** Calls on charts: `helm.charts`. */
export class Charts {
  /** List, update and build a chart's dependencies. */
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
   * Changes nothing. Unless `dryRun` is "server", it contacts no cluster: `lookup` in a template
   * returns nothing, and the only events are warnings and log lines. Only with a cluster can it reject with
   * API_SERVER, CLUSTER_UNREACHABLE, FORBIDDEN, OWNERSHIP_CONFLICT, UNAUTHORIZED or KUBECONFIG_INVALID.
   *
   * Rejects with a HelmError (API_SERVER, CLUSTER_UNREACHABLE, FORBIDDEN, MANIFEST_INVALID, OVERLOADED,
   * OWNERSHIP_CONFLICT, POST_RENDERER_FAILED, TOO_LARGE, UNAUTHORIZED), a ChartError (CHART_INCOMPATIBLE,
   * CHART_INVALID, CHART_NOT_FOUND, DEPENDENCY_MISSING, TEMPLATE_FAILED, VERIFICATION_FAILED), a
   * ConfigurationError (KUBECONFIG_INVALID), a RegistryError (REGISTRY_UNAUTHORIZED, REGISTRY_UNREACHABLE,
   * REPOSITORY_NOT_FOUND, REPOSITORY_UNAUTHORIZED, REPOSITORY_UNREACHABLE), a ValidationError (VALUES_INVALID);
   * or, as any call may, with PROCESS_ENDED, CLOSED, INVALID_ARGUMENT, ABORTED or INTERNAL.
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
   * Reads a chart once for many calls. Any call that takes a chart accepts a loaded one, and does not
   * read or parse it again. The command has no equivalent.
   *
   * Rejects with a HelmError (TOO_LARGE), a ChartError (CHART_INVALID, CHART_NOT_FOUND, VERIFICATION_FAILED), a
   * RegistryError (REGISTRY_UNAUTHORIZED, REGISTRY_UNREACHABLE, REPOSITORY_NOT_FOUND, REPOSITORY_UNAUTHORIZED,
   * REPOSITORY_UNREACHABLE); or, as any call may, with PROCESS_ENDED, CLOSED, INVALID_ARGUMENT, ABORTED or
   * INTERNAL.
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
   * Returns information about a chart: Chart.yaml and the default values as objects, and the output of
   * each command as text. `helm show chart|values|readme|crds|all CHART`
   *
   * Rejects with a HelmError (TOO_LARGE), a ChartError (CHART_INVALID, CHART_NOT_FOUND, VERIFICATION_FAILED), a
   * RegistryError (REGISTRY_UNAUTHORIZED, REGISTRY_UNREACHABLE, REPOSITORY_NOT_FOUND, REPOSITORY_UNAUTHORIZED,
   * REPOSITORY_UNREACHABLE); or, as any call may, with PROCESS_ENDED, CLOSED, INVALID_ARGUMENT, ABORTED or
   * INTERNAL.
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
   * Checks a chart for mistakes. `helm lint PATH`
   *
   * A string is the path of a directory or an archive. Resolves whatever it finds, even if there is no
   * chart at all; `passed` says whether the command would have exited with status 0. Charts in memory
   * (an archive's bytes, or a loaded chart) are written to the temporary directory.
   *
   * What is wrong with the chart is in the result: only an archive that is too large to unpack, or has links that
   * lead out of it, is an error.
   *
   * Rejects with a HelmError (OVERLOADED), a ChartError (CHART_INVALID, CHART_NOT_FOUND); or, as any call may,
   * with PROCESS_ENDED, CLOSED, INVALID_ARGUMENT, ABORTED or INTERNAL.
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
   * Creates a new chart in a directory of that name, and overwrites the files that exist there.
   * `helm create NAME`
   *
   * A parent directory that does not exist is a ValidationError; a ChartError is about the starter.
   *
   * Rejects with a ChartError (CHART_INVALID, CHART_NOT_FOUND); or, as any call may, with PROCESS_ENDED, CLOSED,
   * INVALID_ARGUMENT, ABORTED or INTERNAL.
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
   * Verifies an archive against its provenance file: who signed it, and that it has not changed since.
   * The provenance file is expected next to a path; for bytes, such as those from `package` and `pull`,
   * pass it as an option. `helm verify PATH`
   *
   * A keyring that cannot be read is a ValidationError.
   *
   * Rejects with a ChartError (CHART_NOT_FOUND, VERIFICATION_FAILED); or, as any call may, with PROCESS_ENDED,
   * CLOSED, INVALID_ARGUMENT, ABORTED or INTERNAL.
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
   * Downloads a chart's archive from a repository, a URL or a registry. `helm pull CHART`
   *
   * The result has the bytes, and only Helm's content cache is written, if there is one. With
   * `destination` or `untar`, a file or a directory is written, completely or not at all. The download
   * is checked to be a chart first.
   *
   * Rejects with a HelmError (TOO_LARGE), a ChartError (CHART_INVALID, CHART_NOT_FOUND, VERIFICATION_FAILED), a
   * RegistryError (REGISTRY_UNAUTHORIZED, REGISTRY_UNREACHABLE, REPOSITORY_NOT_FOUND, REPOSITORY_UNAUTHORIZED,
   * REPOSITORY_UNREACHABLE); or, as any call may, with PROCESS_ENDED, CLOSED, INVALID_ARGUMENT, ABORTED or
   * INTERNAL.
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
   * Uploads a chart's archive to a registry: a path, with the provenance file next to it, or bytes.
   * `helm push CHART REMOTE`
   *
   * Rejects with a HelmError (TOO_LARGE), a ChartError (CHART_INVALID, CHART_NOT_FOUND), a RegistryError
   * (REGISTRY_UNAUTHORIZED, REGISTRY_UNREACHABLE); or, as any call may, with PROCESS_ENDED, CLOSED,
   * INVALID_ARGUMENT, ABORTED or INTERNAL.
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
   * Packages a chart directory into an archive. `helm package CHART_PATH`
   *
   * The result has the bytes, and nothing is written. With `destination`, a file is written, completely
   * or not at all. With `sourceDateEpoch`, equal charts give archives that are equal byte for byte.
   * A signing key that is missing or stays locked is a ValidationError.
   *
   * Rejects with a HelmError (TOO_LARGE), a ChartError (CHART_INVALID, CHART_NOT_FOUND, DEPENDENCY_MISSING,
   * VERIFICATION_FAILED), a RegistryError (REGISTRY_UNAUTHORIZED, REGISTRY_UNREACHABLE, REPOSITORY_NOT_FOUND,
   * REPOSITORY_UNAUTHORIZED, REPOSITORY_UNREACHABLE); or, as any call may, with PROCESS_ENDED, CLOSED,
   * INVALID_ARGUMENT, ABORTED or INTERNAL.
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
