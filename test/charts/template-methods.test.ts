// The library has only those methods that templates are known to call: go/helm/guard/methods.txt.
import { expect, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import { newHelm } from "../../lab/client.ts";
import { expectCode } from "../../lab/failure.ts";
import { helmCommand } from "../../lab/helm.ts";

const calls = [
  '(semver "1.2.3-beta.1").Prerelease',
  '(semver "1.2.3").IncMinor.String',
  '(semver "1.2.3").Compare (semver "1.2.4")',
  '(toDate "2006-01-02" "2026-11-30").Year',
  '(toDate "2006-01-02" "2026-11-30").Weekday.String',
  '((toDate "2006-01-02" "2026-11-30").AddDate 0 1 0).Month',
  '((toDate "2006-01-02" "2026-11-30").Sub (toDate "2006-01-02" "2026-11-29")).Hours',
  '(mustToDuration "90m").Minutes',
  '(.Files.Get "a.txt")',
  '(.Files.GetBytes "a.txt") | len',
  '(.Files.Lines "a.txt") | len',
  '(.Files.Glob "*.txt").AsConfig',
  '(.Files.Glob "*.txt").AsSecrets',
  '.Capabilities.APIVersions.Has "v1"',
  ".Capabilities.KubeVersion.GitVersion",
  '(.Values.Table "image") | toJson',
  ".Values.AsMap | toJson",
  ".Values.YAML",
  "(index .Chart.Maintainers 0).Name",
];

test("the methods of all values that a template has are called as helm calls them", async () => {
  const lines = calls.map((call, index) => `call${index}: {{ ${call} | toString | quote }}`);
  using source = chart({
    metadata: { maintainers: [{ name: "Ada" }] },
    values: { image: { tag: "1" } },
    templates: { "calls.yaml": lines.join("\n") },
    files: { "a.txt": "1\n2" },
  });
  const command = await helmCommand(["template", "shop", source.path]);
  expect(command.stderr).toBe("");
  const { manifest } = await newHelm().charts.template(source.path, { name: "shop" });
  expect(manifest.trim()).toBe(command.stdout.trim());
});

test("what is neither a method nor a field is named", async () => {
  using source = chart({ templates: { "a.yaml": "{{ .Capabilities.KubeVersion.Flavour }}" } });
  const command = await helmCommand(["template", "shop", source.path]);
  expect(command.stderr).toContain("can't evaluate field Flavour in type common.KubeVersion");
  const rendering = newHelm().charts.template(source.path, { name: "shop" });
  const error = await expectCode(rendering, "ERR_HELM_TEMPLATE_FAILED");
  expect(error.message).toContain(".Capabilities.KubeVersion has no field Flavour");
});
