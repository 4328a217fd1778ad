// What a cancel promises: the caller is free at once, nothing more is sent, the record says how it stands.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { HelmEvent } from "../../src/index.ts";
import { chart, cluster, expectCode, internal, newHelm, type TempDir, tempDir } from "../harness.ts";
import { ApiProxy } from "../proxy.ts";
import {
  cancel,
  cancelPromptly,
  eventually,
  goneFromGo,
  Places,
  type Running,
  Scene,
  type ShopValues,
  shopChart,
  values,
  Watcher,
} from "./scene.ts";

setDefaultTimeout(120_000); // a place to run in is waited for too

// More at once would measure the load of this machine.
const places = new Places(2);
let shop: TempDir;
let proxy: ApiProxy;

beforeAll(async () => {
  shop = shopChart();
  proxy = await ApiProxy.start(await cluster());
});
afterAll(async () => {
  await proxy[Symbol.asyncDispose]();
  shop[Symbol.dispose]();
});

/** A chart that computes as long as its values say. */
function busyChart(): TempDir {
  const range = "{{ range until (int .Values.rounds) }}{{ range until 10000 }}{{ end }}{{ end }}";
  return chart({ templates: { "busy.yaml": range } });
}

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
  const release = await scene.other.releases.upgrade("shop", shop.path, {
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
      scene.helm.releases.install("shop", shop.path, { ...options, values: values(shopValues) }),
    records: ["1 failed"],
    again: upgradeAgain,
  },
  {
    verb: "upgrade",
    prepare: (scene) => scene.other.releases.install("shop", shop.path),
    start: (scene, shopValues, options) =>
      scene.helm.releases.upgrade("shop", shop.path, {
        ...options,
        values: values({ text: "new", ...shopValues }),
      }),
    records: ["1 deployed", "2 failed"],
    again: upgradeAgain,
  },
  {
    verb: "uninstall",
    prepare: (scene, shopValues) => scene.other.releases.install("shop", shop.path, { values: values(shopValues) }),
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

const hook = { logs: ["running"], exitAfter: "60s" };

/** The moment at which nothing happens any more until something becomes ready, or goes away. */
function stuck(scene: Scene, watcher: Watcher, verb: Verb["verb"]): () => Promise<unknown> {
  return async () => {
    await watcher.seen((event) =>
      verb === "uninstall"
        ? event.type === "resource" && event.name === "config" && event.action === "deleted"
        : event.type === "phase" && event.phase === "wait",
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
    values: { hook, farewell: hook },
    await: (scene, watcher) => async () => {
      await watcher.seen((event) => event.type === "hookLog" && event.line === "running");
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
    using _ = await places.take();
    await using scene = await Scene.make(proxy);
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
    using _ = await places.take();
    await using scene = await Scene.make(proxy);
    await scene.other.releases.install("shop", shop.path, { values: values({ text: "old" }) });
    const watcher = new Watcher();
    const operation = scene.helm.releases.upgrade("shop", shop.path, {
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
    using _ = await places.take();
    await using scene = await Scene.make(proxy);
    const watcher = new Watcher();
    const operation = scene.helm.releases.install("shop", shop.path, {
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

describe.concurrent("a signal", () => {
  test.concurrent("of AbortSignal.timeout ends the wait, and the error says what was not ready", async () => {
    using _ = await places.take();
    await using scene = await Scene.make(proxy);
    const signal = AbortSignal.timeout(4_000);
    const operation = scene.helm.releases.install("shop", shop.path, {
      values: values({ pod: { neverReady: true } }),
      signal,
    });
    const error = await expectCode(operation, "ERR_HELM_ABORTED");
    expect(error.cause).toBe(signal.reason);
    expect(error.cause).toMatchObject({ name: "TimeoutError" });
    expect(error.details).toMatchObject({ changed: true, notReady: [{ kind: "Deployment", name: "web" }] });
    expect(error.applied?.map(({ name, action }) => `${name} ${action}`).sort()).toEqual([
      "config created",
      "web created",
      "web created",
    ]);
    expect(await scene.records()).toEqual(["1 failed"]);
  });

  test.concurrent("that is aborted before the start sends nothing", async () => {
    using _ = await places.take();
    await using scene = await Scene.make(proxy);
    const signal = AbortSignal.abort("too late");
    for (const start of [
      () => scene.helm.releases.install("shop", shop.path, { signal }),
      () => scene.helm.releases.upgrade("shop", shop.path, { signal, install: true }),
      () => scene.helm.releases.uninstall("shop", { signal }),
      () => scene.helm.releases.list({ signal }),
      () => scene.helm.releases.status("shop", { signal }),
    ]) {
      const error = await expectCode(start(), "ERR_HELM_ABORTED");
      expect(error.cause).toBe("too late");
      expect(error.details.changed).toBe(false);
    }
    expect(scene.requests()).toEqual([]);
    expect(await scene.audit()).toEqual([]);
  });

  test.concurrent("that several operations share ends each of them", async () => {
    using _ = await places.take();
    const scenes = await Promise.all([1, 2, 3].map(() => Scene.make(proxy)));
    const aborter = new AbortController();
    const ends = scenes.map(async (scene) => {
      const held = scene.proxy.hold(scene.mine("PATCH", /\/configmaps/));
      const operation = scene.helm.releases.install("shop", shop.path, { signal: aborter.signal });
      const ended = expectCode(operation, "ERR_HELM_ABORTED");
      await held.hit;
      return { ended };
    });
    const started = await Promise.all(ends);
    aborter.abort("all of you");
    for (const { ended } of started) expect((await ended).cause).toBe("all of you");
    for (const scene of scenes) {
      expect(await scene.records()).toEqual(["1 failed"]);
      await scene[Symbol.asyncDispose]();
    }
  });
});

describe.concurrent("a cancel", () => {
  test.concurrent("of list and of status frees the caller while the API server does not answer", async () => {
    using _ = await places.take();
    await using scene = await Scene.make(proxy);
    await scene.other.releases.install("shop", shop.path);
    using held = scene.proxy.hold(scene.mine("GET", /\/secrets\b/));
    const list = scene.helm.releases.list();
    await held.hit;
    const error = await cancel(scene, list, "list");
    expect(error.details.changed).toBe(false);
    held.release();
    const reads = ["configmaps", "services", "deployments"].map((kind) => scene.mine("GET", new RegExp(`/${kind}/`)));
    using _reading = scene.proxy.hold((request) => reads.some((read) => read(request)));
    const status = scene.helm.releases.status("shop");
    // It reads them side by side.
    await Promise.race([eventually(() => reads.every((read) => scene.requests().some(read))), status]);
    await cancel(scene, status, "status");
  });

  test.concurrent("given twice has the first reason", async () => {
    using _ = await places.take();
    await using scene = await Scene.make(proxy);
    using held = scene.proxy.hold(scene.mine("PATCH", /./));
    const aborter = new AbortController();
    const operation = scene.helm.releases.install("shop", shop.path, { signal: aborter.signal });
    await held.hit;
    operation.cancel("first");
    operation.cancel("second");
    aborter.abort("third");
    expect((await expectCode(operation, "ERR_HELM_ABORTED")).cause).toBe("first");
  });

  test.concurrent("after the end changes nothing", async () => {
    using _ = await places.take();
    await using scene = await Scene.make(proxy);
    const aborter = new AbortController();
    const operation = scene.helm.releases.install("shop", shop.path, { signal: aborter.signal });
    await operation;
    const sent = scene.requests().length;
    operation.cancel();
    aborter.abort();
    expect((await operation).status).toBe("deployed");
    expect(await scene.records()).toEqual(["1 deployed"]);
    expect(scene.requests().length).toBe(sent);
  });

  test.concurrent("does not wait for a template that computes, and its install can send nothing later", async () => {
    using _ = await places.take();
    await using scene = await Scene.make(proxy);
    using busy = busyChart();
    const operation = scene.helm.releases.install("shop", busy.path, { values: { rounds: 6000 } });
    // Rendering starts when the API server has told its version.
    const isNext = scene.mine("GET", /^\/version\?timeout/);
    await Promise.race([eventually(() => scene.requests().some(isNext)).then(() => scene.quiet()), operation]);
    const error = await cancel(scene, operation, "install of a busy template");
    expect(error.details.hint).toContain("left behind");
    expect(await scene.records()).toEqual([]);
  });

  test.concurrent("of a template rejects, whether the rest of it takes long or not", async () => {
    using _ = await places.take();
    await using scene = await Scene.make(proxy);
    using busy = busyChart();
    for (const rounds of [800, 6000]) {
      const operation = scene.helm.charts.template(busy.path, { values: { rounds } });
      const isRendering = async (): Promise<boolean> => {
        const { stacks } = await internal("internal.goroutines", { operation: operation.id });
        return stacks.some((stack) => stack.includes("text/template"));
      };
      await Promise.race([eventually(isRendering), operation]);
      await cancel(scene, operation, `template of ${rounds} rounds`);
    }
  });

  test.concurrent("ends a credential plugin that nobody else waits for", async () => {
    using _ = await places.take();
    await using scene = await Scene.make(proxy);
    using files = tempDir({
      "plugin.sh": `#!/bin/sh
cd "$(dirname "$0")" && echo $$ >starting && mv starting started
while [ ! -e go-on ]; do sleep 0.05; done
touch ended
echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"${scene.cluster.description.token}"}}'
`,
    });
    const file = (name: string): string => join(files.path, name);
    chmodSync(file("plugin.sh"), 0o700);
    const exec = {
      apiVersion: "client.authentication.k8s.io/v1",
      command: file("plugin.sh"),
      interactiveMode: "Never",
    };
    const { server, caFile } = scene.cluster.description;
    await using helm = newHelm({
      kubeconfig: {
        ...scene.proxy.kubeconfig,
        clusters: [{ name: "proxy", cluster: { server, "certificate-authority": caFile } }],
        users: [{ name: "proxy", user: { exec } }],
      },
      env: { PATH: process.env.PATH },
      namespace: scene.namespace,
      userAgent: `under-test/${scene.namespace}`,
    });
    const operation = helm.releases.install("shop", shop.path);
    const started = eventually(() => existsSync(file("started")));
    await Promise.race([started, operation]);
    await cancelPromptly(operation, "install behind a credential plugin");
    await goneFromGo(operation);
    const pid = readFileSync(file("started"), "utf8").trim();
    await eventually(() => !existsSync(`/proc/${pid}`));
    writeFileSync(file("go-on"), "");
    expect(existsSync(file("ended"))).toBe(false);
    expect(await scene.audit()).toEqual([]);
    expect((await helm.releases.install("shop", shop.path)).status).toBe("deployed");
  });
});
