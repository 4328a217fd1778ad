import type { CallOptions } from "./call.ts";
import type { Client } from "./client.ts";
import { type Operation, run } from "./operation.ts";
import type {
  LoginOptions,
  LoginResult,
  LogoutResult,
  RegistryOptions,
  ResolvedReference,
  ResolveOptions,
} from "./wire.gen.ts";

/**
 * Calls on OCI registries: `helm.registry`.
 *
 * Logins are those of the helm command, in its file or its credential helper. If Helm has none, Docker's
 * are used. With `home: "memory"`, a client has its own.
 */
export class Registry {
  readonly #client: Client;

  /** @internal */
  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * Logs in to a registry: checks the credentials there and stores them for later calls that pass none.
   * `helm registry login HOST`
   *
   * A password without `username` is an identity token. A host with a path, and a login that cannot be
   * stored, are ValidationErrors.
   *
   * Rejects with a HelmError (TOO_LARGE), a RegistryError (REGISTRY_UNAUTHORIZED, REGISTRY_UNREACHABLE); or, as
   * any call may, with PROCESS_ENDED, CLOSED, INVALID_ARGUMENT, ABORTED or INTERNAL.
   *
   * @example
   * ```ts
   * await helm.registry.login("registry.example.com", { username: "ann", password });
   * ```
   */
  login(host: string, options?: LoginOptions & CallOptions): Operation<LoginResult> {
    return run(this.#client, "registry.login", { host }, options);
  }

  /**
   * Removes the login to a registry, if there is one. Docker's own login stays.
   * `helm registry logout HOST`
   *
   * @example
   * ```ts
   * await helm.registry.logout("registry.example.com");
   * ```
   */
  logout(host: string, options?: CallOptions): Operation<LogoutResult> {
    return run(this.#client, "registry.logout", { host }, options);
  }

  /**
   * Lists the versions of a chart in a registry, newest first, including pre-releases. Tags that are not
   * versions are left out. To find out what a reference without a tag stands for, use `resolve`.
   *
   * Rejects with a HelmError (TOO_LARGE), a ChartError (CHART_NOT_FOUND), a RegistryError (REGISTRY_UNAUTHORIZED,
   * REGISTRY_UNREACHABLE); or, as any call may, with PROCESS_ENDED, CLOSED, INVALID_ARGUMENT, ABORTED or
   * INTERNAL.
   *
   * @example
   * ```ts
   * const versions = await helm.registry.tags("oci://registry.example.com/charts/shop");
   * const ofMajor1 = versions.filter((version) => Bun.semver.satisfies(version, "^1"));
   * ```
   */
  tags(reference: string | URL, options?: RegistryOptions & CallOptions): Operation<string[]> {
    return run(this.#client, "registry.tags", { reference: reference as string }, options);
  }

  /**
   * Returns what a reference points to now: the version and digests of the chart, and its manifest. The
   * chart is not downloaded. A reference without tag and digest means the newest stable version, or the
   * one that `version` asks for.
   *
   * Rejects with a HelmError (TOO_LARGE), a ChartError (CHART_NOT_FOUND), a RegistryError (REGISTRY_UNAUTHORIZED,
   * REGISTRY_UNREACHABLE); or, as any call may, with PROCESS_ENDED, CLOSED, INVALID_ARGUMENT, ABORTED or
   * INTERNAL.
   *
   * @example
   * ```ts
   * const shop = "oci://registry.example.com/charts/shop";
   * const { version, digest } = await helm.registry.resolve(shop, { version: "^1.4" });
   * await helm.releases.install("shop", `${shop}@${digest}`);
   * ```
   */
  resolve(reference: string | URL, options?: ResolveOptions & CallOptions): Operation<ResolvedReference> {
    return run(this.#client, "registry.resolve", { reference: reference as string }, options);
  }
}
