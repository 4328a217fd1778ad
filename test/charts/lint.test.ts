// Mistakes in charts: charts.lint beside `helm lint`. Those of Helm's own charts are compared in parity.
import { describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { archive } from "../../lab/archive.ts";
import { chart } from "../../lab/chart.ts";
import { newHelm } from "../../lab/client.ts";
import { tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { helmCommand, pack } from "../../lab/helm.ts";
import { configMap } from "../../lab/objects.ts";
import { runScript } from "../../lab/process.ts";
import { linted, lintedByCommand } from "../../parity/lint.ts";
import type { LintOptions, LintResult } from "../../src/index.ts";

const helm = newHelm();

async function same(path: string, options: LintOptions = {}, flags: string[] = []): Promise<LintResult> {
  const [mine, command] = await Promise.all([helm.charts.lint(path, options), helmCommand(["lint", path, ...flags])]);
  expect(linted(mine, options.quiet === true)).toBe(lintedByCommand(command.stdout));
  expect(mine.passed).toBe(command.exitCode === 0);
  return mine;
}

describe("charts.lint", () => {
  test("finds nothing bad in a good chart", async () => {
    using source = chart({ templates: { "a.yaml": configMap("a") } });
    const { passed, charts, failed, messages } = await helm.charts.lint(source.path);
    expect({ passed, charts, failed }).toEqual({ passed: true, charts: [source.path], failed: [] });
    expect(messages).toEqual([
      { severity: "info", path: "Chart.yaml", message: "icon is recommended", chart: source.path },
    ]);
  });

  test("tells errors with their file, and resolves all the same", async () => {
    using source = chart({ templates: { "a.yaml": "a: {{ .Values.missing.deeper }}\n" } });
    const { passed, messages } = await helm.charts.lint(source.path);
    expect(passed).toBe(false);
    const [error] = messages.filter(({ severity }) => severity === "error");
    expect(error?.path).toBe("templates/");
    expect(error?.message).toContain("nil pointer");
  });

  test("a warning fails only when strict", async () => {
    using source = chart(); // without templates/
    expect((await same(source.path)).passed).toBe(true);
    expect((await same(source.path, { strict: true }, ["--strict"])).passed).toBe(false);
  });

  test("quiet leaves out what is only for information", async () => {
    using source = chart({ templates: { "a.yaml": configMap("a") } });
    expect((await same(source.path, { quiet: true }, ["--quiet"])).messages).toEqual([]);
  });

  test("looks at values, their schema, and the version of Kubernetes", async () => {
    using source = chart({
      templates: { "a.yaml": "apiVersion: extensions/v1beta1\nkind: Deployment\nmetadata: {name: a}\n" },
      files: { "values.schema.json": '{"properties": {"replicas": {"type": "integer"}}}' },
    });
    const options = { set: ["replicas=many"], kubeVersion: "1.15.0" };
    const flags = ["--set", "replicas=many", "--kube-version", "1.15.0"];
    const { passed, messages } = await same(source.path, options, flags);
    expect(passed).toBe(false);
    expect(messages.filter(({ message }) => message !== message.trim())).toEqual([]);
    await same(source.path, { ...options, skipSchemaValidation: true }, [...flags, "--skip-schema-validation"]);
    await expectCode(helm.charts.lint(source.path, { kubeVersion: "new" }), "ERR_HELM_INVALID_ARGUMENT");
  });

  test("lints the charts below charts/ too", async () => {
    using source = chart({
      templates: { "a.yaml": configMap("a") },
      files: { "charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 1.0.0\n" },
    });
    const { charts } = await same(source.path, { withSubcharts: true }, ["--with-subcharts"]);
    expect(charts).toEqual([source.path, `${source.path}/charts/sub`]);
  });

  test("what is in memory is found to be the same, and leaves no file behind", async () => {
    using source = chart({ templates: { "a.yaml": "a: {{ fail `no` }}\n" } });
    using packed = tempDir();
    const file = await pack(source, packed);
    const plain = ({ passed, messages }: LintResult): unknown => [
      passed,
      messages.map(({ chart: _, ...rest }) => rest),
    ];
    const expected = plain(await helm.charts.lint(source.path));
    expect(plain(await helm.charts.lint(file))).toEqual(expected);
    expect(plain(await helm.charts.lint(Bun.file(file)))).toEqual(expected);
    using loaded = await helm.charts.load(source.path);
    expect(plain(await helm.charts.lint(loaded))).toEqual(expected);
    using temporary = tempDir(); // of a process of its own: others lint in the usual one
    const script = `import { newHelm } from "./lab/client.ts"; const helm = newHelm();
      for (const file of process.env.FILES.split(",")) {
        const bytes = Bun.file(file);
        await helm.charts.lint(file);
        await helm.charts.lint(bytes);
        await using chart = await helm.charts.load(bytes).catch(() => undefined);
        if (chart) await helm.charts.lint(chart);
      }`;
    const broken = join(packed.path, "broken.tgz");
    await Bun.write(broken, archive([{ name: "hostile/../../escaped", data: "x" }]));
    const env = { TMPDIR: temporary.path, FILES: `${file},${broken}` };
    expect(await runScript(script, { env })).toMatchObject({ stderr: "", exitCode: 0 });
    expect(readdirSync(temporary.path)).toEqual([]);
  });

  test("names the chart as the caller does, wherever it is linted", async () => {
    using source = chart({ files: { "charts/redis/Chart.yaml": "{apiVersion: v2, name: redis, version: 1.0.0}" } });
    using place = tempDir();
    const path = await pack(source, place);
    const bytes = await Bun.file(path).bytes();
    using loaded = await helm.charts.load(source.path);
    for (const [reference, name] of [
      [source.path, source.path],
      [bytes, "bytes"],
      [loaded, source.path],
    ] as const) {
      const { messages } = await helm.charts.lint(reference);
      const told = messages.find(({ message }) => message.includes("missing these dependencies"));
      expect(told).toMatchObject({ path: name, chart: name });
    }
  });

  test("no chart at all is a finding too", async () => {
    using empty = tempDir();
    for (const path of [join(empty.path, "none"), `${empty.path}/none/`]) await same(path);
    const { passed, messages } = await helm.charts.lint("./no-such-chart");
    expect(passed).toBe(false);
    expect(messages).toEqual([
      { severity: "error", path: "", message: expect.stringContaining("no such file"), chart: "no-such-chart" },
    ]);
  });
});
