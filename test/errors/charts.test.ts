// How a call fails because of its chart, its values or what renders them. Most of it needs no cluster.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { type ChartFiles, chart } from "../../lab/chart.ts";
import { newHelm } from "../../lab/client.ts";
import { tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { pack } from "../../lab/helm.ts";
import { configMap } from "../../lab/objects.ts";
import { ChartError, HelmError, type TemplateOptions, UpgradeError, ValidationError } from "../../src/index.ts";

setDefaultTimeout(60_000);

const helm = newHelm();

/** Renders a chart of these parts. */
async function render(parts: ChartFiles, options?: TemplateOptions): Promise<unknown> {
  using shop = chart(parts);
  return await helm.charts.template(shop.path, options);
}

describe("a chart that cannot be loaded", () => {
  test("is CHART_NOT_FOUND where there is none", async () => {
    const error = await expectCode(helm.charts.template("./nonexistent"), "ERR_HELM_CHART_NOT_FOUND");
    expect(error).toBeInstanceOf(ChartError);
    expect(error).toMatchObject({ verb: "charts.template", phase: "load", details: { reference: "./nonexistent" } });
  });

  test("is CHART_INVALID when its archive is broken, as a file and as bytes", async () => {
    using dir = tempDir({ "broken.tgz": "this is no archive" });
    const file = join(dir.path, "broken.tgz");
    const error = await expectCode(helm.charts.template(file), "ERR_HELM_CHART_INVALID");
    expect(error).toBeInstanceOf(ChartError);
    expect(error.details.reference).toBe(file);
    expect(error.message).toContain("gzip");
    const bytes = await expectCode(helm.charts.template(await Bun.file(file).bytes()), "ERR_HELM_CHART_INVALID");
    expect(bytes.details.reference).toBe("bytes");
    await expectCode(helm.charts.template(new Blob([])), "ERR_HELM_CHART_INVALID");
  });

  test("is CHART_INVALID when its archive ends too early", async () => {
    using shop = chart({ templates: { "a.yaml": configMap("a") } });
    using packed = tempDir();
    const archive = await Bun.file(await pack(shop, packed)).bytes();
    await expectCode(helm.charts.template(archive.slice(0, archive.length / 2)), "ERR_HELM_CHART_INVALID");
    expect((await helm.charts.template(archive)).manifest).toContain('"name":"a"');
  });

  test("is CHART_INVALID without a Chart.yaml", async () => {
    using dir = tempDir({ "templates/a.yaml": configMap("a") });
    const error = await expectCode(helm.charts.template(dir.path), "ERR_HELM_CHART_INVALID");
    expect(error.message).toContain("Chart.yaml");
  });

  test("is CHART_INVALID with a Chart.yaml that is no YAML, or says too little", async () => {
    using noYaml = tempDir({ "Chart.yaml": "name: [" });
    await expectCode(helm.charts.template(noYaml.path), "ERR_HELM_CHART_INVALID");
    using noVersion = tempDir({ "Chart.yaml": "apiVersion: v2\nname: shop\n" });
    const error = await expectCode(helm.charts.template(noVersion.path), "ERR_HELM_CHART_INVALID");
    expect(error.message).toContain("version");
  });

  test("is CHART_INVALID with values that are no YAML", async () => {
    const error = await expectCode(render({ files: { "values.yaml": "a: [" } }), "ERR_HELM_CHART_INVALID");
    expect(error.message).toContain("values.yaml");
  });

  test("is CHART_INVALID when it is a library, which nobody can install", async () => {
    const error = await expectCode(render({ name: "lib", metadata: { type: "library" } }), "ERR_HELM_CHART_INVALID");
    expect(error.message).toContain("library charts are not installable");
    expect(error.chart).toEqual({ name: "lib", version: "1.0.0" });
    await using fixture = await Fixture.make();
    using library = chart({ metadata: { type: "library" } });
    await expectCode(fixture.helm.releases.install("lib", library.path), "ERR_HELM_CHART_INVALID");
    await expectCode(fixture.helm.releases.upgrade("lib", library.path, { install: true }), "ERR_HELM_CHART_INVALID");
    expect(await fixture.records()).toEqual([]);
  });
});

describe("a chart that does not fit", () => {
  test("is CHART_INVALID, without being repeated, if it wants versions without end", async () => {
    const error = await expectCode(
      render({ metadata: { kubeVersion: `${"1||".repeat(200_000)}1` } }),
      "ERR_HELM_CHART_INVALID",
    );
    expect(error.message).toEndWith("kubeVersion in Chart.yaml has more than 256 bytes");
    const long = `>=9.0.0-0 ${"|| >=9.0.0 ".repeat(20)}`.trim();
    expect(
      (await expectCode(render({ metadata: { kubeVersion: long } }), "ERR_HELM_CHART_INCOMPATIBLE")).details.required,
    ).toBe(long);
  });

  test("is CHART_INCOMPATIBLE with the version it wants and the one there is", async () => {
    const parts = { metadata: { kubeVersion: ">=9.0.0" } };
    const error = await expectCode(render(parts), "ERR_HELM_CHART_INCOMPATIBLE");
    expect(error).toBeInstanceOf(ChartError);
    expect(error.details.required).toBe(">=9.0.0");
    expect(error.details.kubeVersion).toMatch(/^v1\.\d+\.\d+/);
    const old = render({ metadata: { kubeVersion: ">=1.30.0" } }, { kubeVersion: "1.29.4" });
    expect((await expectCode(old, "ERR_HELM_CHART_INCOMPATIBLE")).details.kubeVersion).toBe("v1.29.4");
  });

  test("is CHART_INCOMPATIBLE with the cluster's own version for an install", async () => {
    await using fixture = await Fixture.make();
    using shop = chart({ metadata: { kubeVersion: ">=9.0.0" }, templates: { "a.yaml": configMap("a") } });
    const { gitVersion } = await fixture.cluster.get<{ gitVersion: string }>("/version");
    const error = await expectCode(fixture.helm.releases.install("shop", shop.path), "ERR_HELM_CHART_INCOMPATIBLE");
    expect(error.details).toMatchObject({ required: ">=9.0.0", kubeVersion: gitVersion });
    expect(await fixture.records()).toEqual([]);
  });

  test("is DEPENDENCY_MISSING with the names of those that charts/ lacks", async () => {
    const dependencies = ["mysql", "redis"].map((name) => ({
      name,
      version: "1.0.0",
      repository: "https://127.0.0.1:1",
    }));
    const error = await expectCode(render({ metadata: { dependencies } }), "ERR_HELM_DEPENDENCY_MISSING");
    expect(error).toBeInstanceOf(ChartError);
    expect(error.details.missing).toEqual(["mysql", "redis"]);
    expect(error.details.hint).toContain("dependency build");
    const files = { "charts/mysql/Chart.yaml": "apiVersion: v2\nname: mysql\nversion: 1.0.0\n" };
    const half = await expectCode(render({ metadata: { dependencies }, files }), "ERR_HELM_DEPENDENCY_MISSING");
    expect(half.details.missing).toEqual(["redis"]);
  });
});

describe("a template that fails", () => {
  const cases: { what: string; template: string; values?: Record<string, unknown>; line: number; message: RegExp }[] = [
    { what: "cannot be parsed", template: "a: 1\nb: {{ if }}\n", line: 2, message: /missing value for if/ },
    { what: "is not closed", template: "a: 1\n{{ if true }}\nb: 2\n", line: 4, message: /unexpected EOF/ },
    {
      what: "calls a function that does not exist",
      template: "\n\na: {{ nonsense 1 }}\n",
      line: 3,
      message: /function "nonsense" not defined/,
    },
    {
      what: "looks into nothing",
      template: "a: 1\nb: {{ .Values.image.tag.name }}\n",
      line: 2,
      message:
        /^shop\/templates\/bad\.yaml:2:\d+: \.Values\.image is not set, so \.Values\.image\.tag\.name cannot be read$/,
    },
    {
      what: "misses a value that it requires",
      template: 'a: {{ required "an image is required" .Values.image }}\n',
      line: 1,
      message: /an image is required/,
    },
    { what: "says fail", template: '{{ fail "not like this" }}\n', line: 1, message: /not like this/ },
    {
      what: "includes what is not defined",
      template: 'a: 1\nb: {{ include "shop.missing" . }}\n',
      line: 2,
      message: /no template "shop.missing"/,
    },
    { what: "divides by zero", template: "a: {{ div 1 0 }}\n", line: 1, message: /divide by zero/ },
  ];
  test.each(cases)("is TEMPLATE_FAILED with file and line when it $what", async ({ template, line, message }) => {
    const error = await expectCode(render({ templates: { "bad.yaml": template } }), "ERR_HELM_TEMPLATE_FAILED");
    expect(error).toBeInstanceOf(ChartError);
    expect(error).toMatchObject({ verb: "charts.template", phase: "render", chart: { name: "shop" } });
    expect(error.details).toMatchObject({ template: "shop/templates/bad.yaml", line });
    expect(error.message).toMatch(message);
  });

  test("is named where it fails, not where it is included", async () => {
    const templates = {
      "_helpers.tpl": '{{ define "shop.name" }}\n{{ .Values.image.tag.name }}\n{{ end }}',
      "a.yaml": 'name: {{ include "shop.name" . }}\n',
    };
    const error = await expectCode(render({ templates }), "ERR_HELM_TEMPLATE_FAILED");
    expect(error.details).toMatchObject({ template: "shop/templates/_helpers.tpl", line: 2 });
    expect(error.message).toContain("shop/templates/a.yaml:1:9");
  });

  test("is named where it is included when it says fail: Helm tells no more", async () => {
    const templates = {
      "_helpers.tpl": '{{ define "shop.name" }}\n{{ fail "deep inside" }}\n{{ end }}',
      "a.yaml": 'name: {{ include "shop.name" . }}\n',
    };
    const error = await expectCode(render({ templates }), "ERR_HELM_TEMPLATE_FAILED");
    expect(error.details).toMatchObject({ template: "shop/templates/a.yaml", line: 1, column: 9 });
    expect(error.message).toContain("deep inside");
  });

  test("is named by its path when it belongs to a subchart", async () => {
    const files = {
      "charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 1.0.0\n",
      "charts/sub/templates/bad.yaml": '\n{{ fail "in the subchart" }}',
    };
    const error = await expectCode(render({ files }), "ERR_HELM_TEMPLATE_FAILED");
    expect(error.details).toMatchObject({ template: "shop/charts/sub/templates/bad.yaml", line: 2 });
  });

  test("changes nothing when it is an install's or an upgrade's", async () => {
    await using fixture = await Fixture.make();
    using bad = chart({ templates: { "a.yaml": configMap("a"), "b.yaml": '{{ fail "no" }}' } });
    using good = chart({ templates: { "a.yaml": configMap("a", { text: "good" }) } });
    const install = await expectCode(fixture.helm.releases.install("shop", bad.path), "ERR_HELM_TEMPLATE_FAILED");
    expect(install).toMatchObject({ verb: "releases.install", phase: "render" });
    expect(install).toBeInstanceOf(ChartError);
    expect(await fixture.records()).toEqual([]);
    await fixture.helm.releases.install("shop", good.path);
    await expectCode(fixture.helm.releases.upgrade("shop", bad.path), "ERR_HELM_TEMPLATE_FAILED");
    expect(await fixture.records()).toEqual(["1 deployed"]);
    expect((await fixture.get("configmaps/a")).data).toEqual({ text: "good" });
  });
});

describe("a post-renderer that fails", () => {
  const parts = { templates: { "a.yaml": configMap("a") } };

  test("is POST_RENDERER_FAILED with the very error as cause, thrown or rejected", async () => {
    using shop = chart(parts);
    const cause = new RangeError("too many objects");
    const throws = (): never => {
      throw cause;
    };
    for (const postRenderer of [throws, async () => throws()]) {
      const error = await expectCode(
        helm.charts.template(shop.path, { postRenderer }),
        "ERR_HELM_POST_RENDERER_FAILED",
      );
      expect(error.cause).toBe(cause);
      expect(error.message).toContain("too many objects");
      expect(error).toMatchObject({ phase: "post-render", verb: "charts.template" });
    }
  });

  test("is POST_RENDERER_FAILED when it gives no text, or throws what is no error", async () => {
    using shop = chart(parts);
    const wrong = await expectCode(
      helm.charts.template(shop.path, { postRenderer: (() => 42) as never }),
      "ERR_HELM_POST_RENDERER_FAILED",
    );
    expect(wrong.cause).toBeInstanceOf(TypeError);
    const text = await expectCode(
      helm.charts.template(shop.path, { postRenderer: () => Promise.reject("just text") }),
      "ERR_HELM_POST_RENDERER_FAILED",
    );
    expect(text.cause).toBe("just text");
  });

  test("changes nothing when it is an install's, and is an error of the verb", async () => {
    await using fixture = await Fixture.make();
    using shop = chart(parts);
    const cause = new Error("not today");
    const postRenderer = (): Promise<string> => Promise.reject(cause);
    const error = await expectCode(
      fixture.helm.releases.upgrade("shop", shop.path, { install: true, postRenderer }),
      "ERR_HELM_POST_RENDERER_FAILED",
    );
    expect(error).toBeInstanceOf(UpgradeError);
    expect(error.cause).toBe(cause);
    expect(await fixture.records()).toEqual([]);
  });
});

describe("values that the schema refuses", () => {
  const schema = JSON.stringify({
    type: "object",
    required: ["name"],
    properties: {
      name: { type: "string" },
      replicas: { type: "integer", minimum: 1 },
      image: { type: "object", properties: { tag: { type: "string", pattern: "^v" } }, additionalProperties: false },
    },
  });

  test("are VALUES_INVALID with every violation: its path, its rule and what it says", async () => {
    const values = { replicas: 0, image: { tag: "1", nonsense: true } };
    const error = await expectCode(
      render({ files: { "values.schema.json": schema } }, { values }),
      "ERR_HELM_VALUES_INVALID",
    );
    expect(error).toBeInstanceOf(ValidationError);
    const violations = error.details.violations.toSorted((a, b) => (a.path < b.path ? -1 : 1));
    expect(violations).toMatchObject([
      { chart: "shop", path: "", keyword: "/required", message: expect.stringContaining("name") },
      { chart: "shop", path: "/image", keyword: "/additionalProperties", message: expect.stringContaining("nonsense") },
      { chart: "shop", path: "/image/tag", keyword: "/pattern" },
      { chart: "shop", path: "/replicas", keyword: "/minimum" },
    ]);
    expect(error.message).toBe(
      'the values do not fit the chart\'s schema: values must have the property "name"; values.image must not have the property "nonsense"; values.image.tag must match the pattern "^v", but is "1"; and 1 more',
    );
  });

  const limits: readonly (readonly [rule: object, value: unknown, says: string])[] = [
    [{ maximum: 10 }, 11, "must be at most 10, but is 11"],
    [{ minimum: 1.5 }, 1, "must be at least 1.5, but is 1"],
    [{ exclusiveMinimum: 0 }, 0, "must be above 0, but is 0"],
    [{ exclusiveMaximum: 65536 }, 65536, "must be below 65536, but is 65536"],
    [{ multipleOf: 2 }, 3, "must be a multiple of 2, but is 3"],
    [{ type: "integer" }, "http", "must be an integer, but is a string"],
    [{ type: ["array", "null"] }, true, "must be null or a list, but is a boolean"],
    [{ minLength: 1 }, "", "must have at least 1 character, but has 0"],
    [{ maxLength: 2 }, "abc", "must have at most 2 characters, but has 3"],
    [{ minItems: 2 }, [1], "must have at least 2 items, but has 1"],
    [{ maxItems: 0 }, [1], "must have at most 0 items, but has 1"],
    [{ minProperties: 1 }, {}, "must have at least 1 property, but has 0"],
    [{ maxProperties: 1 }, { a: 1, b: 2 }, "must have at most 1 property, but has 2"],
    [{ uniqueItems: true }, [1, 2, 1], "must not have equal items, but items 0 and 2 are equal"],
    [{ enum: ["a", "b"] }, "c", 'must be one of "a", "b", but is "c"'],
    [{ const: 5 }, 6, "must be 5, but is 6"],
    [{ required: ["a", "b"] }, {}, 'must have the properties "a" and "b"'],
    [{ dependentRequired: { a: ["b"] } }, { a: 1 }, 'must have the property "b", since it has "a"'],
    [{ not: { type: "string" } }, "x", 'must not be what "not" in the schema describes'],
    [{ pattern: "^v" }, "1".repeat(500), 'must match the pattern "^v"'],
  ];
  test.each(limits)("say so in words: %j of %j", async (rule, value, says) => {
    const files = { "values.schema.json": JSON.stringify({ properties: { a: { properties: { b: rule } } } }) };
    const error = await expectCode(render({ files }, { values: { a: { b: value } } }), "ERR_HELM_VALUES_INVALID");
    expect(error.message).toBe(`the values do not fit the chart's schema: values.a.b ${says}`);
    expect(error.details.violations).toMatchObject([{ path: "/a/b", message: says }]);
  });

  test("are named by paths as templates have them", async () => {
    const files = {
      "values.schema.json": JSON.stringify({
        properties: { users: { items: { type: "object" } }, "a.b/c": { type: "null" } },
      }),
    };
    const values = { users: [{}, 1], "a.b/c": 1 };
    const error = await expectCode(render({ files }, { values }), "ERR_HELM_VALUES_INVALID");
    expect(error.message).toContain("values.users[1] must be an object, but is a number");
    expect(error.message).toContain('values["a.b/c"] must be null, but is a number');
  });

  test("are VALUES_INVALID in a subchart by the subchart's name", async () => {
    const files = {
      "values.schema.json": schema,
      "charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 1.0.0\n",
      "charts/sub/values.schema.json": JSON.stringify({ properties: { port: { type: "integer" } } }),
    };
    const values = { name: 5, sub: { port: "http" } };
    const error = await expectCode(render({ files }, { values }), "ERR_HELM_VALUES_INVALID");
    expect(error.details.violations).toMatchObject([
      { chart: "shop", path: "/name" },
      { chart: "shop/sub", path: "/port" },
    ]);
    expect(error.message).toContain("values.sub.port must be an integer, but is a string");
  });

  test("are taken with skipSchemaValidation", async () => {
    await render({ files: { "values.schema.json": schema } }, { values: { replicas: 0 }, skipSchemaValidation: true });
  });

  test("change nothing when they are an install's", async () => {
    await using fixture = await Fixture.make();
    using shop = chart({ templates: { "a.yaml": configMap("a") }, files: { "values.schema.json": schema } });
    const error = await expectCode(fixture.helm.releases.install("shop", shop.path), "ERR_HELM_VALUES_INVALID");
    expect(error).toBeInstanceOf(ValidationError);
    expect(error.verb).toBe("releases.install");
    expect(error.details.violations).toHaveLength(1);
    expect(await fixture.records()).toEqual([]);
  });

  test("are an error of the class HelmError, whatever else they are", async () => {
    const error = await expectCode(render({ files: { "values.schema.json": schema } }), "ERR_HELM_VALUES_INVALID");
    expect(error).toBeInstanceOf(HelmError);
    expect(error.name).toBe("ValidationError");
  });
});
