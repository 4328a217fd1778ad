// Where processes are killed, one after the other.

import { FaultProxy, type SeenRequest } from "../../lab/fault-proxy.ts";
import type { TestCluster } from "../../src/testing/index.ts";
import { Room } from "../room.ts";

export class KillLane extends Room {
  readonly proxy: FaultProxy;

  private constructor(cluster: TestCluster, namespace: string, proxy: FaultProxy, chart: string) {
    super(cluster, namespace, chart);
    this.proxy = proxy;
  }

  static async open(cluster: TestCluster, chart: string): Promise<KillLane> {
    return new KillLane(cluster, await cluster.namespace("kill"), await FaultProxy.start(cluster), chart);
  }

  requestsOf(userAgent: string): Promise<readonly SeenRequest[]> {
    return this.proxy.requests(0, userAgent);
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await super[Symbol.asyncDispose]();
    await this.proxy[Symbol.asyncDispose]();
  }
}
