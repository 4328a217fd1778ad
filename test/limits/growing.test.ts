// Data that grows when it is read: aliases that repeat a long text, lists named by an index, records full of YAML.
import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { archive, chartYaml } from "../../lab/archive.ts";
import { chart } from "../../lab/chart.ts";
import { newHelm } from "../../lab/client.ts";
import { tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { refused } from "./endless.ts";

setDefaultTimeout(120_000);

const helm = newHelm();
afterAll(() => helm.close());

/** 5 MB that stand for 10 GB. */
const aliases = `a: &a ${"x".repeat(5e6)}\nb: [${"*a,".repeat(2000)}*a]\n`;

describe("an alias to a long text counts for each of its uses", () => {
  test.each(["values.yaml", "Chart.yaml", "Chart.lock", "crds/a.yaml"])("in a chart's %s", async (file) => {
    using place = tempDir();
    const path = join(place.path, "hostile-1.0.0.tgz");
    const text = file === "Chart.yaml" ? `${chartYaml.data}${aliases}` : aliases;
    const entries = [{ name: `hostile/${file}`, data: text }];
    await Bun.write(path, archive(file === "Chart.yaml" ? entries : [chartYaml, ...entries]));
    const { code, message, peak } = await refused(`helm.charts.template("${path}")`);
    expect(code).toBe("ERR_HELM_CHART_INVALID");
    expect(message).toContain(`${file} has more than 2097152 keys, items and brackets`);
    expect(peak).toBeLessThan(1_000);
  });

  test("in a file of values", async () => {
    using place = tempDir({ "values.yaml": aliases, "shop/Chart.yaml": String(chartYaml.data) });
    const call = `helm.charts.template("${join(place.path, "shop")}", { valueFiles: ["${join(place.path, "values.yaml")}"] })`;
    const { code, message, peak } = await refused(call);
    expect(code).toBe("ERR_HELM_TOO_LARGE");
    expect(message).toContain("more than 2097152 keys, items and brackets");
    expect(peak).toBeLessThan(1_000);
  });

  test("and an honest one is read as ever", async () => {
    using shop = chart({ templates: { "a.yaml": "a: {{ .Values.b.c.d }}\n" } });
    using place = tempDir({ "values.yaml": "a: &a {d: 1}\nb: {<<: *a, c: *a}\nhost: '*.example.test'\n" });
    const { manifest } = await helm.charts.template(shop.path, { valueFiles: [join(place.path, "values.yaml")] });
    expect(manifest).toContain("a: 1");
  });
});

describe("lists that entries of set name", () => {
  const shop = chart({ templates: { "a.yaml": "a: {{ len .Values }}\n" } });
  const { path } = shop;
  afterAll(() => shop[Symbol.dispose]());
  const options = ["set", "setString", "setLiteral", "setJson", "setFile"] as const;

  test.each(options)(
    "are refused in %s where they are too deep: Helm's parser would end the process",
    async (option) => {
      const error = await expectCode(
        helm.charts.template(path, { [option]: [`a${"[0]".repeat(3_000_000)}=1`] }),
        "ERR_HELM_INVALID_ARGUMENT",
      );
      expect(error.message).toBe(
        `${option}[0]: it names lists nested 3000000 deep, more than the 100 that are allowed`,
      );
    },
  );

  test("are refused where they are too long together", async () => {
    const set = Array.from({ length: 100 }, (_, i) => `a${i}[65535]=1`);
    const error = await expectCode(helm.charts.template(path, { set }), "ERR_HELM_INVALID_ARGUMENT");
    expect(error.message).toBe(
      "set[64]: the lists created by it and the entries before it have more than 4194304 items",
    );
  });

  test("may be as long as Helm allows, and 100 deep", async () => {
    await helm.charts.template(path, { set: ["a[65535]=1", `b${"[0]".repeat(100)}=1`, "c=[[[[1]]]]"] });
    await helm.charts.template(path, { setJson: ["groups=[1000650000]", `deep=${"[".repeat(200)}${"]".repeat(200)}`] });
    const text = "build [20240115]";
    await helm.charts.template(path, { set: [`a=${text}`], setString: [`b=${text}`], setLiteral: [`c=${text}`] });
  });
});

test("a kubeconfig of that kind is refused, whatever its form", async () => {
  const text = `apiVersion: v1\nkind: Config\n${aliases}`;
  using place = tempDir({ config: text });
  for (const kubeconfig of [Buffer.from(text), join(place.path, "config")]) {
    const other = newHelm({ kubeconfig });
    const error = await expectCode(other.releases.list(), "ERR_HELM_KUBECONFIG_INVALID");
    expect(error.message).toContain(
      "has more than 1048576 keys, items and brackets, the most that a kubeconfig may have",
    );
    await other.close();
  }
});
