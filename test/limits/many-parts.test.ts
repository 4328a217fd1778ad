// Data whose bytes are within a limit and whose parts are not: decoded, each of two bytes would take hundreds. It is
// refused before, in a process of its own that says how much memory that took.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { archive, chartYaml, type Entry } from "../../lab/archive.ts";
import { newHelm } from "../../lab/client.ts";
import { tempDir } from "../../lab/directory.ts";
import { refused, server } from "./endless.ts";

setDefaultTimeout(120_000);

/** Lists in a list: 21 MB that take some 3 GB. */
const lists = (key: string): string => `${key}: [${"[],".repeat(7e6)}[]]\n`;
/** What refusing may take beside the text, which is there a few times. */
const most = 250;

const dense: readonly (readonly [file: string, Entry])[] = [
  ["values.yaml", { name: "hostile/values.yaml", data: lists("a") }],
  ["Chart.yaml", { ...chartYaml, data: `${chartYaml.data}${lists("keywords")}` }],
  ["Chart.lock", { name: "hostile/Chart.lock", data: lists("dependencies") }],
  ["requirements.yaml", { name: "hostile/requirements.yaml", data: lists("dependencies") }],
  ["values.schema.json", { name: "hostile/values.schema.json", data: `{"enum":[${"[],".repeat(7e6)}[]]}` }],
  ["crds/a.yaml", { name: "hostile/crds/a.yaml", data: lists("spec") }],
  ["crds/a.YAML", { name: "hostile/crds/a.YAML", data: lists("spec") }], // Helm takes it for the same
  ["charts/sub/values.yaml", { name: "hostile/charts/sub/values.yaml", data: lists("a") }],
  [
    "charts/sub.tgz/values.yaml",
    {
      name: "hostile/charts/sub.tgz",
      data: archive([chartYaml, { name: "hostile/values.yaml", data: lists("a") }]),
    },
  ],
];

describe.each(dense)("a chart of many parts in %s", (file, entry) => {
  const entries = file === "Chart.yaml" ? [entry] : [chartYaml, entry];

  test("is refused as an archive and as a directory", async () => {
    using place = tempDir();
    const path = join(place.path, "hostile-1.0.0.tgz");
    await Bun.write(path, archive(entries));
    for (const { name, data = "" } of entries) await Bun.write(join(place.path, name), data);
    const directory = join(place.path, "hostile");
    for (const call of [
      `helm.charts.load(new Uint8Array(readFileSync("${path}")))`,
      `helm.charts.template("${path}")`,
      `helm.charts.show("${directory}")`,
      `helm.charts.lint("${directory}")`,
    ]) {
      const { code, message, details, peak } = await refused(call);
      expect({ code, message }).toMatchObject({ code: "ERR_HELM_CHART_INVALID" });
      expect(message).toContain(`${file} has more than 2097152 keys, items and brackets`);
      expect(details.hint).toContain(".Files");
      expect(peak).toBeLessThan(most);
    }
  });
});

