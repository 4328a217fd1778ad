// One namespace on the shared cluster: clients of it, a proxy before the API server where a test wants one, its release
// records, and the helm command beside them.
import type { Helm, HelmOptions } from "../src/index.ts";
import type { AuditEntry, TestCluster } from "../src/testing/index.ts";
import { cluster, newHelm } from "./client.ts";
import { type TempDir, tempDir } from "./directory.ts";
import { FaultProxy } from "./fault-proxy.ts";
import { type CommandResult, helmCommand } from "./helm.ts";
import { ApiProxy, type Chosen, type ProxiedRequest } from "./proxy.ts";
import { packed, unpacked } from "./records.ts";
import { isAllowed } from "./rights.ts";
import { until } from "./wait.ts";

/** An object as the API server stores it, as far as tests look into it. */
export interface Live {
  metadata: {
    name: string;
    resourceVersion: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    managedFields?: { manager: string; operation: string }[];
  };
  data?: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: it is any object
  [field: string]: any;
}

const groups: Record<string, string> = {
  configmaps: "api/v1",
  secrets: "api/v1",
  services: "api/v1",
  pods: "api/v1",
  events: "api/v1",
  persistentvolumeclaims: "api/v1",
  serviceaccounts: "api/v1",
  deployments: "apis/apps/v1",
  replicasets: "apis/apps/v1",
  jobs: "apis/batch/v1",
  roles: "apis/rbac.authorization.k8s.io/v1",
  rolebindings: "apis/rbac.authorization.k8s.io/v1",
};

/** What a user may do, as in a Role. */
export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
}

/** What a fixture is made of. */
export interface Parts {
  readonly cluster: TestCluster;
  readonly namespace: string;
  /** Of the client under test. */
  readonly options?: HelmOptions;
  /** What the requests of the client under test pass: one of the two, or neither. */
  readonly proxy?: ApiProxy | undefined;
  readonly faults?: FaultProxy | undefined;
  /** What ends with the fixture. */
  readonly after?: AsyncDisposableStack;
}

/** A namespace, with clients whose requests can be told apart. */
export class Fixture implements AsyncDisposable {
  readonly cluster: TestCluster;
  readonly namespace: string;
  /** The client under test, an administrator's; its requests pass the proxy, if there is one. */
  readonly helm: Helm;
  readonly #proxy: ApiProxy | undefined;
  readonly #faults: FaultProxy | undefined;
  readonly #after: AsyncDisposableStack;
  readonly #clients: Helm[] = [];
  #other: Helm | undefined;
  #home: TempDir | undefined;

  protected constructor({ cluster, namespace, options, proxy, faults, after = new AsyncDisposableStack() }: Parts) {
    this.cluster = cluster;
    this.namespace = namespace;
    this.#proxy = proxy;
    this.#faults = faults;
    this.#after = after;
    const way = proxy ?? faults;
    this.helm = this.client({ ...(way && { kubeconfig: way.kubeconfig }), ...options });
  }

  /** prefix: what the namespace's name begins with, before nine characters more. */
  static async make(options: HelmOptions = {}, prefix?: string): Promise<Fixture> {
    const target = await cluster();
    return new Fixture({ cluster: target, namespace: await target.namespace(prefix), options });
  }

  /**
   * A fixture whose client under test has a proxy before the API server.
   * proxy: one that others use too. @default one of its own
   * slot: what it runs in; it is left at the end. @default none
   */
  static async withProxy(proxy?: ApiProxy, slot?: Disposable): Promise<Fixture> {
    await using after = new AsyncDisposableStack();
    after.use(slot);
    const target = await cluster();
    const namespace = await target.namespace();
    const before = proxy ?? after.use(await ApiProxy.start(target));
    return new Fixture({ cluster: target, namespace, proxy: before, after: after.move() });
  }

  /** A fixture with a fault proxy of its own: what breaks a connection breaks it for all that is on it. */
  static async withFaults(options: HelmOptions = {}, slot?: Disposable): Promise<Fixture> {
    await using after = new AsyncDisposableStack();
    after.use(slot);
    const target = await cluster();
    const namespace = await target.namespace();
    const faults = after.use(await FaultProxy.start(target));
    return new Fixture({ cluster: target, namespace, options, faults, after: after.move() });
  }

