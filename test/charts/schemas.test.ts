// JSON schemas of charts: what they may refer to, and what becomes of those that nobody can use.
import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { type ChartFiles, chart, expectCode, newHelm, type TempDir, tempDir } from "../harness.ts";

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

  test.each([
    ["no JSON", "{", "is not JSON"],
    ["a keyword of another type", { type: 5 }, "cannot be used"],
    ["a reference to nothing", { $ref: "#/nothing" }, "cannot be used"],
    ["a regular expression that is none", { properties: { a: { pattern: "(" } } }, "cannot be used"],
    ["the same violation without an end", bomb("anyOf", false, 60), "more than 100000"],
    ["alternatives that all hold where one may", bomb("oneOf", true, 60), "more than 100000"],
  ])("%s", async (_, schema, message) => {
    using bad = withSchema(schema);
    const error = await expectCode(newHelm().charts.template(bad.path), "ERR_HELM_CHART_INVALID");
    expect(error.message).toContain(message);
    expect(error.message).toContain('of chart "shop"');
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

  test.each([
    ["conditions", bomb("allOf", true, 60)],
    ["negations in negations", `${'{"not":'.repeat(1000)}false${"}".repeat(1000)}`],
  ])("and one that takes for ever, by %s, ends with its operation", async (_, schema) => {
    using bad = withSchema(schema);
    const helm = newHelm();
    const failing = helm.charts.template(bad.path, { signal: AbortSignal.timeout(500) });
    const error = await expectCode(failing, "ERR_HELM_ABORTED");
    expect(error.details.leftBehind).toBeUndefined();
  });
});
