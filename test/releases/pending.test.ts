// Two operations on one release: one works, and the other is told who does.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import { newHelm } from "../../lab/client.ts";
import type { TempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { libraryOnly } from "../../lab/library-only.ts";
import { configMap, deployment } from "../../lab/objects.ts";
import { goneFromGo } from "../../lab/operation.ts";
import { bunExe } from "../../lab/process.ts";
import { shopChart, values } from "../../lab/shop.ts";
import { until } from "../../lab/wait.ts";
import { isHookRunning, isWaiting, Watcher } from "../../lab/watcher.ts";
import { root } from "../../project/project.ts";
import { HelmError, type HelmErrorCode, type HelmEvent, type Operation } from "../../src/index.ts";

setDefaultTimeout(90_000);

let shop: TempDir;
let slow: TempDir;
beforeAll(() => {
  shop = chart({ values: { text: "one" }, templates: { "a.yaml": configMap("a", { text: "{{ .Values.text }}" }) } });
  slow = chart({
    templates: { "a.yaml": configMap("a", { text: "slow" }), "web.yaml": deployment("web", { neverReady: true }) },
  });
});
afterAll(() => {
  for (const one of [shop, slow]) one[Symbol.dispose]();
});

/** How each of some calls has ended. */
async function ends(calls: readonly PromiseLike<unknown>[]): Promise<("ok" | HelmErrorCode)[]> {
  const settled = await Promise.allSettled(calls);
  return settled.map((one) => {
    if (one.status === "fulfilled") return "ok";
    if (!HelmError.is(one.reason)) throw one.reason;
    return one.reason.code;
  });
}

/** An upgrade that waits, and what ends it. */
async function waiting(fixture: Fixture): Promise<{ id: number; end: () => Promise<void> }> {
  const watcher = new Watcher();
  const operation = fixture.helm.releases.upgrade("shop", slow.path, { install: true, onEvent: watcher.onEvent });
  await Promise.race([watcher.seen(isWaiting), operation]);
  const end = async (): Promise<void> => {
    operation.cancel();
    await expectCode(operation, "ERR_HELM_ABORTED");
    await goneFromGo(operation); // on a busy machine the call settles before the record is in order
  };
  return { id: operation.id, end };
}

describe.concurrent("while an operation of this process works on a release", () => {
  test.concurrent("every other that writes is RELEASE_PENDING and names it, whichever client calls", async () => {
    await using fixture = await Fixture.make();
    await fixture.helm.releases.install("shop", shop.path);
    const { id, end } = await waiting(fixture);
    const { releases } = fixture.client({ userAgent: "another" });
    const calls = [
      () => releases.install("shop", shop.path),
      () => releases.upgrade("shop", shop.path),
      () => releases.upgrade("shop", shop.path, { install: true }),
      () => releases.rollback("shop"),
      () => releases.rollback("shop", { revision: 1 }),
      () => releases.uninstall("shop"),
      () => releases.test("shop"),
    ];
    for (const call of calls) {
      const error = await expectCode(call(), "ERR_HELM_RELEASE_PENDING");
      expect(error.details).toMatchObject({
        holder: { verb: "releases.upgrade", operation: id },
        revision: 2,
        status: "pending-upgrade",
      });
      expect(error.details.ageMs).toBeGreaterThan(0);
      expect(Date.parse(error.details.since ?? "")).toBeLessThanOrEqual(Date.now());
      expect(error.release).toMatchObject({
        name: "shop",
        namespace: fixture.namespace,
        revision: 2,
        status: "pending-upgrade",
      });
      expect(error.message).toMatch(
        /^another releases\.upgrade in this process has been working on "shop" for (\d+m)?[\d.]+m?s$/,
      );
      expect(error.report()).not.toMatch(/holder|ageMs|\{"/);
    }
    expect(await fixture.records()).toEqual(["1 deployed", "2 pending-upgrade"]);
    expect(await ends([releases.status("shop"), releases.history("shop"), releases.list()])).toEqual([
      "ok",
      "ok",
      "ok",
    ]);
    await end();
    expect(await releases.rollback("shop", { revision: 1 })).toMatchObject({ revision: 3, status: "deployed" });
  });

  libraryOnly("it has a child process of its own").concurrent("a Worker is told so too", async () => {
    await using fixture = await Fixture.make();
    const { id, end } = await waiting(fixture);
    const code = `
      import { Helm } from ${JSON.stringify(`${root}/src/index.ts`)};
      const helm = new Helm({ env: {}, kubeconfig: ${JSON.stringify(fixture.cluster.kubeconfig)}, namespace: "${fixture.namespace}" });
      helm.releases.uninstall("shop").then(() => postMessage("ok"), ({ code, details }) => postMessage({ code, holder: details.holder }));`;
    const worker = new Worker(URL.createObjectURL(new Blob([code], { type: "application/typescript" })));
    const said = await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message));
    });
    worker.terminate();
    expect(said).toEqual({ code: "ERR_HELM_RELEASE_PENDING", holder: { verb: "releases.upgrade", operation: id } });
    await end();
  });

  test.concurrent("releases of other names, namespaces and storages are free, and so is a dry run of an upgrade", async () => {
    await using fixture = await Fixture.make();
    await using elsewhere = await Fixture.make();
    const { end } = await waiting(fixture);
    const other = chart({ templates: { "b.yaml": configMap("b") } });
    const calls = [
      fixture.helm.releases.upgrade("other", other.path, { install: true }),
      elsewhere.helm.releases.install("shop", shop.path),
      fixture.client({ driver: "memory" }).releases.install("shop", chart().path),
      fixture.client({ driver: "configmap" }).releases.install("shop", chart().path),
      fixture.helm.releases.uninstall("shop", { dryRun: true }),
    ];
    expect(await ends(calls)).toEqual(calls.map(() => "ok"));
    await end();
    other[Symbol.dispose]();
  });
});

