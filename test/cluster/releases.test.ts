// The verbs' options, each seen by what it does to a real cluster.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { HelmEvent, InstallOptions, UpgradeOptions } from "../../src/index.ts";
import { chart, expectCode, type TempDir, tempDir } from "../harness.ts";
import { configMap, crd, deployment, Ground, hook, job, pack } from "./ground.ts";

setDefaultTimeout(60_000);

let shop: TempDir;
beforeAll(() => {
  shop = chart({
    values: { text: "one", extra: false },
    templates: {
      "a.yaml": configMap("a", { text: "{{ .Values.text }}", all: "{{ .Values | toJson | b64enc }}" }),
      "extra.yaml": `{{ if .Values.extra }}${configMap("extra")}{{ end }}`,
      "secret.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: hunter2}\n",
      "NOTES.txt": "Hello {{ .Release.Name }}.",
    },
    files: {
      "charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 2.0.0\n",
      "charts/sub/templates/NOTES.txt": "Hello from sub.",
    },
  });
});
afterAll(() => shop[Symbol.dispose]());

describe.concurrent("install", () => {
  test.concurrent("resolves with the release: what was rendered, recorded and said", async () => {
    await using ground = await Ground.make();
    const release = await ground.helm.releases.install("shop", shop.path, { values: { text: "x" } });
    expect(release).toMatchObject({
      name: "shop",
      namespace: ground.namespace,
      revision: 1,
      status: "deployed",
      description: "Install complete",
      chart: { name: "shop", version: "1.0.0" },
      config: { text: "x" },
      hooks: [],
      notes: "Hello shop.",
      applyMethod: "ssa",
    });
    expect(new Date(release.firstDeployed ?? "").getTime()).toBeWithin(Date.now() - 60_000, Date.now() + 1000);
    expect(release.lastDeployed).toBe(release.firstDeployed as string);
    expect(JSON.parse(JSON.stringify(release))).toEqual(release as never);
  });

  test.concurrent("creates a missing namespace only with createNamespace", async () => {
    await using ground = await Ground.make();
    const namespace = `${ground.namespace}-new`;
    const error = await ground.helm.releases.install("shop", shop.path, { namespace }).catch((error) => error);
    expect(error.message).toContain(namespace);
    expect(error.message).toContain("not found");
    await ground.helm.releases.install("shop", shop.path, { namespace, createNamespace: true });
    expect((await ground.helm.releases.list({ namespace })).map(({ name }) => name)).toEqual(["shop"]);
    await ground.helm.releases.upgrade("other", shop.path, {
      namespace: `${namespace}er`,
      createNamespace: true,
      install: true,
      values: {},
    });
    await Promise.all(
      [namespace, `${namespace}er`].map((name) => ground.cluster.request("DELETE", `/api/v1/namespaces/${name}`)),
    );
  });

  test.concurrent("runs hooks by weight, records their run, and leaves them out with noHooks", async () => {
    await using ground = await Ground.make();
    const quick = { exitAfter: 10, readyAfter: 10 };
    using hooked = chart({
      templates: {
        "a.yaml": configMap("a"),
        "late.yaml": job("late", quick, hook("pre-install", { weight: 5 })),
        "early.yaml": job("early", quick, hook("pre-install", { weight: -5, policy: "hook-succeeded" })),
        "after.yaml": job("after", quick, hook("post-install")),
      },
    });
    const events: HelmEvent[] = [];
    const release = await ground.helm.releases.install("shop", hooked.path, {
      onEvent: (event) => void events.push(event),
    });
    const story = events.flatMap((event) =>
      event.type === "hook"
        ? [`${event.hook.name} ${event.status}`]
        : event.type === "resource" && event.name === "a"
          ? ["a"]
          : [],
    );
    expect(story).toEqual([
      "early started",
      "early succeeded",
      "late started",
      "late succeeded",
      "a",
      "after started",
      "after succeeded",
    ]);
    expect(release.hooks.map(({ name, lastRun }) => `${name} ${lastRun?.phase}`).toSorted()).toEqual([
      "after Succeeded",
      "early Succeeded",
      "late Succeeded",
    ]);
    expect((await ground.names("jobs")).toSorted()).toEqual(["after", "late"]);
    await ground.helm.releases.install("quiet", hooked.path, { noHooks: true, takeOwnership: true });
    expect((await ground.names("jobs")).toSorted()).toEqual(["after", "late"]);
  });

  test.concurrent("installs crds/ first, with a custom resource of it in one go, and not with skipCrds", async () => {
    await using ground = await Ground.make();
    const group = `${ground.namespace}.example`;
    using custom = chart({
      templates: {
        "w.yaml": `{{ if .Values.cr }}\napiVersion: ${group}/v1\nkind: Widget\nmetadata: {name: w}\nspec: {size: 3}\n{{ end }}`,
      },
      files: { "crds/widget.yaml": crd(group, "Widget") },
    });
    await ground.helm.releases.install("without", custom.path, { skipCrds: true });
    expect((await ground.cluster.request("GET", `/apis/${group}/v1`)).status).toBe(404);
    const release = await ground.helm.releases.install("with", custom.path, { values: { cr: true } });
    expect(release.status).toBe("deployed");
    const path = `/apis/${group}/v1/namespaces/${ground.namespace}/widgets/w`;
    expect(await ground.cluster.get(path)).toMatchObject({ spec: { size: 3 } });
    await ground.helm.releases.uninstall("with");
    expect((await ground.cluster.request("GET", path)).status).toBe(404);
    await ground.cluster.request("DELETE", `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.${group}`);
  });

  test.concurrent("puts labels and description into the record, by which list finds it", async () => {
    await using ground = await Ground.make();
    const release = await ground.helm.releases.install("shop", shop.path, {
      labels: { team: "a", tier: "web" },
      description: "for a reason",
    });
    expect(release).toMatchObject({ labels: { team: "a", tier: "web" }, description: "for a reason" });
    expect(await ground.helm.releases.list({ selector: "team=a,tier" })).toMatchObject([
      { name: "shop", labels: { team: "a" } },
    ]);
    expect(await ground.helm.releases.list({ selector: "team!=a" })).toEqual([]);
    expect((await ground.get("secrets/sh.helm.release.v1.shop.v1")).metadata.labels).toMatchObject({
      team: "a",
      owner: "helm",
    });
  });

  test.concurrent("applies server-side by default and client-side on request", async () => {
    await using ground = await Ground.make();
    const managers = async (): Promise<string[]> =>
      ((await ground.get("configmaps/a")).metadata.managedFields ?? []).map(
        ({ manager, operation }) => `${manager} ${operation}`,
      );
    expect((await ground.helm.releases.install("shop", shop.path)).applyMethod).toBe("ssa");
    expect(await managers()).toEqual(["helm Apply"]);
    await ground.helm.releases.uninstall("shop");
    expect((await ground.helm.releases.install("shop", shop.path, { serverSide: false })).applyMethod).toBe("csa");
    expect(await managers()).toEqual(["helm Update"]);
  });

  test.concurrent("reuses a name that is kept as history only with replace", async () => {
    await using ground = await Ground.make();
    await ground.helm.releases.install("shop", shop.path);
    await ground.helm.releases.uninstall("shop", { keepHistory: true });
    await expectCode(ground.helm.releases.install("shop", shop.path), "ERR_HELM_RELEASE_EXISTS");
    expect(await ground.helm.releases.install("shop", shop.path, { replace: true })).toMatchObject({
      revision: 2,
      status: "deployed",
    });
  });

  test.concurrent("makes a name up with generateName or nameTemplate", async () => {
    await using ground = await Ground.make();
    using packed = tempDir();
    const archive = await pack(shop, packed);
    const generated = await ground.helm.releases.install(undefined, archive, { generateName: true });
    expect(generated.name).toMatch(/^shop-.*\d+$/);
    await ground.helm.releases.uninstall(generated.name);
    const named = await ground.helm.releases.install(undefined, archive, { nameTemplate: 'x-{{ "Y" | lower }}' });
    expect(named.name).toBe("x-y");
  });

  test.concurrent("tells no notes with hideNotes, and its subcharts' with renderSubchartNotes", async () => {
    await using ground = await Ground.make();
    expect((await ground.helm.releases.install("shop", shop.path, { hideNotes: true })).notes).toBe("");
    const { notes } = await ground.helm.releases.upgrade("shop", shop.path, { renderSubchartNotes: true });
    expect(notes).toContain("Hello shop.");
    expect(notes).toContain("Hello from sub.");
  });

  test.concurrent("changes nothing in a dry run; lookup finds the cluster only on the server", async () => {
    await using ground = await Ground.make();
    using looking = chart({
      templates: {
        "a.yaml": configMap("a", { found: `{{ lookup "v1" "Namespace" "" "${ground.namespace}" | empty | not }}` }),
        "secret.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: hunter2}\n",
      },
    });
    const { releases } = ground.helm;
    const client = await releases.install("shop", looking.path, { dryRun: "client" });
    expect(client.manifest).toContain('"found":"false"');
    expect(client.manifest).toContain("hunter2");
    const server = await releases.install("shop", looking.path, { dryRun: "server", hideSecret: true });
    expect(server.manifest).toContain('"found":"true"');
    expect(server.manifest).not.toContain("hunter2");
    expect(server.status).toBe("pending-install");
    const writes = (await ground.sent()).filter(
      ({ verb, requestURI }) => !/^(get|list|watch)$/.test(verb) && !/dryRun/.test(requestURI),
    );
    expect(writes.map(({ verb, requestURI }) => `${verb} ${requestURI}`)).toEqual([]);
    expect(await ground.names("configmaps")).toEqual([]);
    expect(await ground.records()).toEqual([]);
  });

  test.concurrent("waits for readiness by default, and for hooks only with wait: false", async () => {
    await using ground = await Ground.make();
    const readyReplicas = async (): Promise<number> => (await ground.get("deployments/web")).status?.readyReplicas ?? 0;
    using never = chart({ templates: { "web.yaml": deployment("web", { neverReady: true }) } });
    await ground.helm.releases.install("shop", never.path, { wait: false });
    expect(await readyReplicas()).toBe(0);
    using slow = chart({ templates: { "web.yaml": deployment("web", { readyAfter: 900 }) } });
    await ground.helm.releases.upgrade("shop", slow.path);
    expect(await readyReplicas()).toBe(1);
  });

  test.concurrent("waits until Jobs have completed with waitForJobs", async () => {
    await using ground = await Ground.make();
    const succeeded = async (): Promise<number> => (await ground.get("jobs/job")).status?.succeeded ?? 0;
    using endless = chart({ templates: { "job.yaml": job("job", { exitAfter: "1h" }) } });
    await ground.helm.releases.install("shop", endless.path);
    expect(await succeeded()).toBe(0);
    await ground.helm.releases.uninstall("shop");
    using working = chart({ templates: { "job.yaml": job("job", { exitAfter: 900, readyAfter: 10 }) } });
    await ground.helm.releases.install("shop", working.path, { waitForJobs: true });
    expect(await succeeded()).toBe(1);
  });

  test.concurrent("does not ask for the API server's schema with disableOpenapiValidation", async () => {
    await using ground = await Ground.make();
    // Each user has a cache of his own.
    const asked = async (user: string, options: InstallOptions): Promise<boolean> => {
      const kubeconfig = await ground.userWith(user, [
        { apiGroups: [""], resources: ["secrets", "configmaps"], verbs: ["*"] },
      ]);
      await ground.client({ kubeconfig }).releases.install(user, shop.path, { ...options, takeOwnership: true });
      const requests = await ground.cluster.audit({ user: `${user}-${ground.namespace}` });
      return requests.some(({ requestURI }) => requestURI.startsWith("/openapi/"));
    };
    expect(await asked("careful", {})).toBe(true);
    expect(await asked("careless", { disableOpenapiValidation: true })).toBe(false);
  });

  test.concurrent("applies and records what the post-renderer made, hooks too", async () => {
    await using ground = await Ground.make();
    using hooked = chart({
      templates: {
        "a.yaml": configMap("a", { text: "one" }),
        "hook.yaml": configMap("b", { text: "one" }, hook("pre-install")),
      },
    });
    const postRenderer = async (manifest: string): Promise<string> => manifest.replaceAll("one", "rendered");
    for (const [i, postRenderStrategy] of (["combined", "separate", "nohooks"] as const).entries()) {
      const release = await ground.helm.releases.install(`shop${i}`, hooked.path, { postRenderer, postRenderStrategy });
      expect(release.manifest).toContain("rendered");
      expect((await ground.get("configmaps/a")).data).toEqual({ text: "rendered" });
      const isHookToo = postRenderStrategy !== "nohooks";
      expect(release.hooks[0]?.manifest.includes("rendered")).toBe(isHookToo);
      expect((await ground.get("configmaps/b")).data).toEqual({ text: isHookToo ? "rendered" : "one" });
      await ground.helm.releases.uninstall(`shop${i}`);
    }
  });

  test.concurrent("takes a chart as archive, URL, bytes or Blob", async () => {
    await using ground = await Ground.make();
    using packed = tempDir();
    const archive = await pack(shop, packed);
    const { releases } = ground.helm;
    const forms = {
      path: archive,
      url: Bun.pathToFileURL(archive),
      bytes: await Bun.file(archive).bytes(),
      blob: Bun.file(archive),
    };
    for (const [form, ref] of Object.entries(forms))
      expect(await releases.upgrade("shop", ref, { install: true, description: form })).toMatchObject({
        description: form,
      });
    expect(await ground.records()).toHaveLength(4);
  });
});

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

  test.concurrent("changes nothing in a dry run", async () => {
    await using ground = await Ground.make();
    await ground.helm.releases.install("shop", shop.path);
    for (const dryRun of ["client", "server"] as const) {
      const release = await ground.helm.releases.upgrade("shop", shop.path, { dryRun, values: { text: "dry" } });
      expect(release).toMatchObject({ revision: 2, status: "pending-upgrade" });
      expect(release.manifest).toContain('"dry"');
    }
    expect(await ground.records()).toEqual(["1 deployed"]);
    expect((await ground.get("configmaps/a")).data).toMatchObject({ text: "one" });
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

describe("list", () => {
  let ground: Ground;
  beforeAll(async () => {
    ground = await Ground.make();
    using plain = chart({ templates: {} });
    const { releases } = ground.helm;
    for (const name of ["beta", "alpha", "gamma", "delta", "omega"])
      await releases.install(name, plain.path, { labels: { first: name.slice(0, 1) } });
    await releases.upgrade("beta", plain.path);
    await releases.uninstall("gamma", { keepHistory: true });
    await ground.rewrite("delta", 1, ({ info }) => (info.status = "failed"));
    await ground.rewrite("omega", 1, ({ info }) => (info.status = "pending-upgrade"));
    // Helm sorts by seconds.
    for (const [i, name] of ["omega", "beta", "alpha", "delta", "gamma"].entries())
      await ground.rewrite(
        name,
        name === "beta" ? 2 : 1,
        ({ info }) => (info.last_deployed = `2026-01-01T00:00:0${i}Z`),
      );
  });
  afterAll(() => ground[Symbol.asyncDispose]());

  const names = async (options = {}): Promise<string[]> =>
    (await ground.helm.releases.list(options)).map(({ name }) => name);

  test("has every release once, by its newest revision, sorted by name", async () => {
    expect(
      (await ground.helm.releases.list()).map(({ name, revision, status }) => `${name} ${revision} ${status}`),
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
        (await ground.helmCommand("list", "--short", ...flags)).stdout,
      );
    expect(await names({ max: 2 })).toEqual(["alpha", "beta"]);
    expect(await names({ max: 2, offset: 1 })).toEqual(["beta", "delta"]);
    expect(await names({ max: 0, offset: 3 })).toEqual(["gamma", "omega"]);
    expect(await names({ offset: 99 })).toEqual([]);
  });

  test("is of one namespace, another, or all", async () => {
    await using other = await Ground.make();
    using plain = chart({ templates: {} });
    await other.helm.releases.install("alpha", plain.path);
    expect((await ground.helm.releases.list({ namespace: other.namespace })).map(({ namespace }) => namespace)).toEqual(
      [other.namespace],
    );
    const all = await ground.helm.releases.list({ allNamespaces: true, filter: "^alpha$", max: 0 });
    expect(all.map(({ namespace }) => namespace)).toEqual(expect.arrayContaining([ground.namespace, other.namespace]));
  });

  test("is empty in a namespace that does not exist", async () => {
    expect(await names({ namespace: "nonexistent" })).toEqual([]);
  });
});

describe.concurrent("status", () => {
  test.concurrent("tells how each object is doing, or only what the record says", async () => {
    await using ground = await Ground.make();
    using web = chart({
      templates: { "web.yaml": deployment("web"), "a.yaml": configMap("a"), "b.yaml": configMap("b") },
    });
    const { releases } = ground.helm;
    await releases.install("shop", web.path);
    await ground.cluster.request("DELETE", ground.path("configmaps/b"));
    const { resources = [] } = await releases.status("shop");
    expect(resources.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toMatchObject([
      { apiVersion: "v1", kind: "ConfigMap", name: "a", namespace: ground.namespace, status: "Current" },
      { kind: "ConfigMap", name: "b", status: "NotFound" },
      { apiVersion: "apps/v1", kind: "Deployment", name: "web", status: "Current" },
    ]);
    expect((await releases.status("shop", { resources: false })).resources).toBeUndefined();
  });

  test.concurrent("is of the newest revision, or of the one that is named", async () => {
    await using ground = await Ground.make();
    const { releases } = ground.helm;
    await releases.install("shop", shop.path, { description: "first" });
    await releases.upgrade("shop", shop.path, { description: "second" });
    expect(await releases.status("shop")).toMatchObject({ revision: 2, description: "second", status: "deployed" });
    expect(await releases.status("shop", { revision: 1 })).toMatchObject({
      revision: 1,
      description: "first",
      status: "superseded",
    });
    const changed = (await ground.sent()).length;
    await releases.status("shop");
    const reads = (await ground.sent()).slice(changed).map(({ verb }) => verb);
    expect(reads.length).toBeGreaterThan(0);
    expect(reads.filter((verb) => verb !== "get" && verb !== "list")).toEqual([]);
  });
});

describe.concurrent("the records", () => {
  test.concurrent("may be ConfigMaps", async () => {
    await using ground = await Ground.make();
    const { releases } = ground.client({ driver: "configmap" });
    await releases.install("shop", shop.path);
    await releases.upgrade("shop", shop.path);
    expect(await ground.records("configmaps")).toEqual(["1 superseded", "2 deployed"]);
    expect(await ground.records("secrets")).toEqual([]);
    expect(await releases.list()).toMatchObject([{ revision: 2 }]);
    await releases.uninstall("shop");
    expect(await ground.records("configmaps")).toEqual([]);
  });

  test.concurrent("may be in memory: they are the client's own and go with it", async () => {
    await using ground = await Ground.make();
    const client = ground.client({ driver: "memory" });
    const other = ground.client({ env: { HELM_DRIVER: "memory" } });
    await client.releases.install("shop", shop.path);
    await client.releases.upgrade("shop", shop.path, { values: { text: "two" } });
    expect(await client.releases.list()).toMatchObject([{ name: "shop", revision: 2 }]);
    expect(await client.releases.list({ namespace: "default" })).toEqual([]);
    expect(await client.releases.list({ allNamespaces: true })).toHaveLength(1);
    expect(await other.releases.list()).toEqual([]);
    expect(await ground.records()).toEqual([]);
    expect(await ground.has("configmaps/a")).toBe(true);
    await client.releases.uninstall("shop");
    expect(await ground.has("configmaps/a")).toBe(false);
    await expectCode(client.releases.status("shop"), "ERR_HELM_RELEASE_NOT_FOUND");
  });
});
