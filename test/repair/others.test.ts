// What another process makes of a release while an operation of this one repairs its record: it stands.

import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import { cluster } from "../../lab/client.ts";
import type { TempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap, hook, job } from "../../lab/objects.ts";
import { ApiProxy, type Chosen } from "../../lab/proxy.ts";
import { refusal } from "../../lab/refusal.ts";
import { endless, shopChart, values } from "../../lab/shop.ts";
import { until } from "../../lab/wait.ts";
import { isHookRunning, Watcher } from "../../lab/watcher.ts";
import type { Helm, HelmError } from "../../src/index.ts";

setDefaultTimeout(90_000);

let shop: TempDir;
let proxy: ApiProxy;
beforeAll(async () => {
  shop = chart({ templates: { "a.yaml": configMap("a") } });
  proxy = await ApiProxy.start(await cluster());
});
afterAll(async () => {
  shop[Symbol.dispose]();
  await proxy[Symbol.asyncDispose]();
});

const failure = refusal(500);
const notFound = refusal(404, "NotFound", "not found");
const conflict = refusal(409, "Conflict", "conflict");

/** A client behind the proxy, and its writes of the record of a revision. */
function behindProxy(fixture: Fixture, driver: "secret" | "configmap", revision = 2): { helm: Helm; writes: Chosen } {
  const userAgent = `behind-proxy/${fixture.namespace}`;
  const helm = fixture.client({ kubeconfig: proxy.kubeconfig, userAgent, driver });
  const writes: Chosen = (request) =>
    request.method === "PUT" && request.path.includes(`shop.v${revision}`) && request.userAgent.includes(userAgent);
  return { helm, writes };
}

async function command(fixture: Fixture, driver: string, ...args: string[]): Promise<void> {
  const { stderr, exitCode } = await fixture.helmCommandWith({ HELM_DRIVER: driver }, ...args);
  expect({ args, stderr, exitCode }).toMatchObject({ args, exitCode: 0 });
}

/** The error of an upgrade while whose repair is on its way another process runs a command to its end. */
async function overtaken(
  fixture: Fixture,
  driver: "secret" | "configmap",
  ...args: string[]
): Promise<HelmError<"ERR_HELM_RELEASE_PENDING">> {
  const { helm, writes } = behindProxy(fixture, driver);
  await helm.releases.install("shop", shop.path);
  proxy.answer(writes, failure, 1);
  using repair = proxy.hold(writes);
  const upgrade = expectCode(helm.releases.upgrade("shop", shop.path), "ERR_HELM_RELEASE_PENDING");
  await repair.hit;
  await command(fixture, driver, ...args);
  repair.release();
  return await upgrade;
}

describe.concurrent.each(["secret", "configmap"] as const)("while a record in a %s is repaired", (driver) => {
  test.concurrent("a rollback of another process supersedes it, and the operation learns of that", async () => {
    await using fixture = await Fixture.make();
    const { helm, writes } = behindProxy(fixture, driver);
    await helm.releases.install("shop", shop.path);
    let isAway = true;
    proxy.answer((request) => isAway && writes(request), failure);
    const upgrade = expectCode(helm.releases.upgrade("shop", shop.path), "ERR_HELM_RELEASE_PENDING");
    await until(() => proxy.requests(writes).length >= 2);
    await command(fixture, driver, "rollback", "shop", "1");
    isAway = false;
    const error = await upgrade;
    expect(error.details).toMatchObject({ revision: 3 });
    expect(await fixture.records(`${driver}s`)).toEqual(["1 superseded", "2 superseded", "3 deployed"]);
  });

  test.concurrent("it is not made anew once another process has uninstalled the release and its history", async () => {
    await using fixture = await Fixture.make();
    const { helm, writes } = behindProxy(fixture, driver, 1);
    proxy.answer(writes, failure, 1);
    using repair = proxy.hold(writes);
    const install = expectCode(helm.releases.install("shop", shop.path), "ERR_HELM_RELEASE_NOT_FOUND");
    await repair.hit;
    await command(fixture, driver, "uninstall", "shop");
    repair.release();
    expect((await install).message).toContain("another operation has deleted revision 1");
    expect(await fixture.records(`${driver}s`)).toEqual([]);
  });

  test.concurrent("nothing is overwritten that was written after the repair has looked", async () => {
    await using fixture = await Fixture.make();
    const error = await overtaken(fixture, driver, "uninstall", "shop", "--keep-history");
    expect(error.message).toContain("revision 2 was recorded as uninstalled while it was being written");
    expect(await fixture.records(`${driver}s`)).toEqual(["1 superseded", "2 uninstalled"]);
  });

  test.concurrent("a rollback of another process that comes to its end before the write leaves one revision deployed", async () => {
    await using fixture = await Fixture.make();
    const error = await overtaken(fixture, driver, "rollback", "shop", "1");
    expect(error.release).toMatchObject({ revision: 3, status: "deployed" });
    expect(error.revisions).toMatchObject([
      { revision: 1, status: "superseded" },
      { revision: 2, status: "superseded" },
      { revision: 3, status: "deployed" },
    ]);
    expect(await fixture.records(`${driver}s`)).toEqual(["1 superseded", "2 superseded", "3 deployed"]);
  });

  test.concurrent("a record that is gone for the write is looked for again", async () => {
    await using fixture = await Fixture.make();
    const { helm, writes } = behindProxy(fixture, driver, 1);
    proxy.answer(writes, notFound, 2);
    expect(await helm.releases.install("shop", shop.path)).toMatchObject({ status: "deployed" });
    expect(await fixture.records(`${driver}s`)).toEqual(["1 deployed"]);
  });
});