describe("many parts", () => {
  test("in many files of a chart are refused as those of one", async () => {
    using place = tempDir();
    const path = join(place.path, "hostile-1.0.0.tgz");
    const part = { data: `a: [${"[],".repeat(400_000)}[]]\n` };
    const files = ["one", "two", "three"].flatMap((name) => [
      { ...chartYaml, name: `hostile/charts/${name}/Chart.yaml` },
      { ...part, name: `hostile/charts/${name}/values.yaml` },
    ]);
    await Bun.write(path, archive([chartYaml, ...files]));
    const { code, message } = await refused(`helm.charts.load("${path}")`);
    expect({ code, message }).toMatchObject({ code: "ERR_HELM_CHART_INVALID" });
    expect(message).toContain("charts/three/values.yaml, together with the files before it, has more than");
  });

  test("in an archive of a directory that is indexed are refused", async () => {
    using place = tempDir();
    await Bun.write(join(place.path, "a.tgz"), archive([chartYaml, { name: "hostile/values.yaml", data: lists("a") }]));
    const { code, message, peak } = await refused(`helm.repositories.index("${place.path}")`);
    expect({ code, message }).toMatchObject({ code: "ERR_HELM_CHART_INVALID" });
    expect(message).toContain("a.tgz");
    expect(peak).toBeLessThan(most);
  });

  test("in .helmignore are refused", async () => {
    using place = tempDir({ "Chart.yaml": chartYaml.data as string, ".helmignore": "a\n".repeat(1 << 20) });
    const { code, message } = await refused(`helm.charts.load("${place.path}")`);
    expect({ code, message }).toMatchObject({ code: "ERR_HELM_CHART_INVALID" });
    expect(message).toContain(".helmignore has more than 1048576 bytes");
  });

  const index = `apiVersion: v1\nentries:\n  a: [${"{},".repeat(7e6)}{}]\n`;
  const names = `apiVersion: v1\nentries:\n${Array.from({ length: 3.5e6 }, (_, i) => `  ${i.toString(36)}: []\n`).join("")}`;
  const hub = `{"data":[${"{},".repeat(7e6)}{}]}`;
  const values = `a: [${"{},".repeat(5e6)}{}]\n`;

  test.each<[what: string, call: (url: string) => string, path: string, body: string, option: string]>([
    ["an index", (url) => `helm.repositories.add("a", "${url}")`, "/index.yaml", index, "limits.index"],
    ["an index of names", (url) => `helm.repositories.add("a", "${url}")`, "/index.yaml", names, "limits.index"],
    [
      "an index of an address",
      (url) => `helm.charts.show("shop", { repo: "${url}" })`,
      "/index.yaml",
      `{"apiVersion":"v1","entries":{"a":[${"{},".repeat(7e6)}{}]}}`,
      "limits.index",
    ],
    [
      "an answer to a search",
      (url) => `helm.repositories.searchHub("a", { endpoint: "${url}" })`,
      "/api/chartsvc/v1/charts/search",
      hub,
      "limits.index",
    ],
    [
      "a values file",
      (url) => `helm.charts.template(new Uint8Array(1), { valueFiles: ["${url}/values.yaml"] })`,
      "/values.yaml",
      values,
      "limits.values",
    ],
  ])("in %s are refused", async (_, call, path, body, option) => {
    await using site = server((asked) => (asked === path ? new Response(body) : undefined));
    const { code, message, details, peak } = await refused(call(site.url));
    expect({ code, message, details }).toMatchObject({
      code: "ERR_HELM_TOO_LARGE",
      details: { url: site.url + path, option, hint: expect.stringContaining(option) as string },
    });
    expect(message).toMatch(/has more than \d+ keys, items and brackets/);
    expect(peak).toBeLessThan(most);
  });

  test("in a cached index are refused", async () => {
    using home = tempDir({
      "repositories.yaml": "apiVersion: v1\nrepositories:\n- name: a\n  url: http://127.0.0.1:1\n",
      "cache/a-index.yaml": index,
    });
    const options = {
      home: undefined,
      repositoryConfig: join(home.path, "repositories.yaml"),
      repositoryCache: join(home.path, "cache"),
    };
    const { code, details, peak } = await refused('helm.charts.show("a/shop")', options);
    expect({ code, details }).toMatchObject({ code: "ERR_HELM_TOO_LARGE", details: { option: "limits.index" } });
    expect(peak).toBeLessThan(most);
  });
});

describe("what is honest and large is read:", () => {
  test("a values.yaml of a million lines, a long Chart.lock", async () => {
    const keys = Array.from({ length: 250_000 }, (_, i) => `- name: n${i}\n  value: v\n  at:\n  - p${i}\n`).join("");
    const data = `list:\n${keys}`;
    expect(data.length).toBeGreaterThan(9e6);
    const lock = Array.from({ length: 5000 }, (_, i) => `- name: n${i}\n  repository: ""\n  version: 1.0.0\n`).join("");
    const bytes = archive([
      chartYaml,
      { name: "hostile/values.yaml", data },
      { name: "hostile/Chart.lock", data: `dependencies:\n${lock}digest: "1"\ngenerated: "2024-11-29T17:45:00Z"\n` },
    ]);
    const chart = await newHelm().charts.load(bytes);
    expect(chart.metadata.name).toBe("hostile");
  });

  test("an index of 25 MB and a million lines", async () => {
    const version = (i: number, at: number): string =>
      `  - apiVersion: v2\n    appVersion: 1.${i}.0\n    created: "2024-11-29T17:45:00Z"\n    description: A chart, as any other\n` +
      `    digest: ${"0123456789abcdef".repeat(4)}\n    keywords:\n    - a\n    - b\n    name: c${at}\n    type: application\n    urls:\n    - c${at}-1.${i}.0.tgz\n    version: 1.${i}.0\n`;
    const body = `apiVersion: v1\nentries:\n${Array.from({ length: 800 }, (_, at) => `  c${at}:\n${Array.from({ length: 100 }, (_, i) => version(i, at)).join("")}`).join("")}`;
    expect(body.length).toBeGreaterThan(25e6);
    expect(body.split("\n").length).toBeGreaterThan(1e6);
    await using site = server((path) => (path === "/index.yaml" ? new Response(body) : undefined));
    await using helm = newHelm({ home: "memory" });
    await helm.repositories.add("a", site.url);
    expect(await helm.repositories.search("c799")).toHaveLength(1);
  });
});