describe.concurrent("of operations that begin at once", () => {
  const pairs = [
    ["rollback", "rollback"],
    ["rollback", "upgrade"],
    ["upgrade", "upgrade"],
    ["uninstall", "uninstall"],
    ["uninstall", "upgrade"],
    ["rollback", "uninstall"],
  ] as const;

  test.concurrent.each(pairs)("%s and %s one wins, in one process", async (one, other) => {
    await using fixture = await Fixture.make();
    const { releases } = fixture.helm;
    for (const text of ["one", "two"]) await releases.upgrade("shop", shop.path, { install: true, values: { text } });
    const verbs = {
      rollback: () => releases.rollback("shop", { revision: 1 }),
      upgrade: () => releases.upgrade("shop", shop.path, { values: { text: "three" } }),
      uninstall: () => releases.uninstall("shop"),
    };
    const [first, second] = await ends([verbs[one](), verbs[other]()]);
    const loser = first === "ok" ? second : first;
    expect([first, second]).toContain("ok");
    expect(["ERR_HELM_RELEASE_PENDING", "ERR_HELM_RELEASE_NOT_FOUND"]).toContain(loser as string);
    const deployed = (await fixture.records()).filter((line) => line.endsWith(" deployed"));
    expect(deployed.length).toBeLessThanOrEqual(1);
  });

  test.concurrent("two rollbacks of two processes never leave two revisions deployed", async () => {
    await using fixture = await Fixture.make();
    for (const text of ["one", "two"])
      await fixture.helm.releases.upgrade("shop", shop.path, { install: true, values: { text } });
    for (let round = 0; round < 4; round++) {
      const codes = await ofProcesses(fixture, 2, `helm.releases.rollback("shop", { revision: 1 })`);
      expect(codes).toContain("ok");
      for (const code of codes) expect(["ok", "ERR_HELM_RELEASE_PENDING"]).toContain(code);
      const records = await fixture.records();
      expect(records.filter((line) => line.endsWith(" deployed"))).toHaveLength(1);
    }
  });

  test.concurrent("rollbacks and upgrades of several processes never leave two revisions deployed", async () => {
    await using fixture = await Fixture.make();
    for (const text of ["one", "two"])
      await fixture.helm.releases.upgrade("shop", shop.path, { install: true, values: { text } });
    const upgrade = `helm.releases.upgrade("shop", ${JSON.stringify(shop.path)}, { values: { text: String(Math.random()) } })`;
    for (let round = 0; round < 4; round++) {
      const codes = await ofProcesses(
        fixture,
        4,
        `(Number(process.argv[3]) % 2 ? ${upgrade} : helm.releases.rollback("shop", { revision: 1, historyMax: 0 }))`,
      );
      expect(codes).toContain("ok");
      for (const code of codes) expect(["ok", "ERR_HELM_RELEASE_PENDING"]).toContain(code);
      const records = await fixture.records();
      expect(records.filter((line) => line.endsWith(" deployed"))).toHaveLength(1);
    }
  });

  test.concurrent("two uninstalls of two processes the loser finds it pending or gone", async () => {
    await using fixture = await Fixture.make();
    for (let round = 0; round < 3; round++) {
      await fixture.helm.releases.install("shop", shop.path);
      const codes = await ofProcesses(fixture, 3, `helm.releases.uninstall("shop")`);
      for (const code of codes)
        expect(["ok", "ERR_HELM_RELEASE_PENDING", "ERR_HELM_RELEASE_NOT_FOUND"]).toContain(code);
      expect(codes).toContain("ok");
      expect(await fixture.records()).toEqual([]);
    }
  });

  test.concurrent("upgrades of a release at its history limit the losers are RELEASE_PENDING, of one process and of more", async () => {
    await using fixture = await Fixture.make();
    const { releases } = fixture.helm;
    for (let i = 0; i < 4; i++)
      await releases.upgrade("shop", shop.path, { install: true, historyMax: 3, values: { text: `${i}` } });
    const here = [1, 2, 3].map((i) =>
      releases.upgrade("shop", shop.path, { historyMax: 3, values: { text: `x${i}` } }),
    );
    const codes = [await ends(here)];
    for (let round = 0; round < 4; round++)
      codes.push(
        await ofProcesses(
          fixture,
          4,
          `helm.releases.upgrade("shop", ${JSON.stringify(shop.path)}, { historyMax: 3, values: { text: String(Math.random()) } })`,
        ),
      );
    for (const round of codes) {
      expect(round).toContain("ok");
      for (const code of round) expect(["ok", "ERR_HELM_RELEASE_PENDING"]).toContain(code);
    }
  });
});

