// What YAML allows in a manifest passes a post-renderer that changes nothing, whatever its strategy.
import { afterAll, describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { chart } from "../../lab/chart.ts";
import { newHelm } from "../../lab/client.ts";
import { tempDir } from "../../lab/directory.ts";
import type { Helm, TemplateOptions } from "../../src/index.ts";

const directories: string[] = [];
const home = tempDir({
  "plugins/same/plugin.yaml": JSON.stringify({
    apiVersion: "v1",
    type: "postrenderer/v1",
    name: "same",
    version: "1.0.0",
    runtime: "subprocess",
    runtimeConfig: { platformCommand: [{ command: "/bin/cat" }] },
  }),
});
afterAll(() => {
  for (const path of directories) rmSync(path, { recursive: true, force: true });
  home[Symbol.dispose]();
});
const helm: Helm = newHelm({ env: { HELM_PLUGINS: join(home.path, "plugins"), PATH: "/usr/bin:/bin" } });

function chartOf(text: string): string {
  const { path } = chart({ templates: { "a.yaml": text } });
  directories.push(path);
  return path;
}

const object = (metadata: string, rest = ""): string =>
  `apiVersion: v1\nkind: ConfigMap\n${rest}metadata:\n${metadata}`;
const documents: Record<string, string> = {
  "annotations that are the labels": object("  name: a\n  labels: &l {team: red}\n  annotations: *l\n"),
  "labels that are the annotations": object("  name: a\n  annotations: &l {team: red}\n  labels: *l\n"),
  "annotations that are merged": object(
    "  name: a\n  labels: &l {team: red}\n  annotations:\n    <<: *l\n    more: x\n",
  ),
  "annotations that are merged, and say otherwise": object(
    "  name: a\n  labels: &l {team: red, a: b}\n  annotations:\n    team: blue\n    <<: *l\n",
  ),
  "annotations of a list of merges": object(
    "  name: a\n  annotations:\n    <<: [*one, *two]\n    c: d\n",
    "x: &one {a: first, b: first}\ny: &two {a: second, z: second}\n",
  ),
  "annotations from elsewhere": object("  name: a\n  annotations: *n\n", "x: &n {team: red}\n"),
  "a name from elsewhere": object("  name: *n\n  annotations: {team: red}\n", "x: &n a\n"),
  "all of the metadata": "apiVersion: v1\nkind: ConfigMap\nx: &m {name: a, annotations: {team: red}}\nmetadata: *m\n",
  "metadata that is used again":
    "apiVersion: v1\nkind: ConfigMap\nmetadata: &m {name: a, annotations: {team: red}}\ny: *m\n",
  "a pod's annotations that are the object's":
    "apiVersion: v1\nkind: PodTemplate\nmetadata:\n  name: a\n  annotations: &a {team: red}\ntemplate:\n  metadata:\n    annotations: *a\n",
  "an alias within an alias": object("  name: a\n  labels: *l\n  annotations: *l\n", "x: &v red\ny: &l {team: *v}\n"),
  "data that is the same twice": object("  name: a\n", "data: &d {k: v}\nbinaryData: *d\n"),
  "stars that are none": object("  name: a\n", 'data: {glob: "*.txt", text: "a & b", cron: "* * * * *"}\n'),
  "kinds of scalars beside an alias": object(
    "  name: &n a\n  labels: {x: *n}\n",
    "mode: 0644\nold: yes\nsci: 1e3\nhex: 0x1F\nsex: 1:30\nnul: ~\nbig: 9007199254740993\ndate: 2024-01-02\nfloat: 1.0\ntext: |\n  a\n   b\n\n  c\nfold: >-\n  a\n  b\n",
  ),
  "a hook": object(
    "  name: a\n  annotations: *h\n",
    "x: &h\n  helm.sh/hook: pre-install\n  helm.sh/hook-weight: '5'\n  team: red\n",
  ),
  "a List": `apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: a, labels: &l {team: red}}\n  data: &d {k: v}\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: b, labels: *l, annotations: *l}\n  data: *d\n`,
  "two documents with the same anchor": `${object("  name: a\n  labels: &l {team: red}\n  annotations: *l\n")}---\n${object("  name: b\n  labels: &l {team: blue}\n  annotations: *l\n")}`,
};

/** Objects by name, with the items of a List by themselves: a post-renderer gets those. */
async function rendered(path: string, options: TemplateOptions): Promise<unknown[]> {
  const { objects } = await helm.charts.template(path, { ...options, objects: true });
  const all = (objects as { kind: string; items?: unknown[] }[]).flatMap((one) =>
    one.kind === "List" ? one.items : one,
  );
  return all.sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
}

describe.each(["combined", "separate", "nohooks"] as const)(
  "a post-renderer with the strategy %s",
  (postRenderStrategy) => {
    test.each(Object.entries(documents))("keeps %s", async (_, text) => {
      const path = chartOf(text);
      const bare = await rendered(path, {});
      const seen: string[] = [];
      const postRenderer = (manifest: string): string => {
        seen.push(manifest);
        return manifest;
      };
      expect(await rendered(path, { postRenderer, postRenderStrategy })).toEqual(bare);
      expect(seen.join("")).not.toMatch(/[:-] \*\w/); // each of its documents stands by itself
      expect(await rendered(path, { postRendererPlugin: "same", postRenderStrategy })).toEqual(bare);
    });

    test("may give aliases itself", async () => {
      const path = chartOf(object("  name: a\n"));
      const text = documents["a List"] as string;
      const given = await rendered(chartOf(text), {});
      expect(await rendered(path, { postRenderer: () => text, postRenderStrategy })).toEqual(given);
    });
  },
);

test("hooks behind an alias are hooks, with a post-renderer too", async () => {
  const path = chartOf(documents["a hook"] as string);
  for (const postRenderStrategy of ["combined", "separate", "nohooks"] as const) {
    const { hooks } = await helm.charts.template(path, { postRenderer: (manifest) => manifest, postRenderStrategy });
    expect(hooks.map(({ events, weight }) => ({ events, weight }))).toEqual([{ events: ["pre-install"], weight: 5 }]);
  }
});

test.each([
  [
    "a bomb",
    `x0: &x0 [a,a,a,a,a,a,a,a,a]\n${Array.from({ length: 9 }, (_, i) => `x${i + 1}: &x${i + 1} [${Array(9).fill(`*x${i}`)}]`).join("\n")}\n`,
  ],
  ["an alias of itself", "x: &x {y: *x}\n"],
])("%s of aliases is refused, and ends nothing", async (_, text) => {
  const path = chartOf(object("  name: a\n", "y: z\n"));
  const operation = helm.charts.template(path, {
    postRenderer: (manifest) => `${manifest}---\n${object("  name: b\n", text)}`,
  });
  const error = await operation.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(String(error)).toMatch(/alias|excessive|itself/);
  expect((await rendered(path, {})).length).toBe(1);
});
