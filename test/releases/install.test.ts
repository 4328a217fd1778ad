// What each option of install does to a real cluster.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart, optionsChart } from "../../lab/chart.ts";
import { type TempDir, tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { pack } from "../../lab/helm.ts";
import { configMap, crd, deployment, hook, job } from "../../lab/objects.ts";
import type { HelmEvent, InstallOptions } from "../../src/index.ts";

setDefaultTimeout(60_000);

let shop: TempDir;
beforeAll(() => {
  shop = optionsChart();
});
afterAll(() => shop[Symbol.dispose]());

describe.concurrent("install", () => {
  test.concurrent("resolves with the release: what was rendered, recorded and said", async () => {
    await using fixture = await Fixture.make();
    const release = await fixture.helm.releases.install("shop", shop.path, { values: { text: "x" } });
    expect(release).toMatchObject({
      name: "shop",
      namespace: fixture.namespace,
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
    await using fixture = await Fixture.make();
    const namespace = `${fixture.namespace}-new`;
    const error = await fixture.helm.releases.install("shop", shop.path, { namespace }).catch((error) => error);
    expect(error.message).toContain(namespace);
    expect(error.message).toContain("not found");
    await fixture.helm.releases.install("shop", shop.path, { namespace, createNamespace: true });
    expect((await fixture.helm.releases.list({ namespace })).map(({ name }) => name)).toEqual(["shop"]);
    await fixture.helm.releases.upgrade("other", shop.path, {
      namespace: `${namespace}er`,
      createNamespace: true,
      install: true,
      values: {},
    });
    await Promise.all(
      [namespace, `${namespace}er`].map((name) => fixture.cluster.request("DELETE", `/api/v1/namespaces/${name}`)),
    );
  });

  test.concurrent("runs hooks by weight, records their run, and leaves them out with noHooks", async () => {
    await using fixture = await Fixture.make();
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
    const release = await fixture.helm.releases.install("shop", hooked.path, {
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
    expect((await fixture.names("jobs")).toSorted()).toEqual(["after", "late"]);
    await fixture.helm.releases.install("quiet", hooked.path, { noHooks: true, takeOwnership: true });
    expect((await fixture.names("jobs")).toSorted()).toEqual(["after", "late"]);
  });

  test.concurrent("installs crds/ first, with a custom resource of it in one go, and not with skipCrds", async () => {
    await using fixture = await Fixture.make();
    const group = `${fixture.namespace}.example`;
    using custom = chart({
      templates: {
        "w.yaml": `{{ if .Values.cr }}\napiVersion: ${group}/v1\nkind: Widget\nmetadata: {name: w}\nspec: {size: 3}\n{{ end }}`,
      },
      files: { "crds/widget.yaml": crd(group, "Widget") },
    });
    await fixture.helm.releases.install("without", custom.path, { skipCrds: true });
    expect((await fixture.cluster.request("GET", `/apis/${group}/v1`)).status).toBe(404);
    const release = await fixture.helm.releases.install("with", custom.path, { values: { cr: true } });
    expect(release.status).toBe("deployed");
    const path = `/apis/${group}/v1/namespaces/${fixture.namespace}/widgets/w`;
    expect(await fixture.cluster.get(path)).toMatchObject({ spec: { size: 3 } });
    await fixture.helm.releases.uninstall("with");
    expect((await fixture.cluster.request("GET", path)).status).toBe(404);
    await fixture.cluster.request("DELETE", `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.${group}`);
  });

  test.concurrent("puts labels and description into the record, by which list finds it", async () => {
    await using fixture = await Fixture.make();
    const release = await fixture.helm.releases.install("shop", shop.path, {
      labels: { team: "a", tier: "web" },
      description: "for a reason",
    });
    expect(release).toMatchObject({ labels: { team: "a", tier: "web" }, description: "for a reason" });
    expect(await fixture.helm.releases.list({ selector: "team=a,tier" })).toMatchObject([
      { name: "shop", labels: { team: "a" } },
    ]);
    expect(await fixture.helm.releases.list({ selector: "team!=a" })).toEqual([]);
    expect((await fixture.get("secrets/sh.helm.release.v1.shop.v1")).metadata.labels).toMatchObject({
      team: "a",
      owner: "helm",
    });
  });

  test.concurrent("applies server-side by default and client-side on request", async () => {
    await using fixture = await Fixture.make();
    const managers = async (): Promise<string[]> =>
      ((await fixture.get("configmaps/a")).metadata.managedFields ?? []).map(
        ({ manager, operation }) => `${manager} ${operation}`,
      );
    expect((await fixture.helm.releases.install("shop", shop.path)).applyMethod).toBe("ssa");
    expect(await managers()).toEqual(["helm Apply"]);
    await fixture.helm.releases.uninstall("shop");
    expect((await fixture.helm.releases.install("shop", shop.path, { serverSide: false })).applyMethod).toBe("csa");
    expect(await managers()).toEqual(["helm Update"]);
  });

  test.concurrent("reuses a name that is kept as history only with replace", async () => {
    await using fixture = await Fixture.make();
    await fixture.helm.releases.install("shop", shop.path);
    await fixture.helm.releases.uninstall("shop", { keepHistory: true });
    await expectCode(fixture.helm.releases.install("shop", shop.path), "ERR_HELM_RELEASE_EXISTS");
    expect(await fixture.helm.releases.install("shop", shop.path, { replace: true })).toMatchObject({
      revision: 2,
      status: "deployed",
    });
  });

  test.concurrent("makes a name up with generateName or nameTemplate", async () => {
    await using fixture = await Fixture.make();
    using packed = tempDir();
    const archive = await pack(shop, packed);
    const generated = await fixture.helm.releases.install(undefined, archive, { generateName: true });
    expect(generated.name).toMatch(/^shop-.*\d+$/);
    await fixture.helm.releases.uninstall(generated.name);
    const named = await fixture.helm.releases.install(undefined, archive, { nameTemplate: 'x-{{ "Y" | lower }}' });
    expect(named.name).toBe("x-y");
  });

  test.concurrent("tells no notes with hideNotes, and its subcharts' with renderSubchartNotes", async () => {
    await using fixture = await Fixture.make();
    expect((await fixture.helm.releases.install("shop", shop.path, { hideNotes: true })).notes).toBe("");
    const { notes } = await fixture.helm.releases.upgrade("shop", shop.path, { renderSubchartNotes: true });
    expect(notes).toContain("Hello shop.");
    expect(notes).toContain("Hello from sub.");
  });

  test.concurrent("waits for readiness by default, and for hooks only with wait: false", async () => {
    await using fixture = await Fixture.make();
    const readyReplicas = async (): Promise<number> =>
      (await fixture.get("deployments/web")).status?.readyReplicas ?? 0;
    using never = chart({ templates: { "web.yaml": deployment("web", { neverReady: true }) } });
    await fixture.helm.releases.install("shop", never.path, { wait: false });
    expect(await readyReplicas()).toBe(0);
    using slow = chart({ templates: { "web.yaml": deployment("web", { readyAfter: 900 }) } });
    await fixture.helm.releases.upgrade("shop", slow.path);
    expect(await readyReplicas()).toBe(1);
  });

  test.concurrent('waits as Helm 3 did with wait: "legacy", and only for hooks with "hookOnly"', async () => {
    await using fixture = await Fixture.make();
    const readyReplicas = async (): Promise<number> =>
      (await fixture.get("deployments/web")).status?.readyReplicas ?? 0;
    using slow = chart({ templates: { "web.yaml": deployment("web", { readyAfter: 900 }) } });
    for (const [wait, ready] of [
      ["legacy", 1],
      ["watcher", 1],
      ["hookOnly", 0],
    ] as const) {
      await fixture.helm.releases.install(wait.toLowerCase(), slow.path, { wait });
      expect(await readyReplicas()).toBe(ready);
      await fixture.helm.releases.uninstall(wait.toLowerCase(), { cascade: "foreground" });
    }
  });

  test.concurrent("lets getHostByName ask with enableDns, in an upgrade too", async () => {
    await using fixture = await Fixture.make();
    using asking = chart({ templates: { "a.yaml": configMap("a", { host: '{{ getHostByName "localhost" }}' }) } });
    const { releases } = fixture.helm;
    expect((await releases.install("shop", asking.path)).manifest).toContain('"host":""');
    const { manifest } = await releases.upgrade("shop", asking.path, { enableDns: true });
    expect(manifest).toMatch(/"host":"(127\.0\.0\.1|::1)"/);
    expect((await releases.upgrade("shop", asking.path)).manifest).toContain('"host":""');
    await releases.uninstall("shop");
    const open = await releases.install("shop", asking.path, { enableDns: true });
    expect(open.manifest).toMatch(/"host":"(127\.0\.0\.1|::1)"/);
  });

  test.concurrent("checks values against the schema unless skipSchemaValidation is set, in an upgrade too", async () => {
    await using fixture = await Fixture.make();
    using strict = chart({
      templates: { "a.yaml": configMap("a", { n: "{{ .Values.n }}" }) },
      files: { "values.schema.json": '{"properties": {"n": {"type": "integer"}}}' },
    });
    const { releases } = fixture.helm;
    const wrong = { values: { n: "text" } };
    await expectCode(releases.install("shop", strict.path, wrong), "ERR_HELM_VALUES_INVALID");
    await releases.install("shop", strict.path, { ...wrong, skipSchemaValidation: true });
    await expectCode(releases.upgrade("shop", strict.path, wrong), "ERR_HELM_VALUES_INVALID");
    await releases.upgrade("shop", strict.path, { ...wrong, skipSchemaValidation: true });
    expect((await fixture.get("configmaps/a")).data).toEqual({ n: "text" });
  });

  test.concurrent("waits until Jobs have completed with waitForJobs", async () => {
    await using fixture = await Fixture.make();
    const succeeded = async (): Promise<number> => (await fixture.get("jobs/job")).status?.succeeded ?? 0;
    using endless = chart({ templates: { "job.yaml": job("job", { exitAfter: "1h" }) } });
    await fixture.helm.releases.install("shop", endless.path);
    expect(await succeeded()).toBe(0);
    await fixture.helm.releases.uninstall("shop");
    using working = chart({ templates: { "job.yaml": job("job", { exitAfter: 900, readyAfter: 10 }) } });
    await fixture.helm.releases.install("shop", working.path, { waitForJobs: true });
    expect(await succeeded()).toBe(1);
  });

  test.concurrent("does not ask for the API server's schema with disableOpenapiValidation", async () => {
    await using fixture = await Fixture.make();
    // Each user has a cache of his own.
    const asked = async (user: string, options: InstallOptions): Promise<boolean> => {
      const kubeconfig = await fixture.userWith(user, [
        { apiGroups: [""], resources: ["secrets", "configmaps"], verbs: ["*"] },
      ]);
      await fixture.client({ kubeconfig }).releases.install(user, shop.path, { ...options, takeOwnership: true });
      const requests = await fixture.cluster.audit({ user: `${user}-${fixture.namespace}` });
      return requests.some(({ requestURI }) => requestURI.startsWith("/openapi/"));
    };
    expect(await asked("careful", {})).toBe(true);
    expect(await asked("careless", { disableOpenapiValidation: true })).toBe(false);
  });

  test.concurrent("applies and records what the post-renderer made, hooks too", async () => {
    await using fixture = await Fixture.make();
    using hooked = chart({
      templates: {
        "a.yaml": configMap("a", { text: "one" }),
        "hook.yaml": configMap("b", { text: "one" }, hook("pre-install")),
      },
    });
    const postRenderer = async (manifest: string): Promise<string> => manifest.replaceAll("one", "rendered");
    for (const [i, postRenderStrategy] of (["combined", "separate", "nohooks"] as const).entries()) {
      const release = await fixture.helm.releases.install(`shop${i}`, hooked.path, {
        postRenderer,
        postRenderStrategy,
      });
      expect(release.manifest).toContain("rendered");
      expect((await fixture.get("configmaps/a")).data).toEqual({ text: "rendered" });
      const isHookToo = postRenderStrategy !== "nohooks";
      expect(release.hooks[0]?.manifest.includes("rendered")).toBe(isHookToo);
      expect((await fixture.get("configmaps/b")).data).toEqual({ text: isHookToo ? "rendered" : "one" });
      await fixture.helm.releases.uninstall(`shop${i}`);
    }
  });

  test.concurrent("takes a chart as archive, URL, bytes or Blob", async () => {
    await using fixture = await Fixture.make();
    using packed = tempDir();
    const archive = await pack(shop, packed);
    const { releases } = fixture.helm;
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
    expect(await fixture.records()).toHaveLength(4);
  });
});