describe.concurrent("a release that another process works on", () => {
  test.concurrent("is freed by a rollback, and then the other one does not call itself deployed", async () => {
    await using fixture = await Fixture.withProxy(); // whose clients reach the cluster by two addresses, as two processes do
    const { releases } = fixture.other;
    await releases.install("shop", shop.path);
    using last = fixture.proxy.hold(fixture.mine("PUT", /shop\.v2/));
    const overtaken = expectCode(fixture.helm.releases.upgrade("shop", shop.path), "ERR_HELM_RELEASE_PENDING");
    await last.hit;
    expect(await releases.rollback("shop", { revision: 1 })).toMatchObject({ revision: 3, status: "deployed" });
    last.release();
    const error = await overtaken;
    expect(error.message).toBe(
      'release "shop" was taken over by another operation: revision 3 was created while revision 2 was being written',
    );
    expect(error.details).toMatchObject({ revision: 3, status: "deployed" });
    expect(error.release).toMatchObject({ revision: 3, status: "deployed" });
    expect(error.revisions).toMatchObject([
      { revision: 1, status: "superseded" },
      { revision: 2, status: "superseded" },
      { revision: 3, status: "deployed" },
    ]);
    expect(await fixture.records()).toEqual(["1 superseded", "2 superseded", "3 deployed"]);
  });
});

