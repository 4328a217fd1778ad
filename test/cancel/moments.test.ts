// What a cancel promises at each moment of a verb: the caller is free at once, nothing more is sent, the record says how it stands.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { cancel } from "../../lab/cancel.ts";
import type { Fixture } from "../../lab/fixture.ts";
import type { Running } from "../../lab/operation.ts";
import { endless, type ShopValues, shopChart, values } from "../../lab/shop.ts";
import { Stage } from "../../lab/stage.ts";
import { until } from "../../lab/wait.ts";
import { isHookRunning, isWaiting, Watcher } from "../../lab/watcher.ts";
import type { HelmEvent } from "../../src/index.ts";

setDefaultTimeout(120_000); // a place to run in is waited for too

// More at once would measure the load of this machine.
const stage = new Stage(shopChart, { slots: 2 });

interface Options {
  readonly wait?: "legacy";
  readonly serverSide?: false;
  readonly onEvent?: (event: HelmEvent) => void;
}

/** What is cancelled, and what must work afterwards. */
interface Verb {
  readonly verb: "install" | "upgrade" | "uninstall";
  /** What must be there before. */
  prepare(fixture: Fixture, shopValues: ShopValues): Promise<unknown>;
  start(fixture: Fixture, shopValues: ShopValues, options: Options): Running;
  /** What is recorded of the release after the cancel. */
  readonly records: readonly string[];
  /** Works after the cancel. */
  again(fixture: Fixture): Promise<void>;
}

async function upgradeAgain(fixture: Fixture): Promise<void> {
  const release = await fixture.other.releases.upgrade("shop", stage.chart, {
    install: true,
    values: values({ text: "again" }),
    resetValues: true,
  });
  expect(release.status).toBe("deployed");
  expect(release.manifest).toContain("again");
  expect((await fixture.records()).filter((line) => !/deployed|superseded|failed/.test(line))).toEqual([]);
}

const verbs: readonly Verb[] = [
  {
    verb: "install",
    prepare: async () => {},
    start: (fixture, shopValues, options) =>
      fixture.helm.releases.install("shop", stage.chart, { ...options, values: values(shopValues) }),
    records: ["1 failed"],
    again: upgradeAgain,
  },
  {
    verb: "upgrade",
    prepare: (fixture) => fixture.other.releases.install("shop", stage.chart),
    start: (fixture, shopValues, options) =>
      fixture.helm.releases.upgrade("shop", stage.chart, {
        ...options,
        values: values({ text: "new", ...shopValues }),
      }),
    records: ["1 deployed", "2 failed"],
    again: upgradeAgain,
  },
  {
    verb: "uninstall",
    prepare: (fixture, shopValues) =>
      fixture.other.releases.install("shop", stage.chart, { values: values(shopValues) }),
    start: (fixture, _, { serverSide: _serverSide, ...options }) => fixture.helm.releases.uninstall("shop", options),
    records: ["1 failed"],
    again: async (fixture) => {
      await fixture.letGo();
      // The hook of the release runs as long as before: it has been tried.
      await fixture.other.releases.uninstall("shop", { noHooks: true });
      expect(await fixture.records()).toEqual([]);
      for (const path of ["configmaps/config", "services/web", "deployments/web"])
        expect(`${path} ${await fixture.has(path)}`).toBe(`${path} false`);
    },
  },
];

/** When it is cancelled. */
interface Moment {
  readonly when: string;
  readonly values: ShopValues;
  readonly options?: Options;
  readonly verbs?: readonly Verb["verb"][];
  /** Gets ready before the start and gives what waits for the moment. */
  await(fixture: Fixture, watcher: Watcher, verb: Verb["verb"]): () => Promise<unknown>;
}

/** The moment at which nothing happens any more until something becomes ready, or goes away. */
function stuck(fixture: Fixture, watcher: Watcher, verb: Verb["verb"]): () => Promise<unknown> {
  return async () => {
    await watcher.seen((event) =>
      verb === "uninstall"
        ? event.type === "resource" && event.name === "config" && event.action === "deleted"
        : isWaiting(event),
    );
    // A wait ends in looking at one kind again and again, or in watching it.
    const kind = verb === "uninstall" ? "configmaps" : "deployments";
    const before = fixture.requests().length;
    const looks = fixture.mine("GET", new RegExp(`/${kind}(/\\w+$|\\?.*watch=true)`));
    await until(() => fixture.requests().slice(before).some(looks));
    if (verb !== "uninstall") await fixture.podsRun();
    await fixture.quiet();
  };
}

