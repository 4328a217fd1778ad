// The figure of states in docs/releases.md: its arrows are what operations record, and there are no others.
import { expect, test } from "bun:test";
import { Fixture } from "../../lab/fixture.ts";
import { shopChart, values } from "../../lab/shop.ts";
import { type State, stateOf, transitions } from "../../scripts/figures/states.ts";
import type { CallOptions, HelmEvent, Operation } from "../../src/index.ts";

/** What records have become, from their events. */
class Life {
  readonly seen: Set<string> = new Set();
  readonly #states = new Map<string, State>();

  readonly #take = (event: HelmEvent): void => {
    if (event.type === "record") this.#become(`${event.name} ${event.revision}`, stateOf(event.status));
  };

  /** Runs a call, which may fail. `cancelIn` is the phase in which it is cancelled. */
  async run(start: (options: CallOptions) => Operation<unknown>, cancelIn?: string): Promise<void> {
    const abort = new AbortController();
    const onEvent = (event: HelmEvent): void => {
      this.#take(event);
      if (event.type === "phase" && event.phase === cancelIn) abort.abort();
    };
    await start({ onEvent, signal: abort.signal }).catch(() => {});
  }

  /** The records of a release are gone, whose newest revision is this one. */
  gone(name: string, revision: number): void {
    this.#become(`${name} ${revision}`, "none");
    for (const record of this.#states.keys()) if (record.startsWith(`${name} `)) this.#states.delete(record);
  }

  #become(record: string, state: State): void {
    const before = this.#states.get(record) ?? "none";
    if (before !== state) this.seen.add(`${before} > ${state}`);
    this.#states.set(record, state);
  }
}

test("the arrows are what operations record", async () => {
  await using fixture = await Fixture.make();
  using shop = shopChart();
  const { releases } = fixture.helm;
  const life = new Life();
  const good = { values: values() };
  const bad = { values: values({ pod: { neverReady: true } }), timeout: 1000 };
  const kept = { values: values({ isKept: true }) };

  await life.run((options) => releases.install("a", shop.path, { ...good, ...options }));
  await life.run((options) => releases.upgrade("a", shop.path, { ...bad, ...options }));
  await life.run((options) => releases.rollback("a", { revision: 1, ...options }));
  await life.run((options) => releases.upgrade("a", shop.path, { ...kept, ...options }), "wait");
  await life.run((options) => releases.upgrade("a", shop.path, { ...kept, ...options }));
  await life.run((options) => releases.uninstall("a", options), "delete");
  await fixture.letGo();
  await life.run((options) => releases.uninstall("a", { keepHistory: true, ...options }));
  await life.run((options) => releases.upgrade("a", shop.path, { install: true, ...good, ...options }));
  expect(await fixture.records()).toEqual([
    "1 superseded",
    "2 failed",
    "3 superseded",
    "4 failed",
    "5 superseded",
    "6 deployed",
  ]);
  await life.run((options) => releases.uninstall("a", options));
  expect(await releases.list()).toEqual([]);
  life.gone("a", 6);

  await life.run((options) => releases.install("b", shop.path, { ...bad, ...options }));
  await life.run((options) => releases.upgrade("b", shop.path, { ...good, ...options }));
  await life.run((options) => releases.uninstall("b", options));
  life.gone("b", 2);
  await life.run((options) => releases.install("c", shop.path, { rollbackOnFailure: true, ...bad, ...options }));
  expect(await releases.list()).toEqual([]);
  life.gone("c", 1);

  expect([...life.seen].sort()).toEqual(transitions.map(([from, to]) => `${from} > ${to}`).sort());
}, 120_000);