test.concurrent("a release that was taken over while a hook ran is written no further", async () => {
  await using fixture = await Fixture.withProxy();
  using hooked = shopChart();
  const { releases } = fixture.other;
  await releases.install("shop", hooked.path, { values: values({ text: "old" }) });
  const watcher = new Watcher();
  const hook = { logs: ["running"], exitAfter: "3s" };
  const upgrade = fixture.helm.releases.upgrade("shop", hooked.path, {
    values: values({ text: "new", hook }),
    onEvent: watcher.onEvent,
  });
  const overtaken = expectCode(upgrade, "ERR_HELM_RELEASE_PENDING");
  await watcher.seen(isHookRunning);
  const events: HelmEvent[] = [];
  await releases.rollback("shop", { revision: 1, onEvent: (event) => events.push(event) });
  expect(events.some((event) => event.type === "log" && event.message.includes("revision 2 of release"))).toBe(true);
  expect((await overtaken).applied ?? []).toMatchObject([{ kind: "Job" }]);
  const path = `/api/v1/namespaces/${fixture.namespace}/configmaps/config`;
  expect(await fixture.cluster.get<object>(path)).toMatchObject({ data: { text: "old" } });
  expect(await fixture.records()).toEqual(["1 superseded", "2 failed", "3 deployed"]);
});

describe.concurrent("RELEASE_PENDING says", () => {
  test.concurrent("how the release is recorded, and who may free it: not a rollback where there is nothing to go back to", async () => {
    await using fixture = await Fixture.make();
    const { releases } = fixture.helm;
    await releases.install("shop", shop.path);
    await fixture.rewrite("shop", 1, ({ info }) => Object.assign(info, { status: "pending-install" }));
    const first = await expectCode(releases.upgrade("shop", shop.path), "ERR_HELM_RELEASE_PENDING");
    expect(first.release).toMatchObject({
      name: "shop",
      namespace: fixture.namespace,
      revision: 1,
      status: "pending-install",
    });
    expect(first.details.hint).toContain("releases.uninstall frees the release");
    expect(first.details.hint).not.toContain("rollback");
    expect(first.details.holder).toBeUndefined();
    await fixture.rewrite("shop", 1, ({ info }) => Object.assign(info, { status: "deployed" }));
    await releases.upgrade("shop", shop.path);
    await fixture.rewrite("shop", 2, ({ info }) => Object.assign(info, { status: "pending-upgrade" }));
    const second = await expectCode(releases.upgrade("shop", shop.path), "ERR_HELM_RELEASE_PENDING");
    expect(second.release).toMatchObject({ revision: 2, status: "pending-upgrade" });
    expect(second.details.hint).toContain("releases.rollback or releases.uninstall frees the release");
  });

  test.concurrent("since when, unless the record does not say, or its clock is ahead", async () => {
    await using fixture = await Fixture.make();
    const { releases } = fixture.helm;
    await releases.install("shop", shop.path);
    const ahead = "2999-01-01T00:00:00Z";
    await fixture.rewrite("shop", 1, ({ info }) =>
      Object.assign(info, { status: "pending-upgrade", last_deployed: ahead }),
    );
    const future = await expectCode(releases.upgrade("shop", shop.path), "ERR_HELM_RELEASE_PENDING");
    expect(future.message).toContain(
      `is pending-upgrade since ${ahead}, which is in the future by this machine's clock`,
    );
    expect(future.details).toMatchObject({ since: ahead, ageMs: 0 });
    await fixture.rewrite("shop", 1, ({ info }) =>
      Object.assign(info, { status: "pending-upgrade", last_deployed: "" }),
    );
    const never = await expectCode(releases.upgrade("shop", shop.path), "ERR_HELM_RELEASE_PENDING");
    expect(never.message).toStartWith('release "shop" is pending-upgrade: another operation');
    expect(never.details.since).toBeUndefined();
    expect(never.details.ageMs).toBe(0);
  });
});