const moments: readonly Moment[] = [
  {
    when: "in a pre-hook",
    values: { hook: endless, farewell: endless },
    await: (fixture, watcher) => async () => {
      await watcher.seen(isHookRunning);
      await fixture.quiet();
    },
  },
  {
    when: "while a write is on its way",
    values: {},
    await: (fixture, _, verb) => {
      const held = fixture.proxy.hold(
        fixture.mine(verb === "uninstall" ? "DELETE" : "PATCH", /\/(configmaps|services)\//),
      );
      return () => held.hit.then(() => fixture.quiet());
    },
  },
  {
    when: "while a client-side write is on its way",
    values: {},
    options: { serverSide: false },
    verbs: ["install", "upgrade"],
    await: (fixture, _, verb) => {
      const held = fixture.proxy.hold(fixture.mine(verb === "install" ? "POST" : "PATCH", /\/configmaps/));
      return () => held.hit.then(() => fixture.quiet());
    },
  },
  {
    when: "while it waits",
    values: { pod: { neverReady: true }, isKept: true },
    await: stuck,
  },
  {
    when: "while it waits by Helm 3's rules",
    values: { pod: { neverReady: true }, isKept: true },
    options: { wait: "legacy" },
    await: stuck,
  },
];

describe.concurrent.each(verbs)("$verb", ({ verb, prepare, start, records, again }) => {
  const own = moments.filter((moment) => moment.verbs?.includes(verb) ?? true);

  test.concurrent.each(own)("cancelled $when stops at once and can be done again", async (moment) => {
    await using fixture = await stage.fixture();
    const isUninstall = verb === "uninstall";
    // An uninstall wants a release that was installed without waiting for what never comes.
    await prepare(fixture, isUninstall ? { ...moment.values, hook: undefined, pod: undefined } : moment.values);
    const watcher = new Watcher();
    const reached = moment.await(fixture, watcher, verb);
    const operation = start(fixture, moment.values, { ...moment.options, onEvent: watcher.onEvent });
    await Promise.race([reached(), operation]);
    const error = await cancel(fixture, operation, `${verb} ${moment.when}`);
    expect(error.verb).toBe(`releases.${verb}`);
    expect(await fixture.records()).toEqual([...records]);
    const [release] = await fixture.other.releases.list();
    const did = { install: "Install", upgrade: "Upgrade", uninstall: "Uninstall" }[verb];
    expect(release?.description).toBe(`${did} cancelled: ${(error.cause as Error).message}`);
    expect(error.release).toMatchObject({ name: "shop", revision: release?.revision, status: "failed" });
    expect(error.details.changed).toBe(true);
    await again(fixture);
  });
});

describe.concurrent("a cancelled upgrade with rollbackOnFailure", () => {
  test.concurrent("is not rolled back", async () => {
    await using fixture = await stage.fixture();
    await fixture.other.releases.install("shop", stage.chart, { values: values({ text: "old" }) });
    const watcher = new Watcher();
    const operation = fixture.helm.releases.upgrade("shop", stage.chart, {
      values: values({ text: "new", pod: { neverReady: true } }),
      rollbackOnFailure: true,
      onEvent: watcher.onEvent,
    });
    await Promise.race([stuck(fixture, watcher, "upgrade")(), operation]);
    await cancel(fixture, operation, "upgrade with rollbackOnFailure");
    expect(await fixture.records()).toEqual(["1 deployed", "2 failed"]);
    const { data } = await fixture.cluster.get<{ data: { text: string } }>(
      `/api/v1/namespaces/${fixture.namespace}/configmaps/config`,
    );
    expect(data.text).toBe("new");
  });
});

describe.concurrent("a cancelled install with rollbackOnFailure", () => {
  test.concurrent("is not uninstalled", async () => {
    await using fixture = await stage.fixture();
    const watcher = new Watcher();
    const operation = fixture.helm.releases.install("shop", stage.chart, {
      values: values({ pod: { neverReady: true } }),
      rollbackOnFailure: true,
      onEvent: watcher.onEvent,
    });
    await Promise.race([stuck(fixture, watcher, "install")(), operation]);
    await cancel(fixture, operation, "install with rollbackOnFailure");
    expect(await fixture.records()).toEqual(["1 failed"]);
    expect(await fixture.has("configmaps/config")).toBe(true);
  });
});
