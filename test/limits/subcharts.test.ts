// Subcharts that are used more often than memory allows.
import { expect, setDefaultTimeout, test } from "bun:test";
import { archive } from "../../lab/archive.ts";
import { newHelm } from "../../lab/client.ts";
import { tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { refused } from "./endless.ts";

setDefaultTimeout(120_000);

/** A chart in a chart and so on: each uses the one below under so many aliases. */
function nested(depth: number, aliases: number): Record<string, string> {
  const files: Record<string, string> = {};
  for (let level = 0; level <= depth; level++) {
    const dependencies = Array.from({ length: level < depth ? aliases : 0 }, (_, i) => {
      return { name: `c${level + 1}`, version: "1.0.0", alias: `a${i}` };
    });
    const path = Array.from({ length: level }, (_, i) => `charts/c${i + 1}/`).join("");
    files[`${path}Chart.yaml`] = JSON.stringify({
      apiVersion: "v2",
      name: `c${level}`,
      version: "1.0.0",
      dependencies,
    });
    files[`${path}templates/a.yaml`] = "a: {{ .Chart.Name }}\n";
  }
  return files;
}

const said = "its subcharts are used more than 10000 times: dependencies in Chart.yaml use";

test("a chart that uses its subcharts as often as that is refused before they are copied", async () => {
  using hostile = tempDir(nested(5, 100));
  for (const call of ["template", "lint", "load"]) {
    const { code, message, details, peak } = await refused(`helm.charts.${call}("${hostile.path}")`);
    expect({ call, code, message }).toMatchObject({ code: "ERR_HELM_CHART_INVALID" });
    expect(message).toContain(`${said} "c0/c1/c2" 10000 times`);
    expect(details.hint).toContain("dependencies in Chart.yaml");
    expect(peak).toBeLessThan(100);
  }
});

test("so is one in charts/ that is linted too, and an archive's bytes", async () => {
  const files = nested(2, 100);
  using hostile = tempDir(files);
  const bytes = archive(Object.entries(files).map(([name, data]) => ({ name: `c0/${name}`, data })));
  using above = tempDir({
    "Chart.yaml": "apiVersion: v2\nname: above\nversion: 1.0.0\n",
    ...Object.fromEntries(Object.entries(files).map(([name, data]) => [`charts/c0/${name}`, data])),
  });
  for (const call of [
    () => newHelm().charts.template(bytes),
    () => newHelm().charts.lint(bytes),
    () => newHelm().charts.lint(hostile.path),
    () => newHelm().charts.lint(above.path, { withSubcharts: true }),
  ]) {
    expect((await expectCode(call(), "ERR_HELM_CHART_INVALID")).message).toContain(said);
  }
});

test("one that uses them often renders as ever", async () => {
  using honest = tempDir(nested(2, 20));
  const { manifest } = await newHelm().charts.template(honest.path, { sensitive: ["*.*.password"] });
  expect(manifest.match(/^a: a\d+$/gm)).toHaveLength(420);
});
