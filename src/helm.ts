import type { CallOptions } from "./call.ts";
import { Charts } from "./charts.ts";
import { Client } from "./client.ts";
import { ConfigurationError, ValidationError } from "./error.ts";
import { type Operation, run } from "./operation.ts";
import type { HelmOptions } from "./options.ts";
import { Registry } from "./registry.ts";
import { Releases } from "./releases.ts";
import { Repositories } from "./repositories.ts";
import type { VersionResult } from "./wire.gen.ts";

// The options of the default client. It is recognized by identity, and reads its environment on first use.
const readAtFirstUse: HelmOptions = {};

/**
 * A client: one identity on one cluster. Creating one only reads its options. The first call in a process
 * loads the native library. Clients are cheap and share their connections.
 *
 * @example
 * ```ts
 * import { Helm } from "bunhelm";
 *
 * await using client = new Helm({ kubeContext: "staging", namespace: "shop" });
 * const release = await client.releases.upgrade("shop", "./charts/shop", { install: true });
 * console.log(release.revision, release.status);
 * ```
 */
export class Helm implements AsyncDisposable {
  /** Install, upgrade, roll back, test, uninstall and inspect releases. */
  readonly releases: Releases;
  /** Render, load, lint, package, pull and push charts. */
  readonly charts: Charts;
  /** Add, update and search chart repositories. */
  readonly repositories: Repositories;
  /** Log in to registries, list tags and resolve references. */
  readonly registry: Registry;
  readonly #client: Client;
  #closing: Promise<void> | undefined;

  /**
   * Makes a client from options and the environment, which are read now. Most options are checked by the first call,
   * which rejects if one is wrong.
   */
  constructor(options: HelmOptions = {}) {
    this.#client = new Client(options);
    this.releases = new Releases(this.#client);
    this.charts = new Charts(this.#client);
    this.repositories = new Repositories(this.#client);
    this.registry = new Registry(this.#client);
    if (options !== readAtFirstUse) this.#client.settings;
  }

  /**
   * Returns the versions of bunhelm and of what it links. `helm version`
   *
   * @example
   * ```ts
   * const { helm: sdk, kubernetes } = await helm.version();
   * ```
   */
  version(options?: CallOptions): Operation<VersionResult> {
    return run(this.#client, "version", {}, options);
  }

  /**
   * Cancels the client's operations, waits until they have ended and frees what is kept for the client,
   * such as the releases of the memory driver. Later calls reject with ERR_HELM_CLOSED.
   *
   * It also waits for repairs that cancelled calls have left running (`details.repairing`). If one of them
   * fails, or has failed before, close() still does all this, then rejects with ERR_HELM_RECORD_NOT_WRITTEN.
   * The error says what is wrong in the record, and what to do. For a repair that was cut off, it rejects
   * with ERR_HELM_INTERNAL. If several have failed, it rejects with an AggregateError.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /**
   * close(), for `await using`. If the block throws and close() rejects, JavaScript throws a SuppressedError:
   * its `suppressed` is the block's error, its `error` is the one from close().
   */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    const unrepaired = await this.#client.stop();
    try {
      if (this.#client.wasUsed) await this.#letGo();
    } catch (error) {
      if (unrepaired.length === 0) throw error;
    } finally {
      this.#client.leave();
    }
    if (unrepaired.length > 1)
      throw new AggregateError(unrepaired, `the records of ${unrepaired.length} operations could not be repaired`);
    if (unrepaired.length === 1) throw unrepaired[0];
  }

  async #letGo(): Promise<void> {
    try {
      await run(this.#client, "client.close", {});
    } catch (error) {
      // A client that Go could not read has nothing there; each of its calls has said so.
      if (!(error instanceof ValidationError || error instanceof ConfigurationError)) throw error;
    }
  }
}

/**
 * The default client. It takes all settings from the environment, which it reads on first use.
 *
 * @example
 * ```ts
 * import { helm } from "bunhelm";
 *
 * for (const release of await helm.releases.list()) console.log(release.name, release.status);
 * ```
 */
export const helm: Helm = new Helm(readAtFirstUse);
