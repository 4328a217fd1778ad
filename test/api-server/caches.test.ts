// What is remembered of a cluster never contradicts it, and never passes from one identity to another.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { chart } from "../../lab/chart.ts";
import { type TempDir, tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { withToken } from "../../lab/kubeconfig.ts";
import { configMap, crd } from "../../lab/objects.ts";
import { ApiProxy } from "../../lab/proxy.ts";
import type { Helm } from "../../src/index.ts";

setDefaultTimeout(60_000);

/** A kind of its own, defined by somebody else than Helm, and a chart with one object of it. */
class Kind implements Disposable {
  readonly fixture: Fixture;
  readonly group: string;
  readonly chart: TempDir;

  constructor(fixture: Fixture, files: Record<string, string> = {}) {
    this.fixture = fixture;
    this.group = `${fixture.namespace}.example`;
    const has = (what: string): string => `{{ .Capabilities.APIVersions.Has "${this.group}/${what}" }}`;
    this.chart = chart({
      templates: {
        "w.yaml": `{{ if .Values.spec }}
apiVersion: ${this.group}/{{ .Values.version | default "v1" }}
kind: Widget
metadata: {name: w}
spec: {{ toJson .Values.spec }}
{{ end }}`,
        "seen.yaml": configMap("seen", { version: has("v1"), kind: has("v1/Widget"), next: has("v2/Widget") }),
      },
      files: Object.fromEntries(
        Object.entries(files).map(([path, text]) => [path, text.replaceAll("GROUP", this.group)]),
      ),
    });
  }

  get #definition(): string {
    return `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.${this.group}`;
  }

  /** Defines or changes it, and waits until the API server goes by that. */
  async define(properties: object, versions: string[] = ["v1"], accepted?: object): Promise<void> {
    const schema = { openAPIV3Schema: { type: "object", properties: { spec: { type: "object", properties } } } };
    await this.fixture.cluster.apply({
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: `widgets.${this.group}` },
      spec: {
        group: this.group,
        scope: "Namespaced",
        names: { kind: "Widget", plural: "widgets" },
        versions: versions.map((name, i) => ({ name, served: true, storage: i === 0, schema })),
      },
    });
    for (const version of versions) await this.fixture.cluster.waitFor(`/apis/${this.group}/${version}`, () => true);
    if (accepted) await this.#until(async () => await this.accepts(accepted));
  }

  /** Whether the API server takes such a spec, strictly. */
  async accepts(spec: object): Promise<boolean> {
    const path = `/apis/${this.group}/v1/namespaces/${this.fixture.namespace}/widgets?dryRun=All&fieldValidation=Strict`;
    const body = { apiVersion: `${this.group}/v1`, kind: "Widget", metadata: { generateName: "probe-" }, spec };
    return (await this.fixture.cluster.request("POST", path, body)).ok;
  }

  async refuses(spec: object): Promise<void> {
    await this.#until(async () => !(await this.accepts(spec)));
  }

  /** Removes the definition, and waits until the API server has forgotten the kind. */
  async remove(): Promise<void> {
    await this.fixture.cluster.request("DELETE", this.#definition);
    await this.#until(async () => (await this.fixture.cluster.request("GET", `/apis/${this.group}/v1`)).status === 404);
    await this.#until(async () => {
      const { groups } = await this.fixture.cluster.get<{ groups: { name: string }[] }>("/apis");
      return !groups.some(({ name }) => name === this.group);
    });
  }

  async #until(condition: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + 30_000;
    while (!(await condition())) if (Date.now() > deadline) throw new Error(`not in time: ${condition}`);
  }

  /** What a chart sees of it. */
  async seen(helm: Helm = this.fixture.helm): Promise<unknown> {
    const options = { install: true, dryRun: "server", takeOwnership: true } as const;
    const { manifest } = await helm.releases.upgrade("probe", this.chart.path, options);
    return JSON.parse(manifest.split("\n").find((line) => line.startsWith("{")) as string).data;
  }

  [Symbol.dispose](): void {
    this.chart[Symbol.dispose]();
    void this.fixture.cluster.request("DELETE", this.#definition);
  }
}

const integer = { size: { type: "integer" } };
const text = { size: { type: "string" } };

