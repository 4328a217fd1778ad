// What each option of releases.list does.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart, optionsChart } from "../../lab/chart.ts";
import type { TempDir } from "../../lab/directory.ts";
import { Fixture } from "../../lab/fixture.ts";

setDefaultTimeout(60_000);

let shop: TempDir;
beforeAll(() => {
  shop = optionsChart();
});
afterAll(() => shop[Symbol.dispose]());

describe("releases.list", () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await Fixture.make();
    using plain = chart({ templates: {} });
    const { releases } = fixture.helm;
    for (const name of ["beta", "alpha", "gamma", "delta", "omega"])
      await releases.install(name, plain.path, { labels: { first: name.slice(0, 1) } });
    await releases.upgrade("beta", plain.path);
    await releases.uninstall("gamma", { keepHistory: true });
    await fixture.rewrite("delta", 1, ({ info }) => (info.status = "failed"));
    await fixture.rewrite("omega", 1, ({ info }) => (info.status = "pending-upgrade"));
    // Helm sorts by seconds.
    for (const [i, name] of ["omega", "beta", "alpha", "delta", "gamma"].entries())
      await fixture.rewrite(
        name,
        name === "beta" ? 2 : 1,
        ({ info }) => (info.last_deployed = `2026-01-01T00:00:0${i}Z`),
      );
  });
  afterAll(() => fixture[Symbol.asyncDispose]());

  const names = async (options = {}): Promise<string[]> =>
    (await fixture.helm.releases.list(options)).map(({ name }) => name);

  test("has every release once, by its newest revision, sorted by name", async () => {
    expect(
      (await fixture.helm.releases.list()).map(({ name, revision, status }) => `${name} ${revision} ${status}`),
    ).toEqual([
      "alpha 1 deployed",
      "beta 2 deployed",
      "delta 1 failed",
      "gamma 1 uninstalled",
      "omega 1 pending-upgrade",
    ]);
  });

  test("has what the status options say", async () => {
    expect(await names({ deployed: true })).toEqual(["alpha", "beta"]);
    expect(await names({ failed: true })).toEqual(["delta"]);
    expect(await names({ uninstalled: true })).toEqual(["gamma"]);
    expect(await names({ pending: true })).toEqual(["omega"]);
    expect(await names({ uninstalling: true })).toEqual([]);
    expect(await names({ superseded: true })).toEqual(["beta"]);
    expect(await names({ deployed: true, failed: true })).toEqual(["alpha", "beta", "delta"]);
  });

  test("filters by name and by label", async () => {
    expect(await names({ filter: "^(a|g)" })).toEqual(["alpha", "gamma"]);
    expect(await names({ selector: "first in (a,b)" })).toEqual(["alpha", "beta"]);
  });

  test("sorts, reverses, skips and cuts", async () => {
    expect(await names({ reverse: true })).toEqual(["omega", "gamma", "delta", "beta", "alpha"]);
    expect(await names({ date: true })).toEqual(["omega", "beta", "alpha", "delta", "gamma"]);
    expect(await names({ date: true, reverse: true })).toEqual(["gamma", "delta", "alpha", "beta", "omega"]);
    for (const [options, ...flags] of [
      [{ date: true }, "--date"],
      [{ reverse: true }, "--reverse"],
    ] as const)
      expect(`${(await names(options)).join("\n")}\n`).toBe(
        (await fixture.helmCommand("list", "--short", ...flags)).stdout,
      );
    expect(await names({ max: 2 })).toEqual(["alpha", "beta"]);
    expect(await names({ max: 2, offset: 1 })).toEqual(["beta", "delta"]);
    expect(await names({ max: 0, offset: 3 })).toEqual(["gamma", "omega"]);
    expect(await names({ offset: 99 })).toEqual([]);
  });

  test("is of one namespace, another, or all", async () => {
    await using other = await Fixture.make();
    using plain = chart({ templates: {} });
    await other.helm.releases.install("alpha", plain.path);
    expect(
      (await fixture.helm.releases.list({ namespace: other.namespace })).map(({ namespace }) => namespace),
    ).toEqual([other.namespace]);
    const all = await fixture.helm.releases.list({ allNamespaces: true, filter: "^alpha$", max: 0 });
    expect(all.map(({ namespace }) => namespace)).toEqual(expect.arrayContaining([fixture.namespace, other.namespace]));
  });

  test("is empty in a namespace that does not exist", async () => {
    expect(await names({ namespace: "nonexistent" })).toEqual([]);
  });
});
