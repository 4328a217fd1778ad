// skipIfUnchanged: an upgrade that would change nothing writes no revision.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap, hook, job } from "../../lab/objects.ts";
import type { UpgradeOptions } from "../../src/index.ts";

setDefaultTimeout(60_000);

const shop = {
  values: { text: "one" },
  templates: { "a.yaml": configMap("a", { text: "{{ .Values.text }}" }), "h.yaml": job("h", {}, hook("pre-upgrade")) },
};
const skipIfUnchanged = true;

describe.concurrent("an upgrade with skipIfUnchanged", () => {
  test.concurrent("writes nothing if nothing would change, and gives what is deployed", async () => {
    await using fixture = await Fixture.make();
    using one = chart(shop);
    await fixture.other.releases.install("shop", one.path, { description: "first" });
    const release = await fixture.helm.releases.upgrade("shop", one.path, { skipIfUnchanged });
    expect(release).toMatchObject({ revision: 1, status: "deployed", description: "first", unchanged: true });
    expect(await fixture.writes()).toEqual([]);
    expect(await fixture.records()).toEqual(["1 deployed"]);
  });

  test.concurrent.each<[string, UpgradeOptions & { version?: string }, (fixture: Fixture) => Promise<unknown>]>([
    ["a value", { values: { text: "two" } }, async () => {}],
    ["a value that shows nowhere", { values: { other: 1 } }, async () => {}],
    ["the version of the chart", { version: "2.0.0" }, async () => {}],
    ["a label", { labels: { team: "a" } }, async () => {}],
    ["an object, by somebody", {}, (fixture) => fixture.merge("configmaps/a", { data: { text: "theirs" } })],
    ["an object, which is gone", {}, (fixture) => fixture.cluster.request("DELETE", fixture.path("configmaps/a"))],
  ])("upgrades where there is a change of %s", async (_, { version, ...options }, meddle) => {
    await using fixture = await Fixture.make();
    using one = chart(shop);
    using other = chart({ ...shop, ...(version !== undefined && { version }) });
    const { releases } = fixture.helm;
    await releases.install("shop", one.path);
    await meddle(fixture);
    const release = await releases.upgrade("shop", other.path, { skipIfUnchanged, forceConflicts: true, ...options });
    expect(release).toMatchObject({ revision: 2, status: "deployed" });
    expect(release.unchanged).toBeUndefined();
    const again = await releases.upgrade("shop", other.path, { skipIfUnchanged, forceConflicts: true, ...options });
    expect(again).toMatchObject({ revision: 2, unchanged: true });
  });

  test.concurrent("upgrades a release that has failed, and installs one that is not there", async () => {
    await using fixture = await Fixture.make();
    using one = chart(shop);
    const { releases } = fixture.helm;
    expect(await releases.upgrade("shop", one.path, { skipIfUnchanged, install: true })).toMatchObject({ revision: 1 });
    await fixture.rewrite("shop", 1, ({ info }) => {
      info.status = "failed";
    });
    expect(await releases.upgrade("shop", one.path, { skipIfUnchanged })).toMatchObject({
      revision: 2,
      status: "deployed",
    });
  });
});
