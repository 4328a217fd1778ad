// charts.template: what each option does to a rendered chart, always as `helm template` has it.
import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { chmodSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { chart } from "../../lab/chart.ts";
import { newHelm } from "../../lab/client.ts";
import { tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { helmCommand, pack } from "../../lab/helm.ts";
import { configMap, crd, hook, job } from "../../lab/objects.ts";
import type { TemplateOptions } from "../../src/index.ts";

setDefaultTimeout(60_000);

const helm = newHelm();

/** A chart with some of everything. */
const everything = chart({
  values: { text: "one" },
  metadata: { appVersion: "9.8" },
  templates: {
    "a.yaml": configMap("a", {
      text: "{{ .Values.text }}",
      release: "{{ .Release.Name }}/{{ .Release.Namespace }}/{{ .Release.Revision }}",
    }),
    "z/b.yaml": configMap("b", {
      is: "{{ if .Release.IsUpgrade }}upgrade{{ end }}{{ if .Release.IsInstall }}install{{ end }}",
      kube: "{{ .Capabilities.KubeVersion.Version }}",
      api: '{{ .Capabilities.APIVersions.Has "shop.example/v1" }}',
    }),
    "hook.yaml": job("before", {}, hook("pre-install", { weight: -5, policy: "hook-succeeded" })),
    "tests/check.yaml": job("check", {}, hook("test")),
    "NOTES.txt": "Hello {{ .Release.Name }}.",
  },
  files: {
    "crds/widget.yaml": crd("shop.example", "Widget"),
    "charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 2.0.0\n",
    "charts/sub/templates/c.yaml": configMap("c"),
    "charts/sub/templates/NOTES.txt": "Hello from sub.",
  },
});

afterAll(() => everything[Symbol.dispose]());

/** Renders it, and checks that the helm command with these arguments says the same. */
async function render(options: TemplateOptions = {}, ...flags: string[]): Promise<string> {
  const { manifest } = await helm.charts.template(everything.path, options);
  const oracle = await helmCommand(["template", everything.path, ...flags]);
  expect(oracle.stderr).toBe("");
  expect(manifest).toBe(oracle.stdout);
  return manifest;
}

const sources = (manifest: string): string[] =>
  [...manifest.matchAll(/^# Source: (.+)$/gm)].map(([, path]) => path as string);

describe("a rendered chart", () => {
  test("is what helm template prints, with the hooks and the notes beside it", async () => {
    const manifest = await render();
    expect(sources(manifest)).toEqual([
      "shop/charts/sub/templates/c.yaml",
      "shop/templates/a.yaml",
      "shop/templates/z/b.yaml",
      "shop/templates/hook.yaml",
      "shop/templates/tests/check.yaml",
    ]);
    const { hooks, notes } = await helm.charts.template(everything.path);
    expect(notes).toBe("Hello release-name.");
    expect(hooks).toMatchObject([
      {
        name: "before",
        kind: "Job",
        path: "shop/templates/hook.yaml",
        events: ["pre-install"],
        weight: -5,
        deletePolicies: ["hook-succeeded"],
      },
      { name: "check", kind: "Job", path: "shop/templates/tests/check.yaml", events: ["test"], weight: 0 },
    ]);
    expect(hooks[0]?.manifest).toContain("name: before");
    expect(hooks[0]?.lastRun).toBeUndefined();
  });

  test("is for the release and namespace that are named", async () => {
    const manifest = await render(
      { name: "mine", namespace: "here" },
      "--name-template",
      "mine",
      "--namespace",
      "here",
    );
    expect(manifest).toContain("mine/here/1");
    const { manifest: named } = await helm.charts.template(everything.path, { nameTemplate: "x-{{ add 1 2 }}" });
    expect(named).toContain("x-3/default/1");
  });

  test("has a name made from the chart's with generateName", async () => {
    using packed = tempDir();
    const archive = await pack(everything, packed);
    const { manifest } = await helm.charts.template(archive, { generateName: true });
    expect(manifest).toMatch(/"shop-1-\d+\/default\/1"/);
    const bytes = await helm.charts.template(Bun.file(archive), { generateName: true });
    expect(bytes.manifest).toMatch(/"[a-z-]+-\d+\/default\/1"/);
  });

  test("takes its namespace from the client, and from HELM_NAMESPACE", async () => {
    const { manifest } = await newHelm({ namespace: "there" }).charts.template(everything.path);
    expect(manifest).toContain("release-name/there/1");
    const env = { HELM_NAMESPACE: "elsewhere" };
    expect((await newHelm({ env }).charts.template(everything.path)).manifest).toContain("release-name/elsewhere/1");
  });

  test("has the chart's crds only with includeCrds, whatever skipCrds says", async () => {
    expect(sources(await render({ includeCrds: true }, "--include-crds"))).toContain("shop/crds/widget.yaml");
    expect(await render({ skipCrds: true }, "--skip-crds")).not.toContain("Widget");
    expect(await render({ includeCrds: true, skipCrds: true }, "--include-crds", "--skip-crds")).toContain("Widget");
  });

  test("has no tests with skipTests and no hooks at all with noHooks", async () => {
    const withoutTests = await render({ skipTests: true }, "--skip-tests");
    expect(sources(withoutTests)).toContain("shop/templates/hook.yaml");
    expect(sources(withoutTests)).not.toContain("shop/templates/tests/check.yaml");
    expect((await helm.charts.template(everything.path, { skipTests: true })).hooks).toHaveLength(1);
    expect(await render({ noHooks: true }, "--no-hooks")).not.toContain("kind: Job");
    expect((await helm.charts.template(everything.path, { noHooks: true })).hooks).toEqual([]);
  });

  test("is an upgrade's with isUpgrade", async () => {
    expect(await render()).toContain('"is":"install"');
    expect(await render({ isUpgrade: true }, "--is-upgrade")).toContain('"is":"upgrade"');
  });

  test("is for the Kubernetes version and the kinds that are named", async () => {
    expect(await render()).toContain('"api":"false"');
    const options = { kubeVersion: "1.31.2", apiVersions: ["shop.example/v1"] };
    const manifest = await render(options, "--kube-version", "1.31.2", "--api-versions", "shop.example/v1");
    expect(manifest).toContain('"kube":"v1.31.2"');
    expect(manifest).toContain('"api":"true"');
  });

  test("has only what showOnly names, in that order, by patterns too", async () => {
    const two = ["templates/z/b.yaml", "templates/a.yaml"];
    const manifest = await render({ showOnly: two }, "--show-only", two[0] as string, "--show-only", two[1] as string);
    expect(sources(manifest)).toEqual(["shop/templates/z/b.yaml", "shop/templates/a.yaml"]);
    const pattern = await render(
      { showOnly: ["charts/*/templates/*.yaml"] },
      "--show-only",
      "charts/*/templates/*.yaml",
    );
    expect(sources(pattern)).toEqual(["shop/charts/sub/templates/c.yaml"]);
    const hooks = await render({ showOnly: ["templates/hook.yaml"] }, "--show-only", "templates/hook.yaml");
    expect(sources(hooks)).toEqual(["shop/templates/hook.yaml"]);
    const error = await expectCode(
      helm.charts.template(everything.path, { showOnly: ["templates/x.yaml"] }),
      "ERR_HELM_INVALID_ARGUMENT",
    );
    expect(error.details.option).toBe("showOnly");
  });

  test("is written below outputDir as helm template writes it", async () => {
    using ours = tempDir();
    using theirs = tempDir();
    await helm.charts.template(everything.path, { outputDir: ours.path, includeCrds: true });
    await helmCommand(["template", everything.path, "--output-dir", theirs.path, "--include-crds"]);
    const files = readdirSync(theirs.path, { recursive: true }).map(String).sort();
    expect(files.length).toBeGreaterThan(6);
    expect(readdirSync(ours.path, { recursive: true }).map(String).sort()).toEqual(files);
    for (const file of files.filter((file) => /\.yaml$/.test(file)))
      expect(await Bun.file(join(ours.path, file)).text()).toBe(await Bun.file(join(theirs.path, file)).text());
    using named = tempDir();
    await helm.charts.template(everything.path, { name: "mine", releaseName: true, outputDir: named.path });
    expect(readdirSync(named.path)).toEqual(["mine"]);
  });

  test("has its subcharts' notes with renderSubchartNotes", async () => {
    expect((await helm.charts.template(everything.path)).notes).not.toContain("sub");
    const { notes } = await helm.charts.template(everything.path, { renderSubchartNotes: true });
    expect(notes).toContain("Hello release-name.");
    expect(notes).toContain("Hello from sub.");
  });

  test("is what the post-renderer makes of it, once per strategy or part", async () => {
    const seen: string[] = [];
    const postRenderer = (manifest: string): string => {
      seen.push(manifest);
      return manifest.replaceAll('"one"', '"changed"');
    };
    const combined = await helm.charts.template(everything.path, { postRenderer });
    expect(combined.manifest).toContain('"text": "changed"');
    expect(seen).toHaveLength(1);
    expect(seen[0]).toContain("name: before");
    seen.length = 0;
    const without = await helm.charts.template(everything.path, { postRenderer, postRenderStrategy: "nohooks" });
    expect(without.manifest).toContain("name: before");
    expect(seen).toHaveLength(1);
    expect(seen[0]).not.toContain("name: before");
    seen.length = 0;
    await helm.charts.template(everything.path, { postRenderer, postRenderStrategy: "separate" });
    expect(seen.map((manifest) => manifest.includes("name: before")).sort()).toEqual([false, true]);
  });

  test("is what a post-renderer plugin makes of it, with its arguments", async () => {
    const script = '#!/bin/sh\nsed "s/$1/$2/"\n';
    using plugins = tempDir({ "shout/run.sh": script });
    const plugin = {
      apiVersion: "v1",
      name: "shout",
      version: "1.0.0",
      type: "postrenderer/v1",
      runtime: "subprocess",
      runtimeConfig: { platformCommand: [{ command: join(plugins.path, "shout/run.sh") }] },
    };
    await Bun.write(join(plugins.path, "shout/plugin.yaml"), JSON.stringify(plugin));
    chmodSync(join(plugins.path, "shout/run.sh"), 0o755);
    const env = { HELM_PLUGINS: plugins.path };
    const flags = ["--post-renderer", "shout", "--post-renderer-args", "one", "--post-renderer-args", "changed"];
    const oracle = await helmCommand(["template", everything.path, ...flags], env);
    expect(oracle).toMatchObject({ stderr: "", exitCode: 0 });
    const options = { postRendererPlugin: "shout", postRendererArgs: ["one", "changed"] };
    const { manifest } = await newHelm({ env }).charts.template(everything.path, options);
    expect(manifest).toBe(oracle.stdout);
    expect(manifest).toContain('"text": "changed"');
  });

  test("can be post-rendered by rendering another chart", async () => {
    using other = chart({ name: "other", templates: { "o.yaml": configMap("other") } });
    const { manifest } = await helm.charts.template(everything.path, {
      postRenderer: async (manifest) => `${manifest}\n${(await helm.charts.template(other.path)).manifest}`,
    });
    expect(manifest).toContain('"name": "other"');
    expect(manifest).toContain('"name": "a"');
  });

  test("can be rendered by many at once with different values, and none sees another's", async () => {
    const manifests = await Promise.all(
      Array.from({ length: 40 }, (_, i) => helm.charts.template(everything.path, { values: { text: `text ${i}.` } })),
    );
    for (const [i, { manifest }] of manifests.entries()) expect(manifest).toContain(`"text ${i}."`);
  });

  test("finds nothing with lookup, and no address with getHostByName unless enableDns", async () => {
    using probe = chart({
      templates: {
        "a.yaml": configMap("a", {
          found: '{{ lookup "v1" "Namespace" "" "default" | len }}',
          host: '{{ getHostByName "localhost" }}',
        }),
      },
    });
    const closed = await helm.charts.template(probe.path);
    expect(closed.manifest).toContain('"found":"0"');
    expect(closed.manifest).toContain('"host":""');
    const open = await helm.charts.template(probe.path, { enableDns: true });
    expect(open.manifest).toMatch(/"host":"(127\.0\.0\.1|::1)"/);
  });

  test("asks no cluster, even where there is one", async () => {
    await using fixture = await Fixture.make();
    await fixture.helm.charts.template(everything.path, { includeCrds: true });
    expect((await fixture.audit()).map(({ requestURI }) => requestURI)).toEqual([]);
  });

  test("takes labels and a description without a word: they belong to records", async () => {
    await helm.charts.template(everything.path, { labels: { team: "a" }, description: "why" });
  });
});

describe("a chart", () => {
  test("may be a directory, a relative path, an archive, a file URL, bytes or a Blob", async () => {
    using packed = tempDir();
    const archive = await pack(everything, packed);
    const bytes = await Bun.file(archive).bytes();
    const expected = await render();
    const relative = join("..".repeat(1), ...Array(20).fill(".."), everything.path);
    for (const ref of [
      relative,
      archive,
      Bun.pathToFileURL(archive),
      Bun.pathToFileURL(everything.path),
      bytes,
      bytes.buffer as ArrayBuffer,
      new Blob([bytes]),
      Bun.file(archive),
    ])
      expect((await helm.charts.template(ref)).manifest).toBe(expected);
  });

  test("given as bytes may be reused at once: they were copied", async () => {
    using packed = tempDir();
    const bytes = await Bun.file(await pack(everything, packed)).bytes();
    const operation = helm.charts.template(bytes);
    bytes.fill(0);
    expect((await operation).manifest).toContain("kind: Job");
  });

  test("is read anew at each call", async () => {
    using shop = chart({ templates: { "a.yaml": configMap("before") } });
    expect((await helm.charts.template(shop.path)).manifest).toContain('"before"');
    await Bun.write(join(shop.path, "templates/a.yaml"), configMap("after"));
    expect((await helm.charts.template(shop.path)).manifest).toContain('"after"');
  });

  test("that is deprecated renders, and a log event warns of it", async () => {
    using old = chart({ metadata: { deprecated: true }, templates: { "a.yaml": configMap("a") } });
    const events: unknown[] = [];
    await helm.charts.template(old.path, { onEvent: (event) => void events.push(event) });
    expect(events).toContainEqual(
      expect.objectContaining({ type: "log", level: "warn", message: "this chart is deprecated" }),
    );
  });

  test("with dependencies that conditions and tags switch off renders as with the CLI", async () => {
    const dependencies = [
      { name: "one", version: "1.0.0", condition: "one.enabled", repository: "" },
      { name: "two", version: "1.0.0", tags: ["extra"], repository: "" },
      { name: "one", alias: "uno", version: "1.0.0", repository: "" },
    ];
    const sub = (name: string): Record<string, string> => ({
      [`charts/${name}/Chart.yaml`]: `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`,
      [`charts/${name}/values.yaml`]: "exported: 1\n",
      [`charts/${name}/templates/x.yaml`]: configMap(`{{ .Chart.Name }}-${name}`, {
        v: "{{ .Values.exported }}{{ .Values.global | toJson | b64enc }}",
      }),
    });
    using shop = chart({
      metadata: { dependencies },
      values: { one: { enabled: false }, global: { g: 1 } },
      files: { ...sub("one"), ...sub("two") },
    });
    for (const set of [[], ["one.enabled=true"], ["tags.extra=false"], ["uno.exported=7"]]) {
      const oracle = await helmCommand(["template", shop.path, ...set.flatMap((text) => ["--set", text])]);
      expect(oracle).toMatchObject({ stderr: "", exitCode: 0 });
      expect((await helm.charts.template(shop.path, { set })).manifest).toBe(oracle.stdout);
    }
  });
});