  /** Another client of this namespace, past the proxy, with the user agent of the one under test; it is closed at the end. */
  client(options: HelmOptions = {}): Helm {
    const defaults = { kubeconfig: this.cluster.kubeconfig, namespace: this.namespace, userAgent: this.userAgent };
    const client = newHelm({ ...defaults, ...options });
    this.#clients.push(client);
    return client;
  }

  /** Somebody else's client, past the proxy. */
  get other(): Helm {
    this.#other ??= this.client({ userAgent: `other/${this.namespace}` });
    return this.#other;
  }

  /** What tells the requests of the client under test from others'. */
  get userAgent(): string {
    return `under-test/${this.namespace}`;
  }

  /** The proxy before the API server. */
  get proxy(): ApiProxy {
    if (this.#proxy === undefined) throw new Error("this fixture has no proxy: see Fixture.withProxy");
    return this.#proxy;
  }

  /** The fault proxy before the API server. */
  get faults(): FaultProxy {
    if (this.#faults === undefined) throw new Error("this fixture has no fault proxy: see Fixture.withFaults");
    return this.#faults;
  }

  /** Whether a request comes from the client under test. */
  readonly isMine: Chosen = ({ userAgent }) => userAgent.includes(this.userAgent);

  /** Requests of the client under test of this method whose path matches. */
  mine(method: string, path: RegExp): Chosen {
    return (request) => this.isMine(request) && request.method === method && path.test(request.path);
  }

  /** The requests of the client under test that have reached the proxy. */
  requests(): ProxiedRequest[] {
    return this.proxy.requests(this.isMine);
  }

  /** The requests of the client under test that have reached the API server. */
  audit(since?: Date): Promise<AuditEntry[]> {
    return this.cluster.audit({ userAgent: this.userAgent, ...(since && { since }) });
  }

  /** What the client under test has written, but for what the API server was asked to try only. */
  async writes(): Promise<string[]> {
    return (await this.audit())
      .filter(({ verb, requestURI }) => !/^(get|list|watch)$/.test(verb) && !/dryRun=/.test(requestURI))
      .map(({ verb, requestURI }) => `${verb} ${requestURI}`);
  }

  /**
   * Waits until the client under test, which has sent requests, has nothing to send any more: it waits itself.
   * before: how many requests of it do not count.
   */
  async quiet(before = 0): Promise<void> {
    await until(() => {
      const requests = this.requests().slice(before);
      const last = requests.at(-1);
      const isOpen = requests.some(
        ({ path, isForwarded, isDone }) => isForwarded && !isDone && !/watch=true|follow=true/.test(path),
      );
      return !isOpen && (last === undefined ? before > 0 : performance.now() - last.at > 100);
    });
  }

  /** Waits until all pods run, ready or not: nothing changes any more by itself. */
  async podsRun(): Promise<void> {
    const path = `/api/v1/namespaces/${this.namespace}/pods`;
    await this.cluster.waitFor<{ items: { status: { phase: string } }[] }>(
      path,
      ({ items }) => items.length > 0 && items.every(({ status }) => status.phase === "Running"),
    );
  }

  /**
   * Waits until all Jobs have ended. The Job controller may forget a Job whose namesake was deleted
   * right after it was made.
   */
  async jobsEnd(): Promise<void> {
    const path = `/apis/batch/v1/namespaces/${this.namespace}/jobs`;
    await this.cluster.waitFor<{ items: { status?: { completionTime?: string } }[] }>(path, ({ items }) =>
      items.every(({ status }) => status?.completionTime !== undefined),
    );
  }

  /** The path of objects in this namespace: "configmaps/shop". */
  path(resource: string, namespace: string = this.namespace): string {
    const [plural = ""] = resource.split(/[/?]/);
    return `/${groups[plural]}/namespaces/${namespace}/${resource}`;
  }

  /** An object, which must be there. */
  get<T = Live>(resource: string): Promise<T> {
    return this.cluster.get<T>(this.path(resource));
  }

  async has(resource: string): Promise<boolean> {
    return (await this.cluster.request("GET", this.path(resource))).ok;
  }

  /** The names of the objects of a kind but for those that Kubernetes makes itself. */
  async names(plural: string, selector = ""): Promise<string[]> {
    const query = selector === "" ? "" : `?labelSelector=${encodeURIComponent(selector)}`;
    const { items } = await this.cluster.get<{ items: Live[] }>(this.path(plural + query));
    return items.map(({ metadata }) => metadata.name).filter((name) => name !== "kube-root-ca.crt");
  }

  /** Changes an object as somebody else, by server-side apply. */
  async applyAs(manager: string, resource: string, object: object): Promise<void> {
    const answer = await this.cluster.request(
      "PATCH",
      `${this.path(resource)}?fieldManager=${manager}&force=true`,
      object,
      {
        headers: { "content-type": "application/apply-patch+yaml" },
      },
    );
    if (!answer.ok) throw new Error(await answer.text());
  }

  /** Merges into an object. */
  async merge(resource: string, patch: object): Promise<void> {
    const answer = await this.cluster.request("PATCH", this.path(resource), patch, {
      headers: { "content-type": "application/merge-patch+json" },
    });
    if (!answer.ok) throw new Error(await answer.text());
  }

  /** Lets a ConfigMap go that its values have kept. */
  async letGo(name = "config"): Promise<void> {
    await this.cluster.request(
      "PATCH",
      this.path(`configmaps/${name}`),
      JSON.stringify({ metadata: { finalizers: null } }),
      {
        headers: { "content-type": "application/merge-patch+json" },
      },
    );
  }

  /** The states of the release records, or of those of one release, oldest first: "1 deployed". */
  async records(plural = "secrets", release?: string): Promise<string[]> {
    const selector = `owner=helm${release === undefined ? "" : `,name=${release}`}`;
    const path = this.path(`${plural}?labelSelector=${encodeURIComponent(selector)}`);
    const { items } = await this.cluster.get<{ items: Live[] }>(path);
    return items
      .map(({ metadata: { labels = {} } }) => labels)
      .sort((a, b) => Number(a.version) - Number(b.version))
      .map(({ version, status }) => `${version} ${status}`);
  }

  /** Rewrites the record of a revision as if something else had happened. */
  async rewrite(name: string, revision: number, change: (release: Live) => void): Promise<void> {
    const path = `secrets/sh.helm.release.v1.${name}.v${revision}`;
    const secret = await this.get(path);
    const release = unpacked(Buffer.from(secret.data?.release ?? "", "base64").toString()) as Live;
    change(release);
    await this.merge(path, {
      metadata: { labels: { status: release.info.status } },
      data: { release: Buffer.from(packed(release)).toString("base64") },
    });
  }

  /** Runs the helm command of the same version against this namespace. */
  helmCommand(...args: string[]): Promise<CommandResult> {
    return this.helmCommandWith({}, ...args);
  }

  /** Runs the helm command with more variables. */
  helmCommandWith(env: Record<string, string>, ...args: string[]): Promise<CommandResult> {
    this.#home ??= tempDir();
    return helmCommand(args, {
      ...env,
      KUBECONFIG: this.cluster.kubeconfig,
      HELM_NAMESPACE: this.namespace,
      HOME: this.#home.path,
    });
  }

  /** A kubeconfig for a user who may do in this namespace what the rules say. */
  async userWith(name: string, rules: readonly Rule[]): Promise<string> {
    const user = `${name}-${this.namespace}`;
    const metadata = { name };
    const rbac = "rbac.authorization.k8s.io";
    await this.cluster.apply({ apiVersion: `${rbac}/v1`, kind: "Role", metadata, rules }, this.namespace);
    const roleRef = { apiGroup: rbac, kind: "Role", name };
    const subjects = [{ apiGroup: rbac, kind: "User", name: user }];
    await this.cluster.apply(
      { apiVersion: `${rbac}/v1`, kind: "RoleBinding", metadata, roleRef, subjects },
      this.namespace,
    );
    for (const rule of rules) await until(() => this.#isAllowed(user, rule)); // a role is obeyed a little later
    return this.cluster.user({ name: user });
  }

  #isAllowed(user: string, rule: Rule): Promise<boolean> {
    const [resource, subresource] = rule.resources[0]?.split("/") ?? [];
    const [[group], [verb], [name]] = [rule.apiGroups, rule.verbs, rule.resourceNames ?? []];
    const resourceAttributes = { namespace: this.namespace, group, resource, subresource, verb, name };
    return isAllowed(this.cluster, { user, resourceAttributes });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await using _ = this.#after;
    await Promise.all(this.#clients.map((client) => client.close()));
    this.#home?.[Symbol.dispose]();
  }
}
