// What releases.status tells.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart, optionsChart } from "../../lab/chart.ts";
import type { TempDir } from "../../lab/directory.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap, deployment } from "../../lab/objects.ts";

setDefaultTimeout(60_000);

let shop: TempDir;
beforeAll(() => {
  shop = optionsChart();
});
afterAll(() => shop[Symbol.dispose]());

describe.concurrent("releases.status", () => {
  test.concurrent("tells how each object is doing, or only what the record says", async () => {
    await using fixture = await Fixture.make();
    using web = chart({
      templates: { "web.yaml": deployment("web"), "a.yaml": configMap("a"), "b.yaml": configMap("b") },
    });
    const { releases } = fixture.helm;
    await releases.install("shop", web.path);
    await fixture.cluster.request("DELETE", fixture.path("configmaps/b"));
    const { resources = [] } = await releases.status("shop");
    expect(resources.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toMatchObject([
      { apiVersion: "v1", kind: "ConfigMap", name: "a", namespace: fixture.namespace, status: "Current" },
      { kind: "ConfigMap", name: "b", status: "NotFound" },
      { apiVersion: "apps/v1", kind: "Deployment", name: "web", status: "Current" },
    ]);
    expect((await releases.status("shop", { resources: false })).resources).toBeUndefined();
    using empty = chart();
    await releases.install("empty", empty.path);
    expect((await releases.status("empty")).resources).toEqual([]);
  });

  test.concurrent("is of the newest revision, or of the one that is named", async () => {
    await using fixture = await Fixture.make();
    const { releases } = fixture.helm;
    await releases.install("shop", shop.path, { description: "first" });
    await releases.upgrade("shop", shop.path, { description: "second" });
    expect(await releases.status("shop")).toMatchObject({ revision: 2, description: "second", status: "deployed" });
    expect(await releases.status("shop", { revision: 1 })).toMatchObject({
      revision: 1,
      description: "first",
      status: "superseded",
    });
    const changed = (await fixture.audit()).length;
    await releases.status("shop");
    const reads = (await fixture.audit()).slice(changed).map(({ verb }) => verb);
    expect(reads.length).toBeGreaterThan(0);
    expect(reads.filter((verb) => verb !== "get" && verb !== "list")).toEqual([]);
  });
});
