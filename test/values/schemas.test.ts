// JSON schemas of charts: what they may refer to, and what becomes of those that nobody can use.
import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { type ChartFiles, chart } from "../../lab/chart.ts";
import { newHelm } from "../../lab/client.ts";
import { type TempDir, tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import type { HelmError } from "../../src/index.ts";

setDefaultTimeout(60_000);

const seen: string[] = [];
const server = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  fetch(request) {
    const { pathname } = new URL(request.url);
    seen.push(pathname);
    if (pathname === "/never") return new Promise<Response>(() => {});
    if (pathname === "/large") return new Response(`"${"x".repeat(100_000)}"`);
    return Response.json({ type: "object", properties: { port: { type: "integer" } } });
  },
});
afterAll(() => server.stop(true));
const url = `http://127.0.0.1:${server.port}`;

function withSchema(schema: unknown, parts: ChartFiles = {}): TempDir {
  const text = typeof schema === "string" ? schema : JSON.stringify(schema);
  return chart({ templates: { "a.yaml": "a: b\n" }, ...parts, files: { "values.schema.json": text, ...parts.files } });
}

const secret = tempDir({ "secret.json": JSON.stringify({ properties: { port: { const: "hunter2" } } }) });
const file = `file://${join(secret.path, "secret.json")}`;

describe("a reference of a schema", () => {
  test.each([
    ["to a file", { $ref: file }, file],
    ["to a file, of one value", { properties: { port: { $ref: `${file}#/properties/port` } } }, file],
    ["to a device", { $ref: "file:///proc/self/fd/0" }, "file:///proc/self/fd/0"],
    ["to a server", { $ref: `${url}/a` }, `${url}/a`],
    ["to another version of schemas", { $schema: `${url}/meta` }, `${url}/meta`],
    ["relative to the schema", { $ref: "other.json" }, "file:///other.json"],
  ])("%s is refused: nothing is read or asked", async (_, schema, target) => {
    using bad = withSchema(schema);
    const helm = newHelm();
    const archive = await helm.charts.package(bad.path).catch(() => undefined);
    const before = seen.length;
    for (const call of [
      () => helm.charts.template(bad.path, { values: { port: "y" } }),
      () => helm.releases.install("shop", bad.path, { dryRun: "client", values: { port: "y" } }),
    ]) {
      const error = await expectCode(call(), "ERR_HELM_CHART_INVALID");
      expect(error.message).toContain(`refers to ${target}, which is not in the chart`);
      expect(error.details.hint).toContain("schemaReferences: true");
      expect(error.details.reference).toBe("shop");
      expect(Bun.inspect(error)).not.toContain("hunter2");
    }
    const { passed, messages } = await helm.charts.lint(bad.path);
    expect(passed).toBe(false);
    expect(messages.map(({ message }) => message).join()).toContain("schemaReferences: true allows it");
    expect(archive).toBeDefined();
    expect(seen.length).toBe(before);
  });

  test("is followed with schemaReferences: true, by every verb that validates", async () => {
    const helm = newHelm();
    for (const schema of [{ $ref: file }, { $ref: `${url}/a` }]) {
      using good = withSchema(schema, { files: { "values.yaml": "port: 80\n" } });
      const values = { port: schema.$ref === file ? "hunter2" : 80 };
      const given = { schemaReferences: true, values };
      expect((await helm.charts.template(good.path, given)).manifest).toContain("a: b");
      expect((await helm.releases.install("shop", good.path, { dryRun: "client", ...given })).manifest).toContain(
        "a: b",
      );
      expect((await helm.charts.lint(good.path, given)).passed).toBe(true);
      const wrong = helm.charts.template(good.path, { schemaReferences: true, values: { port: "x" } });
      const { details } = await expectCode(wrong, "ERR_HELM_VALUES_INVALID");
      expect(details.violations.map(({ path }) => path)).toEqual(["/port"]);
    }
  });

  test("ends with its operation, and has a limit", async () => {
    const helm = newHelm({ limits: { metadata: 50_000 } });
    using never = withSchema({ $ref: `${url}/never` });
    const waiting = helm.charts.template(never.path, { schemaReferences: true, signal: AbortSignal.timeout(500) });
    await expectCode(waiting, "ERR_HELM_ABORTED");
    using large = withSchema({ $ref: `${url}/large` });
    const error = await expectCode(
      helm.charts.template(large.path, { schemaReferences: true }),
      "ERR_HELM_CHART_INVALID",
    );
    expect(error.message).toContain("50000");
    using pipe = withSchema({ $ref: "file:///proc/self/fd/0" });
    const device = await expectCode(
      helm.charts.template(pipe.path, { schemaReferences: true }),
      "ERR_HELM_CHART_INVALID",
    );
    expect(device.message).toMatch(/is not a file|no such file/);
  });

  test("within the schema, and to the versions of JSON schema, needs nobody's leave", async () => {
    using good = withSchema({
      $schema: "http://json-schema.org/draft-07/schema#",
      definitions: { port: { type: "integer" } },
      properties: { port: { $ref: "#/definitions/port" }, schema: { $ref: "http://json-schema.org/draft-07/schema#" } },
    });
    expect((await newHelm().charts.template(good.path, { values: { port: 1, schema: {} } })).manifest).toContain(
      "a: b",
    );
  });
});

