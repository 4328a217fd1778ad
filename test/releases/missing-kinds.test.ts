// Objects in a record whose kind the API server no longer serves: a way through, and what it leaves.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import type { TempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap, crd, hook, job } from "../../lab/objects.ts";
import { until } from "../../lab/wait.ts";
import type { HelmEvent } from "../../src/index.ts";

setDefaultTimeout(60_000);

/** A release with an object of a kind that has gone since, beside a ConfigMap. */
class Gone implements AsyncDisposable {
  readonly fixture: Fixture;
  readonly group: string;
  readonly withIt: TempDir;
  readonly without: TempDir;
  /** Its upgrades fail before they have come to the objects. */
  readonly failing: TempDir;
  readonly said: string[] = [];

  private constructor(fixture: Fixture) {
    this.fixture = fixture;
    this.group = `${fixture.namespace}.example`;
    const gone = `apiVersion: ${this.group}/v1\nkind: Gone\nmetadata: {name: g, labels: {k: "{{ .Values.k }}"}}\n`;
    const map = configMap("a", { k: "{{ .Values.k }}" });
    this.withIt = chart({ values: { k: "1" }, templates: { "a.yaml": map, "g.yaml": gone } });
    this.without = chart({ values: { k: "2" }, templates: { "a.yaml": map } });
    const fails = job("before", { exitCode: 1, exitAfter: 10 }, hook("pre-upgrade"));
    const templates = { "a.yaml": map, "g.yaml": `{{ if .Values.gone }}${gone}{{ end }}`, "before.yaml": fails };
    this.failing = chart({ values: { k: "3", gone: false }, templates });
  }

  get definition(): string {
    return `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/gones.${this.group}`;
  }

  /** versions: what becomes of the kind's definition; before: what happens to the release until then. */
  static async make(versions?: (yaml: string) => string, before?: (it: Gone) => Promise<unknown>): Promise<Gone> {
    const it = new Gone(await Fixture.make());
    const { cluster, helm } = it.fixture;
    await cluster.apply(Bun.YAML.parse(crd(it.group, "Gone")) as never);
    await until(async () => (await cluster.request("GET", `/apis/${it.group}/v1`)).ok);
    await helm.releases.install("shop", it.withIt.path);
    await before?.(it);
    if (versions === undefined) await cluster.request("DELETE", it.definition);
    else await cluster.apply(Bun.YAML.parse(versions(crd(it.group, "Gone"))) as never);
    await until(async () => !(await cluster.request("GET", `/apis/${it.group}/v1`)).ok);
    return it;
  }

  readonly onEvent = (event: HelmEvent): void => {
    if (event.type === "log" && event.level === "warn") this.said.push(event.message);
  };

  async [Symbol.asyncDispose](): Promise<void> {
    this.withIt[Symbol.dispose]();
    this.without[Symbol.dispose]();
    this.failing[Symbol.dispose]();
    await this.fixture.cluster.request("DELETE", this.definition);
    await this.fixture[Symbol.asyncDispose]();
  }
}

const skip = { missingKinds: "skip" } as const;

/** Another version of the kind is served in its place. */
const otherVersion = (yaml: string): string =>
  yaml.replace(
    /versions:\n[\s\S]*/,
    `versions:
    - {name: v1, served: false, storage: true, schema: &s {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}
    - {name: v2, served: true, storage: false, schema: *s}
`,
  );

