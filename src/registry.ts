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
 * OCI registries: `helm.registry`.
 *
 * Logins are those of the helm command, in its file or in the credential helper that it names; Docker's
 * are used where Helm has none. With `home: "memory"` they are the client's own.
 */
export class Registry {
  readonly #client: Client;

  /** @internal */
  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * Logs in to a registry: asks it whether it takes the account, and keeps that for every call that
   * gives none. `helm registry login HOST`
   *
   * A password without `username` is an identity token.
   *
   * Rejects with a RegistryError (REGISTRY_UNAUTHORIZED, REGISTRY_UNREACHABLE), a ValidationError
   * (INVALID_ARGUMENT, also for a host with a path and when the file cannot be written) or an
   * AbortedError.
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
   * Forgets the login to a registry; one that is not there is no failure. Docker's own stays.
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
   * Lists the versions of a chart in a registry, newest first and pre-releases among them; tags that are
   * no version are left out. What a chart's reference without a tag means is told by `resolve`.
   *
   * Rejects with CHART_NOT_FOUND, REGISTRY_UNAUTHORIZED, REGISTRY_UNREACHABLE or INVALID_ARGUMENT.
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
   * Tells what a reference means now: the version and digests of the chart, and what its manifest is. The
   * chart is not downloaded. A reference with neither tag nor digest means the newest stable version, or
   * that of `version`.
   *
   * Rejects with CHART_NOT_FOUND, REGISTRY_UNAUTHORIZED, REGISTRY_UNREACHABLE or INVALID_ARGUMENT.
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
