// Where one trial runs after the other: a namespace, a proxy before the API server, clients.
import type { Helm } from "../src/index.ts";
import type { TestCluster } from "../src/testing/index.ts";
import { helmCommand } from "../test/cluster/ground.ts";
import { newHelm } from "../test/harness.ts";
import { eventually } from "../test/operations.ts";
import { ApiProxy, type Chosen, type ProxiedRequest } from "../test/proxy.ts";
import { values } from "./chart.ts";

export class Lane implements AsyncDisposable {
  readonly cluster: TestCluster;
  readonly namespace: string;
  readonly proxy: ApiProxy;
  /** The chart's path. */
  readonly chart: string;
  /** The client whose operations are cancelled. */
  readonly helm: Helm;
  /** Another one, past the proxy. */
  readonly other: Helm;
  /** Tells the requests of the former. */
  readonly userAgent: string;
  #releases = 0;

  private constructor(cluster: TestCluster, namespace: string, proxy: ApiProxy, chart: string) {
    this.cluster = cluster;
    this.namespace = namespace;
    this.proxy = proxy;
    this.chart = chart;
    this.userAgent = `trial/${namespace}`;
    this.helm = newHelm({ kubeconfig: proxy.kubeconfig, namespace, userAgent: this.userAgent });
    this.other = newHelm({ kubeconfig: cluster.kubeconfig, namespace, userAgent: `other/${namespace}` });
  }

  static async open(cluster: TestCluster, chart: string): Promise<Lane> {
    const lane = new Lane(cluster, await cluster.namespace("trial"), await ApiProxy.start(cluster), chart);
    // What is read once for each cluster is read now.
    const name = lane.nextRelease();
    await lane.helm.releases.install(name, chart, { values: values() });
    await lane.helm.releases.uninstall(name);
    return lane;
  }

  nextRelease(): string {
    return `trial-${++this.#releases}`;
  }

  readonly isMine: Chosen = ({ userAgent }) => userAgent.includes(this.userAgent);

  /** The requests of the client under test that have reached the proxy. */
  requests(): ProxiedRequest[] {
    return this.proxy.requests(this.isMine);
  }

  /** Waits until the client under test, which has sent requests before, has nothing to send any more: it waits itself. */
  async quiet(before: number): Promise<void> {
    await eventually(() => {
      const requests = this.requests().slice(before);
      const isOpen = requests.some(
        ({ path, isForwarded, isDone }) => isForwarded && !isDone && !/watch=true|follow=true/.test(path),
      );
      return !isOpen && performance.now() - (requests.at(-1)?.at ?? 0) > 100;
    });
  }

  /** The states of a release's records by revision, as "1 deployed", oldest first. */
  async records(release: string): Promise<string[]> {
    const selector = encodeURIComponent(`owner=helm,name=${release}`);
    const list = await this.#get(`/api/v1`, `secrets?labelSelector=${selector}`);
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
    await eventually(async () =>
      (await this.#get("/apis/batch/v1", "jobs")).every(({ status }) => status?.completionTime !== undefined),
    );
  }

  async #get(api: string, resource: string): Promise<Stored[]> {
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

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.helm.close(), this.other.close()]);
    await this.proxy[Symbol.asyncDispose]();
  }
}

interface Stored {
  metadata: { labels?: Record<string, string> };
  status?: { completionTime?: string };
}
