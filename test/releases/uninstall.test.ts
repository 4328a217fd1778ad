// What each option of uninstall does to a real cluster.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart, optionsChart } from "../../lab/chart.ts";
import type { TempDir } from "../../lab/directory.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap, deployment, hook, job } from "../../lab/objects.ts";

setDefaultTimeout(60_000);

let shop: TempDir;
beforeAll(() => {
  shop = optionsChart();
});
afterAll(() => shop[Symbol.dispose]());

describe.concurrent("uninstall", () => {
  test.concurrent("resolves with the release as it was, and forgets it", async () => {
    await using fixture = await Fixture.make();
    await fixture.helm.releases.install("shop", shop.path);
    const { release, info } = await fixture.helm.releases.uninstall("shop", { description: "done with it" });
    expect(release).toMatchObject({ name: "shop", revision: 1, status: "uninstalled", description: "done with it" });
    expect(release?.deleted).toBeString();
    expect(info ?? "").toBe("");
    expect(await fixture.names("configmaps")).toEqual([]);
    expect(await fixture.records()).toEqual([]);
  });

  test.concurrent("keeps the records with keepHistory", async () => {
    await using fixture = await Fixture.make();
    await fixture.helm.releases.install("shop", shop.path);
    await fixture.helm.releases.uninstall("shop", { keepHistory: true });
    expect(await fixture.records()).toEqual(["1 uninstalled"]);
    expect(await fixture.helm.releases.status("shop")).toMatchObject({
      status: "uninstalled",
      deleted: expect.any(String),
    });
  });

  test.concurrent("changes nothing in a dry run", async () => {
    await using fixture = await Fixture.make();
    await fixture.helm.releases.install("shop", shop.path);
    const { release } = await fixture.helm.releases.uninstall("shop", { dryRun: true });
    expect(release).toMatchObject({ name: "shop", status: "deployed" });
    expect(await fixture.records()).toEqual(["1 deployed"]);
    expect(await fixture.has("configmaps/a")).toBe(true);
  });

  test.concurrent("resolves without a release with ignoreNotFound", async () => {
    await using fixture = await Fixture.make();
    const result = await fixture.helm.releases.uninstall("shop", { ignoreNotFound: true });
    expect(result.release).toBeUndefined();
  });

  test.concurrent("runs the delete hooks unless noHooks is set", async () => {
    await using fixture = await Fixture.make();
    const quick = { exitAfter: 10, readyAfter: 10 };
    using hooked = chart({
      templates: {
        "a.yaml": configMap("a"),
        "b.yaml": job("before", quick, hook("pre-delete")),
        "c.yaml": job("after", quick, hook("post-delete")),
      },
    });
    await fixture.helm.releases.install("shop", hooked.path);
    await fixture.helm.releases.uninstall("shop", { noHooks: true });
    expect(await fixture.names("jobs")).toEqual([]);
    await fixture.helm.releases.install("shop", hooked.path);
    await fixture.helm.releases.uninstall("shop");
    expect((await fixture.names("jobs")).toSorted()).toEqual(["after", "before"]);
  });

  test.concurrent("leaves the dependents with cascade: orphan, and waits for them with foreground", async () => {
    await using fixture = await Fixture.make();
    const behaviour = { readyAfter: 10, terminateAfter: 300 };
    using web = chart({ templates: { "web.yaml": deployment("web", behaviour) } });
    await fixture.helm.releases.install("shop", web.path);
    await fixture.helm.releases.uninstall("shop", { cascade: "orphan" });
    expect(await fixture.names("replicasets", "app=web")).toHaveLength(1);
    using next = chart({ templates: { "web.yaml": deployment("next", behaviour) } });
    await fixture.helm.releases.install("other", next.path);
    expect(await fixture.names("replicasets", "app=next")).toHaveLength(1);
    await fixture.helm.releases.uninstall("other", { cascade: "foreground" });
    expect(await fixture.names("replicasets", "app=next")).toEqual([]);
  });

  test.concurrent("waits until all is gone by default, and not with wait: false", async () => {
    await using fixture = await Fixture.make();
    await fixture.helm.releases.install("shop", shop.path);
    await fixture.merge("configmaps/a", { metadata: { finalizers: ["bunhelm.test/kept"] } });
    await fixture.helm.releases.uninstall("shop", { wait: false });
    expect(await fixture.has("configmaps/a")).toBe(true);
    expect(await fixture.records()).toEqual([]);
    await fixture.merge("configmaps/a", { metadata: { finalizers: null } });
  });
});
