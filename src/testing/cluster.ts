import { KubeApi, type KubeObject, type RequestOptions } from "./api.ts";
import { type AuditEntry, type AuditFilter, matches, parseAudit } from "./audit.ts";
import { type ClusterDescription, type ClusterPart, parseDescription, type RegistryAccount } from "./description.ts";
import { sharedDescription } from "./environment.ts";
import { TestClusterError } from "./errors.ts";
import type { TestClusterOptions } from "./options.ts";
import { type RunningCluster, startCluster } from "./process.ts";
import { shareCluster } from "./share.ts";

/** The identity that a kubeconfig is for. */
export interface TestUser {
  /** User name, as RBAC sees it. */
  name: string;
  /** Groups of the user. @default none */
  groups?: readonly string[] | undefined;
  /** Seconds until the certificate expires. @default a year */
  notAfter?: number | undefined;
}

/** How long to wait for a condition. */
export interface PollOptions {
  /** When to give up, in milliseconds. @default 30000 */
  timeout?: number | undefined;
}

/**
 * A Kubernetes cluster for tests: a real API server with the real controllers and
 * etcd, two OCI registries, and one node with a simulated kubelet. No containers run;
 * annotations say how each pod behaves (see {@link pod}). It starts in about three
 * seconds, uses about 400 MB, and ends with this process, however that ends.
 *
 * Give each test its own namespace and do not wait for it to be deleted, which takes
 * five seconds or more.
 *
 * @example
 * ```ts
 * await using cluster = await TestCluster.start();
 * const namespace = await cluster.namespace();
 * await cluster.apply(deployment, namespace);
 * ```
 *
 * On a busy machine, starting takes longer than `bun test` allows a hook:
 *
 * @example
 * ```ts
 * let cluster: TestCluster;
 * beforeAll(async () => {
 *   cluster = await TestCluster.start();
 * }, 60_000);
 * afterAll(() => cluster.stop());
 * ```
 */
export class TestCluster implements AsyncDisposable {
  /** Everything that another process needs to use the cluster. */
  readonly description: ClusterDescription;
  readonly #running: RunningCluster | undefined;
  readonly #api: KubeApi;
  #stopping: Promise<void> | undefined;

  private constructor(description: ClusterDescription, ca: string, running: RunningCluster | undefined) {
    this.description = description;
    this.#running = running;
    this.#api = new KubeApi(description.server, description.token, ca);
  }

