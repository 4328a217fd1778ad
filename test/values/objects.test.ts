// Values that are JavaScript objects are data: no character, key or number of theirs means anything on the way.
import { afterAll, describe, expect, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import { newHelm } from "../../lab/client.ts";
import { tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";

const probe = chart({
  templates: {
    "a.yaml":
      "text: {{ .Values.text | toString | b64enc | quote }}\nkeys: {{ .Values.object | default dict | toJson | b64enc | quote }}\n",
    "kinds.yaml": '{{ range $key, $value := .Values.kinds }}{{ $key }}: "{{ $value }} {{ kindOf $value }}"\n{{ end }}',
  },
});
afterAll(() => probe[Symbol.dispose]());
const helm = newHelm();

const read = (manifest: string, field: string): string =>
  Buffer.from(new RegExp(`^${field}: "(.*)"$`, "m").exec(manifest)?.[1] ?? "", "base64").toString();

async function textOf(text: string): Promise<string> {
  return read((await helm.charts.template(probe.path, { values: { text } })).manifest, "text");
}

const characters: Record<string, string> = {
  DEL: "a\u007fb",
  "the first of C1": "a\u0080b",
  NEL: "a\u0085b",
  "NEL at the end": "a\u0085",
  "the last of C1": "a\u009fb",
  "a line separator": "a\u2028b",
  "a line separator at the end": "a\u2028",
  "a line separator among spaces": "a \u2028 b",
  "a paragraph separator": "a\u2029b",
  "a byte order mark": "\ufeffa",
  "a byte order mark within": "a\ufeffb",
  "U+FFFE": "a\ufffeb",
  "U+FFFF": "a\uffffb",
  NUL: "a\0b",
  ESC: "a\u001b[0m",
  "a tab and a bell": "a\tb\u0007",
  "line ends": "a\r\nb\rc\n\n",
  "the last character there is": "\u{10ffff}",
  "a pair of flags": "🇩🇪",
  "what YAML would read": "? - a: &b *c !!d <<: | > % @ ` # e\n---\n...",
  "a line that is long": "x".repeat(3_000_000),
};

describe("a string among the values", () => {
  test.each(Object.entries(characters))("arrives as it is, with %s in it", async (_, text) => {
    expect((await textOf(text)) === text).toBe(true);
  });

  test("is refused when it has half of a pair, which no UTF-8 can say", async () => {
    for (const values of [{ a: ["x\ud800"] }, { "x\udc00": 1 }]) {
      const error = await expectCode(helm.charts.template(probe.path, { values }), "ERR_HELM_INVALID_ARGUMENT");
      expect(error.message).toMatch(/^values.*half of a surrogate pair/);
    }
  });
});

test("a key among the values arrives as it is", async () => {
  const keys = ["<<", "~", "null", "yes", "0x10", "1e3", "? a", "- a", "=", "a: b", "#", "2024-01-01", "__proto__"];
  const odd = ["a\u2028b", "a\u0085b", "a\u007fb", "", " ", "k".repeat(1500), "k".repeat(100_000), "a\0"];
  const object = JSON.parse(`{${[...keys, ...odd].map((key) => `${JSON.stringify(key)}:{"a":1}`)}}`);
  const { manifest } = await helm.charts.template(probe.path, { values: { object } });
  expect(Object.keys(JSON.parse(read(manifest, "keys"))).sort()).toEqual([...keys, ...odd].sort());
});

test("numbers and null are read as in a values file", async () => {
  const kinds = {
    a: 1000000,
    b: 0.1,
    c: -0,
    d: 1e21,
    e: 1e-7,
    f: 9007199254740991,
    g: 2 ** 64,
    h: 5e-324,
    i: 1.5e300,
    j: true,
    k: "1",
    l: { m: null },
    n: [null, 1],
    o: null,
  };
  const values = { kinds };
  const { manifest } = await helm.charts.template(probe.path, { values });
  using files = chart({ files: { "given.yaml": JSON.stringify(values) } });
  const fromFile = await helm.charts.template(probe.path, { valueFiles: [`${files.path}/given.yaml`] });
  expect(manifest).toBe(fromFile.manifest);
  expect(manifest).toContain('a: "1e+06 float64"');
});

describe("many values", () => {
  const given = chart({
    templates: { "a.yaml": "all: {{ .Values | toJson | b64enc | quote }}\n", "NOTES.txt": "{{ .Values.password }}" },
    values: { entries: { key7: { port: 1, protocol: "TCP" } }, other: true },
  });
  afterAll(() => given[Symbol.dispose]());
  const entries = Object.fromEntries(
    Array.from({ length: 5_000 }, (_, i) => [
      `key${i}`,
      { name: `n"${i}"\n`, on: i % 2 === 0, port: i, ratio: i / 7, tags: ["ä", null, []] },
    ]),
  );
  const values = { entries, password: "hunter2-and-more" };

  test("arrive as those of a values file, beside a chart's bytes too", async () => {
    using files = chart({ files: { "given.yaml": JSON.stringify(values) } });
    const fromFile = await helm.charts.template(given.path, { valueFiles: [`${files.path}/given.yaml`] });
    using packed = tempDir();
    const { path } = await helm.charts.package(given.path, { destination: packed.path });
    const bytes = await Bun.file(path).bytes();
    for (const one of [given.path, bytes]) {
      const { manifest } = await helm.charts.template(one, { values: [{ entries: { key7: { port: 0 } } }, values] });
      expect(manifest).toBe(fromFile.manifest);
    }
    const all = JSON.parse(read(fromFile.manifest, "all"));
    expect(all.entries.key7).toEqual({ ...entries.key7, protocol: "TCP" });
  });

  test("keep their secrets", async () => {
    using failing = chart({ templates: { "a.yaml": "{{ fail .Values.password }}" } });
    const error = await expectCode(helm.charts.template(failing.path, { values }), "ERR_HELM_TEMPLATE_FAILED");
    expect(error.report()).not.toContain("hunter2");
  });

  test("are refused by their place", async () => {
    const odd = { ...values, entries: { ...entries, last: { tags: ["a", 1n] } } };
    const error = await expectCode(helm.charts.template(given.path, { values: odd }), "ERR_HELM_INVALID_ARGUMENT");
    expect(error.message).toStartWith("values.entries.last.tags[1] is a bigint");
  });
});

describe("an object among a client's options", () => {
  const odd = "a\u2028b\u007f\u0085 # c: &d";

  test("is a kubeconfig with the names it has", async () => {
    const kubeconfig = {
      apiVersion: "v1",
      kind: "Config",
      "current-context": odd,
      clusters: [{ name: odd, cluster: { server: "https://127.0.0.1:1" } }],
      users: [{ name: odd, user: { password: odd, username: "k".repeat(1500) } }],
      contexts: [{ name: odd, context: { cluster: odd, user: odd, namespace: "of-the-context" } }],
    };
    using namespaced = chart({ templates: { "a.yaml": "in: {{ .Release.Namespace }}\n" } });
    const { manifest } = await newHelm({ kubeconfig }).charts.template(namespaced.path);
    expect(manifest).toContain("in: of-the-context");
  });

  test("is a stored release with the texts it has", async () => {
    const release = { name: "shop", info: { notes: odd }, config: { [odd]: odd } };
    const memory = newHelm({
      kubeconfig: { clusters: [{ name: "none", cluster: { server: "https://127.0.0.1:1" } }] },
      kubeApiserver: "https://127.0.0.1:1",
      driver: "memory",
      memoryDriverData: [release],
    });
    expect(await memory.releases.getValues("shop")).toEqual({ [odd]: odd });
    expect((await memory.releases.get("shop")).notes).toBe(odd);
  });
});
