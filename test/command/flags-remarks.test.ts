// Where an option takes more or less than its flag: what docs/cli.md remarks, beside the helm command.
import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { chart } from "../../lab/chart.ts";
import { newHelm } from "../../lab/client.ts";
import { tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { helmCommand } from "../../lab/helm.ts";
import { configMap, deployment, hook, job } from "../../lab/objects.ts";
import type { TemplateOptions } from "../../src/index.ts";

setDefaultTimeout(60_000);

const shop = chart({
  values: { text: "one" },
  templates: {
    "a.yaml": configMap("a", { text: "{{ .Values.text }}" }),
    "check.yaml": job("check", { exitAfter: 10 }, hook("test")),
  },
});

afterAll(() => shop[Symbol.dispose]());

async function succeeds(command: Promise<{ stdout: string; stderr: string; exitCode: number }>): Promise<string> {
  const { stdout, stderr, exitCode } = await command;
  expect({ exitCode, stderr: exitCode === 0 ? "" : stderr }).toEqual({ exitCode: 0, stderr: "" });
  return stdout;
}

describe.concurrent("an option that the command would take and ignore", () => {
  const helm = newHelm();

  const ignored: [option: string, options: TemplateOptions, ...flags: string[]][] = [
    ["kubeVersion", { kubeVersion: "1.31.0", dryRun: "server" }, "--kube-version=1.31.0", "--dry-run=server"],
    ["apiVersions", { apiVersions: ["a/v1"], dryRun: "server" }, "--api-versions=a/v1", "--dry-run=server"],
    ["disableOpenapiValidation", { disableOpenapiValidation: true }, "--disable-openapi-validation"],
    ["takeOwnership", { takeOwnership: true }, "--take-ownership"],
  ];

  test.concurrent.each(ignored)("is refused by charts.template: %s", async (option, options, ...flags) => {
    const { details } = await expectCode(helm.charts.template(shop.path, options), "ERR_HELM_INVALID_ARGUMENT");
    expect(details.option).toBe(option);
    await using fixture = await Fixture.make();
    await succeeds(fixture.helmCommand("template", shop.path, ...flags));
  });

  test.concurrent("is refused by releases.test: a filter that names no test", async () => {
    await using fixture = await Fixture.make();
    const { releases } = fixture.helm;
    await releases.install("shop", shop.path);
    await succeeds(fixture.helmCommand("test", "shop", "--filter", "name=chekc"));
    const error = await expectCode(releases.test("shop", { filter: ["name=chekc"] }), "ERR_HELM_INVALID_ARGUMENT");
    expect(error.details.option).toBe("filter");
    expect(error.message).toContain("check");
  });

  test.concurrent("is refused by releases.history: a limit of none", async () => {
    await using fixture = await Fixture.make();
    await fixture.helm.releases.install("shop", shop.path);
    const printed = await succeeds(fixture.helmCommand("history", "shop", "--max=0", "--output=json"));
    expect(JSON.parse(printed)).toEqual([]);
    const error = await expectCode(fixture.helm.releases.history("shop", { max: 0 }), "ERR_HELM_INVALID_ARGUMENT");
    expect(error.details.option).toBe("max");
  });
});

describe("a flag that takes several at once", () => {
  const helm = newHelm();

  test("is a list: --values splits at commas, valueFiles does not", async () => {
    using files = tempDir({ "one,two.yaml": "text: both\n" });
    const file = join(files.path, "one,two.yaml");
    const { manifest } = await helm.charts.template(shop.path, { valueFiles: [file] });
    expect(manifest).toContain('"text":"both"');
    const { exitCode, stderr } = await helmCommand(["template", shop.path, "--values", file]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("no such file");
  });

  test("is a list: --api-versions splits at commas, apiVersions does not", async () => {
    using probe = chart({
      templates: { "a.yaml": configMap("a", { has: '{{ .Capabilities.APIVersions.Has "b/v1" }}' }) },
    });
    const flag = await succeeds(helmCommand(["template", probe.path, "--api-versions", "a/v1,b/v1"]));
    expect(flag).toContain('"has":"true"');
    expect((await helm.charts.template(probe.path, { apiVersions: ["a/v1", "b/v1"] })).manifest).toBe(flag);
    expect((await helm.charts.template(probe.path, { apiVersions: ["a/v1,b/v1"] })).manifest).not.toBe(flag);
  });
});

describe("an option whose name means something else in the command", () => {
  const helm = newHelm();

  test.each([
    ["values", "valueFiles", { values: "prod.yaml" }],
    ["postRenderer", "postRendererPlugin", { postRenderer: "kustomize" }],
  ])("%s says that it may be %s that is meant", async (option, meant, options) => {
    const error = await expectCode(helm.charts.template(shop.path, options as never), "ERR_HELM_INVALID_ARGUMENT");
    expect(error.details.option).toBe(option);
    expect(error.message).toContain(meant);
  });
});

describe.concurrent("releases.getValues", () => {
  test.concurrent("of a release without any is an empty object, where the command prints null", async () => {
    await using fixture = await Fixture.make();
    await fixture.helm.releases.install("shop", shop.path);
    expect(await fixture.helm.releases.getValues("shop")).toEqual({});
    expect(await succeeds(fixture.helmCommand("get", "values", "shop", "--output=json"))).toBe("null\n");
  });
});

describe.concurrent("rollbackOnFailure", () => {
  test.concurrent("waits with wait: false too, as the command does", async () => {
    using broken = chart({ templates: { "web.yaml": deployment("web", { readyAfter: "1h" }) } });
    await using fixture = await Fixture.make();
    const options = { rollbackOnFailure: true, wait: false, timeout: "500ms" } as const;
    await expectCode(fixture.helm.releases.install("shop", broken.path, options), "ERR_HELM_WAIT_TIMEOUT");
    expect(await fixture.records()).toEqual([]);
    const { exitCode } = await fixture.helmCommand(
      "install",
      "shop",
      broken.path,
      "--rollback-on-failure",
      "--timeout=500ms",
    );
    expect(exitCode).toBe(1);
    expect(await fixture.records()).toEqual([]);
  });
});
