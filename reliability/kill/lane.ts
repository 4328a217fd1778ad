// Where processes are killed, one after the other.
import { ownLimit } from "../../lab/engine.ts";
import { FaultProxy, type SeenRequest } from "../../lab/fault-proxy.ts";
import type { Parts } from "../../lab/fixture.ts";
import type { Helm, HelmOptions } from "../../src/index.ts";
import type { TestCluster } from "../../src/testing/index.ts";
import { Room } from "../room.ts";

/** Which process is killed: a program that has Go in it, one that has Go in an engine of its own, or that engine. */
export const targets = ["program", "parent", "engine"] as const;
export type Target = (typeof targets)[number];

export class KillLane extends Room {
  readonly target: Target;
  /** What tells its engines from others'. */
  readonly limit: number = ownLimit();
  #next: Helm | undefined;

  private constructor(chart: string, target: Target, parts: Parts) {
    super(chart, parts);
    this.target = target;
  }

  static async open(cluster: TestCluster, chart: string, target: Target): Promise<KillLane> {
    await using after = new AsyncDisposableStack();
    const faults = after.use(await FaultProxy.start(cluster));
    const namespace = await cluster.namespace("kill");
    return new KillLane(chart, target, { cluster, namespace, faults, after: after.move() });
  }

  /** Of the client whose call is interrupted. */
  options(userAgent: string): HelmOptions {
    return { kubeconfig: this.faults.kubeconfig, namespace: this.namespace, userAgent, ...this.#road };
  }

  /** Who works on the release before and afterwards: where the engine is killed, a client that has lost it. */
  override get other(): Helm {
    if (this.target !== "engine") return super.other;
    this.#next ??= this.client({ userAgent: `other/${this.namespace}`, ...this.#road });
    return this.#next;
  }

  get #road(): HelmOptions {
    return this.target === "program" ? {} : { isolation: "process", memoryLimit: this.limit };
  }

  requestsOf(userAgent: string): Promise<readonly SeenRequest[]> {
    return this.faults.requests(0, userAgent);
  }
}
