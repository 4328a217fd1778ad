// Where one trial runs after the other: a room, a proxy before the API server, and the client that is cancelled.

import { newHelm } from "../../lab/client.ts";
import { ApiProxy, type Chosen, type ProxiedRequest } from "../../lab/proxy.ts";
import { until } from "../../lab/wait.ts";
import type { Helm } from "../../src/index.ts";
import type { TestCluster } from "../../src/testing/index.ts";
import { values } from "../chart.ts";
import { Room } from "../room.ts";

export class Lane extends Room {
  readonly proxy: ApiProxy;
  /** The client whose operations are cancelled. */
  readonly helm: Helm;
  /** Tells the requests of the former. */
  readonly userAgent: string;

  private constructor(cluster: TestCluster, namespace: string, proxy: ApiProxy, chart: string) {
    super(cluster, namespace, chart);
    this.proxy = proxy;
    this.userAgent = `trial/${namespace}`;
    this.helm = newHelm({ kubeconfig: proxy.kubeconfig, namespace, userAgent: this.userAgent });
  }

  static async open(cluster: TestCluster, chart: string): Promise<Lane> {
    const lane = new Lane(cluster, await cluster.namespace("trial"), await ApiProxy.start(cluster), chart);
    // What is read once for each cluster is read now.
    const name = lane.nextRelease();
    await lane.helm.releases.install(name, chart, { values: values() });
    await lane.helm.releases.uninstall(name);
    return lane;
  }

  readonly isMine: Chosen = ({ userAgent }) => userAgent.includes(this.userAgent);

  /** The requests of the client under test that have reached the proxy. */
  requests(): ProxiedRequest[] {
    return this.proxy.requests(this.isMine);
  }

  /** Waits until the client under test, which has sent requests before, has nothing to send any more: it waits itself. */
  async quiet(before: number): Promise<void> {
    await until(() => {
      const requests = this.requests().slice(before);
      const isOpen = requests.some(
        ({ path, isForwarded, isDone }) => isForwarded && !isDone && !/watch=true|follow=true/.test(path),
      );
      return !isOpen && performance.now() - (requests.at(-1)?.at ?? 0) > 100;
    });
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await this.helm.close();
    await super[Symbol.asyncDispose]();
    await this.proxy[Symbol.asyncDispose]();
  }
}
