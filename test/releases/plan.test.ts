// releases.plan, planRollback and planUninstall: what a call would do, before it is made. That it then does just that is
// in plan-applied.test.ts.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart, optionsChart } from "../../lab/chart.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap, crd, deployment, hook, job } from "../../lab/objects.ts";
import type { HelmEvent, PlannedObject } from "../../src/index.ts";

setDefaultTimeout(60_000);

const text = { color: false } as const;
const a = configMap("a", { text: "{{ .Values.text }}" });
const actions = (objects: readonly PlannedObject[]): string[] => objects.map(({ action, name }) => `${action} ${name}`);

describe.concurrent("a plan", () => {
  test.concurrent("of an upgrade tells each object, value and hook, and writes nothing", async () => {
    await using fixture = await Fixture.make();
    const migration = job("migrate", { readyAfter: 10 }, hook("pre-upgrade"));
    using before = chart({
      values: { text: "one" },
      templates: {
        "a.yaml": a,
        "b.yaml": configMap("b"),
        "c.yaml": configMap("c"),
        "old.yaml": job("old", {}, hook("post-upgrade")),
      },
    });
    using after = chart({
      version: "2.0.0",
      values: { text: "one" },
      templates: { "a.yaml": a, "c.yaml": configMap("c"), "d.yaml": configMap("d"), "migrate.yaml": migration },
    });
    await fixture.other.releases.install("shop", before.path);
    const { metadata } = await fixture.get("configmaps/a");
    const plan = await fixture.helm.releases.plan("shop", after.path, { values: { text: "two" } });
    expect(actions(plan.objects)).toEqual(["update a", "unchanged c", "create d", "delete b"]);
    expect(plan.objects[0]).toMatchObject({
      template: "shop/templates/a.yaml",
      changes: [{ path: "data.text", before: "one", after: "two" }],
      manifestChanges: [{ path: "data.text", before: "one", after: "two" }],
    });
    expect(plan.values).toEqual([{ path: "text", after: "two" }]);
    expect(plan.hooks).toMatchObject([
      { name: "migrate", status: "new", events: ["pre-upgrade"] },
      { name: "old", status: "removed", events: ["post-upgrade"] },
    ]);
    expect(plan).toMatchObject({ verb: "upgrade", isChange: true, isAccepted: true, next: { revision: 2 } });
    expect(plan.summary).toMatchObject({ create: 1, update: 1, delete: 1, unchanged: 1 });
    expect(await fixture.writes()).toEqual([]);
    expect((await fixture.get("configmaps/a")).metadata.resourceVersion).toBe(metadata.resourceVersion);
  });

  test.concurrent("of nothing that changes says so", async () => {
    await using fixture = await Fixture.make();
    using shop = optionsChart();
    await fixture.helm.releases.install("shop", shop.path);
    const plan = await fixture.helm.releases.plan("shop", shop.path);
    expect(plan.isChange).toBe(false);
    expect(plan.text(text)).toContain("2 unchanged");
  });

  test.concurrent("of a release that is not there is one of an install, if that is wanted", async () => {
    await using fixture = await Fixture.make();
    using shop = optionsChart();
    const { releases } = fixture.helm;
    await expectCode(releases.plan("shop", shop.path), "ERR_HELM_RELEASE_NOT_FOUND");
    const plan = await releases.plan("shop", shop.path, { install: true });
    expect(plan).toMatchObject({ verb: "install", current: undefined, next: { revision: 1 } });
    expect(actions(plan.objects)).toEqual(["create s", "create a"]);
    expect(await plan.apply()).toMatchObject({ revision: 1, status: "deployed" });
  });

  test.concurrent("of a release in a namespace that is to be created says what could not be tried", async () => {
    await using fixture = await Fixture.make();
    using shop = optionsChart();
    const namespace = `${fixture.namespace}-new`;
    const options = { namespace, install: true, createNamespace: true };
    const plan = await fixture.helm.releases.plan("shop", shop.path, options);
    expect(plan.objects.map(({ untried }) => untried)).toEqual(Array(2).fill("its namespace does not exist yet"));
    expect(plan.isAccepted).toBe(true);
    expect(plan.objects[1]?.diff).toContain("+kind: ConfigMap");
    await plan.apply();
    await fixture.cluster.request("DELETE", `/api/v1/namespaces/${namespace}`);
  });

  test.concurrent("shows what was changed outside of the release", async () => {
    await using fixture = await Fixture.make();
    using before = chart({ templates: { "a.yaml": configMap("a", { text: "one", other: "x" }) } });
    using after = chart({ templates: { "a.yaml": configMap("a", { text: "two", other: "y" }) } });
    await fixture.helm.releases.install("shop", before.path);
    await fixture.merge("configmaps/a", { data: { text: "theirs" } });
    const plan = await fixture.helm.releases.plan("shop", after.path, { forceConflicts: true });
    expect(plan.objects[0]?.changes).toEqual([
      { path: "data.other", before: "x", after: "y" },
      { path: "data.text", before: "theirs", after: "two", drift: true },
    ]);
    expect(plan.objects[0]?.manifestChanges).toEqual([
      { path: "data.other", before: "x", after: "y" },
      { path: "data.text", before: "one", after: "two" },
    ]);
    expect(plan.text(text)).toContain("changed outside of the release: data.text");
  });

  test.concurrent("tells all that would be refused, each with its reason, and resolves", async () => {
    await using fixture = await Fixture.make();
    using before = chart({ templates: { "a.yaml": configMap("a", { text: "one" }), "web.yaml": deployment("web") } });
    using after = chart({
      templates: {
        "a.yaml": configMap("a", { text: "two" }),
        "b.yaml": configMap("b", { text: "ours" }),
        "c.yaml": configMap("c").replace('"data"', '"datta"'),
        "web.yaml": deployment("web").replaceAll("{app: web}", "{app: other}"),
        "hook.yaml": job("before", {}, hook("pre-upgrade")).replace("backoffLimit", "backofLimit"),
      },
    });
    await fixture.helm.releases.install("shop", before.path, { wait: false });
    const theirs = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, data: { text: "theirs" } };
    await fixture.applyAs("somebody", "configmaps/a", theirs);
    await fixture.cluster.apply({ ...theirs, metadata: { name: "b" } }, fixture.namespace);
    const plan = await fixture.helm.releases.plan("shop", after.path);
    expect(plan.isAccepted).toBe(false);
    expect(plan.text(text)).toContain("5 would be refused");
    expect(plan.markdown()).toContain("data.text is managed by somebody");
    const problems = Object.fromEntries(plan.objects.map(({ name, problem }) => [name, problem]));
    expect(problems).toMatchObject({
      a: { code: "ERR_HELM_APPLY_CONFLICT", conflicts: [{ field: "data.text", manager: "somebody" }] },
      b: { code: "ERR_HELM_OWNERSHIP_CONFLICT", message: expect.stringContaining("belongs to no release") },
      c: { code: "ERR_HELM_MANIFEST_INVALID", message: expect.stringContaining("datta") },
      web: { code: "ERR_HELM_MANIFEST_INVALID", causes: [{ field: "spec.selector" }] },
    });
    expect(plan.hooks).toMatchObject([{ name: "before", problem: { code: "ERR_HELM_MANIFEST_INVALID" } }]);
  });

  test.concurrent("tells what an admission policy refuses, and what it warns of", async () => {
    await using fixture = await Fixture.make();
    const { cluster, namespace } = fixture;
    const name = `policy-${namespace}`;
    const admission = { apiVersion: "admissionregistration.k8s.io/v1", metadata: { name } };
    const rule = { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE", "UPDATE"], resources: ["configmaps"] };
    const validation = { expression: "!('forbidden' in object.data)", message: "forbidden is forbidden" };
    await cluster.apply({
      ...admission,
      kind: "ValidatingAdmissionPolicy",
      spec: { matchConstraints: { resourceRules: [rule] }, validations: [validation] },
    });
    const matchResources = { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } } };
    await cluster.apply({
      ...admission,
      kind: "ValidatingAdmissionPolicyBinding",
      spec: { policyName: name, validationActions: ["Deny"], matchResources },
    });
    using shop = chart({ templates: { "a.yaml": configMap("a", { forbidden: "x" }), "b.yaml": configMap("b") } });
    const planned = async (): Promise<readonly PlannedObject[]> =>
      (await fixture.helm.releases.plan("shop", shop.path, { install: true })).objects;
    let objects = await planned();
    while (objects[0]?.problem === undefined) objects = await planned(); // a policy is obeyed a little later
    expect(objects).toMatchObject([
      { problem: { message: expect.stringContaining("forbidden is forbidden") } },
      { name: "b" },
    ]);
    expect(objects[1]?.problem).toBeUndefined();
    for (const kind of ["validatingadmissionpolicybindings", "validatingadmissionpolicies"])
      await cluster.request("DELETE", `/apis/admissionregistration.k8s.io/v1/${kind}/${name}`);
  });

  test.concurrent("of a release that is pending works, and says that the call would be rejected", async () => {
    await using fixture = await Fixture.make();
    using shop = chart({ values: { text: "one" }, templates: { "a.yaml": a } });
    const { releases } = fixture.helm;
    await releases.install("shop", shop.path);
    await fixture.rewrite("shop", 1, ({ info }) => {
      info.status = "pending-upgrade";
    });
    const plan = await releases.plan("shop", shop.path, { values: { text: "two" } });
    expect(plan).toMatchObject({
      pending: { revision: 1, status: "pending-upgrade" },
      current: { status: "pending-upgrade" },
      isAccepted: false,
    });
    expect(actions(plan.objects)).toEqual(["update a"]);
    expect(plan.text(text)).toContain("shop is pending-upgrade (revision 1), so the call would be rejected now");
    await expectCode(plan.apply(), "ERR_HELM_RELEASE_PENDING");
  });

  test.concurrent("compares the objects of a hook that is a List one by one", async () => {
    await using fixture = await Fixture.make();
    const item = (name: string): object => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name },
      data: { name },
    });
    const list = {
      apiVersion: "v1",
      kind: "List",
      metadata: { annotations: { "helm.sh/hook": "pre-install,pre-upgrade" } },
      items: [item("h1"), item("h2")],
    };
    using shop = chart({ templates: { "h.yaml": JSON.stringify(list) } });
    using none = chart();
    const { releases } = fixture.helm;
    await releases.install("shop", shop.path);
    const plan = await releases.plan("shop", shop.path);
    expect(plan.hooks).toMatchObject([
      { name: "h1", status: "unchanged" },
      { name: "h2", status: "unchanged" },
    ]);
    expect((await releases.plan("shop", none.path)).hooks).toMatchObject([
      { name: "h1", status: "removed" },
      { name: "h2", status: "removed" },
    ]);
  });

  test.concurrent("of an object with generateName says that an upgrade is refused; it can be dropped and uninstalled", async () => {
    await using fixture = await Fixture.make();
    const generated = "apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: g-}\n";
    using shop = chart({ templates: { "a.yaml": a, "g.yaml": generated }, values: { text: "one" } });
    using without = chart({ templates: { "a.yaml": a }, values: { text: "two" } });
    const { releases } = fixture.helm;
    const options = { serverSide: false } as const;
    await releases.install("shop", shop.path, options);
    const plan = await releases.plan("shop", shop.path, options);
    expect(plan.isAccepted).toBe(false);
    expect(plan.objects.find(({ name }) => name === "")?.problem?.message).toContain("generateName");
    expect((await releases.drift("shop")).objects).toEqual([]);
    await releases.upgrade("shop", without.path, options);
    await releases.uninstall("shop");
    await releases.install("shop", shop.path, options);
    await releases.uninstall("shop");
    expect(await fixture.records()).toEqual([]);
  });

  test.concurrent("tells of crds/, and which objects wait for them", async () => {
    await using fixture = await Fixture.make();
    const group = `${fixture.namespace}.example`;
    const gadget = crd(group, "Gadget");
    const object = `apiVersion: ${group}/v1\nkind: Gadget\nmetadata: {name: g}\nspec: {size: 1}\n`;
    using shop = chart({
      templates: { "a.yaml": configMap("a"), "g.yaml": object },
      files: { "crds/gadget.yaml": gadget },
    });
    const { releases } = fixture.helm;
    const plan = await releases.plan("shop", shop.path, { install: true });
    expect(plan.crds).toMatchObject([
      { name: `gadgets.${group}`, action: "create", objects: [{ kind: "Gadget", name: "g" }] },
    ]);
    expect(plan.objects).toContainEqual(
      expect.objectContaining({ name: "g", action: "create", untried: expect.stringContaining("crds/") as never }),
    );
    await plan.apply();
    using newer = chart({
      templates: { "a.yaml": configMap("a"), "g.yaml": object },
      files: {
        "crds/gadget.yaml": gadget.replace("type: integer", "type: number"),
        "crds/more.yaml": crd(group, "More"),
      },
    });
    const upgrade = await releases.plan("shop", newer.path);
    expect(upgrade.crds).toMatchObject([
      { name: `gadgets.${group}`, action: "differs" },
      { name: `mores.${group}`, action: "missing" },
    ]);
  });

  test.concurrent("of forty objects costs at most half as many requests again as the upgrade, and tells how far it is", async () => {
    await using fixture = await Fixture.withProxy();
    const templates = (word: string): Record<string, string> =>
      Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`${i}.yaml`, configMap(`c${i}`, { text: word })]));
    using before = chart({ templates: templates("one") });
    using after = chart({ templates: templates("two") });
    const { releases } = fixture.helm;
    await releases.install("shop", before.path);
    const since = (count: number): number => fixture.requests().length - count;
    const tried: Extract<HelmEvent, { type: "tried" }>[] = [];
    const start = fixture.requests().length;
    await releases.plan("shop", after.path, { onEvent: (event) => void (event.type === "tried" && tried.push(event)) });
    const planned = since(start);
    await releases.upgrade("shop", after.path);
    const upgraded = since(start) - planned;
    expect(planned / upgraded, `${planned} and ${upgraded} requests`).toBeLessThanOrEqual(1.5);
    expect(tried.map(({ done, total }) => `${done}/${total}`)).toEqual(
      Array.from({ length: 40 }, (_, i) => `${i + 1}/40`),
    );
  });

  test.concurrent("that is cancelled ends at once", async () => {
    await using fixture = await Fixture.make();
    using shop = optionsChart();
    const planning = fixture.helm.releases.plan("shop", shop.path, { install: true });
    planning.cancel();
    await expectCode(planning, "ERR_HELM_ABORTED");
  });
});