/** How a call ends in each of some processes that make it at once. */
async function ofProcesses(fixture: Fixture, count: number, call: string): Promise<(HelmErrorCode | "ok")[]> {
  const script = `import { newHelm } from "./lab/client.ts";
    const helm = newHelm({ kubeconfig: process.argv[1], namespace: process.argv[2] });
    await helm.version();
    await helm.releases.list();
    console.log("ready");
    for await (const _ of Bun.stdin.stream()) break;
    console.log(await ${call}.then(() => "ok", (error) => error.code ?? String(error)));
    process.exit(0);`;
  const children = Array.from({ length: count }, (_, i) =>
    Bun.spawn([bunExe, "-e", script, fixture.cluster.kubeconfig, fixture.namespace, String(i)], {
      cwd: root,
      stdio: ["pipe", "pipe", "inherit"],
    }),
  );
  const said = children.map(() => "");
  const reading = children.map(async (child, i) => {
    for await (const text of child.stdout) said[i] += Buffer.from(text).toString();
  });
  await until(() => said.every((text) => text.includes("ready")), 60_000);
  for (const { stdin } of children) {
    stdin.write("go\n");
    stdin.flush();
  }
  await Promise.all(reading);
  return said.map((text) => text.split("\n")[1] as HelmErrorCode | "ok");
}

test("of calls made at once, the first has the release, however much it has to read before", async () => {
  await using fixture = await Fixture.withProxy();
  using own = chart({ templates: { "a.yaml": configMap("{{ .Release.Name }}", { text: "{{ .Values.text }}" }) } });
  const { releases } = fixture.helm;
  const heavy = {
    values: { text: "one", more: Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`k${i}`, i])) },
  };
  /** How calls end the first of which does not write its last record before the others have ended. */
  const firstLast = async (calls: () => Operation<unknown>[]): Promise<("ok" | HelmErrorCode)[]> => {
    using held = fixture.proxy.hold(fixture.mine("PUT", /\/secrets\//));
    const [first, ...others] = calls();
    await Promise.race([Promise.allSettled([held.hit, ...others]), Promise.allSettled([first])]);
    held.release();
    return ends([first as Operation<unknown>, ...others]);
  };
  for (let round = 0; round < 5; round++) {
    const name = `shop-${round}`;
    let calls: Operation<unknown>[] = [];
    const begin = (): Operation<unknown>[] => {
      calls = [releases.install(name, own.path, heavy), releases.install(name, own.path)];
      return calls;
    };
    expect(await firstLast(begin)).toEqual(["ok", "ERR_HELM_RELEASE_PENDING"]);
    const error = await expectCode(calls[1] as Operation<unknown>, "ERR_HELM_RELEASE_PENDING");
    expect(error.details.holder).toMatchObject({ verb: "releases.install", operation: calls[0]?.id });
    const after = await firstLast(() => [
      releases.upgrade(name, own.path, heavy),
      releases.uninstall(name),
      releases.rollback(name),
    ]);
    expect(after).toEqual(["ok", "ERR_HELM_RELEASE_PENDING", "ERR_HELM_RELEASE_PENDING"]);
  }
  // One that only tries it keeps nobody away.
  using tried = fixture.proxy.hold(fixture.mine("PATCH", /dryRun=All/));
  const dry = [releases.upgrade("shop-0", own.path, { ...heavy, dryRun: "server" }), releases.uninstall("shop-0")];
  await Promise.all([tried.hit, dry[1]]);
  tried.release();
  expect(await ends(dry)).toEqual(["ok", "ok"]);
  const { kubeconfig } = fixture.proxy;
  await using apart = newHelm({ kubeconfig, namespace: await fixture.cluster.namespace() });
  const elsewhere = [releases.install("shop", own.path, heavy), apart.releases.install("shop", own.path)];
  expect(await ends(elsewhere)).toEqual(["ok", "ok"]);
});