  /** Starts a cluster and resolves when it accepts workloads. */
  static async start(options: TestClusterOptions = {}): Promise<TestCluster> {
    const running = await startCluster(options);
    return TestCluster.#open(running.description, running).catch(async (error) => {
      await running.stop();
      throw error;
    });
  }

  /**
   * Attaches to a cluster that another process started. Stopping it does nothing, and
   * its parts cannot be killed.
   */
  static async attach(description: ClusterDescription | string): Promise<TestCluster> {
    return TestCluster.#open(typeof description === "string" ? parseDescription(description) : description, undefined);
  }

  /**
   * One cluster shared by a whole run of `bun test`: by all its files, even with `--parallel` and
   * `--isolate`. Outside of tests, one per process. The first call starts it, and it ends with the run.
   * Its parts cannot be killed, and stopping it does nothing.
   *
   * To share one cluster between several runs, put its description, `JSON.stringify(cluster.description)`,
   * into the environment variable `BUNHELM_TEST_CLUSTER`.
   *
   * @example
   * ```ts
   * let cluster: TestCluster;
   * let namespace: string;
   * beforeAll(async () => {
   *   cluster = await TestCluster.shared();
   *   namespace = await cluster.namespace();
   * }, 60_000);
   * ```
   */
  static shared(): Promise<TestCluster> {
    sharedCluster ??= (async () => TestCluster.attach(sharedDescription() ?? (await shareCluster())))();
    return sharedCluster;
  }

  static async #open(description: ClusterDescription, running: RunningCluster | undefined): Promise<TestCluster> {
    return new TestCluster(description, await Bun.file(description.caFile).text(), running);
  }

  /** Path of an administrator's kubeconfig. It refers to no other files, so you may copy it. */
  get kubeconfig(): string {
    return this.description.kubeconfig;
  }

  /** URL of the API server. */
  get server(): string {
    return this.description.server;
  }

  /** Host and port of an OCI registry that needs no login. It speaks plain HTTP. */
  get registry(): string {
    return this.description.registry;
  }

  /** An OCI registry that requires a login. It speaks plain HTTP. */
  get registryAuth(): RegistryAccount {
    return this.description.registryAuth;
  }

  /**
   * Creates a namespace with a new name and resolves when pods can be created in it.
   *
   * @param prefix The beginning of its name. @default "test"
   */
  async namespace(prefix = "test"): Promise<string> {
    const name = `${prefix}-${crypto.randomUUID().slice(0, 8)}`;
    await this.#api.json("POST", "/api/v1/namespaces", { metadata: { name } });
    // Admission rejects pods whose service account does not exist yet.
    await this.waitFor(`/api/v1/namespaces/${name}/serviceaccounts/default`, () => true);
    return name;
  }

  /** Creates a kubeconfig for another user and returns its path. RBAC decides what the user may do. */
  async user(user: TestUser): Promise<string> {
    const { kubeconfig } = await this.#command({ op: "user", ...user });
    return kubeconfig ?? "";
  }

  /** Kills a part with SIGKILL. Connections to it are refused until {@link restart}. */
  async kill(part: ClusterPart): Promise<void> {
    await this.#disturb("kill", part);
  }

  /** Stops a part with SIGSTOP: connections to it are accepted but not answered. */
  async pause(part: ClusterPart): Promise<void> {
    await this.#disturb("stop", part);
  }

  /** Resumes a paused part. */
  async resume(part: ClusterPart): Promise<void> {
    await this.#disturb("cont", part);
  }

  /**
   * Kills a part, if it still runs, and starts it again on the same port. Resolves
   * when it answers; other parts may take some seconds more to find it again. A
   * registry comes back empty.
   */
  async restart(part: ClusterPart): Promise<void> {
    await this.#disturb("restart", part);
  }

  /**
   * The requests that reached the API server, in the order of their arrival.
   * Requests answered before this call are all there.
   */
  async audit(filter: AuditFilter = {}): Promise<AuditEntry[]> {
    const { audit } = this.description;
    if (audit === undefined) {
      throw new TestClusterError("refused", "the cluster was started without an audit log");
    }
    const from = Bun.file(audit).size;
    const marker = `bunhelm-testing-audit/${crypto.randomUUID()}`;
    const seen = await this.#api
      .request("GET", "/version", undefined, { headers: { "user-agent": marker }, signal: AbortSignal.timeout(2_000) })
      .then(
        () => true,
        () => false,
      );
    const deadline = Date.now() + 5_000;
    for (;;) {
      // A dead API server writes nothing more.
      if (!seen || (await Bun.file(audit).slice(from).text()).includes(marker) || Date.now() > deadline) {
        const log = Buffer.from(await Bun.file(audit).arrayBuffer());
        return parseAudit(log, filter).filter((entry) => entry.userAgent !== marker && matches(entry, filter));
      }
      await Bun.sleep(5);
    }
  }

  /**
   * Sends a request to the API server as an administrator and returns the response,
   * whatever its status.
   *
   * @param path Path and query, such as `/api/v1/namespaces`.
   * @param body Sent as JSON; text is sent as it is.
   */
  request(method: string, path: string, body?: unknown, options?: RequestOptions): Promise<Response> {
    return this.#api.request(method, path, body, options);
  }

  /** Reads the JSON at a path. Throws a {@link TestClusterError} with the status if that is an error. */
  get<T = KubeObject>(path: string): Promise<T> {
    return this.#api.json<T>("GET", path);
  }

  /**
   * Applies an object (server-side apply, by force, field manager
   * `bunhelm-testing`) and returns it as it is stored.
   *
   * @param namespace The namespace, unless the object has one. @default "default"
   */
  async apply<T = KubeObject>(object: KubeObject, namespace = "default"): Promise<T> {
    const path = await this.#api.path(object, namespace);
    return this.#api.json<T>("PATCH", `${path}?fieldManager=bunhelm-testing&force=true`, object, {
      headers: { "content-type": "application/apply-patch+yaml" },
    });
  }

  /**
   * Deletes an object, given by its path or by apiVersion, kind and name. Objects that
   * it owns are deleted in the background. If it does not exist, nothing happens.
   */
  async delete(target: KubeObject | string, namespace = "default"): Promise<void> {
    const path = typeof target === "string" ? target : await this.#api.path(target, namespace);
    try {
      await this.#api.json("DELETE", path, {
        kind: "DeleteOptions",
        apiVersion: "v1",
        propagationPolicy: "Background",
      });
    } catch (error) {
      if (!(error instanceof TestClusterError && error.status === 404)) {
        throw error;
      }
    }
  }

  /**
   * Reads the JSON at a path repeatedly until the condition holds, and returns it. The
   * object need not exist yet.
   */
  async waitFor<T = KubeObject>(path: string, condition: (value: T) => boolean, options: PollOptions = {}): Promise<T> {
    const timeout = options.timeout ?? 30_000;
    const deadline = Date.now() + timeout;
    let last: unknown;
    for (;;) {
      try {
        const value = await this.get<T>(path);
        if (condition(value)) {
          return value;
        }
        last = value;
      } catch (error) {
        if (!(error instanceof TestClusterError && error.status === 404)) {
          throw error;
        }
        last = error.message;
      }
      if (Date.now() > deadline) {
        throw new TestClusterError(
          "timeout",
          `the condition on ${path} did not hold within ${timeout} ms: ${Bun.inspect(last)}`,
        );
      }
      await Bun.sleep(20);
    }
  }

  /** Stops the cluster and removes its directory. Does nothing if it is attached or shared. */
  stop(): Promise<void> {
    this.#stopping ??= this.#running?.stop() ?? Promise.resolve();
    return this.#stopping;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #disturb(op: string, part: ClusterPart): Promise<void> {
    if (this.#running === undefined) {
      throw new TestClusterError(
        "shared",
        `${part} of a shared cluster must not be disturbed: use TestCluster.start()`,
      );
    }
    await this.#command({ op, part });
  }

  async #command(command: object): Promise<{ kubeconfig?: string }> {
    if (this.#stopping !== undefined && this.#running !== undefined) {
      throw new TestClusterError("stopped", "the cluster was stopped");
    }
    let response: Response;
    try {
      response = await fetch("http://testcluster/", {
        method: "POST",
        body: JSON.stringify(command),
        unix: this.description.control,
      });
    } catch (cause) {
      throw new TestClusterError("stopped", "the cluster does not answer: it has ended", { cause });
    }
    const answer = (await response.json()) as { ok: boolean; error?: string; kubeconfig?: string };
    if (!answer.ok) {
      throw new TestClusterError("refused", answer.error ?? "the cluster refused");
    }
    return answer;
  }
}

let sharedCluster: Promise<TestCluster> | undefined;
