// What a release has, as objects, and what a call did to each.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap, hook, job } from "../../lab/objects.ts";

setDefaultTimeout(60_000);

const objects = true;
const list = "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: b}}\n";
const sample =
  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: {mode: {{ quote .Values.mode }}}}\nimmutable: no\n";
const templates = {
  "a.yaml": sample,
  "list.yaml": list,
  "migrate.yaml": job(
    "migrate",
    { readyAfter: 10 },
    hook("pre-install,pre-upgrade", { weight: 3, policy: "before-hook-creation" }),
  ),
};
const shop = () => chart({ values: { mode: "one" }, templates });
const migrate = {
  template: "shop/templates/migrate.yaml",
  hook: { events: ["pre-install", "pre-upgrade"], weight: 3, deletePolicies: ["before-hook-creation"] },
  object: { kind: "Job", metadata: { name: "migrate" } },
};
const rendered = [
  {
    template: "shop/templates/a.yaml",
    object: { kind: "ConfigMap", metadata: { name: "a", labels: { mode: "one" } }, immutable: false },
  },
  { template: "shop/templates/list.yaml", object: { kind: "ConfigMap", metadata: { name: "b" } } },
  migrate,
];

describe.concurrent("objects: true", () => {
  test.concurrent("gives what a release has, each with its template and hook", async () => {
    await using fixture = await Fixture.make();
    using one = shop();
    const { releases } = fixture.helm;
    const dry = await releases.install("shop", one.path, { objects, dryRun: "client" });
    expect(dry.objects).toMatchObject(rendered);
    expect(dry.objects?.[0]?.hook).toBeUndefined();
    const installed = await releases.install("shop", one.path, { objects });
    expect(installed.objects).toEqual(dry.objects);
    expect((await releases.get("shop", { objects })).objects).toEqual(dry.objects);
    expect((await releases.get("shop")).objects).toBeUndefined();
    const upgraded = await releases.upgrade("shop", one.path, { objects, values: { mode: "two" } });
    expect(upgraded.objects?.[0]?.object).toMatchObject({ metadata: { labels: { mode: "two" } } });
    expect((await releases.rollback("shop", { objects })).objects).toEqual(dry.objects);
  });

  test.concurrent("gives a plan's objects as rendered, as they are and as they would be", async () => {
    await using fixture = await Fixture.make();
    using one = shop();
    using less = chart({
      templates: { "a.yaml": sample.replace("{{ quote .Values.mode }}", "two"), "c.yaml": configMap("c") },
    });
    const { releases } = fixture.helm;
    await releases.install("shop", one.path);
    const plan = await releases.plan("shop", less.path, { objects });
    const [a, c, b] = plan.objects;
    expect(a).toMatchObject({
      name: "a",
      object: { metadata: { labels: { mode: "two" } } },
      live: { metadata: { labels: { mode: "one" } } },
      next: { metadata: { labels: { mode: "two", "app.kubernetes.io/managed-by": "Helm" } } },
    });
    expect(c).toMatchObject({ name: "c", object: { data: { text: "none" } }, next: { data: { text: "none" } } });
    expect(c?.live).toBeUndefined();
    expect(b).toMatchObject({ name: "b", action: "delete", live: { metadata: { name: "b" } } });
    expect([b?.object, b?.next]).toEqual([undefined, undefined]);
    const uninstall = await releases.planUninstall("shop", { objects });
    expect(uninstall.objects.map(({ live }) => (live as { kind: string }).kind)).toEqual(["ConfigMap", "ConfigMap"]);
    await uninstall.apply();
  });

  test.concurrent("hides what is secret in a plan", async () => {
    await using fixture = await Fixture.make();
    const secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: hunter2-hunter2}\n";
    using one = chart({ templates: { "s.yaml": secret } });
    const options = { install: true, objects } as const;
    const hidden = await fixture.helm.releases.plan("shop", one.path, options);
    expect(JSON.stringify(hidden)).not.toContain("hunter2");
    expect(JSON.stringify(hidden)).not.toContain(btoa("hunter2-hunter2"));
    const open = await fixture.helm.releases.plan("shop", one.path, { ...options, showSecrets: true });
    expect(open.objects[0]?.object).toMatchObject({ stringData: { password: "hunter2-hunter2" } });
  });
});

test("a call's result says what it did to each object", async () => {
  await using fixture = await Fixture.make();
  using one = shop();
  using two = chart({ values: { mode: "two" }, templates: { "a.yaml": sample, "c.yaml": configMap("c") } });
  const { releases } = fixture.helm;
  const done = (applied: readonly { action: string; name: string }[] = []): string[] =>
    applied.map(({ action, name }) => `${action} ${name}`).toSorted(); // Helm writes those of one kind at once
  const first = await releases.install("shop", one.path);
  expect(done(first.applied)).toEqual(["created a", "created b", "created migrate"]);
  const second = await releases.upgrade("shop", two.path);
  expect(done(second.applied)).toEqual(["configured a", "created c", "deleted b"]);
  const same = await releases.upgrade("shop", two.path, { dryRun: "server" });
  expect(same.applied).toBeUndefined();
  expect(done((await releases.rollback("shop")).applied)).toEqual(["configured a", "created b", "deleted c"]);
  expect((await releases.get("shop")).applied).toBeUndefined();
  expect(done((await releases.uninstall("shop")).applied)).toEqual(["deleted a", "deleted b"]);
});