describe.concurrent("a kind that somebody else", () => {
  test.concurrent("installs between two calls is seen by validation and by Capabilities", async () => {
    await using fixture = await Fixture.make();
    using kind = new Kind(fixture);
    const install = (): Promise<unknown> =>
      fixture.helm.releases.install("shop", kind.chart.path, { values: { spec: { size: 3 } } });
    expect(await kind.seen()).toEqual({ version: "false", kind: "false", next: "false" });
    const error = await expectCode(install(), "ERR_HELM_MANIFEST_INVALID");
    expect(error.phase).toBe("build");
    await kind.define(integer);
    expect(await kind.seen()).toEqual({ version: "true", kind: "true", next: "false" });
    await install();
    expect((await fixture.get("configmaps/seen")).data).toEqual({ version: "true", kind: "true", next: "false" });
    expect(await fixture.cluster.get(`/apis/${kind.group}/v1/namespaces/${fixture.namespace}/widgets/w`)).toMatchObject(
      {
        spec: { size: 3 },
      },
    );
  });

  test.concurrent("gives a new field, or a field of another type, is validated as it is now", async () => {
    await using fixture = await Fixture.make();
    using kind = new Kind(fixture);
    const upgrade = (spec: object): Promise<unknown> =>
      fixture.helm.releases.upgrade("shop", kind.chart.path, { install: true, values: { spec } });
    await kind.define(integer, ["v1"], { size: 3 });
    await upgrade({ size: 3 });
    const unknown = await expectCode(upgrade({ size: 3, color: "red" }), "ERR_HELM_MANIFEST_INVALID");
    expect(unknown.message).toContain("color");
    await kind.define({ ...integer, color: { type: "string" } }, ["v1"], { color: "red" });
    await upgrade({ size: 3, color: "red" });
    // The API server cannot merge into an object that its own schema refuses.
    await fixture.cluster.request("DELETE", `/apis/${kind.group}/v1/namespaces/${fixture.namespace}/widgets/w`);
    await kind.define({ ...text, color: { type: "string" } }, ["v1"], { size: "large" });
    await upgrade({ size: "large" });
    await kind.refuses({ size: 3 });
    const wrong = await expectCode(upgrade({ size: 3 }), "ERR_HELM_MANIFEST_INVALID");
    expect(wrong.message).toContain("size");
  });

  test.concurrent("serves in a new version is known in that version", async () => {
    await using fixture = await Fixture.make();
    using kind = new Kind(fixture);
    const upgrade = (version: string): Promise<unknown> =>
      fixture.helm.releases.upgrade("shop", kind.chart.path, { install: true, values: { spec: { size: 1 }, version } });
    await kind.define(integer);
    await upgrade("v1");
    await expectCode(upgrade("v2"), "ERR_HELM_MANIFEST_INVALID");
    await kind.define(integer, ["v1", "v2"]);
    expect(await kind.seen()).toEqual({ version: "true", kind: "true", next: "true" });
    await upgrade("v2");
  });

  test.concurrent("removes is gone for validation and Capabilities, and is there again when it comes back", async () => {
    await using fixture = await Fixture.make();
    using kind = new Kind(fixture);
    const install = (name: string): Promise<unknown> =>
      fixture.helm.releases.install(name, kind.chart.path, {
        values: { spec: { size: 1 } },
        takeOwnership: true,
        forceConflicts: true,
      });
    await kind.define(integer);
    await install("one");
    await kind.remove();
    expect(await kind.seen()).toEqual({ version: "false", kind: "false", next: "false" });
    const error = await expectCode(install("two"), "ERR_HELM_MANIFEST_INVALID");
    expect(error.message).toContain("Widget");
    await kind.define(text, ["v1"], { size: "x" });
    expect(await kind.seen()).toEqual({ version: "true", kind: "true", next: "false" });
    const wrong = await expectCode(install("three"), "ERR_HELM_MANIFEST_INVALID");
    expect(wrong.message).toContain("size");
  });

  test.concurrent("removes is as gone for an uninstall as it is for a client that has never known it", async () => {
    await using fixture = await Fixture.make();
    using kind = new Kind(fixture);
    // Another identity, and so another cache.
    const stranger = fixture.client({ kubeAsUser: `admin-${fixture.namespace}`, kubeAsGroup: ["system:masters"] });
    const outcome = async (helm: Helm): Promise<string> => {
      await kind.define(integer);
      await fixture.helm.releases.install("shop", kind.chart.path, { values: { spec: { size: 1 } } });
      await kind.remove();
      const result = await helm.releases.uninstall("shop").then(
        () => "resolved",
        (error) => error.code,
      );
      const records = await fixture.records();
      await kind.define(integer);
      await fixture.helm.releases.uninstall("shop", { ignoreNotFound: true });
      return `${result}, ${records.length} records`;
    };
    const unknowing = await outcome(stranger);
    expect(unknowing).not.toContain("ERR_HELM_RELEASE_FAILED");
    expect(await outcome(fixture.helm)).toBe(unknowing);
  });

  test.concurrent("removes is told by status alike, whatever was known of it", async () => {
    await using fixture = await Fixture.make();
    using kind = new Kind(fixture);
    const stranger = fixture.client({ kubeAsUser: `admin-${fixture.namespace}`, kubeAsGroup: ["system:masters"] });
    await kind.define(integer);
    await fixture.helm.releases.install("shop", kind.chart.path, { values: { spec: { size: 1 } } });
    await kind.remove();
    const told = (helm: Helm): Promise<unknown> =>
      helm.releases.status("shop").then(
        ({ resources = [] }) => resources.map(({ kind, status }) => `${kind} ${status}`),
        (error) => error.code,
      );
    expect(await told(fixture.helm)).toEqual(await told(stranger));
  });

  test.concurrent("removes is installed again by the chart whose crds/ has it, with an object of it in one go", async () => {
    await using fixture = await Fixture.make();
    using kind = new Kind(fixture, { "crds/widget.yaml": crd("GROUP", "Widget") });
    for (const name of ["first", "second"]) {
      const release = await fixture.helm.releases.install(name, kind.chart.path, { values: { spec: { size: 1 } } });
      expect(release.status).toBe("deployed");
      expect((await fixture.get("configmaps/seen")).data).toMatchObject({ version: "true", kind: "true" });
      await fixture.helm.releases.uninstall(name);
      await kind.remove();
    }
  });
});