describe.concurrent("a release with objects of a kind that is gone", () => {
  test.concurrent("is refused, with a hint at the way through, and no revision for it", async () => {
    await using it = await Gone.make();
    const { releases } = it.fixture.helm;
    for (const attempt of [
      () => releases.upgrade("shop", it.without.path),
      () => releases.rollback("shop", { revision: 1 }),
      () => releases.uninstall("shop"),
    ]) {
      const error = await expectCode(attempt(), "ERR_HELM_MANIFEST_INVALID");
      expect(error.details.hint).toContain('missingKinds: "skip"');
      expect(error.message).toContain("Gone");
      expect(error.phase).toBe("build");
    }
    expect(await it.fixture.records()).toHaveLength(1);
    expect(await it.fixture.has("configmaps/a")).toBe(true);
  });

  test.concurrent.each(["rollback", "planRollback", "planUninstall", "plan", "drift"] as const)(
    "is refused by %s too, though the kind was there in the last call",
    async (verb) => {
      const it = await Gone.make(undefined, ({ fixture, withIt }) =>
        fixture.helm.releases.upgrade("shop", withIt.path),
      );
      await using _ = it;
      const { releases } = it.fixture.helm;
      const call = verb === "plan" ? releases.plan("shop", it.without.path) : releases[verb]("shop");
      await expectCode(call, "ERR_HELM_MANIFEST_INVALID");
    },
  );

  test.concurrent("is upgraded without them, and the result says which are left", async () => {
    await using it = await Gone.make();
    const left = [{ apiVersion: `${it.group}/v1`, kind: "Gone", name: "g" }];
    const { releases } = it.fixture.helm;
    const dry = await releases.upgrade("shop", it.without.path, { ...skip, dryRun: "server" });
    expect(dry).toMatchObject({ status: "dry-run", left });
    const upgraded = await releases.upgrade("shop", it.without.path, { ...skip, onEvent: it.onEvent });
    expect(upgraded).toMatchObject({ status: "deployed", revision: 2, left });
    expect(it.said).toEqual([`Gone/g is skipped: the API server no longer serves ${it.group}/v1 Gone`]);
    expect((await it.fixture.get("configmaps/a")).data).toEqual({ k: "2" });
    expect((await releases.upgrade("shop", it.without.path)).left).toBeUndefined();
  });

  test.concurrent("is rolled back without them", async () => {
    await using it = await Gone.make();
    const { releases } = it.fixture.helm;
    await releases.upgrade("shop", it.without.path, skip);
    await expectCode(releases.rollback("shop", { revision: 1 }), "ERR_HELM_MANIFEST_INVALID");
    expect(await it.fixture.records()).toEqual(["1 superseded", "2 deployed"]);
    const back = await releases.rollback("shop", { revision: 1, ...skip });
    expect(back).toMatchObject({ status: "deployed", left: [{ kind: "Gone", name: "g" }] });
    expect((await it.fixture.get("configmaps/a")).data).toEqual({ k: "1" });
  });

  test.concurrent("is uninstalled without them", async () => {
    await using it = await Gone.make();
    const result = await it.fixture.helm.releases.uninstall("shop", { ...skip, onEvent: it.onEvent });
    expect(result).toMatchObject({ release: { status: "uninstalled" }, left: [{ kind: "Gone", name: "g" }] });
    expect(it.said).toHaveLength(1);
    expect(await it.fixture.has("configmaps/a")).toBe(false);
    expect(await it.fixture.records()).toEqual([]);
  });

  test.concurrent("is uninstalled with them where another version of the kind is served", async () => {
    await using it = await Gone.make(otherVersion);
    const path = `/apis/${it.group}/v2/namespaces/${it.fixture.namespace}/gones/g`;
    await until(async () => (await it.fixture.cluster.request("GET", path)).ok);
    const result = await it.fixture.helm.releases.uninstall("shop", skip);
    expect(result.left).toBeUndefined();
    expect((await it.fixture.cluster.request("GET", path)).status).toBe(404);
    expect(await it.fixture.records()).toEqual([]);
  });

  test.concurrent("is compared and repaired without them", async () => {
    await using it = await Gone.make();
    const { releases } = it.fixture.helm;
    const left = [{ apiVersion: `${it.group}/v1`, kind: "Gone", name: "g" }];
    await it.fixture.merge("configmaps/a", { data: { k: "drifted" } });
    for (const attempt of [
      () => releases.drift("shop"),
      () => releases.repair("shop"),
      () => releases.watchDrift("shop").next(),
    ]) {
      const error = await expectCode(attempt(), "ERR_HELM_MANIFEST_INVALID");
      expect(error.details.hint).toContain('missingKinds: "skip"');
    }
    const report = await releases.drift("shop", skip);
    expect(report).toMatchObject({ compared: 1, objects: [{ name: "a", status: "changed" }], left });
    for await (const seen of releases.watchDrift("shop", skip)) {
      expect(seen.left).toEqual(left);
      break;
    }
    expect(await releases.repair("shop", skip)).toMatchObject({ repaired: [{ name: "a" }], left });
    expect((await it.fixture.get("configmaps/a")).data).toEqual({ k: "1" });
  });

  /** An upgrade that fails early: revision 1 stays deployed. */
  const failedUpgrade =
    (values: Record<string, boolean> = {}) =>
    ({ failing, fixture: { helm } }: Gone): Promise<unknown> =>
      expectCode(helm.releases.upgrade("shop", failing.path, { values }), "ERR_HELM_HOOK_FAILED");

  test.concurrent("does not claim to leave what only an older revision had", async () => {
    await using it = await Gone.make(undefined, failedUpgrade());
    expect(await it.fixture.records()).toEqual(["1 deployed", "2 failed"]);
    const result = await it.fixture.helm.releases.uninstall("shop", { ...skip, onEvent: it.onEvent });
    expect(result).toMatchObject({ release: { revision: 2, status: "uninstalled" } });
    expect(result.left).toBeUndefined();
    const maybe = `Gone "g" of revision 1 may still exist: the API server no longer serves ${it.group}/v1 Gone`;
    expect(it.said).toEqual([maybe]);
    expect(result.info).toBe(`${maybe}\n`);
    expect(await it.fixture.records()).toEqual([]);
  });

  test.concurrent("says once of an object that each revision has that it is left", async () => {
    await using it = await Gone.make(undefined, failedUpgrade({ gone: true }));
    const result = await it.fixture.helm.releases.uninstall("shop", { ...skip, onEvent: it.onEvent });
    expect(result.left).toEqual([{ apiVersion: `${it.group}/v1`, kind: "Gone", name: "g" }]);
    expect(it.said).toEqual([`Gone/g is skipped: the API server no longer serves ${it.group}/v1 Gone`]);
  });

  test.concurrent("loses what an older revision has left where another version of the kind is served", async () => {
    await using it = await Gone.make(otherVersion, failedUpgrade());
    const path = `/apis/${it.group}/v2/namespaces/${it.fixture.namespace}/gones/g`;
    await until(async () => (await it.fixture.cluster.request("GET", path)).ok);
    await it.fixture.helm.releases.uninstall("shop", { onEvent: it.onEvent });
    expect(it.said).toEqual([]);
    expect((await it.fixture.cluster.request("GET", path)).status).toBe(404);
  });

  test.concurrent.each(["in", "beside"])("is uninstalled with what a List has %s them", async (where) => {
    await using it = await Gone.make(undefined, async ({ fixture, group }) => {
      const gone = `{apiVersion: ${group}/v1, kind: Gone, metadata: {name: g}}`;
      const maps = ["b", "c"].map((name) => `{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}}}`);
      const items = where === "in" ? [gone, ...maps] : maps;
      const list = `{apiVersion: v1, kind: List, items: [${items.join(", ")}]}`;
      using lists = chart({ templates: { "list.yaml": list, "g.yaml": where === "in" ? "" : gone } });
      await fixture.helm.releases.upgrade("shop", lists.path);
    });
    expect(await it.fixture.names("configmaps")).toEqual(["b", "c"]);
    const result = await it.fixture.helm.releases.uninstall("shop", skip);
    expect(result.left).toEqual([{ apiVersion: `${it.group}/v1`, kind: "Gone", name: "g" }]);
    expect(await it.fixture.names("configmaps")).toEqual([]);
  });

  test.concurrent("does not let a new chart have such a kind, validated or not", async () => {
    await using it = await Gone.make();
    const unvalidated = it.fixture.helm.releases.upgrade("shop", it.withIt.path, {
      ...skip,
      disableOpenapiValidation: true,
      values: { k: "4" },
    });
    await expectCode(unvalidated, "ERR_HELM_MANIFEST_INVALID");
    const failing = it.fixture.helm.releases.upgrade("shop", it.withIt.path, { ...skip, values: { k: "3" } });
    const error = await expectCode(failing, "ERR_HELM_MANIFEST_INVALID");
    expect(error.details.hint).toContain("CustomResourceDefinition");
    expect(await it.fixture.records()).toEqual(["1 deployed"]);
  });
});

