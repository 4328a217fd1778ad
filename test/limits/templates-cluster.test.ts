// What bounds a template bounds it in every verb that renders.
import { expect, setDefaultTimeout, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import { cluster, clusterHelm, newHelm } from "../../lab/client.ts";
import { expectCode } from "../../lab/failure.ts";

setDefaultTimeout(60_000);

const large = chart({ templates: { "a.yaml": `a: {{ repeat 1000000000000 "x" }}` } });
const cyclic = chart({ templates: { "a.yaml": `{{ $d := dict }}{{ $_ := set $d "a" $d }}{{ toYaml $d }}` } });
const good = chart({ templates: { "a.yaml": `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n` } });

test("install, upgrade and template with a cluster refuse them as template does, and lint finds them", async () => {
  const namespace = await (await cluster()).namespace();
  const helm = await clusterHelm({ namespace });
  await helm.releases.install("shop", good.path);
  for (const { path } of [large, cyclic]) {
    for (const call of [
      () => helm.releases.install("other", path),
      () => helm.releases.upgrade("shop", path),
      () => helm.releases.upgrade("another", path, { install: true }),
      () => helm.charts.template(path, { dryRun: "server" }),
    ]) {
      const error = await expectCode(call(), "ERR_HELM_TEMPLATE_FAILED");
      expect(error.details).toMatchObject({ template: "shop/templates/a.yaml", line: 1, column: expect.any(Number) });
      expect(error.applied ?? []).toEqual([]);
    }
    const { passed, messages } = await helm.charts.lint(path);
    expect(passed).toBe(false);
    expect(messages.map(({ message }) => message).join()).toMatch(/limits\.render|contains itself/);
  }
  expect((await helm.releases.list()).map(({ name, revision, status }) => `${name} ${revision} ${status}`)).toEqual([
    "shop 1 deployed",
  ]);
});

test("limits.render is the client's: what one refuses, another renders", async () => {
  using wide = chart({
    templates: { "a.yaml": `{{ range 40000 }}# 0123456789 0123456789{{ "\\n" }}{{ end }}a: b` },
  });
  const small = newHelm({ limits: { render: 500_000 } });
  const error = await expectCode(small.charts.template(wide.path), "ERR_HELM_TEMPLATE_FAILED");
  expect(error.message).toContain("more than the 500000 bytes that limits.render allows");
  expect(error.details.hint).toContain("limits.render");
  const inLint = await small.charts.lint(wide.path);
  expect(inLint.messages.map(({ message }) => message).join()).toContain("limits.render");
  expect((await newHelm().charts.template(wide.path)).manifest.length).toBeGreaterThan(900_000);
});

test("a chart that contains itself and never goes through it renders, as with the command", async () => {
  using knotted = chart({
    values: { text: "b" },
    templates: {
      "a.yaml": `{{ $_ := set $ "self" $ }}{{ $_ := set .Values "root" $ }}{{ $d := merge (dict "x" 1) $ }}a: {{ .Values.root.self.Values.text }}{{ include "x" $ }}{{ define "x" }}c{{ end }}`,
    },
  });
  expect((await newHelm().charts.template(knotted.path)).manifest).toContain("a: bc");
});
