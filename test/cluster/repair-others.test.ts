// What another process makes of a release while an operation of this one repairs its record: it stands.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Helm } from "../../src/index.ts";
import { chart, cluster, expectCode, type TempDir } from "../harness.ts";
import { ApiProxy, type Chosen } from "../proxy.ts";
import { configMap, Ground } from "./ground.ts";
import { eventually } from "./scene.ts";

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

const refusal = { status: 500, body: { kind: "Status", apiVersion: "v1", status: "Failure", code: 500 } };

/** A client behind the proxy, and its writes of the record of revision 2. */
function behindProxy(ground: Ground, driver: "secret" | "configmap"): { helm: Helm; writes: Chosen } {
  const userAgent = `behind-proxy/${ground.namespace}`;
  const helm = ground.client({ kubeconfig: proxy.kubeconfig, userAgent, driver });
  const writes: Chosen = (request) =>
    request.method === "PUT" && request.path.includes("shop.v2") && request.userAgent.includes(userAgent);
  return { helm, writes };
}

async function command(ground: Ground, driver: string, ...args: string[]): Promise<void> {
  const { stderr, exitCode } = await ground.helmCommandWith({ HELM_DRIVER: driver }, ...args);
  expect({ args, stderr, exitCode }).toMatchObject({ args, exitCode: 0 });
}

describe.concurrent.each(["secret", "configmap"] as const)("while a record in a %s is repaired", (driver) => {
  test.concurrent("a rollback of another process supersedes it, and the operation learns of that", async () => {
    await using ground = await Ground.make();
    const { helm, writes } = behindProxy(ground, driver);
    await helm.releases.install("shop", shop.path);
    let isAway = true;
    proxy.answer((request) => isAway && writes(request), refusal);
    const upgrade = helm.releases.upgrade("shop", shop.path);
    await eventually(() => proxy.requests(writes).length >= 2);
    await command(ground, driver, "rollback", "shop", "1");
    isAway = false;
    const error = await expectCode(upgrade, "ERR_HELM_RELEASE_PENDING");
    expect(error.details).toMatchObject({ revision: 3 });
    expect(await ground.records(`${driver}s`)).toEqual(["1 superseded", "2 superseded", "3 deployed"]);
  });

  test.concurrent("it is left alone once another process has uninstalled the release", async () => {
    await using ground = await Ground.make();
    const { helm, writes } = behindProxy(ground, driver);
    await helm.releases.install("shop", shop.path);
    let isAway = true;
    proxy.answer((request) => isAway && writes(request), refusal);
    const upgrade = helm.releases.upgrade("shop", shop.path);
    await eventually(() => proxy.requests(writes).length >= 2);
    await command(ground, driver, "uninstall", "shop", "--keep-history");
    isAway = false;
    await upgrade;
    expect(await ground.records(`${driver}s`)).toEqual(["1 superseded", "2 uninstalled"]);
  });

  test.concurrent("nothing is overwritten that was written after the repair has looked", async () => {
    await using ground = await Ground.make();
    const { helm, writes } = behindProxy(ground, driver);
    await helm.releases.install("shop", shop.path);
    proxy.answer(writes, refusal, 1);
    using repair = proxy.hold(writes);
    const upgrade = helm.releases.upgrade("shop", shop.path);
    await repair.hit;
    await command(ground, driver, "uninstall", "shop", "--keep-history");
    repair.release();
    await upgrade;
    expect(await ground.records(`${driver}s`)).toEqual(["1 superseded", "2 uninstalled"]);
  });
});
