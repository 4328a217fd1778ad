// Where processes are killed, one after the other.
import { FaultProxy, type SeenRequest } from "../../lab/fault-proxy.ts";
import type { TestCluster } from "../../src/testing/index.ts";
import { Room } from "../room.ts";

export class KillLane extends Room {
  static async open(cluster: TestCluster, chart: string): Promise<KillLane> {
    await using after = new AsyncDisposableStack();
    const faults = after.use(await FaultProxy.start(cluster));
    return new KillLane(chart, { cluster, namespace: await cluster.namespace("kill"), faults, after: after.move() });
  }

  requestsOf(userAgent: string): Promise<readonly SeenRequest[]> {
    return this.faults.requests(0, userAgent);
  }
}
