// What each option of uninstall does to a real cluster.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart, type TempDir } from "../harness.ts";
import { configMap, deployment, Ground, hook, job, optionsChart } from "./ground.ts";

setDefaultTimeout(60_000);

let shop: TempDir;
beforeAll(() => {
  shop = optionsChart();
});
afterAll(() => shop[Symbol.dispose]());

describe.concurrent("uninstall", () => {
  test.concurrent("resolves with the release as it was, and forgets it", async () => {
    await using ground = await Ground.make();
    await ground.helm.releases.install("shop", shop.path);
    const { release, info } = await ground.helm.releases.uninstall("shop", { description: "done with it" });
    expect(release).toMatchObject({ name: "shop", revision: 1, status: "uninstalled", description: "done with it" });
    expect(release?.deleted).toBeString();
    expect(info ?? "").toBe("");
    expect(await ground.names("configmaps")).toEqual([]);
    expect(await ground.records()).toEqual([]);
  });

  test.concurrent("keeps the records with keepHistory", async () => {
    await using ground = await Ground.make();
    await ground.helm.releases.install("shop", shop.path);
    await ground.helm.releases.uninstall("shop", { keepHistory: true });
    expect(await ground.records()).toEqual(["1 uninstalled"]);
    expect(await ground.helm.releases.status("shop")).toMatchObject({
      status: "uninstalled",
      deleted: expect.any(String),
    });
  });

  test.concurrent("changes nothing in a dry run", async () => {
    await using ground = await Ground.make();
    await ground.helm.releases.install("shop", shop.path);
    const { release } = await ground.helm.releases.uninstall("shop", { dryRun: true });
    expect(release).toMatchObject({ name: "shop", status: "deployed" });
    expect(await ground.records()).toEqual(["1 deployed"]);
    expect(await ground.has("configmaps/a")).toBe(true);
  });

  test.concurrent("resolves without a release with ignoreNotFound", async () => {
    await using ground = await Ground.make();
    const result = await ground.helm.releases.uninstall("shop", { ignoreNotFound: true });
    expect(result.release).toBeUndefined();
  });

  test.concurrent("runs the delete hooks unless noHooks is set", async () => {
    await using ground = await Ground.make();
    const quick = { exitAfter: 10, readyAfter: 10 };
    using hooked = chart({
      templates: {
        "a.yaml": configMap("a"),
        "b.yaml": job("before", quick, hook("pre-delete")),
        "c.yaml": job("after", quick, hook("post-delete")),
      },
    });
    await ground.helm.releases.install("shop", hooked.path);
    await ground.helm.releases.uninstall("shop", { noHooks: true });
    expect(await ground.names("jobs")).toEqual([]);
    await ground.helm.releases.install("shop", hooked.path);
    await ground.helm.releases.uninstall("shop");
    expect((await ground.names("jobs")).toSorted()).toEqual(["after", "before"]);
  });

  test.concurrent("leaves the dependents with cascade: orphan, and waits for them with foreground", async () => {
    await using ground = await Ground.make();
    const behaviour = { readyAfter: 10, terminateAfter: 300 };
    using web = chart({ templates: { "web.yaml": deployment("web", behaviour) } });
    await ground.helm.releases.install("shop", web.path);
    await ground.helm.releases.uninstall("shop", { cascade: "orphan" });
    expect(await ground.names("replicasets", "app=web")).toHaveLength(1);
    using next = chart({ templates: { "web.yaml": deployment("next", behaviour) } });
    await ground.helm.releases.install("other", next.path);
    expect(await ground.names("replicasets", "app=next")).toHaveLength(1);
    await ground.helm.releases.uninstall("other", { cascade: "foreground" });
    expect(await ground.names("replicasets", "app=next")).toEqual([]);
  });

  test.concurrent("waits until all is gone by default, and not with wait: false", async () => {
    await using ground = await Ground.make();
    await ground.helm.releases.install("shop", shop.path);
    await ground.merge("configmaps/a", { metadata: { finalizers: ["bunhelm.test/kept"] } });
    await ground.helm.releases.uninstall("shop", { wait: false });
    expect(await ground.has("configmaps/a")).toBe(true);
    expect(await ground.records()).toEqual([]);
    await ground.merge("configmaps/a", { metadata: { finalizers: null } });
  });
});