describe("two identities on one cluster", () => {
  let shop: TempDir;
  beforeAll(() => {
    shop = chart({ templates: { "a.yaml": configMap("a") } });
  });
  afterAll(() => shop[Symbol.dispose]());

  test("do not share a token: a wrong one beside a good one stays wrong", async () => {
    await using fixture = await Fixture.make();
    const good = fixture.client({ kubeconfig: withToken(fixture.cluster, fixture.cluster.description.token) });
    const bad = fixture.client({ kubeconfig: withToken(fixture.cluster, "wrong") });
    for (let round = 0; round < 3; round++) {
      const [fine, refused] = await Promise.allSettled([good.releases.list(), bad.releases.list()]);
      expect(fine).toMatchObject({ status: "fulfilled", value: [] });
      expect(refused).toMatchObject({ status: "rejected", reason: { code: "ERR_HELM_UNAUTHORIZED" } });
    }
    await good.releases.install("shop", shop.path);
    await expectCode(bad.releases.upgrade("shop", shop.path), "ERR_HELM_UNAUTHORIZED");
  });

  test("do not share rights: each request is made as who it is for", async () => {
    await using fixture = await Fixture.make();
    const rules = [{ apiGroups: [""], resources: ["secrets"], verbs: ["get", "list"] }];
    const limited = fixture.client({
      kubeconfig: await fixture.userWith("reader", rules),
      userAgent: `limited/${fixture.namespace}`,
    });
    await fixture.helm.releases.install("shop", shop.path);
    let last: Promise<unknown> = Promise.resolve();
    /** One after the other: of two at once, one holds the release, whatever it may do. */
    const upgrade = (): Promise<unknown> => {
      const next = last.then(() => limited.releases.upgrade("shop", shop.path));
      last = next.catch(() => {});
      return next;
    };
    const results = await Promise.allSettled(
      Array.from({ length: 6 }, (_, i) =>
        i % 2 === 0 ? fixture.helm.releases.upgrade(`shop`, shop.path, { dryRun: "server" }) : upgrade(),
      ),
    );
    for (const [i, result] of results.entries())
      expect(result).toMatchObject(
        i % 2 === 0 ? { status: "fulfilled" } : { status: "rejected", reason: { code: "ERR_HELM_FORBIDDEN" } },
      );
    const asked = await fixture.cluster.audit({ userAgent: `limited/${fixture.namespace}` });
    expect(new Set(asked.map(({ user }) => user.username))).toEqual(new Set([`reader-${fixture.namespace}`]));
    expect(new Set((await fixture.audit()).map(({ user }) => user.username))).toEqual(new Set(["admin"]));
  });

  test("may be one user who acts for another", async () => {
    await using fixture = await Fixture.make();
    const acting = fixture.client({
      kubeAsUser: "somebody",
      kubeAsGroup: ["nobodies"],
      userAgent: `acting/${fixture.namespace}`,
    });
    const error = await expectCode(acting.releases.list(), "ERR_HELM_FORBIDDEN");
    expect(error.message).toContain('"somebody"');
    expect(await fixture.helm.releases.list()).toEqual([]);
    const [asked] = await fixture.cluster.audit({ userAgent: `acting/${fixture.namespace}` });
    expect(asked).toMatchObject({
      impersonatedUser: { username: "somebody", groups: expect.arrayContaining(["nobodies"]) },
    });
  });

  test("do not share what they see of the API: each has its own server", async () => {
    await using fixture = await Fixture.make();
    await using proxy = await ApiProxy.start(fixture.cluster);
    const behind = fixture.client({ kubeconfig: proxy.kubeconfig });
    await fixture.helm.releases.install("shop", shop.path);
    expect(proxy.requests()).toEqual([]);
    await behind.releases.upgrade("shop", shop.path);
    const reached = proxy.requests().length;
    expect(reached).toBeGreaterThan(0);
    await fixture.helm.releases.status("shop");
    expect(proxy.requests()).toHaveLength(reached);
  });

  test("are one after the other in one kubeconfig file: a rotated token works at the next call", async () => {
    await using fixture = await Fixture.make();
    using dir = tempDir();
    const file = join(dir.path, "kubeconfig");
    const rotate = async (token: string): Promise<void> =>
      void (await Bun.write(file, JSON.stringify(withToken(fixture.cluster, token))));
    await rotate("expired");
    const client = fixture.client({ kubeconfig: file });
    await expectCode(client.releases.list(), "ERR_HELM_UNAUTHORIZED");
    await rotate(fixture.cluster.description.token);
    await client.releases.install("shop", shop.path);
    await rotate("expired");
    await expectCode(client.releases.upgrade("shop", shop.path), "ERR_HELM_UNAUTHORIZED");
    await rotate(fixture.cluster.description.token);
    await client.releases.uninstall("shop");
  });

  test("are one after the other in a token file", async () => {
    await using fixture = await Fixture.make();
    using dir = tempDir({ token: "expired" });
    const config = withToken(fixture.cluster, "") as { users: object[] };
    config.users = [{ name: "u", user: { tokenFile: join(dir.path, "token") } }];
    const client = fixture.client({ kubeconfig: config });
    await expectCode(client.releases.list(), "ERR_HELM_UNAUTHORIZED");
    await Bun.write(join(dir.path, "token"), fixture.cluster.description.token);
    expect(await client.releases.list()).toEqual([]);
  });

  test("are one after the other with a rotated certificate", async () => {
    await using fixture = await Fixture.make();
    using dir = tempDir();
    const file = join(dir.path, "kubeconfig");
    const rules = [{ apiGroups: [""], resources: ["secrets"], verbs: ["get", "list"] }];
    const client = fixture.client({ kubeconfig: file, userAgent: `rotating/${fixture.namespace}` });
    for (const name of ["first", "second"]) {
      await Bun.write(file, Bun.file(await fixture.userWith(name, rules)));
      expect(await client.releases.list()).toEqual([]);
    }
    const users = (await fixture.cluster.audit({ userAgent: `rotating/${fixture.namespace}` })).map(
      ({ user }) => user.username,
    );
    expect([...new Set(users)]).toEqual([`first-${fixture.namespace}`, `second-${fixture.namespace}`]);
  });
});
