// Where one fault strikes after the other: a room, a proxy, and the client that meets the faults.

import { newHelm } from "../../lab/client.ts";
import type { TempDir } from "../../lab/directory.ts";
import { FaultProxy } from "../../lab/fault-proxy.ts";
import { crd } from "../../lab/objects.ts";
import type { Helm, HelmOptions } from "../../src/index.ts";
import type { TestCluster } from "../../src/testing/index.ts";
import { trialChart, values } from "../chart.ts";
import { Room } from "../room.ts";

export class FaultLane extends Room {
  readonly proxy: FaultProxy;
  /** Another chart, with a CRD in crds/. */
  readonly defining: TempDir;
  #trials = 0;

  private constructor(cluster: TestCluster, namespace: string, proxy: FaultProxy, chart: string) {
    super(cluster, namespace, chart);
    this.proxy = proxy;
    this.defining = trialChart(crd(this.#group, "Thing"));
  }

  static async open(cluster: TestCluster, chart: string): Promise<FaultLane> {
    const lane = new FaultLane(cluster, await cluster.namespace("fault"), await FaultProxy.start(cluster), chart);
    // What is read once for each cluster is read now.
    await using helm = lane.client(lane.proxy);
    const name = lane.nextRelease();
    await helm.releases.install(name, chart, { values: values() });
    await helm.releases.uninstall(name);
    await lane.sweep(name);
    return lane;
  }

  get #group(): string {
    return `${this.namespace}.test`;
  }

  /** A client behind a proxy. userAgent tells its requests from others'. */
  client(proxy: FaultProxy, options: HelmOptions = {}): Helm {
    return newHelm({ kubeconfig: proxy.kubeconfig, namespace: this.namespace, ...options });
  }

  nextUserAgent(): string {
    return `fault/${this.namespace}/${++this.#trials}/`;
  }

  /** Takes away the CRD of the other chart. */
  async undefine(): Promise<void> {
    const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/things.${this.#group}`;
    await this.cluster.delete(path);
    while ((await this.cluster.request("GET", path)).ok) await Bun.sleep(20);
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await super[Symbol.asyncDispose]();
    await this.proxy[Symbol.asyncDispose]();
    this.defining[Symbol.dispose]();
  }
}