const words = (count: number, tail = ""): string[] => Array.from({ length: count }, (_, i) => `word-${i}${tail}`);

/** All lists of lists with so many brackets in them, which the validator cannot tell apart by their hashes. */
function lists(brackets: number): unknown[][] {
  const all: unknown[][][] = [[[]]];
  for (let count = 1; count <= brackets; count++) {
    const splits = Array.from(
      { length: count },
      (_, inner) => [all[inner] ?? [], all[count - 1 - inner] ?? []] as const,
    );
    all.push(splits.flatMap(([firsts, rests]) => firsts.flatMap((first) => rests.map((rest) => [first, ...rest]))));
  }
  return all[brackets] ?? [];
}

describe("a schema that cannot be used is the chart's fault", () => {
  const bomb = (keyword: string, leaf: unknown, levels: number): object => ({
    $ref: "#/$defs/l0",
    $defs: Object.fromEntries(
      Array.from({ length: levels + 1 }, (_, i) => {
        const next = { $ref: `#/$defs/l${i + 1}` };
        return [`l${i}`, i === levels ? leaf : { [keyword]: [next, next] }];
      }),
    ),
  });

  const chain = (length: number): object => ({
    $ref: "#/$defs/0",
    $defs: Object.fromEntries(
      Array.from({ length }, (_, i) => [i, i + 1 < length ? { $ref: `#/$defs/${i + 1}` } : true]),
    ),
  });

  test.each([
    ["no JSON", "{", "is not JSON"],
    ["a keyword of another type", { type: 5 }, "cannot be used"],
    ["a reference to nothing", { $ref: "#/nothing" }, "cannot be used"],
    ["a regular expression that is none", { properties: { a: { pattern: "(" } } }, "cannot be used"],
    ["the same violation without an end", bomb("anyOf", false, 60), "more than 100000"],
    ["alternatives that all hold where one may", bomb("oneOf", true, 60), "more than 100000"],
    [
      "a circle of references",
      { $ref: "#/$defs/0", $defs: { 0: { $ref: "#/$defs/1" }, 1: { $ref: "#/$defs/0" } } },
      '"values.schema.json#/$defs/0" refers to itself in a circle',
    ],
    [
      "a circle that is one reference",
      { $id: "http://127.0.0.1/a", $ref: "#" },
      '"values.schema.json#" refers to itself in a circle',
    ],
    [
      "a circle of dynamic references",
      { $dynamicAnchor: "n", allOf: [{ $dynamicRef: "#n" }] },
      '"values.schema.json#" refers to itself in a circle',
    ],
    ["circles, whichever alternative is taken", { anyOf: [{ $ref: "#" }, { not: {}, $ref: "#" }] }, "in a circle"],
    ["references in references, too deep", chain(12_000), "more than 10000 deep"],
    ["a minimum of a million digits", '{"properties":{"port":{"minimum":1e999999}}}', "more than 5000 digits"],
    ["a multiple of a millionth digit", '{"properties":{"port":{"multipleOf":1e-999999}}}', "more than 5000 digits"],
    [
      "a million digits that are allowed",
      `{"properties":{"port":{"enum":[${"1".repeat(1_000_000)}]}}}`,
      "more than 5000 digits",
    ],
    [
      "an exponent of a million digits",
      `{"properties":{"port":{"const":1e${"9".repeat(1_000_000)}}}}`,
      "more than 5000 digits",
    ],
  ])("%s", async (_, schema, message) => {
    using bad = withSchema(schema, { values: { port: 80 } });
    const error = await expectCode(newHelm().charts.template(bad.path), "ERR_HELM_CHART_INVALID");
    expect(error.message).toContain(message);
    expect(error.message).toContain('of chart "shop"');
    expect(error.message).not.toContain("file:///");
    expect(error.message.length).toBeLessThan(3000);
  });

  test("of a subchart, which is named", async () => {
    using bad = chart({
      values: { sub: { a: 1 } },
      files: {
        "charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 1.0.0\n",
        "charts/sub/values.schema.json": JSON.stringify({ $ref: file }),
      },
    });
    const error = await expectCode(newHelm().charts.template(bad.path), "ERR_HELM_CHART_INVALID");
    expect(error.message).toContain('of chart "shop/sub" refers to');
  });

  test.each<[string, unknown, unknown]>([
    ["conditions", bomb("allOf", true, 60), 80],
    ["references in references", chain(50_000), 80],
    [
      "values that are all compared with all",
      { properties: { port: { items: { enum: words(10_000) } } } },
      words(90_000),
    ],
    ["lists that are all compared with all", { properties: { port: { uniqueItems: true } } }, lists(10)],
    ["negations in negations", `${'{"not":'.repeat(1000)}false${"}".repeat(1000)}`, 80],
  ])("and one that takes for ever, by %s, ends with its operation", async (_, schema, port) => {
    using bad = withSchema(schema, { files: { "values.yaml": JSON.stringify({ port }) } });
    const helm = newHelm();
    using loaded = await helm.charts.load(bad.path); // which is not interrupted
    const failing = helm.charts.template(loaded, { signal: AbortSignal.timeout(500) });
    const error = await expectCode(failing, "ERR_HELM_ABORTED");
    expect(error.details.leftBehind).toBeUndefined();
  });
});