test("a plan reads well in a terminal and in a comment", async () => {
  await using fixture = await Fixture.make();
  using before = chart({
    values: { text: "one" },
    templates: {
      "a.yaml": a,
      "b.yaml": configMap("b"),
      "c.yaml": configMap("c"),
      "h.yaml": job("h", {}, hook("post-upgrade")),
    },
  });
  using after = chart({
    version: "2.0.0",
    values: { text: "one" },
    templates: { "a.yaml": a, "c.yaml": configMap("c"), "d.yaml": configMap("d") },
  });
  await fixture.helm.releases.install("shop", before.path);
  const plan = await fixture.helm.releases.plan("shop", after.path, { values: { text: "two" } });
  expect(plan.text(text).replaceAll(fixture.namespace, "NS")).toMatchSnapshot();
  expect(plan.markdown().replaceAll(fixture.namespace, "NS")).toMatchSnapshot();
  expect(plan.text({ color: true })).toContain("\x1b[32m+ create ConfigMap/d");
});

test("a plan of a rollback tells what goes back, and apply goes back", async () => {
  await using fixture = await Fixture.make();
  using before = chart({
    values: { text: "one" },
    templates: { "a.yaml": a, "h.yaml": job("back", {}, hook("pre-rollback")) },
  });
  using after = chart({ values: { text: "two" }, templates: { "a.yaml": a, "b.yaml": configMap("b") } });
  const { releases } = fixture.helm;
  await releases.install("shop", before.path);
  await releases.upgrade("shop", after.path);
  const plan = await releases.planRollback("shop");
  expect(plan).toMatchObject({ verb: "rollback", next: { revision: 3, rollbackRevision: 1 }, isAccepted: true });
  expect(actions(plan.objects)).toEqual(["update a", "delete b"]);
  expect(plan.hooks).toMatchObject([{ name: "back", status: "new", events: ["pre-rollback"] }]);
  expect(plan.text(text)).toContain("revision 2 → 3, like revision 1");
  expect(await plan.apply()).toMatchObject({ revision: 3, status: "deployed" });
  expect(await fixture.has("configmaps/b")).toBe(false);
  await expectCode(plan.apply(), "ERR_HELM_PLAN_OUTDATED");
  await expectCode(releases.planRollback("shop", { revision: 9 }), "ERR_HELM_REVISION_NOT_FOUND");
});

