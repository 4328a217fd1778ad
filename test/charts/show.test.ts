// What a chart says of itself: charts.show beside `helm show`. Helm's own charts are shown in parity.
import { describe, expect, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import { newHelm } from "../../lab/client.ts";
import { tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { helmCommand, pack } from "../../lab/helm.ts";
import { Repository } from "../../lab/repository.ts";

const helm = newHelm();
const kinds = ["chart", "values", "readme", "crds", "all"] as const;
const crd = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a.example.com}\n";

const shop = () =>
  chart({
    metadata: { appVersion: "2.0", maintainers: [{ name: "Ada", email: "ada@example.com" }] },
    files: {
      "values.yaml": "# how many\nreplicas: 3\nimage: {tag: '1.4.2'}\n",
      "README.md": "# Shop",
      "crds/a.yaml": crd,
      "crds/b.yaml": `---\n${crd}`,
    },
  });

describe("charts.show", () => {
  test("gives metadata and default values as objects", async () => {
    using source = shop();
    const { metadata, values } = await helm.charts.show(source.path);
    expect(metadata).toEqual({
      apiVersion: "v2",
      name: "shop",
      version: "1.0.0",
      appVersion: "2.0",
      maintainers: [{ name: "Ada", email: "ada@example.com" }],
    });
    expect(values).toEqual({ replicas: 3, image: { tag: "1.4.2" } });
  });

  test("gives what each command prints", async () => {
    using source = shop();
    const { text } = await helm.charts.show(source.path);
    for (const kind of kinds) expect(text[kind], kind).toBe((await helmCommand(["show", kind, source.path])).stdout);
    expect(text.values).toContain("# how many");
    expect(text.crds).toContain("CustomResourceDefinition");
  });

  test("picks from the values by a JSONPath, as `helm show values` does", async () => {
    using source = shop();
    for (const jsonpath of ["{.image.tag}", "{.replicas} {.missing}", "{range .image}{@}{end}", "{"]) {
      const command = await helmCommand(["show", "values", source.path, "--jsonpath", jsonpath]);
      const mine = await helm.charts.show(source.path, { jsonpath }).catch(() => undefined);
      expect(mine?.text.values ?? "refused", jsonpath).toBe(command.exitCode === 0 ? command.stdout : "refused");
    }
    await expectCode(helm.charts.show(source.path, { jsonpath: "{" }), "ERR_HELM_INVALID_ARGUMENT");
  });

  test("reads bytes, a chart that was loaded, and one of a repository, all alike", async () => {
    using source = shop();
    using packed = tempDir();
    const file = await pack(source, packed);
    const expected = await helm.charts.show(file);
    expect(await helm.charts.show(Bun.file(file))).toEqual(expected);
    using loaded = await helm.charts.load(source.path);
    expect((await helm.charts.show(loaded)).text).toEqual((await helm.charts.show(source.path)).text);
    await using repository = await Repository.serve(["1.0.0", "1.1.0"]);
    const { metadata } = await helm.charts.show("shop", { repo: repository.url, version: "~1.0" });
    expect(metadata.version).toBe("1.0.0");
  });

  test("a chart that is not there, and one that is none", async () => {
    using nothing = tempDir({ "values.yaml": "" });
    await expectCode(helm.charts.show("./no-such-chart"), "ERR_HELM_CHART_NOT_FOUND");
    await expectCode(helm.charts.show(nothing.path), "ERR_HELM_CHART_INVALID");
  });
});
