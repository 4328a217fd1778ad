// Where one trial runs after the other: a room with a proxy, whose client under test is cancelled.
import { ApiProxy } from "../../lab/proxy.ts";
import type { TestCluster } from "../../src/testing/index.ts";
import { values } from "../chart.ts";
import { Room } from "../room.ts";

export class Lane extends Room {
  static async open(cluster: TestCluster, chart: string): Promise<Lane> {
    await using after = new AsyncDisposableStack();
    const proxy = after.use(await ApiProxy.start(cluster));
    const namespace = await cluster.namespace("trial");
    const lane = new Lane(chart, { cluster, namespace, proxy, after: after.move() });
    // What is read once for each cluster is read now.
    const name = lane.nextRelease();
    await lane.helm.releases.install(name, chart, { values: values() });
    await lane.helm.releases.uninstall(name);
    return lane;
  }
}
