// What each option of upgrade and uninstall does to a real cluster.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { UpgradeOptions } from "../../src/index.ts";
import { chart, expectCode, type TempDir } from "../harness.ts";
import { configMap, deployment, Ground, hook, job, optionsChart } from "./ground.ts";

setDefaultTimeout(60_000);

let shop: TempDir;
beforeAll(() => {
  shop = optionsChart();
});
afterAll(() => shop[Symbol.dispose]());

describe.concurrent("upgrade", () => {
  const upgraded = async (ground: Ground, options: UpgradeOptions): Promise<{ config: unknown; values: unknown }> => {
    const { config } = await ground.helm.releases.upgrade("shop", shop.path, options);
    const { all = "" } = (await ground.get("configmaps/a")).data ?? {};
    return { config, values: JSON.parse(atob(all)) };
  };

  test.concurrent("forgets, keeps or merges the values of before", async () => {
    await using ground = await Ground.make();
    const before = { text: "two", kept: { a: 1 } };
    await ground.helm.releases.install("shop", shop.path, { values: before });
    expect((await upgraded(ground, {})).config).toEqual(before);
    expect((await upgraded(ground, { values: { extra: true } })).config).toEqual({ extra: true });
    expect((await upgraded(ground, { values: before, resetValues: true })).config).toEqual(before);
    const reused = await upgraded(ground, { reuseValues: true, values: { kept: { b: 2 } } });
    expect(reused.config).toEqual({ text: "two", kept: { a: 1, b: 2 } });
    const merged = await upgraded(ground, { resetThenReuseValues: true, values: { extra: true } });
    expect(merged.values).toMatchObject({ text: "two", extra: true, kept: { a: 1, b: 2 } });
    expect((await upgraded(ground, { resetValues: true })).config ?? {}).toEqual({});
  });

  test.concurrent("keeps historyMax revisions, HELM_MAX_HISTORY of them or ten", async () => {
    await using ground = await Ground.make();
    const { releases } = ground.helm;
    await releases.install("shop", shop.path);
    for (let i = 0; i < 11; i++) await releases.upgrade("shop", shop.path, { wait: false });
    expect(await ground.records()).toHaveLength(10);
    await releases.upgrade("shop", shop.path, { historyMax: 3 });
    expect(await ground.records()).toEqual(["11 superseded", "12 superseded", "13 deployed"]);
    await ground.client({ env: { HELM_MAX_HISTORY: "2" } }).releases.upgrade("shop", shop.path);
    expect(await ground.records()).toEqual(["13 superseded", "14 deployed"]);
    await releases.upgrade("shop", shop.path, { historyMax: 0 });
    expect(await ground.records()).toHaveLength(3);
  });

  test.concurrent("installs with install: true when there is no release, or only its history", async () => {
    await using ground = await Ground.make();
    const { releases } = ground.helm;
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
    await using ground = await Ground.make();
    const labels = { team: "a" };
    const options: UpgradeOptions = {
      install: true,
      description: "first",
      labels,
      hideNotes: true,
      serverSide: false,
      values: { text: "x" },
    };
    const release = await ground.helm.releases.upgrade("shop", shop.path, options);
    expect(release).toMatchObject({
      description: "first",
      labels,
      notes: "",
      applyMethod: "csa",
      config: { text: "x" },
    });
  });

  test.concurrent("deletes what the chart no longer has, and merges labels, of which null removes one", async () => {
    await using ground = await Ground.make();
    const { releases } = ground.helm;
    await releases.install("shop", shop.path, { values: { extra: true }, labels: { a: "1", b: "1" } });
    expect(await ground.has("configmaps/extra")).toBe(true);
    const release = await releases.upgrade("shop", shop.path, { resetValues: true, labels: { b: "null", c: "1" } });
    expect(release.labels).toEqual({ a: "1", c: "1" });
    expect(await ground.has("configmaps/extra")).toBe(false);
  });

  test.concurrent("deletes what it has created when it fails, with cleanupOnFail", async () => {
    await using ground = await Ground.make();
    await ground.helm.releases.install("shop", shop.path);
    using bad = chart({
      templates: { "new.yaml": configMap("new"), "web.yaml": deployment("web", { neverReady: true }) },
    });
    const failing = (cleanupOnFail: boolean): Promise<unknown> =>
      ground.helm.releases.upgrade("shop", bad.path, { cleanupOnFail, timeout: "500ms" });
    await expectCode(failing(true), "ERR_HELM_WAIT_TIMEOUT");
    expect(await ground.has("configmaps/new")).toBe(false);
    expect(await ground.has("deployments/web")).toBe(false);
    await expectCode(failing(false), "ERR_HELM_WAIT_TIMEOUT");
    expect(await ground.has("configmaps/new")).toBe(true);
  });

  test.concurrent("replaces objects with forceReplace, which needs serverSide: false", async () => {
    await using ground = await Ground.make();
    using one = chart({
      templates: {
        "s.yaml":
          'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ntype: Opaque\nimmutable: true\nstringData: {v: "{{ .Values.v }}"}',
      },
    });
    const { releases } = ground.helm;
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
    expect((await ground.get("secrets/s")).metadata.labels).toMatchObject({ new: "1" });
    labelled[Symbol.dispose]();
  });
});

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
