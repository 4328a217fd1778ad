// What the tests of a file share.
import { afterAll, beforeAll } from "bun:test";
import type { HelmOptions } from "../src/index.ts";
import { cluster } from "./client.ts";
import type { TempDir } from "./directory.ts";
import { Fixture } from "./fixture.ts";
import { ApiProxy } from "./proxy.ts";
import { Slots } from "./slots.ts";

/**
 * A chart, a proxy before the API server, and so many slots to run in.
 * To be made where the file begins; it ends with the file.
 */
export class Stage {
  readonly #slots: Slots;
  #chart: TempDir | undefined;
  #proxy: ApiProxy | undefined;

  /** slots: how many tests may run at once. @default any number */
  constructor(makeChart: () => TempDir, { slots = Number.POSITIVE_INFINITY }: { slots?: number } = {}) {
    this.#slots = new Slots(slots);
    beforeAll(async () => {
      this.#chart = makeChart();
      this.#proxy = await ApiProxy.start(await cluster());
    });
    afterAll(async () => {
      await this.#proxy?.[Symbol.asyncDispose]();
      this.#chart?.[Symbol.dispose]();
    });
  }

  /** The path of the chart. */
  get chart(): string {
    return (this.#chart as TempDir).path;
  }

  /** The proxy that all fixtures of the file use. */
  get proxy(): ApiProxy {
    return this.#proxy as ApiProxy;
  }

  /** A slot to run in, once there is one. */
  slot(): Promise<Disposable> {
    return this.#slots.take();
  }

  /** A fixture, once there is a slot for it. */
  async fixture(): Promise<Fixture> {
    return Fixture.withProxy(this.proxy, await this.slot());
  }

  /** One with a fault proxy of its own, once there is a slot for it. */
  async withFaults(options?: HelmOptions): Promise<Fixture> {
    return Fixture.withFaults(options, await this.slot());
  }
}