describe.concurrent("a release with a hook of a kind that is gone", () => {
  /** Revision 1 has an object of the kind, 2 such a hook, 3 none of it. */
  async function hooked(events: string): Promise<Gone & { withHook: TempDir }> {
    let withHook: TempDir | undefined;
    const it = await Gone.make(undefined, async ({ fixture: { helm }, group, without }) => {
      const gone = `apiVersion: ${group}/v1\nkind: Gone\nmetadata: {name: h, annotations: {helm.sh/hook: "${events}"}}\n`;
      withHook = chart({ templates: { "a.yaml": configMap("a"), "h.yaml": gone } });
      await helm.releases.upgrade("shop", withHook.path, { noHooks: true });
      await helm.releases.upgrade("shop", without.path);
    });
    return Object.assign(it, { withHook: withHook as unknown as TempDir });
  }

  test.concurrent("that would run first is refused before a revision is written, and goes through with noHooks", async () => {
    await using it = await hooked("pre-upgrade,pre-rollback,pre-delete");
    using withHook = it.withHook;
    const { releases } = it.fixture.helm;
    const steps = [
      ["pre-upgrade", (more: object) => releases.upgrade("shop", withHook.path, more)],
      ["pre-rollback", (more: object) => releases.rollback("shop", { revision: 2, ...more })],
      ["pre-delete", (more: object) => releases.uninstall("shop", more)],
    ] as const;
    const before = ["1 superseded", "2 superseded", "3 deployed"];
    for (const [event, step] of steps) {
      for (const more of [{}, ...(event === "pre-upgrade" ? [] : [skip])]) {
        const error = await expectCode(step(more), "ERR_HELM_MANIFEST_INVALID");
        expect(error.message).toContain(`${event} hook`);
        expect(error.details.hint).toContain("noHooks: true");
        expect(error.phase).toBe("build");
        expect(await it.fixture.records()).toEqual(before);
        expect(await it.fixture.has("configmaps/a")).toBe(true);
      }
      await step({ noHooks: true });
      before[before.length - 1] = `${before.length} superseded`;
      before.push(`${before.length + 1} deployed`);
    }
    expect(await it.fixture.records()).toEqual([]);
  });

  test.concurrent("that would run later is told when its turn comes, as with the command", async () => {
    await using it = await hooked("post-upgrade,post-rollback,post-delete");
    using withHook = it.withHook;
    const { releases } = it.fixture.helm;
    const before = ["1 superseded", "2 superseded", "3 deployed"];
    for (const [event, step, after] of [
      ["post-upgrade", () => releases.upgrade("shop", withHook.path), "4 failed"],
      ["post-rollback", () => releases.rollback("shop", { revision: 2, ...skip }), "5 failed"],
      ["post-delete", () => releases.uninstall("shop", skip), undefined],
    ] as const) {
      const error = await expectCode(step(), "ERR_HELM_MANIFEST_INVALID");
      expect(error.message).toContain(
        `${event} hook Gone "h" (shop/templates/h.yaml): the API server has no kind Gone`,
      );
      expect(error.details.hint).toContain("noHooks: true");
      expect(error.phase).toBe("build");
      if (after === undefined) before.length = 0;
      else before.push(after);
      expect(await it.fixture.records()).toEqual(before);
    }
    expect(await it.fixture.has("configmaps/a")).toBe(false);
  });
});

