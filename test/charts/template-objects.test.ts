// charts.template with objects: the documents of a manifest as Helm's YAML reads them, not as JavaScript's would.
import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { chart } from "../../lab/chart.ts";
import { newHelm } from "../../lab/client.ts";
import { tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap, crd, hook, job } from "../../lab/objects.ts";
import { until } from "../../lab/wait.ts";
import type { KubernetesObject, TemplateOptions } from "../../src/index.ts";

setDefaultTimeout(60_000);

const helm = newHelm();

/** The objects of a chart of these templates. */
async function objects(templates: Record<string, string>, options: TemplateOptions = {}): Promise<KubernetesObject[]> {
  using shop = chart({ templates });
  return (await helm.charts.template(shop.path, { ...options, objects: true })).objects;
}

const names = (list: readonly KubernetesObject[]): string[] =>
  list.map(({ kind, metadata }) => `${kind} ${metadata.name}`);

const mixed = chart({
  templates: {
    "a.yaml": `${configMap("one")}---\n${configMap("two")}`,
    "hook.yaml": job("before", {}, hook("pre-install")),
    "test.yaml": job("check", {}, hook("test")),
    "web.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}]}\n",
  },
  files: { "crds/widget.yaml": crd("shop.example", "Widget") },
});
afterAll(() => mixed[Symbol.dispose]());

