// What each option of upgrade does to a real cluster.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart, optionsChart } from "../../lab/chart.ts";
import type { TempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap, deployment } from "../../lab/objects.ts";
import type { UpgradeOptions } from "../../src/index.ts";

setDefaultTimeout(60_000);

let shop: TempDir;
beforeAll(() => {
  shop = optionsChart();
});
afterAll(() => shop[Symbol.dispose]());

describe.concurrent("upgrade", () => {
  const upgraded = async (fixture: Fixture, options: UpgradeOptions): Promise<{ config: unknown; values: unknown }> => {
    const { config } = await fixture.helm.releases.upgrade("shop", shop.path, options);
    const { all = "" } = (await fixture.get("configmaps/a")).data ?? {};
    return { config, values: JSON.parse(atob(all)) };
  };

  test.concurrent("forgets, keeps or merges the values of before", async () => {
    await using fixture = await Fixture.make();
    const before = { text: "two", kept: { a: 1 } };
    await fixture.helm.releases.install("shop", shop.path, { values: before });
    expect((await upgraded(fixture, {})).config).toEqual(before);
    expect((await upgraded(fixture, { values: { extra: true } })).config).toEqual({ extra: true });
    expect((await upgraded(fixture, { values: before, resetValues: true })).config).toEqual(before);
    const reused = await upgraded(fixture, { reuseValues: true, values: { kept: { b: 2 } } });
    expect(reused.config).toEqual({ text: "two", kept: { a: 1, b: 2 } });
    const merged = await upgraded(fixture, { resetThenReuseValues: true, values: { extra: true } });
    expect(merged.values).toMatchObject({ text: "two", extra: true, kept: { a: 1, b: 2 } });
    expect((await upgraded(fixture, { resetValues: true })).config ?? {}).toEqual({});
  });

  test.concurrent("keeps historyMax revisions, HELM_MAX_HISTORY of them or ten", async () => {
    await using fixture = await Fixture.make();
    const { releases } = fixture.helm;
    await releases.install("shop", shop.path);
    for (let i = 0; i < 11; i++) await releases.upgrade("shop", shop.path, { wait: false });
    expect(await fixture.records()).toHaveLength(10);
    await releases.upgrade("shop", shop.path, { historyMax: 3 });
    expect(await fixture.records()).toEqual(["11 superseded", "12 superseded", "13 deployed"]);
    await fixture.client({ env: { HELM_MAX_HISTORY: "2" } }).releases.upgrade("shop", shop.path);
    expect(await fixture.records()).toEqual(["13 superseded", "14 deployed"]);
    await releases.upgrade("shop", shop.path, { historyMax: 0 });
    expect(await fixture.records()).toHaveLength(3);
  });

  test.concurrent("installs with install: true when there is no release, or only its history", async () => {
    await using fixture = await Fixture.make();
    const { releases } = fixture.helm;
    expect(await releases.upgrade("shop", shop.path, { install: true })).toMatchObject({
      revision: 1,
      description: "Install complete",
    });
    expect(await releases.upgrade("shop", shop.path, { install: true })).toMatchObject({
      revision: 2,
      description: "Upgrade complete",
    });
    await releases.uninstall("shop", { keepHistory: true });
    expect(await releases.upgrade("shop", shop.path, { install: true })).toMatchObject({
      revision: 3,
      status: "deployed",
    });
  });

  test.concurrent("carries every option over to an install", async () => {
    await using fixture = await Fixture.make();
    const labels = { team: "a" };
    const options: UpgradeOptions = {
      install: true,
      description: "first",
      labels,
      hideNotes: true,
      serverSide: false,
      values: { text: "x" },
    };
    const release = await fixture.helm.releases.upgrade("shop", shop.path, options);
    expect(release).toMatchObject({
      description: "first",
      labels,
      notes: "",
      applyMethod: "csa",
      config: { text: "x" },
    });
  });

  test.concurrent("deletes what the chart no longer has, and merges labels, of which null removes one", async () => {
    await using fixture = await Fixture.make();
    const { releases } = fixture.helm;
    await releases.install("shop", shop.path, { values: { extra: true }, labels: { a: "1", b: "1" } });
    expect(await fixture.has("configmaps/extra")).toBe(true);
    const release = await releases.upgrade("shop", shop.path, { resetValues: true, labels: { b: "null", c: "1" } });
    expect(release.labels).toEqual({ a: "1", c: "1" });
    expect(await fixture.has("configmaps/extra")).toBe(false);
  });

  test.concurrent("deletes what it has created when it fails, with cleanupOnFail", async () => {
    await using fixture = await Fixture.make();
    await fixture.helm.releases.install("shop", shop.path);
    using bad = chart({
      templates: { "new.yaml": configMap("new"), "web.yaml": deployment("web", { neverReady: true }) },
    });
    const failing = (cleanupOnFail: boolean): Promise<unknown> =>
      fixture.helm.releases.upgrade("shop", bad.path, { cleanupOnFail, timeout: "500ms" });
    await expectCode(failing(true), "ERR_HELM_WAIT_TIMEOUT");
    expect(await fixture.has("configmaps/new")).toBe(false);
    expect(await fixture.has("deployments/web")).toBe(false);
    await expectCode(failing(false), "ERR_HELM_WAIT_TIMEOUT");
    expect(await fixture.has("configmaps/new")).toBe(true);
  });

  test.concurrent("replaces objects with forceReplace, which needs serverSide: false", async () => {
    await using fixture = await Fixture.make();
    using one = chart({
      templates: {
        "s.yaml":
          'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ntype: Opaque\nimmutable: true\nstringData: {v: "{{ .Values.v }}"}',
      },
    });
    const { releases } = fixture.helm;
    await releases.install("shop", one.path, { serverSide: false, values: { v: 1 } });
    await expectCode(
      releases.upgrade("shop", one.path, { serverSide: false, values: { v: 2 } }),
      "ERR_HELM_MANIFEST_INVALID",
    );
    const labelled = chart({
      templates: {
        "s.yaml":
          'apiVersion: v1\nkind: Secret\nmetadata: {name: s, labels: {new: "1"}}\ntype: Opaque\nimmutable: true\nstringData: {v: "1"}',
      },
    });
    await releases.upgrade("shop", labelled.path, { serverSide: false, forceReplace: true });
    expect((await fixture.get("secrets/s")).metadata.labels).toMatchObject({ new: "1" });
    labelled[Symbol.dispose]();
  });
});
