// Where records are kept, as the option or the variable says.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { optionsChart } from "../../lab/chart.ts";
import type { TempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";

setDefaultTimeout(60_000);

let shop: TempDir;
beforeAll(() => {
  shop = optionsChart();
});
afterAll(() => shop[Symbol.dispose]());

describe.concurrent("the records of a release", () => {
  test.concurrent("may be ConfigMaps", async () => {
    await using fixture = await Fixture.make();
    const { releases } = fixture.client({ driver: "configmap" });
    await releases.install("shop", shop.path);
    await releases.upgrade("shop", shop.path);
    expect(await fixture.records("configmaps")).toEqual(["1 superseded", "2 deployed"]);
    expect(await fixture.records("secrets")).toEqual([]);
    expect(await releases.list()).toMatchObject([{ revision: 2 }]);
    await releases.uninstall("shop");
    expect(await fixture.records("configmaps")).toEqual([]);
  });

  test.concurrent("may be in memory: they are the client's own and go with it", async () => {
    await using fixture = await Fixture.make();
    const client = fixture.client({ driver: "memory" });
    const other = fixture.client({ env: { HELM_DRIVER: "memory" } });
    await client.releases.install("shop", shop.path);
    await client.releases.upgrade("shop", shop.path, { values: { text: "two" } });
    expect(await client.releases.list()).toMatchObject([{ name: "shop", revision: 2 }]);
    expect(await client.releases.list({ namespace: "default" })).toEqual([]);
    expect(await client.releases.list({ allNamespaces: true })).toHaveLength(1);
    expect(await other.releases.list()).toEqual([]);
    expect(await fixture.records()).toEqual([]);
    expect(await fixture.has("configmaps/a")).toBe(true);
    await client.releases.uninstall("shop");
    expect(await fixture.has("configmaps/a")).toBe(false);
    await expectCode(client.releases.status("shop"), "ERR_HELM_RELEASE_NOT_FOUND");
  });
});
