// The option crds: what an install or an upgrade does with the CustomResourceDefinitions of its chart, and what a plan
// says about it.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart, parent } from "../../lab/chart.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap, crd } from "../../lab/objects.ts";
import { until } from "../../lab/wait.ts";
import { shop, Widgets } from "../../lab/widgets.ts";
import type { HelmEvent } from "../../src/index.ts";
import type { KubeObject } from "../../src/testing/index.ts";

setDefaultTimeout(60_000);

const create = { crds: "create" } as const;
const replace = { crds: "createReplace" } as const;
describe.concurrent("an upgrade with crds", () => {
  test.concurrent('"create" creates those that are missing before its objects, and says which it leaves as they are', async () => {
    await using fixture = await Fixture.make();
    const kinds = new Widgets(fixture);
    const { releases } = fixture.helm;
    using before = shop(kinds.widget());
    using after = shop(
      `${kinds.widget().replace("integer", "number")}---\n${crd(kinds.group, "Gadget")}`,
      kinds.object().replace("Widget", "Gadget"),
    );
    await releases.install("shop", before.path);
    const events: HelmEvent[] = [];
    const plan = await releases.plan("shop", after.path, create);
    expect(plan.crds).toMatchObject([
      { kind: "CustomResourceDefinition", name: `widgets.${kinds.group}`, action: "differs", diff: "" },
      { name: `gadgets.${kinds.group}`, action: "create", objects: [{ kind: "Gadget", name: "w" }] },
    ]);
    await releases.upgrade("shop", after.path, { ...create, wait: false, onEvent: (event) => void events.push(event) });
    expect(await kinds.definition("Gadget")).toBeDefined();
    expect(JSON.stringify((await kinds.definition())?.spec)).toContain('"type":"integer"');
    expect(events.flatMap((event) => (event.type === "warning" ? event.message : []))).toEqual([
      expect.stringContaining(`widgets.${kinds.group} in the cluster differs from the one in shop/crds/widget.yaml`),
    ]);
    const written = events.flatMap((event) => (event.type === "resource" ? `${event.action} ${event.kind}` : []));
    expect(written).toEqual(["created CustomResourceDefinition", "unchanged ConfigMap", "created Gadget"]);
  });

  test.concurrent('"createReplace" makes them what the chart says, whoever has changed them', async () => {
    await using fixture = await Fixture.make();
    const kinds = new Widgets(fixture);
    const { releases } = fixture.helm;
    using before = shop(kinds.widget(), kinds.object());
    const grown = kinds.widget().replace("size: {type: integer}", "size: {type: integer}, colour: {type: string}");
    using after = shop(grown, kinds.object("v1", "{size: 1, colour: red}"));
    await releases.install("shop", before.path);
    const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.${kinds.group}`;
    const others = { spec: { names: { shortNames: ["wd"], categories: ["all"] } } };
    const type = { headers: { "content-type": "application/merge-patch+json" } };
    expect((await fixture.cluster.request("PATCH", path, others, type)).ok).toBe(true);
    const plan = await releases.plan("shop", after.path, replace);
    expect(plan.crds).toMatchObject([{ action: "update", removedVersions: [], removedFields: [] }]);
    expect(plan.crds[0]?.diff).toContain("colour");
    expect(plan.crds[0]?.changes.map(({ path }) => path)).toContain("spec.names.categories");
    await plan.apply();
    expect(await kinds.get()).toMatchObject({ spec: { size: 1, colour: "red" } });
    expect(JSON.stringify(await kinds.definition())).not.toContain('"wd"');
    const { crds, isChange } = await releases.plan("shop", after.path, replace);
    expect(crds).toMatchObject([{ action: "unchanged", changes: [], diff: "" }]);
    expect(isChange).toBe(false);
  });

  test.concurrent('"createReplace" takes the release over to a version of its kinds when its own goes', async () => {
    await using fixture = await Fixture.make();
    const kinds = new Widgets(fixture);
    const { releases } = fixture.helm;
    using before = shop(kinds.versions("v1 true true"), kinds.object());
    using after = shop(kinds.versions("v1 false false", "v2 true true"), kinds.object("v2", "{size: 2}"));
    await releases.install("shop", before.path);
    const { uid } = (await kinds.get()).metadata;
    const plan = await releases.plan("shop", after.path, replace);
    expect(plan.crds).toMatchObject([
      { action: "update", removedVersions: [{ name: "v1", isStored: true }], storedObjects: 1 },
    ]);
    expect(plan.objects).toMatchObject([
      { action: "unchanged", name: "a" },
      {
        action: "update",
        name: "w",
        apiVersion: `${kinds.group}/v2`,
        untried: expect.stringContaining("does not serve yet"),
        manifestChanges: [{ path: "apiVersion" }, { path: "spec.size", before: 1, after: 2 }],
      },
    ]);
    const text = plan.text({ color: false });
    expect(text).toContain("version v1 is no longer served, and whatever uses it fails: there is 1 object");
    expect(plan.markdown()).toContain("version v1 is no longer served");
    const release = await plan.apply();
    expect(release).toMatchObject({ revision: 2, status: "deployed" });
    expect(release.left).toBeUndefined();
    expect(await kinds.get("v2")).toMatchObject({ metadata: { uid }, spec: { size: 2 } });
  });

  test.concurrent("is refused before anything is written if a version would go in which objects are stored", async () => {
    await using fixture = await Fixture.make();
    const kinds = new Widgets(fixture);
    const { releases } = fixture.helm;
    using before = shop(kinds.versions("v1 true true"), kinds.object());
    using after = shop(`${crd(kinds.group, "Gadget")}---\n${kinds.versions("v2 true true")}`, kinds.object("v2"));
    await releases.install("shop", before.path);
    const plan = await releases.plan("shop", after.path, replace);
    expect(plan.isAccepted).toBe(false);
    expect(plan.crds[1]).toMatchObject({
      action: "update",
      problem: { code: "ERR_HELM_MANIFEST_INVALID", message: expect.stringContaining("status.storedVersions") },
    });
    for (const dryRun of ["server", "none"] as const) {
      const error = await expectCode(
        releases.upgrade("shop", after.path, { ...replace, dryRun }),
        "ERR_HELM_MANIFEST_INVALID",
      );
      expect(error.message).toContain(`widgets.${kinds.group}`);
      expect(error.message).not.toContain("discovery");
    }
    expect(await kinds.versionsNow()).toEqual(["v1"]);
    expect(await kinds.definition("Gadget")).toBeUndefined();
    expect(await fixture.records()).toEqual(["1 deployed"]);
  });

  test.concurrent("is refused, before a definition is written, if the chart has an object in a version that it withdraws", async () => {
    await using fixture = await Fixture.make();
    const kinds = new Widgets(fixture);
    const { releases } = fixture.helm;
    using before = shop(kinds.versions("v1 true true"), kinds.object());
    using after = shop(kinds.versions("v1 false false", "v2 true true"), kinds.object("v1"));
    await releases.install("shop", before.path);
    for (const attempt of [
      () => releases.plan("shop", after.path, replace),
      () => releases.upgrade("shop", after.path, { ...replace, dryRun: "server" }),
    ]) {
      const error = await expectCode(attempt(), "ERR_HELM_MANIFEST_INVALID");
      expect(error.details.hint).toContain(`${kinds.group}/v2: change apiVersion`);
    }
    for (const more of [{}, { disableOpenapiValidation: true, missingKinds: "skip" }] as const)
      await expectCode(
        releases.upgrade("shop", after.path, { ...replace, ...more, values: { more: true } }),
        "ERR_HELM_MANIFEST_INVALID",
      );
    expect(await kinds.versionsNow()).toEqual(["v1"]);
    expect(await fixture.records()).toEqual(["1 deployed"]);
  });

  test.concurrent.each(["create", "createReplace"] as const)(
    '"%s" keeps a definition that moves from templates/ to crds/, and its objects',
    async (crds) => {
      await using fixture = await Fixture.make();
      const kinds = new Widgets(fixture);
      const { releases } = fixture.helm;
      using before = chart({ templates: { "a.yaml": configMap("a"), "w.yaml": kinds.widget() } });
      using after = shop(kinds.widget());
      await releases.install("shop", before.path);
      await until(async () => (await fixture.cluster.request("GET", `/apis/${kinds.group}/v1`)).ok);
      await fixture.cluster.apply({ ...(Bun.YAML.parse(kinds.object()) as KubeObject) }, fixture.namespace);
      const plan = await releases.plan("shop", after.path, { crds });
      expect(plan.objects.map(({ action, kind }) => `${action} ${kind}`)).toEqual(["unchanged ConfigMap"]);
      await plan.apply();
      expect(await kinds.get()).toMatchObject({ spec: { size: 1 } });
    },
  );

  test.concurrent("says of a definition that is being deleted that it is", async () => {
    await using fixture = await Fixture.make();
    const kinds = new Widgets(fixture);
    using first = shop(
      kinds.widget(),
      kinds.object("v1", "{size: 1}").replace("{name: w}", "{name: w, finalizers: [bunhelm.test/kept]}"),
    );
    const { releases } = fixture.helm;
    await releases.install("shop", first.path);
    const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.${kinds.group}`;
    await fixture.cluster.request("DELETE", path);
    const error = await expectCode(releases.upgrade("shop", first.path, replace), "ERR_HELM_RELEASE_FAILED");
    expect(error.message).toContain("it is being deleted");
    const { crds } = await releases.plan("shop", first.path, replace);
    expect(crds[0]?.problem?.message).toContain("it is being deleted");
    const object = `/apis/${kinds.group}/v1/namespaces/${fixture.namespace}/widgets/w`;
    const type = { headers: { "content-type": "application/merge-patch+json" } };
    await fixture.cluster.request("PATCH", object, { metadata: { finalizers: null } }, type);
  });

  test.concurrent("reads definitions in a List, and one of two aliases once", async () => {
    await using fixture = await Fixture.make();
    const kinds = new Widgets(fixture);
    const list = JSON.stringify({ apiVersion: "v1", kind: "List", items: [Bun.YAML.parse(kinds.widget())] });
    using shop = chart({
      metadata: { dependencies: ["one", "two"].map((alias) => ({ name: "sub", version: "1.0.0", alias })) },
      templates: { "w.yaml": kinds.object() },
      files: { "charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 1.0.0\n", "charts/sub/crds/w.json": list },
    });
    const plan = await fixture.helm.releases.plan("shop", shop.path, { install: true, ...create });
    expect(plan.crds).toMatchObject([{ kind: "CustomResourceDefinition", action: "create" }]);
    expect(plan.text({ color: false })).toContain("1 to create; 1 definition to write");
    expect((await plan.apply()).status).toBe("deployed");
  });

  test.concurrent("is planned with what templates will not see any more, and carried out as planned", async () => {
    await using fixture = await Fixture.make();
    const kinds = new Widgets(fixture);
    const { releases } = fixture.helm;
    const has = (version: string): string => `.Capabilities.APIVersions.Has "${kinds.group}/${version}/Widget"`;
    const object = `{{ if ${has("v1")} }}\n${kinds.object("v1")}{{ else if ${has("v2")} }}\n${kinds.object("v2")}{{ end }}\n`;
    using before = shop(kinds.versions("v1 true true"), object);
    using after = shop(kinds.versions("v1 false false", "v2 true true"), object);
    await releases.install("shop", before.path);
    const plan = await releases.plan("shop", after.path, replace);
    expect(plan.objects[1]).toMatchObject({ apiVersion: `${kinds.group}/v2`, action: "update" });
    expect((await plan.apply()).manifest).toContain(`${kinds.group}/v2`);
  });

  test.concurrent("that was planned is refused once a definition has changed, and writes none", async () => {
    await using fixture = await Fixture.make();
    const kinds = new Widgets(fixture);
    const { releases } = fixture.helm;
    using before = shop(kinds.widget());
    using after = shop(kinds.widget().replace("integer", "number"));
    await releases.install("shop", before.path);
    const plan = await releases.plan("shop", after.path, replace);
    const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.${kinds.group}`;
    const type = { headers: { "content-type": "application/merge-patch+json" } };
    await fixture.cluster.request("PATCH", path, { spec: { names: { shortNames: ["wd"] } } }, type);
    await expectCode(plan.apply(), "ERR_HELM_PLAN_OUTDATED");
    expect(JSON.stringify((await kinds.definition())?.spec)).toContain('"type":"integer"');
    expect(await fixture.records()).toEqual(["1 deployed"]);
  });

  test.concurrent("tells which fields objects would lose", async () => {
    await using fixture = await Fixture.make();
    const kinds = new Widgets(fixture);
    const { releases } = fixture.helm;
    using before = shop(kinds.widget(), kinds.object(), kinds.object().replace("name: w", "name: x"));
    using after = shop(kinds.widget().replace("size: {type: integer}", "width: {type: integer}"));
    await releases.install("shop", before.path);
    const plan = await releases.plan("shop", after.path, replace);
    expect(plan.crds).toMatchObject([{ removedFields: ["v1: spec.size"], removedVersions: [], storedObjects: 2 }]);
    expect(plan.text({ color: false })).toContain("field v1: spec.size is removed");
    const open = kinds.versions("v1 true true");
    using loose = shop(open);
    await releases.upgrade("shop", loose.path, replace);
    const closed = await releases.plan("shop", before.path, replace);
    expect(closed.crds).toMatchObject([{ removedFields: ["v1: *"] }]);
  });

  test.concurrent("leaves them alone where the release is pending, or a user may not write them", async () => {
    await using fixture = await Fixture.make();
    const kinds = new Widgets(fixture);
    const { releases } = fixture.helm;
    using before = chart();
    using after = shop(kinds.widget());
    await releases.install("shop", before.path);
    const rules = [{ apiGroups: [""], resources: ["secrets", "configmaps"], verbs: ["*"] }];
    const plain = fixture.client({ kubeconfig: await fixture.userWith("plain", rules) });
    const error = await expectCode(plain.releases.upgrade("shop", after.path, create), "ERR_HELM_FORBIDDEN");
    expect(error.message).toContain(`widgets.${kinds.group}`);
    await fixture.rewrite("shop", 1, (release) => {
      release.info.status = "pending-upgrade";
    });
    await expectCode(releases.upgrade("shop", after.path, create), "ERR_HELM_RELEASE_PENDING");
    expect(await kinds.definition()).toBeUndefined();
  });

  test.concurrent("counts those of dependencies that are enabled, and no others", async () => {
    await using fixture = await Fixture.make();
    const kinds = new Widgets(fixture);
    const { releases } = fixture.helm;
    using on = chart({ name: "on", files: { "crds/widget.yaml": kinds.widget() } });
    using off = chart({ name: "off", files: { "crds/gadget.yaml": crd(kinds.group, "Gadget") } });
    using shop = parent([
      { name: "on", version: "1.0.0", repository: `file://${on.path}` },
      { name: "off", version: "1.0.0", repository: `file://${off.path}`, condition: "off.enabled" } as never,
    ]);
    const options = { dependencyUpdate: true, values: { off: { enabled: false } } } as const;
    await releases.install("shop", shop.path, { ...options, crds: "skip" });
    const said: string[] = [];
    const onEvent = (event: HelmEvent): void => void (event.type === "warning" && said.push(event.message));
    await releases.upgrade("shop", shop.path, { ...options, onEvent });
    expect(said).toEqual([expect.stringContaining(`widgets.${kinds.group}`)]);
    await releases.upgrade("shop", shop.path, { ...options, ...create });
    expect(await kinds.definition()).toBeDefined();
    expect(await kinds.definition("Gadget")).toBeUndefined();
  });
});