describe("what a schema says is wrong has bounds", () => {
  async function refused(schema: unknown, values: unknown): Promise<HelmError<"ERR_HELM_VALUES_INVALID">> {
    using bad = withSchema(schema, { files: { "values.yaml": JSON.stringify(values) } });
    const error = await expectCode(newHelm().charts.template(bad.path), "ERR_HELM_VALUES_INVALID");
    expect(JSON.stringify(error).length).toBeLessThan(700_000);
    expect(error.report().length).toBeLessThan(700_000);
    const { messages } = await newHelm().charts.lint(bad.path);
    expect(JSON.stringify(messages).length).toBeLessThan(300_000);
    return error;
  }

  test("of many values and many words", async () => {
    const schema = { properties: { a: { items: { enum: words(5000, "x".repeat(1000)) } } } };
    const { message, details } = await refused(schema, { a: words(2000) });
    expect(details.violations).toHaveLength(100);
    expect(details.violations.map(({ path }) => path)).toContain("/a/0");
    expect(details.more).toBe(1900);
    expect(message).toContain(' and 4980 more, but is "word-0"');
    expect(message).toEndWith("; and 1997 more");
  });

  test("told by lint too, which has Helm's words", async () => {
    using bad = withSchema(
      { properties: { a: { items: { enum: words(500) } } } },
      { files: { "values.yaml": JSON.stringify({ a: Array(300).fill("x") }) } },
    );
    const { messages } = await newHelm().charts.lint(bad.path);
    const said = messages.map(({ message }) => message).join("\n");
    expect(said).toContain("- at '/a/0': value must be one of 'word-0', ");
    expect(said).toMatch(/'word-99' and 400 more\n/);
    expect(said).toMatch(/\n *- and 2\d\d more$/);
  });

  test("of many names", async () => {
    const long = "n".repeat(900);
    const missing = await refused({ required: words(3000, long) }, {});
    expect(missing.message).toContain(" and 2980 more");
    const found = Object.fromEntries(words(3000, long).map((name) => [name, 1]));
    const additional = await refused({ additionalProperties: false, maxProperties: 1 }, { ...found });
    expect(additional.message).toContain("must not have the properties ");
    expect(additional.message).toContain(" and 2980 more");
  });

  test("of a long pattern, and a long path", async () => {
    const { message } = await refused({ properties: { a: { pattern: "x".repeat(100_000) } } }, { a: "hunter2" });
    expect(message).toEndWith('…", but is "hunter2"');
    expect(message.length).toBeLessThan(2000);
    const key = "k".repeat(900);
    const items = { additionalProperties: { additionalProperties: { items: { type: "string" } } } };
    const { details } = await refused({ properties: { a: items } }, { a: { [key]: { [key]: [1, 2] } } });
    expect(details.violations.map(({ path }) => path)).toEqual([`/a/${key}`, `/a/${key}`]);
    expect(details.violations[0]?.message).toStartWith("contains a value that does not fit");
  });

  test("of values that are sensitive, of which nothing shows", async () => {
    const schema = { properties: { a: { items: { const: "x" } }, z: { pattern: `^${"y".repeat(2000)}` } } };
    using bad = withSchema(schema);
    const values = { a: words(200), z: `hunter2${"z".repeat(2000)}` };
    const failing = newHelm().charts.template(bad.path, { values, sensitive: ["z"] });
    const error = await expectCode(failing, "ERR_HELM_VALUES_INVALID");
    expect(error.details.more).toBe(101);
    expect(Bun.inspect(error)).not.toContain("hunter2");
  });

  test("of faults that are about much each, which is the chart's fault", async () => {
    const found = Object.fromEntries(words(20_000).map((name) => [name, 1]));
    using many = withSchema(
      { anyOf: Array(1000).fill({ additionalProperties: false }) },
      { files: { "values.yaml": JSON.stringify(found) } },
    );
    const error = await expectCode(newHelm().charts.template(many.path), "ERR_HELM_CHART_INVALID");
    expect(error.message).toContain("more than 10000000 keys and items");
  });
});
