// Who a client is: users with credentials of each kind, and what the API server's audit log says of their calls.
import { expect } from "bun:test";
import { HelmError, type HelmErrorCode, type HelmOptions } from "../src/index.ts";
import type { AuditEntry, TestCluster, TestUser } from "../src/testing/index.ts";
import { chart } from "./chart.ts";
import { cluster, newHelm } from "./client.ts";
import type { TempDir } from "./directory.ts";
import { expectCode } from "./failure.ts";
import { configMap } from "./objects.ts";
import { isAllowed } from "./rights.ts";
import { until } from "./wait.ts";

/** A certificate and its key, as PEM. */
export interface Pair {
  readonly certificate: string;
  readonly key: string;
}

/** What a kubeconfig says of its user, and of its cluster beside the defaults. */
export interface Parts {
  readonly user: object;
  readonly cluster?: object;
}

/** A namespace in which all that ask for credentials here may do everything. */
export class Access implements Disposable {
  readonly cluster: TestCluster;
  readonly namespace: string;
  readonly #shop: TempDir;

  private constructor(target: TestCluster, namespace: string) {
    this.cluster = target;
    this.namespace = namespace;
    this.#shop = chart({ templates: { "a.yaml": configMap("{{ .Release.Name }}") } });
  }

  static async make(): Promise<Access> {
    const target = await cluster();
    const access = new Access(target, await target.namespace("access"));
    const rbac = "rbac.authorization.k8s.io";
    const group = (name: string): object => ({ apiGroup: rbac, kind: "Group", name });
    const binding = {
      apiVersion: `${rbac}/v1`,
      kind: "RoleBinding",
      metadata: { name: "all" },
      roleRef: { apiGroup: rbac, kind: "ClusterRole", name: "cluster-admin" },
      subjects: [group(access.group), group(`system:serviceaccounts:${access.namespace}`)],
    };
    await target.apply(binding, access.namespace);
    const resourceAttributes = { namespace: access.namespace, verb: "list", resource: "secrets" };
    const spec = { user: "anybody", groups: [access.group], resourceAttributes };
    await until(() => isAllowed(target, spec)); // a binding is obeyed a little later
    return access;
  }

  /** The group of the users made here. */
  get group(): string {
    return `group-${this.namespace}`;
  }

  /** The certificate of a user of this name. */
  async certificate(name: string, more: Partial<TestUser> = {}): Promise<Pair> {
    const file = await this.cluster.user({ name, groups: [this.group], ...more });
    const { users } = Bun.YAML.parse(await Bun.file(file).text()) as { users: { user: Record<string, string> }[] };
    const decoded = (field: string): string => atob(users[0]?.user[field] ?? "");
    return { certificate: decoded("client-certificate-data"), key: decoded("client-key-data") };
  }

  /** A token of a service account, which is made; its user is `account(name)`. */
  async token(name: string): Promise<string> {
    await this.cluster.apply({ apiVersion: "v1", kind: "ServiceAccount", metadata: { name } }, this.namespace);
    const path = `/api/v1/namespaces/${this.namespace}/serviceaccounts/${name}/token`;
    const answer = await this.cluster.request("POST", path, { spec: {} });
    const { status } = (await answer.json()) as { status: { token: string } };
    return status.token;
  }

  account(name: string): string {
    return `system:serviceaccount:${this.namespace}:${name}`;
  }

  /** A kubeconfig, as contents. */
  kubeconfig({ user, cluster = {} }: Parts): object {
    const { server, description } = this.cluster;
    return {
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "c", cluster: { server, "certificate-authority": description.caFile, ...cluster } }],
      users: [{ name: "u", user }],
      contexts: [{ name: "x", context: { cluster: "c", user: "u", namespace: this.namespace } }],
      "current-context": "x",
    };
  }

  /** Installs, asks and lists, and gives the requests this has caused. Each must have been allowed. */
  async life(options: HelmOptions): Promise<AuditEntry[]> {
    const userAgent = `access/${crypto.randomUUID()}`;
    const name = `r${userAgent.slice(-8)}`;
    await using helm = newHelm({ userAgent, namespace: this.namespace, ...options });
    await helm.releases.install(name, this.#shop.path);
    expect(await helm.releases.status(name)).toMatchObject({ name, status: "deployed" });
    expect((await helm.releases.list()).map((release) => release.name)).toContain(name);
    const requests = await this.cluster.audit({ userAgent });
    expect(requests).not.toBeEmpty();
    return requests;
  }

  /** The users whose requests one list with these options has caused. */
  async lists(options: HelmOptions): Promise<string[]> {
    const userAgent = `access/${crypto.randomUUID()}`;
    await using helm = newHelm({ userAgent, namespace: this.namespace, ...options });
    await helm.releases.list();
    return usersOf(await this.cluster.audit({ userAgent }));
  }

  /** The error of a list with these options. */
  async refused<C extends HelmErrorCode>(options: HelmOptions, code: C): Promise<HelmError<C>> {
    const said: string[] = [];
    const listen = (event: object): void => void said.push(JSON.stringify(event));
    await using helm = newHelm({ namespace: this.namespace, onLog: listen, ...options });
    const error = await expectCode(helm.releases.list({ onEvent: listen }), code);
    heard.set(error, said);
    return error;
  }

  [Symbol.dispose](): void {
    this.#shop[Symbol.dispose]();
  }
}

/** The users of requests, each once. */
export function usersOf(requests: readonly AuditEntry[]): string[] {
  return [...new Set(requests.map(({ user }) => user.username))];
}

/** The events and lines of log of a call that failed. */
const heard = new WeakMap<object, string[]>();

/** All that a failed call says, by its error, its events and its log: nothing secret may be in it. */
export function wordsOf(error: Error): string {
  const words: string[] = [...(heard.get(error) ?? [])];
  for (let link: unknown = error; link instanceof Error; link = link.cause) {
    words.push(String(link.stack), link.message);
    if (link instanceof HelmError) words.push(JSON.stringify(link), JSON.stringify(link.details));
  }
  return words.join("\n");
}