describe.concurrent("an install with crds", () => {
  test.concurrent('"skip" creates none, and "create" leaves those that are there', async () => {
    await using fixture = await Fixture.make();
    const kinds = new Widgets(fixture);
    const { releases } = fixture.helm;
    using first = shop(kinds.widget());
    using second = shop(kinds.widget().replace("integer", "number"));
    await releases.install("none", first.path, { crds: "skip" });
    expect(await kinds.definition()).toBeUndefined();
    await releases.uninstall("none");
    await releases.install("one", first.path, create);
    await releases.uninstall("one");
    await releases.install("two", second.path, create);
    expect(JSON.stringify((await kinds.definition())?.spec)).toContain('"type":"integer"');
    await releases.uninstall("two");
    await releases.install("three", second.path, replace);
    expect(JSON.stringify((await kinds.definition())?.spec)).toContain('"type":"number"');
  });

  test.concurrent("is planned with what templates will see of them, and carried out as planned", async () => {
    await using fixture = await Fixture.make();
    const kinds = new Widgets(fixture);
    const { releases } = fixture.helm;
    const api = `${kinds.group}/v1/Widget`;
    using guarded = shop(
      kinds.widget(),
      `{{ if .Capabilities.APIVersions.Has "${api}" }}\n${kinds.object()}{{ end }}\n`,
    );
    const plan = await releases.plan("shop", guarded.path, { install: true, ...create });
    expect(plan.objects.map(({ kind }) => kind)).toEqual(["ConfigMap", "Widget"]);
    expect(await kinds.definition()).toBeUndefined();
    await plan.apply();
    expect(await kinds.get()).toMatchObject({ spec: { size: 1 } });
  });

  test.concurrent("that was planned is refused once a definition has changed", async () => {
    await using fixture = await Fixture.make();
    const kinds = new Widgets(fixture);
    using before = shop(kinds.widget());
    using after = shop(kinds.widget().replace("integer", "number"));
    const { releases } = fixture.helm;
    const plan = await releases.plan("shop", after.path, { install: true, ...replace });
    await fixture.other.releases.install("else", before.path, { crds: "create" });
    await fixture.other.releases.uninstall("else");
    const error = await expectCode(plan.apply(), "ERR_HELM_PLAN_OUTDATED");
    expect(error.message).toContain(`CustomResourceDefinition/widgets.${kinds.group}`);
    expect(await fixture.records()).toEqual([]);
    expect(JSON.stringify((await kinds.definition())?.spec)).toContain('"type":"integer"');
  });

  test("contradicts skipCrds", async () => {
    await using fixture = await Fixture.make();
    using shop = chart();
    const { releases } = fixture.helm;
    const error = await expectCode(
      releases.install("shop", shop.path, { skipCrds: true, ...create }),
      "ERR_HELM_INVALID_ARGUMENT",
    );
    expect(error.message).toContain("skipCrds");
    await releases.install("shop", shop.path, { skipCrds: true, crds: "skip" });
  });
});
