// What a render writes to a directory, and what it says beside its result.
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { chart } from "../../lab/chart.ts";
import { newHelm } from "../../lab/client.ts";
import { tempDir } from "../../lab/directory.ts";
import { helmCommand } from "../../lab/helm.ts";
import type { HelmEvent, LogLine, Operation, TemplateOptions } from "../../src/index.ts";

/** The files below a directory with their texts. */
function tree(directory: string): Record<string, string> {
  const files = [...new Bun.Glob("**/*").scanSync(directory)].sort();
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(directory, file), "utf8")]));
}

describe("outputDir with includeCrds", () => {
  const crd = (name: string): string =>
    `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: ${name}.example.test}\n`;
  const crds = {
    "crds/generated.yaml": `# Code generated\n---\n# Source: operator/crds/a.yaml\n${crd("a")}---\n# Source: ../../outside.yaml\n${crd("b")}`,
    "crds/plain.yaml": crd("c"),
    "crds/without-end.yaml": crd("d").trimEnd(),
    "charts/kid/Chart.yaml": "apiVersion: v2\nname: kid\nversion: 1.0.0\n",
    "charts/kid/crds/own.yaml": `---\n# Source: kid/crds/own.yaml\n${crd("e")}`,
    "charts/kid/templates/a.yaml": "a: b\n---\n# Source: c\nd: e\n",
  };
  test.each<[string, string[], TemplateOptions]>([
    ["each file of crds/ whole", [], {}],
    ["and those beside the release's directory", ["--release-name"], { releaseName: true }],
    ["and none when they are skipped", ["--skip-crds"], { skipCrds: true }],
  ])("writes %s, as the command does", async (_, flags, options) => {
    using shop = chart({ templates: { "a.yaml": "a: b\n" }, files: crds });
    using theirs = tempDir();
    using ours = tempDir();
    const line = ["template", "shop", shop.path, "--include-crds", "--output-dir", theirs.path, ...flags];
    expect((await helmCommand(line)).exitCode).toBe(0);
    const outputDir = ours.path;
    await newHelm().charts.template(shop.path, { name: "shop", includeCrds: true, outputDir, ...options });
    expect(tree(ours.path)).toEqual(tree(theirs.path));
    expect(Object.keys(tree(ours.path)).length).toBeGreaterThanOrEqual(3);
  });
});

describe("what Helm says of a chart and its values", () => {
  async function said(call: (helm: ReturnType<typeof newHelm>) => Operation<unknown>): Promise<LogLine[][]> {
    const strays: LogLine[] = [];
    await using helm = newHelm({ onLog: (line) => strays.push(line) });
    const events: HelmEvent[] = [];
    for await (const event of call(helm)) events.push(event);
    return [events.filter((event) => event.type === "log"), strays];
  }
  const lines = (events: LogLine[] = []): string[] => events.map(({ level, message }) => `${level}: ${message}`);

  test("is an event of the operation that has caused it, once", async () => {
    using shop = chart({
      values: { top: { table: { a: 1 } } },
      templates: { "a.yaml": 'metadata: {annotations: {helm.sh/hook: "pre-nothing"}}\nkind: Job\n' },
    });
    using other = chart({ name: "other", values: { other: { deep: { a: 1 } } } });
    const [[events, strays], [others, otherStrays]] = (await Promise.all([
      said((helm) => helm.charts.template(shop.path, { values: { top: { table: "text" } } })),
      said((helm) => helm.charts.template(other.path, { values: { other: { deep: 7 } } })),
    ])) as [LogLine[][], LogLine[][]];
    expect(lines(events)).toEqual([
      "warn: cannot overwrite table with non table for shop.top.table (map[a:1])",
      "warn: skipping unknown hooks",
    ]);
    expect(events?.[1]?.attributes).toEqual({ hookTypes: "pre-nothing" });
    expect(lines(others)).toEqual(["warn: cannot overwrite table with non table for other.other.deep (map[a:1])"]);
    expect([...(strays ?? []), ...(otherStrays ?? [])]).toEqual([]);
  });

  test("is so of a chart that was loaded, of lint and of a dry run", async () => {
    using shop = chart({ values: { top: { table: { a: 1 } } }, templates: { "a.yaml": "a: b\n" } });
    const values = { top: { table: "text" } };
    const warning = "warn: cannot overwrite table with non table for shop.top.table (map[a:1])";
    await using loading = newHelm();
    using loaded = await loading.charts.load(shop.path);
    for await (const event of loading.charts.template(loaded, { values })) {
      if (event.type === "log") expect(lines([event])).toEqual([warning]);
    }
    const options = { values, dryRun: "client" as const, namespace: "default" };
    expect(lines((await said((helm) => helm.releases.install("shop", shop.path, options)))[0])).toEqual([warning]);
    expect(lines((await said((helm) => helm.charts.lint(shop.path, { values })))[0])).toContain(warning);
  });

  test("does not tell a sensitive value", async () => {
    using shop = chart({ values: { db: { inner: { key: "hunter2-hunter2" } } }, templates: { "a.yaml": "a: b\n" } });
    const [events] = await said((helm) =>
      helm.charts.template(shop.path, { values: { db: { inner: 1 } }, sensitive: ["db.inner.key"] }),
    );
    expect(lines(events)).toEqual(["warn: cannot overwrite table with non table for shop.db.inner (map[key:xxxxx])"]);
  });
});
