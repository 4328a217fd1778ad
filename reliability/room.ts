// Where trials run, one after the other: a namespace, a client past all proxies, and the helm command.

import { newHelm } from "../lab/client.ts";
import { helmCommand } from "../lab/helm.ts";
import { until } from "../lab/wait.ts";
import type { Helm } from "../src/index.ts";
import type { TestCluster } from "../src/testing/index.ts";

/** The kinds of the chart's objects, hooks apart, and of records. */
const kinds = {
  ConfigMap: "/api/v1 configmaps",
  Secret: "/api/v1 secrets",
  Service: "/api/v1 services",
  Deployment: "/apis/apps/v1 deployments",
};

export class Room implements AsyncDisposable {
  readonly cluster: TestCluster;
  readonly namespace: string;
  /** The chart's path. */
  readonly chart: string;
  /** A client that nobody disturbs. */
  readonly other: Helm;
  #releases = 0;

  protected constructor(cluster: TestCluster, namespace: string, chart: string) {
    this.cluster = cluster;
    this.namespace = namespace;
    this.chart = chart;
    this.other = newHelm({ kubeconfig: cluster.kubeconfig, namespace, userAgent: `other/${namespace}` });
  }

  nextRelease(): string {
    return `trial-${++this.#releases}`;
  }

  /** The states of a release's records by revision, as "1 deployed", oldest first. */
  async records(release: string): Promise<string[]> {
    const selector = encodeURIComponent(`owner=helm,name=${release}`);
    const list = await this.#list(`/api/v1`, `secrets?labelSelector=${selector}`);
    return list
      .map(({ metadata: { labels = {} } }) => labels)
      .sort((a, b) => Number(a.version) - Number(b.version))
      .map(({ version, status }) => `${version} ${status}`);
  }

  /**
   * Waits until all Jobs have ended. The Job controller may forget a Job whose namesake was deleted
   * right after it was made.
   */
  async jobsEnd(): Promise<void> {
    await until(async () =>
      (await this.#list("/apis/batch/v1", "jobs")).every(({ status }) => status?.completionTime !== undefined),
    );
  }

  /** The names of a release's objects that are there, as "ConfigMap trial-1", but for hooks and records. */
  async objects(release: string): Promise<string[]> {
    const lists = Object.entries(kinds).map(async ([kind, place]) => {
      const [api = "", plural = ""] = place.split(" ");
      const names = (await this.#list(api, plural)).map(({ metadata }) => metadata.name);
      const own = names.filter((name) => name === release || name.startsWith(`${release}-`));
      return own.map((name) => `${kind} ${name}`);
    });
    return (await Promise.all(lists)).flat();
  }

  /** The names of the Jobs that are there, as "pre". */
  async hooks(release: string): Promise<string[]> {
    const names = (await this.#list("/apis/batch/v1", "jobs")).map(({ metadata }) => metadata.name);
    return names.filter((name) => name.startsWith(`${release}-`)).map((name) => name.slice(release.length + 1));
  }

  async #list(api: string, resource: string): Promise<Stored[]> {
    return (await this.cluster.get<{ items: Stored[] }>(`${api}/namespaces/${this.namespace}/${resource}`)).items;
  }

  /** The text of a release's ConfigMap; undefined when it is not there. */
  async text(release: string): Promise<string | undefined> {
    const path = `/api/v1/namespaces/${this.namespace}/configmaps/${release}`;
    const answer = await this.cluster.request("GET", path);
    return ((await answer.json()) as { data?: { text: string } }).data?.text;
  }

  /** Lets a ConfigMap go that its values have kept. */
  async letGo(release: string): Promise<void> {
    const path = `/api/v1/namespaces/${this.namespace}/configmaps/${release}`;
    await this.cluster.request("PATCH", path, JSON.stringify({ metadata: { finalizers: null } }), {
      headers: { "content-type": "application/merge-patch+json" },
    });
  }

  /** Runs the helm command of the same version in this namespace and gives what it complains of. */
  async command(...args: string[]): Promise<string | undefined> {
    const { kubeconfig } = this.cluster;
    const { exitCode, stderr } = await helmCommand(args, { KUBECONFIG: kubeconfig, HELM_NAMESPACE: this.namespace });
    return exitCode === 0 ? undefined : stderr.trim();
  }

  /** Removes what a trial has left, without waiting. */
  async tidy(release: string): Promise<void> {
    await this.other.releases.uninstall(release, { noHooks: true, wait: false, ignoreNotFound: true });
    const { namespace } = this;
    for (const path of [`/apis/batch/v1/namespaces/${namespace}/jobs`, `/api/v1/namespaces/${namespace}/pods`])
      await this.cluster.request("DELETE", `${path}?propagationPolicy=Background&gracePeriodSeconds=0`);
  }

  /** Removes all that is left of a release, whatever its records say, without waiting. */
  async sweep(release: string): Promise<void> {
    const remove = (path: string): Promise<Response> =>
      this.cluster.request("DELETE", `${path}?propagationPolicy=Background&gracePeriodSeconds=0`);
    const selector = encodeURIComponent(`owner=helm,name=${release}`);
    await this.cluster.request("DELETE", `/api/v1/namespaces/${this.namespace}/secrets?labelSelector=${selector}`);
    for (const object of await this.objects(release)) {
      const [kind, name] = object.split(" ") as [keyof typeof kinds, string];
      await remove(`${kinds[kind].replace(" ", `/namespaces/${this.namespace}/`)}/${name}`);
    }
    for (const hook of await this.hooks(release))
      await remove(`/apis/batch/v1/namespaces/${this.namespace}/jobs/${release}-${hook}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.other.close();
  }
}

interface Stored {
  metadata: { name: string; labels?: Record<string, string> };
  status?: { completionTime?: string };
}