describe("a hook of a kind that is defined while the release is installed", () => {
  test.each([
    ["an object", "post-install", {}],
    ["another hook", "pre-install", hook("pre-install", { weight: -1 })],
  ])("runs, whoever has defined it after %s was written", async (_, event, first) => {
    await using fixture = await Fixture.withProxy();
    const group = `${fixture.namespace}.example`;
    const late = `apiVersion: ${group}/v1\nkind: Late\nmetadata: {name: h, annotations: {helm.sh/hook: ${event}}}\n`;
    using shop = chart({ templates: { "a.yaml": configMap("a", {}, first), "h.yaml": late } });
    const held = fixture.proxy.hold(fixture.mine("PATCH", /\/configmaps\/a/));
    const installed = fixture.helm.releases.install("shop", shop.path);
    installed.catch(() => {});
    await Promise.race([held.hit, installed]);
    await fixture.cluster.apply(Bun.YAML.parse(crd(group, "Late")) as never);
    await until(async () => (await fixture.cluster.request("GET", `/apis/${group}/v1`)).ok);
    held.release();
    expect((await installed).status).toBe("deployed");
    const path = `/apis/${group}/v1/namespaces/${fixture.namespace}/lates/h`;
    expect((await fixture.cluster.request("GET", path)).ok).toBe(true);
    await fixture.cluster.request("DELETE", `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/lates.${group}`);
  });
});

