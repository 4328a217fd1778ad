// What the command takes though no cluster would: what is only rendered or looked at may have any names.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { cpSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { chart } from "../../lab/chart.ts";
import { newHelm } from "../../lab/client.ts";
import { tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { helmCommand } from "../../lab/helm.ts";
import { configMap } from "../../lab/objects.ts";

setDefaultTimeout(60_000);

const helm = newHelm();

describe("a namespace", () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a place holder as others write it
  test.each(["NAMESPACE", "my_team", "${NAMESPACE}", "a.b", "x".repeat(64), "a/b", "ä"])(
    "%s is taken by template and lint, as by the command",
    async (namespace) => {
      using source = chart({
        metadata: { icon: "https://a.test/a.png" },
        templates: { "a.yaml": configMap("a", { namespace: "{{ .Release.Namespace }}" }) },
      });
      const rendered = await helmCommand(["template", source.path, "--namespace", namespace]);
      expect(rendered.exitCode).toBe(0);
      expect((await helm.charts.template(source.path, { namespace })).manifest).toBe(rendered.stdout);
      expect((await newHelm({ namespace }).charts.template(source.path)).manifest).toBe(rendered.stdout);
      const linted = await helmCommand(["lint", source.path, "--namespace", namespace]);
      expect((await helm.charts.lint(source.path, { namespace })).passed).toBe(linted.exitCode === 0);
      await expectCode(
        helm.releases.install("a", source.path, { namespace, dryRun: "client" }),
        "ERR_HELM_INVALID_ARGUMENT",
      );
    },
  );
});

test("any labels are taken by template, as by the command, but for Helm's own", async () => {
  using source = chart({ templates: { "a.yaml": configMap("a") } });
  const labels = { "a b": "c d", ä: "x".repeat(64), "": "" };
  expect((await helm.charts.template(source.path, { labels })).manifest).toContain('"name":"a"');
  await expectCode(helm.charts.template(source.path, { labels: { owner: "me" } }), "ERR_HELM_INVALID_ARGUMENT");
  await expectCode(helm.releases.install("a", source.path, { labels, dryRun: "client" }), "ERR_HELM_INVALID_ARGUMENT");
});

test.each(["v3", "v9", "one"])(
  "a chart of apiVersion %s is shown and its dependencies are listed",
  async (apiVersion) => {
    const dependencies = [{ name: "sub", version: "1.0.0", repository: "https://a.test" }];
    using source = chart({ metadata: { apiVersion, dependencies }, values: { a: 1 }, files: { "README.md": "Hi" } });
    const { exitCode, stdout } = await helmCommand(["show", "all", source.path]);
    expect(exitCode).toBe(0);
    const { metadata, values, text } = await helm.charts.show(source.path);
    expect({ apiVersion: metadata.apiVersion, values, all: text.all }).toEqual({
      apiVersion,
      values: { a: 1 },
      all: stdout,
    });
    expect((await helmCommand(["dependency", "list", source.path])).exitCode).toBe(0);
    expect(await helm.charts.dependencies.list(source.path)).toMatchObject([{ name: "sub", status: "missing" }]);
    await expectCode(helm.charts.template(source.path), "ERR_HELM_CHART_INVALID");
  },
);

describe("archives in archives", () => {
  const tar = async (from: string, to: string): Promise<void> => {
    const child = Bun.spawn(["tar", "czf", to, "-C", dirname(from), "common"]);
    expect(await child.exited).toBe(0);
  };
  // Each holds the one before.
  async function nest(inner: string, depth: number): Promise<{ path: string } & Disposable> {
    const place = tempDir();
    const chartYaml = JSON.stringify({ apiVersion: "v2", name: "common", version: "0.1.0" });
    for (let at = 0; at < depth; at++) {
      const source = join(place.path, `${at}/common`);
      await Bun.write(join(source, "Chart.yaml"), chartYaml);
      await Bun.write(join(source, "templates/a.yaml"), `{{- if false }}{{ end -}}`);
      if (at > 0) {
        mkdirSync(join(source, dirname(inner)), { recursive: true });
        cpSync(join(place.path, `${at - 1}.tgz`), join(source, inner));
      }
      await tar(source, join(place.path, `${at}.tgz`));
    }
    return { path: join(place.path, `${depth - 1}.tgz`), [Symbol.dispose]: () => place[Symbol.dispose]() };
  }

  test.each([
    "tests/x/charts/common-0.1.0.tgz",
    "files/mycharts/common-0.1.0.tgz",
    "docs/charts/common-0.1.0.tgz",
    "charts/_x/charts/a.tgz",
  ])("are plain files at %s, as to the command", async (inner) => {
    using archive = await nest(inner, 12);
    using place = tempDir({
      "charts/.keep": "",
      "Chart.yaml": JSON.stringify({ apiVersion: "v2", name: "top", version: "1.0.0" }),
    });
    cpSync(archive.path, join(place.path, "charts/common-0.1.0.tgz"));
    for (const path of [archive.path, place.path]) {
      expect((await helmCommand(["template", path])).exitCode).toBe(0);
      await helm.charts.template(path);
      await helm.charts.lint(path);
    }
  });

  test.each(["charts/common-0.1.0.tgz", "charts/sub/charts/common-0.1.0.tgz"])(
    "are charts at %s, and bounded",
    async (inner) => {
      using archive = await nest(inner, 12);
      const { message } = await expectCode(helm.charts.template(archive.path), "ERR_HELM_CHART_INVALID");
      expect(message).toContain("archives nested more than 8 deep");
    },
  );
});
