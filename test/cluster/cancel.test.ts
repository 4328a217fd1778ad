// What a cancel promises at each moment of a verb: the caller is free at once, nothing more is sent, the record says how it stands.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import type { HelmEvent } from "../../src/index.ts";
import {
  cancel,
  endless,
  eventually,
  isHookRunning,
  isWaiting,
  type Running,
  type Scene,
  type ShopValues,
  Stage,
  shopChart,
  values,
  Watcher,
} from "./scene.ts";

setDefaultTimeout(120_000); // a place to run in is waited for too

// More at once would measure the load of this machine.
const stage = new Stage(shopChart, { places: 2 });

interface Options {
  readonly wait?: "legacy";
  readonly serverSide?: false;
  readonly onEvent?: (event: HelmEvent) => void;
}

/** What is cancelled, and what must work afterwards. */
interface Verb {
  readonly verb: "install" | "upgrade" | "uninstall";
  /** What must be there before. */
  prepare(scene: Scene, shopValues: ShopValues): Promise<unknown>;
  start(scene: Scene, shopValues: ShopValues, options: Options): Running;
  /** What is recorded of the release after the cancel. */
  readonly records: readonly string[];
  /** Works after the cancel. */
  again(scene: Scene): Promise<void>;
}

async function upgradeAgain(scene: Scene): Promise<void> {
  const release = await scene.other.releases.upgrade("shop", stage.chart, {
    install: true,
    values: values({ text: "again" }),
    resetValues: true,
  });
  expect(release.status).toBe("deployed");
  expect(release.manifest).toContain("again");
  expect((await scene.records()).filter((line) => !/deployed|superseded|failed/.test(line))).toEqual([]);
}

const verbs: readonly Verb[] = [
  {
    verb: "install",
    prepare: async () => {},
    start: (scene, shopValues, options) =>
      scene.helm.releases.install("shop", stage.chart, { ...options, values: values(shopValues) }),
    records: ["1 failed"],
    again: upgradeAgain,
  },
  {
    verb: "upgrade",
    prepare: (scene) => scene.other.releases.install("shop", stage.chart),
    start: (scene, shopValues, options) =>
      scene.helm.releases.upgrade("shop", stage.chart, {
        ...options,
        values: values({ text: "new", ...shopValues }),
      }),
    records: ["1 deployed", "2 failed"],
    again: upgradeAgain,
  },
  {
    verb: "uninstall",
    prepare: (scene, shopValues) => scene.other.releases.install("shop", stage.chart, { values: values(shopValues) }),
    start: (scene, _, { serverSide: _serverSide, ...options }) => scene.helm.releases.uninstall("shop", options),
    records: ["1 failed"],
    again: async (scene) => {
      await scene.letGo();
      // The hook of the release runs as long as before: it has been tried.
      await scene.other.releases.uninstall("shop", { noHooks: true });
      expect(await scene.records()).toEqual([]);
      for (const path of ["configmaps/config", "services/web", "deployments/web"])
        expect(`${path} ${await scene.has(path)}`).toBe(`${path} false`);
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
  await(scene: Scene, watcher: Watcher, verb: Verb["verb"]): () => Promise<unknown>;
}

/** The moment at which nothing happens any more until something becomes ready, or goes away. */
function stuck(scene: Scene, watcher: Watcher, verb: Verb["verb"]): () => Promise<unknown> {
  return async () => {
    await watcher.seen((event) =>
      verb === "uninstall"
        ? event.type === "resource" && event.name === "config" && event.action === "deleted"
        : isWaiting(event),
    );
    // A wait ends in looking at one kind again and again, or in watching it.
    const kind = verb === "uninstall" ? "configmaps" : "deployments";
    const before = scene.requests().length;
    const looks = scene.mine("GET", new RegExp(`/${kind}(/\\w+$|\\?.*watch=true)`));
    await eventually(() => scene.requests().slice(before).some(looks));
    if (verb !== "uninstall") await scene.podsRun();
    await scene.quiet();
  };
}

const moments: readonly Moment[] = [
  {
    when: "in a pre-hook",
    values: { hook: endless, farewell: endless },
    await: (scene, watcher) => async () => {
      await watcher.seen(isHookRunning);
      await scene.quiet();
    },
  },
  {
    when: "while a write is on its way",
    values: {},
    await: (scene, _, verb) => {
      const held = scene.proxy.hold(scene.mine(verb === "uninstall" ? "DELETE" : "PATCH", /\/(configmaps|services)\//));
      return () => held.hit.then(() => scene.quiet());
    },
  },
  {
    when: "while a client-side write is on its way",
    values: {},
    options: { serverSide: false },
    verbs: ["install", "upgrade"],
    await: (scene, _, verb) => {
      const held = scene.proxy.hold(scene.mine(verb === "install" ? "POST" : "PATCH", /\/configmaps/));
      return () => held.hit.then(() => scene.quiet());
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
    await using scene = await stage.scene();
    const isUninstall = verb === "uninstall";
    // An uninstall wants a release that was installed without waiting for what never comes.
    await prepare(scene, isUninstall ? { ...moment.values, hook: undefined, pod: undefined } : moment.values);
    const watcher = new Watcher();
    const reached = moment.await(scene, watcher, verb);
    const operation = start(scene, moment.values, { ...moment.options, onEvent: watcher.onEvent });
    await Promise.race([reached(), operation]);
    const error = await cancel(scene, operation, `${verb} ${moment.when}`);
    expect(error.verb).toBe(`releases.${verb}`);
    expect(await scene.records()).toEqual([...records]);
    const [release] = await scene.other.releases.list();
    const did = { install: "Install", upgrade: "Upgrade", uninstall: "Uninstall" }[verb];
    expect(release?.description).toBe(`${did} cancelled: ${(error.cause as Error).message}`);
    expect(error.release).toMatchObject({ name: "shop", revision: release?.revision, status: "failed" });
    expect(error.details.changed).toBe(true);
    await again(scene);
  });
});

describe.concurrent("a cancelled upgrade with rollbackOnFailure", () => {
  test.concurrent("is not rolled back", async () => {
    await using scene = await stage.scene();
    await scene.other.releases.install("shop", stage.chart, { values: values({ text: "old" }) });
    const watcher = new Watcher();
    const operation = scene.helm.releases.upgrade("shop", stage.chart, {
      values: values({ text: "new", pod: { neverReady: true } }),
      rollbackOnFailure: true,
      onEvent: watcher.onEvent,
    });
    await Promise.race([stuck(scene, watcher, "upgrade")(), operation]);
    await cancel(scene, operation, "upgrade with rollbackOnFailure");
    expect(await scene.records()).toEqual(["1 deployed", "2 failed"]);
    const { data } = await scene.cluster.get<{ data: { text: string } }>(
      `/api/v1/namespaces/${scene.namespace}/configmaps/config`,
    );
    expect(data.text).toBe("new");
  });
});

describe.concurrent("a cancelled install with rollbackOnFailure", () => {
  test.concurrent("is not uninstalled", async () => {
    await using scene = await stage.scene();
    const watcher = new Watcher();
    const operation = scene.helm.releases.install("shop", stage.chart, {
      values: values({ pod: { neverReady: true } }),
      rollbackOnFailure: true,
      onEvent: watcher.onEvent,
    });
    await Promise.race([stuck(scene, watcher, "install")(), operation]);
    await cancel(scene, operation, "install with rollbackOnFailure");
    expect(await scene.records()).toEqual(["1 failed"]);
    expect(await scene.has("configmaps/config")).toBe(true);
  });
});