describe.concurrent("a release with an Ingress of extensions/v1beta1, which is served in another group now", () => {
  const ingress = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, labels: {k: "{{ .Values.k }}"}}
spec:
  defaultBackend: {service: {name: web, port: {number: 80}}}
  rules:
  - host: shop.test
    http: {paths: [{path: /, pathType: ImplementationSpecific, backend: {service: {name: web, port: {name: http}}}}]}
`;
  const before = ingress
    .replace("networking.k8s.io/v1", "extensions/v1beta1")
    .replace(
      "defaultBackend: {service: {name: web, port: {number: 80}}}",
      "backend: {serviceName: web, servicePort: 80}",
    )
    .replace(" pathType: ImplementationSpecific,", "")
    .replace("{service: {name: web, port: {name: http}}}", "{serviceName: web, servicePort: http}")
    .replace("{{ .Values.k }}", "1");
  const path = "apis/networking.k8s.io/v1/namespaces";

  async function recorded(fixture: Fixture, shop: TempDir): Promise<string> {
    await fixture.helm.releases.install("shop", shop.path);
    await fixture.rewrite("shop", 1, (release) => {
      release.manifest = `---\n# Source: shop/templates/i.yaml\n${before}`;
    });
    return (await live(fixture)).metadata.uid;
  }
  async function live({ cluster, namespace }: Fixture): Promise<{ metadata: { uid: string; labels: { k: string } } }> {
    const response = await cluster.request("GET", `/${path}/${namespace}/ingresses/web`);
    return (await response.json()) as never;
  }

  test.concurrent("is upgraded with the object that is there", async () => {
    await using fixture = await Fixture.make();
    using shop = chart({ values: { k: "1" }, templates: { "i.yaml": ingress } });
    const uid = await recorded(fixture, shop);
    const { releases } = fixture.helm;
    await expectCode(releases.upgrade("shop", shop.path, { values: { k: "2" } }), "ERR_HELM_MANIFEST_INVALID");
    const plan = await releases.plan("shop", shop.path, { ...skip, values: { k: "2" } });
    expect(plan.objects).toMatchObject([
      { action: "update", template: "shop/templates/i.yaml", changes: [{ path: "metadata.labels.k" }] },
    ]);
    expect((await plan.apply()).left).toBeUndefined();
    expect((await live(fixture)).metadata).toMatchObject({ uid, labels: { k: "2" } });
  });

  test.concurrent("is repaired, and uninstalled with it", async () => {
    await using fixture = await Fixture.make();
    using shop = chart({ values: { k: "1" }, templates: { "i.yaml": ingress } });
    await recorded(fixture, shop);
    const { releases } = fixture.helm;
    const url = `/${path}/${fixture.namespace}/ingresses/web`;
    const type = { headers: { "content-type": "application/merge-patch+json" } };
    await fixture.cluster.request("PATCH", url, { metadata: { labels: { k: "drifted" } } }, type);
    expect(await releases.repair("shop", skip)).toMatchObject({
      repaired: [{ kind: "Ingress", name: "web" }],
      left: [],
    });
    expect((await live(fixture)).metadata.labels.k).toBe("1");
    expect((await releases.uninstall("shop", skip)).left).toBeUndefined();
    expect((await fixture.cluster.request("GET", url)).status).toBe(404);
  });
});
