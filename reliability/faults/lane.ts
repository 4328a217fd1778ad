// Where one fault strikes after the other: a room, a fault proxy, and clients that meet the faults.
import { newHelm } from "../../lab/client.ts";
import type { TempDir } from "../../lab/directory.ts";
import { FaultProxy } from "../../lab/fault-proxy.ts";
import type { Parts } from "../../lab/fixture.ts";
import { crd } from "../../lab/objects.ts";
import type { Helm, HelmOptions } from "../../src/index.ts";
import type { TestCluster } from "../../src/testing/index.ts";
import { trialChart, values } from "../chart.ts";
import { Room } from "../room.ts";

export class FaultLane extends Room {
  /** Another chart, with a CRD in crds/. */
  readonly defining: TempDir;
  #trials = 0;

  private constructor(chart: string, parts: Parts) {
    super(chart, parts);
    this.defining = trialChart(crd(this.#group, "Thing"));
  }

  static async open(cluster: TestCluster, chart: string): Promise<FaultLane> {
    await using after = new AsyncDisposableStack();
    const faults = after.use(await FaultProxy.start(cluster));
    const namespace = await cluster.namespace("fault");
    const lane = new FaultLane(chart, { cluster, namespace, faults, after: after.move() });
    // What is read once for each cluster is read now.
    await using helm = lane.clientBehind(faults);
    const name = lane.nextRelease();
    await helm.releases.install(name, chart, { values: values() });
    await helm.releases.uninstall(name);
    await lane.sweep(name);
    return lane;
  }

  get #group(): string {
    return `${this.namespace}.test`;
  }

  /** A client behind a fault proxy, which ends when the caller closes it. userAgent tells its requests from others'. */
  clientBehind(proxy: FaultProxy, options: HelmOptions = {}): Helm {
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
    this.defining[Symbol.dispose]();
  }
}