describe.concurrent.each(["secret", "configmap"] as const)("while an operation writes a %s as its last", (driver) => {
  const others = [
    ["an uninstall that keeps the history", ["uninstall", "shop", "--keep-history"], ["1 superseded", "2 uninstalled"]],
    ["a rollback", ["rollback", "shop", "1"], ["1 superseded", "2 superseded", "3 deployed"]],
  ] as const;
  test.concurrent.each(others)("%s of another process stands", async (_, other, records) => {
    await using fixture = await Fixture.make();
    const { helm, writes } = behindProxy(fixture, driver);
    await helm.releases.install("shop", shop.path);
    using last = proxy.hold(writes);
    const upgrade = expectCode(helm.releases.upgrade("shop", shop.path), "ERR_HELM_RELEASE_PENDING");
    await last.hit;
    await command(fixture, driver, ...other);
    last.release();
    await upgrade;
    expect(await fixture.records(`${driver}s`)).toEqual([...records]);
  });

  test.concurrent("a label that a controller has put there changes nothing", async () => {
    await using fixture = await Fixture.make();
    const { helm, writes } = behindProxy(fixture, driver);
    await helm.releases.install("shop", shop.path);
    using last = proxy.hold(writes);
    const upgrade = helm.releases.upgrade("shop", shop.path);
    await last.hit;
    await fixture.merge(`${driver}s/sh.helm.release.v1.shop.v2`, { metadata: { annotations: { seen: "yes" } } });
    last.release();
    expect(await upgrade).toMatchObject({ revision: 2, status: "deployed" });
    expect(await fixture.records(`${driver}s`)).toEqual(["1 superseded", "2 deployed"]);
  });
});

test.concurrent("a conflict over a record that nobody has changed is none", async () => {
  await using fixture = await Fixture.make();
  const { helm, writes } = behindProxy(fixture, "secret", 1);
  await helm.releases.install("shop", shop.path);
  proxy.answer(writes, conflict, 1);
  await helm.releases.uninstall("shop", { keepHistory: true });
  expect(await fixture.records()).toEqual(["1 uninstalled"]);
});

test.concurrent("a test that is cancelled beside another process's upgrade leaves its revision deployed", async () => {
  await using fixture = await Fixture.make();
  using tested = shopChart({ "check.yaml": job("check", endless, hook("test")) });
  const options = { values: values() };
  await fixture.helm.releases.install("shop", tested.path, options);
  const watcher = new Watcher();
  const { helm } = behindProxy(fixture, "secret");
  const testing = helm.releases.test("shop", { onEvent: watcher.onEvent });
  await Promise.race([watcher.seen(isHookRunning), testing]);
  const failing = values({ hook: { exitCode: 1, readyAfter: "1s" } });
  const upgrade = expectCode(
    fixture.helm.releases.upgrade("shop", tested.path, { values: failing }),
    "ERR_HELM_HOOK_FAILED",
  );
  await until(async () => (await fixture.records()).includes("2 pending-upgrade"));
  testing.cancel();
  await expectCode(testing, "ERR_HELM_ABORTED");
  await upgrade;
  expect(await fixture.records()).toEqual(["1 deployed", "2 failed"]);
});