test("a plan of an uninstall tells what would go and what would stay", async () => {
  await using fixture = await Fixture.make();
  using shop = chart({
    templates: {
      "a.yaml": configMap("a"),
      "b.yaml": configMap("b", { x: "y" }, { "helm.sh/resource-policy": "keep" }),
      "c.yaml": configMap("c"),
      "d.yaml": configMap("d"),
      "h.yaml": job("last", {}, hook("post-delete")),
    },
  });
  const { releases } = fixture.helm;
  await releases.install("shop", shop.path);
  await fixture.merge("configmaps/c", { metadata: { annotations: { "meta.helm.sh/release-name": "other" } } });
  await fixture.cluster.request("DELETE", fixture.path("configmaps/d"));
  const plan = await releases.planUninstall("shop");
  expect(actions(plan.objects)).toEqual(["delete a", "keep b", "keep c"]);
  expect(plan.hooks).toMatchObject([{ name: "last", events: ["post-delete"] }]);
  await fixture.merge("configmaps/a", { data: { more: "x" } });
  await expectCode(plan.apply(), "ERR_HELM_PLAN_OUTDATED");
  const again = await releases.planUninstall("shop");
  expect((await again.apply()).release?.status).toBe("uninstalled");
  expect(await fixture.names("configmaps")).toEqual(["b", "c"]);
  await expectCode(releases.planUninstall("shop"), "ERR_HELM_RELEASE_NOT_FOUND");
  expect((await releases.planUninstall("shop", { ignoreNotFound: true })).isChange).toBe(false);
});