describe("objects", () => {
  test("are the documents of the manifest, in its order", async () => {
    const { manifest, objects } = await helm.charts.template(mixed.path, { objects: true });
    expect(objects).toEqual((Bun.YAML.parse(manifest) as KubernetesObject[]).filter((object) => object !== null));
    expect(names(objects)).toEqual(["ConfigMap one", "ConfigMap two", "Service web", "Job before", "Job check"]);
    expect((await helm.charts.template(mixed.path)).objects).toBeUndefined();
  });

  test("are those that the other options leave in the manifest", async () => {
    const left = async (options: TemplateOptions): Promise<string[]> =>
      names((await helm.charts.template(mixed.path, { ...options, objects: true })).objects);
    expect(await left({ skipTests: true })).not.toContain("Job check");
    expect(await left({ noHooks: true })).toEqual(["ConfigMap one", "ConfigMap two", "Service web"]);
    expect(await left({ showOnly: ["templates/web.yaml", "templates/a.yaml"] })).toEqual([
      "Service web",
      "ConfigMap one",
      "ConfigMap two",
    ]);
    expect(await left({ includeCrds: true })).toContain("CustomResourceDefinition widgets.shop.example");
    using directory = tempDir();
    expect(await left({ outputDir: directory.path })).toHaveLength(5);
    expect(readdirSync(join(directory.path, "shop/templates"))).toHaveLength(4);
    const postRenderer = (manifest: string): string => manifest.replaceAll("web", "renamed");
    expect(await left({ postRenderer })).toContain("Service renamed");
  });

  test("are none of a chart that renders nothing, or only comments", async () => {
    expect(await objects({})).toEqual([]);
    expect(
      await objects({ "a.yaml": "# nothing\n", "b.yaml": "{{ if false }}x{{ end }}", "c.yaml": "---\n---\n" }),
    ).toEqual([]);
    expect(names(await objects({ "a.yaml": `# first\n---\n${configMap("a")}---\n# last\n` }))).toEqual(["ConfigMap a"]);
  });

  test("keep a List as one object", async () => {
    const items = `[${configMap("a").trim()}, ${configMap("b").trim()}]`;
    const [list, ...rest] = await objects({ "a.yaml": `apiVersion: v1\nkind: List\nitems: ${items}\n` });
    expect(rest).toEqual([]);
    expect(list).toMatchObject({ kind: "List", items: [{ kind: "ConfigMap" }, { kind: "ConfigMap" }] });
  });

  test("have no text of the document's separator, comments or a byte order mark in them", async () => {
    const text = "one\n--- not a separator\n# no comment\ntwo";
    const [object] = await objects({ "a.yaml": `# why\n${configMap("a", { text: "x" }).trim()} # because\n` });
    expect(object).toEqual({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "a", annotations: {} },
      data: { text: "x" },
    });
    const block = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\ndata:\n  text: |-\n    ${text.replaceAll("\n", "\n    ")}\n`;
    const [second] = await objects({ "b.yaml": block });
    expect(second?.data).toEqual({ text });
  });

  test("are read at large: a thousand of them, and what is not ASCII", async () => {
    const many = Array.from({ length: 1000 }, (_, i) => configMap(`c${i}`, { text: "ä € 😀" })).join("---\n");
    const list = await objects({ "a.yaml": many });
    expect(list).toHaveLength(1000);
    expect(list[999]).toMatchObject({ metadata: { name: "c999" }, data: { text: "ä € 😀" } });
  });

  test("have the later of two equal keys, and whole numbers up to 2^53, as JSON has", async () => {
    const [object] = await objects({ "a.yaml": `${configMap("a").trim()}\n`.replace('"data"', '"x":1,"x":2,"data"') });
    expect(object?.x).toBe(2);
    const [large] = await objects({
      "a.yaml": "apiVersion: v1\nkind: X\nmetadata: {name: a}\ncount: 9007199254740993\n",
    });
    expect(large?.count).toBe(9007199254740992);
  });

  test("that a post-renderer has broken are MANIFEST_INVALID", async () => {
    const broken = objects({ "a.yaml": configMap("a") }, { postRenderer: () => "a: [", postRenderStrategy: "nohooks" });
    await expectCode(broken, "ERR_HELM_MANIFEST_INVALID");
  });
});

const special = `
million: 1e6
fraction: 0.10
exponent: 1E-3
decimal: 1_000
octal: 0o777
old: 0777
hex: 0x1F
binary: 0b101
minutes: 12:30:45
is_yes: yes
is_no: No
is_on: on
is_off: off
truth: TRUE
is_y: y
tilde: ~
word: null
nothing:
version: 1.10
date: 2001-12-14
quoted: "1e6"
single: 'yes'
tagged: !!str 12
plus: +1
large: 9007199254740991
folded: >
  one
  two
? key
: value
1: number as key
true: boolean as key
base: &base {a: 1, b: [1, 2]}
copy: *base
merged: {<<: *base, b: 3}
`;

describe("YAML's specials in objects", () => {
  test("are what the helm command would send to the API server", async () => {
    await using fixture = await Fixture.make();
    const group = `${fixture.namespace}.example`;
    const open = "{type: object, x-kubernetes-preserve-unknown-fields: true}";
    const definition = crd(group, "Widget").replace(/openAPIV3Schema: .*\}/, `openAPIV3Schema: ${open}}`);
    await fixture.cluster.apply(Bun.YAML.parse(definition) as never);
    await until(async () => (await fixture.cluster.request("GET", `/apis/${group}/v1`)).ok);
    const spec = special.trim().replaceAll("\n", "\n  ");
    using shop = chart({
      templates: { "a.yaml": `apiVersion: ${group}/v1\nkind: Widget\nmetadata: {name: w}\nspec:\n  ${spec}\n` },
    });
    const { objects: [object] = [] } = await helm.charts.template(shop.path, { objects: true });
    const installed = await fixture.helmCommand("install", "shop", shop.path, "--server-side=false");
    expect(installed).toMatchObject({ exitCode: 0 });
    const live = await fixture.cluster.get<KubernetesObject>(
      `/apis/${group}/v1/namespaces/${fixture.namespace}/widgets/w`,
    );
    expect(object?.spec).toEqual(live.spec);
    expect(object?.spec).toMatchObject({
      million: 1_000_000,
      octal: 0o777,
      minutes: "12:30:45",
      is_yes: true,
      is_off: false,
      version: 1.1,
      date: "2001-12-14",
      tilde: null,
      tagged: "12",
      copy: { a: 1, b: [1, 2] },
      merged: { a: 1, b: 3 },
      "1": "number as key",
    });
    await fixture.cluster.request("DELETE", `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.${group}`);
  });
});
