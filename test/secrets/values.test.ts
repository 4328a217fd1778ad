// Values that are marked as sensitive, and those whose names say so, show in no failure and no message.
import { afterAll, describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { chart } from "../../lab/chart.ts";
import { newHelm } from "../../lab/client.ts";
import { expectCode } from "../../lab/failure.ts";
import { fails, secret } from "../../lab/secret.ts";
import type { LogLine, TemplateOptions } from "../../src/index.ts";

const directories: string[] = [];
afterAll(() => {
  for (const path of directories) rmSync(path, { recursive: true, force: true });
});

interface Parts {
  template?: string;
  schema?: object;
  files?: Record<string, string>;
  values?: Record<string, unknown>;
}

/** A chart that stays until the end of the file. */
function lasting({ template = "a: b\n", schema, files = {}, values = {} }: Parts): string {
  const all = schema === undefined ? files : { ...files, "values.schema.json": JSON.stringify(schema) };
  const { path } = chart({ values, templates: { "a.yaml": template }, files: all });
  directories.push(path);
  return path;
}

const refusing = {
  pattern: { pattern: "^[0-9]+$" },
  format: { format: "ipv4" },
  length: { maxLength: 2 },
  constant: { const: "other" },
  words: { enum: ["one", "two"] },
  type: { type: "integer" },
  not: { not: { type: "string" } },
  anyOf: { anyOf: [{ pattern: "^a$" }, { pattern: "^b$" }] },
};

describe("a violation of the schema", () => {
  const properties = { db: { properties: refusing }, users: { items: { properties: { pin: refusing.pattern } } } };
  const path = lasting({ schema: { properties } });
  const db = Object.fromEntries(Object.keys(refusing).map((name) => [name, `${secret}-${name}`]));

  test("of a sensitive value says where, and not what", async () => {
    const also = Object.values(db);
    const options: TemplateOptions = { values: { db }, sensitive: ["db.*"] };
    const { error, leaks } = await fails((helm) => helm.charts.template(path, options), {}, also);
    expect(leaks).toEqual([]);
    expect(error.code).toBe("ERR_HELM_VALUES_INVALID");
    const { violations } = error.details as { violations: { path: string; keyword: string; message: string }[] };
    expect(violations.length).toBeGreaterThanOrEqual(Object.keys(refusing).length);
    expect(violations.map((one) => one.path)).toContain("/db/pattern");
    expect(violations.find((one) => one.path === "/db/pattern")?.keyword).toBe("/pattern");
    for (const { message } of violations) expect(message).toContain("the value is sensitive");
  });

  test("of one by its name says nothing of it either, however long it is", async () => {
    const rules = { length: undefined, type: undefined, not: undefined };
    const all = Object.entries({ ...refusing, ...rules }).filter(([, rule]) => rule !== undefined);
    const named = all.map(([name, rule]) => [`${name}Token`, rule] as const);
    const path = lasting({ schema: { properties: Object.fromEntries(named) } });
    for (const length of [10, 59, 60, 61, 500]) {
      const value = secret.repeat(50).slice(0, length);
      const values = Object.fromEntries(named.map(([name]) => [name, value]));
      const { error, leaks } = await fails((helm) => helm.charts.template(path, { values }), {}, [value.slice(0, 8)]);
      expect(leaks).toEqual([]);
      expect(error.code).toBe("ERR_HELM_VALUES_INVALID");
    }
  });

  test("of a short or numeric one neither", async () => {
    for (const value of ["a!", "x", "1.5e", "ab"]) {
      const options = { values: { db: { pattern: value } }, sensitive: ["db.pattern"] };
      const error = await expectCode(newHelm().charts.template(path, options), "ERR_HELM_VALUES_INVALID");
      expect(Bun.inspect(error, { depth: 20 })).not.toContain(`'${value}'`);
    }
    const numbers = lasting({ schema: { properties: { pin: { minimum: 10000 } } } });
    const options = { values: { pin: 7351 }, sensitive: ["pin"] };
    const error = await expectCode(newHelm().charts.template(numbers, options), "ERR_HELM_VALUES_INVALID");
    expect(JSON.stringify([error.message, error.details, String(error.cause)])).not.toMatch(/7,?351/);
  });

  test("of another value says what, as ever", async () => {
    const options = { values: { db: { pattern: "short" } }, sensitive: ["db.other", "pattern", "db.pattern.more"] };
    const error = await expectCode(newHelm().charts.template(path, options), "ERR_HELM_VALUES_INVALID");
    expect(error.details.violations[0]?.message).toContain('but is "short"');
  });

  test.each(["users.*.pin", "users[0].pin", "users.0.pin", "users.*", "users", "*.*.pin"])(
    "in a list is covered by %s",
    async (place) => {
      const options = { values: { users: [{ pin: secret }] }, sensitive: [place] };
      expect((await fails((helm) => helm.charts.template(path, options))).leaks).toEqual([]);
    },
  );

  test("of a subchart is covered from the top", async () => {
    const path = lasting({
      files: {
        "charts/kid/Chart.yaml": "apiVersion: v2\nname: kid\nversion: 1.0.0\n",
        "charts/kid/values.schema.json": JSON.stringify({
          properties: { "a.b": refusing.pattern, c: refusing.pattern },
        }),
      },
    });
    const values = { kid: { "a.b": secret, c: `x${secret}` } };
    const options = { values, sensitive: ["kid.a\\.b", "kid.c"] };
    const { error, leaks } = await fails((helm) => helm.charts.template(path, options));
    expect(leaks).toEqual([]);
    expect(error.code).toBe("ERR_HELM_VALUES_INVALID");
  });
});

const failing: Record<string, string> = {
  fail: "{{ fail .Values.db.password }}",
  "fail with more": '{{ fail (printf "no: %q %v" .Values.db.password .Values.db) }}',
  base64: "{{ fail (b64enc .Values.db.password) }}",
  "the base64 of an account": '{{ fail (printf "user:%s" .Values.db.password | b64enc) }}',
  "an escaped query": "{{ fail (urlquery .Values.db.password) }}",
  JSON: "{{ fail (toJson .Values.db) }}",
  YAML: "{{ fail (toYaml .Values.db) }}",
  "a range": "{{ range .Values.db.password }}{{ end }}",
  "a field of a text": "{{ .Values.db.password.x.y }}",
  "an include": "{{ include .Values.db.password . }}",
  "a date": '{{ mustToDate "2006" .Values.db.password }}',
  "a version": "{{ semver .Values.db.password }}",
  "a regular expression": '{{ mustRegexMatch (printf "[%s" .Values.db.password) "x" }}',
  "a template": '{{ tpl (printf "{{ %s" .Values.db.password) . }}',
  required: '{{ required .Values.db.password "" }}',
  "a manifest that is no YAML": "a: b: {{ .Values.db.password }}\n",
  "a kind that is none": "apiVersion: v1\nkind: [{{ .Values.db.password | quote }}]\nmetadata: {name: a}\n",
  "a weight that is none":
    "apiVersion: v1\nkind: Pod\nmetadata: {name: a, annotations: {helm.sh/hook: {{ .Values.db.password | quote }}}}\n",
};

test.each(Object.entries(failing))("a render that fails by %s does not tell a sensitive value", async (_, template) => {
  const path = lasting({ template });
  for (const options of [
    { values: { db: { password: secret } }, sensitive: ["db.password"] },
    { values: { db: { password: secret } } }, // whose name says it
    { setString: [`db.password=${secret}`], sensitive: ["db"] },
  ]) {
    const call = await newHelm()
      .charts.template(path, { ...options, objects: true })
      .then(
        () => true,
        () => false,
      );
    if (call) continue; // Helm passes over it
    expect((await fails((helm) => helm.charts.template(path, { ...options, objects: true }))).leaks).toEqual([]);
  }
});

test("a default of the chart may be sensitive, of a subchart too", async () => {
  const template = '{{ fail (printf "%s %s" .Values.key .Values.kid.key) }}';
  const files = {
    "charts/kid/Chart.yaml": "apiVersion: v2\nname: kid\nversion: 1.0.0\n",
    "charts/kid/values.yaml": `key: "x${secret}"\n`,
  };
  const path = lasting({ template, files, values: { key: secret } });
  const { error, leaks } = await fails((helm) => helm.charts.template(path, { sensitive: ["key", "kid.key"] }));
  expect(leaks).toEqual([]);
  expect(error.message).toContain("xxxxx xxxxx");
});

test("a default with the name of a credential is masked, of a subchart too", async () => {
  const template = '{{ fail (printf "%s %s" .Values.db.password .Values.kid.apiKey) }}';
  const files = {
    "charts/kid/Chart.yaml": "apiVersion: v2\nname: kid\nversion: 1.0.0\n",
    "charts/kid/values.yaml": `apiKey: "x${secret}"\n`,
  };
  const path = lasting({ template, files, values: { db: { password: secret } } });
  for (const options of [{}, { values: { other: 1 } }]) {
    const { error, leaks } = await fails((helm) => helm.charts.template(path, options));
    expect(leaks).toEqual([]);
    expect(error.message).toContain("xxxxx xxxxx");
  }
});

test("a default with the name of a credential that is a word is not, unless it is given too", async () => {
  const path = lasting({ template: '{{ fail "my-postgres-0: no" }}', values: { auth: { password: "postgres" } } });
  const { error } = await fails((helm) => helm.charts.template(path));
  expect(error.message).toContain("my-postgres-0: no");
  const given = { values: { auth: { password: "postgres" } } };
  expect((await fails((helm) => helm.charts.template(path, given))).error.message).toContain("my-xxxxx-0: no");
});

describe("a sensitive default of a subchart", () => {
  const ways: [string, object, string, string, string, string?][] = [
    ["under an alias", { alias: "other" }, "other.key", ".Values.other.key", `key: "${secret}"`],
    ["of all charts", {}, "global.key", ".Values.global.key", `global: {key: "${secret}"}`, "kid"],
    [
      "that its parent imports",
      { "import-values": ["data"] },
      "key",
      ".Values.key",
      `exports: {data: {key: "${secret}"}}`,
    ],
    [
      "that its parent imports elsewhere",
      { "import-values": [{ child: "a.b", parent: "c.d" }] },
      "c.*.key",
      ".Values.c.d.key",
      `a: {b: {key: "${secret}"}}`,
    ],
  ];

  test.each(ways)("%s is masked", async (_, dependency, place, used, values, where = "") => {
    const template = `{{ fail (toString ${used}) }}`;
    const dependencies = [{ name: "kid", version: "1.0.0", repository: "", ...dependency }];
    const path = lasting({
      template: where === "" ? template : "a: b",
      files: {
        "Chart.yaml": JSON.stringify({ apiVersion: "v2", name: "shop", version: "1.0.0", dependencies }),
        "charts/kid/Chart.yaml": "apiVersion: v2\nname: kid\nversion: 1.0.0\n",
        "charts/kid/values.yaml": `${values}\n`,
        "charts/kid/templates/a.yaml": where === "" ? "a: b" : template,
      },
    });
    const { error, leaks } = await fails((helm) => helm.charts.template(path, { sensitive: [place] }));
    expect(leaks).toEqual([]);
    expect(error.message).toContain("xxxxx");
  });
});

test.each(["pin", "password", "kid.key"])("messages of lint do not tell a default: %s", async (place) => {
  const files = {
    "Chart.yaml": '{apiVersion: v2, name: shop, version: 1.0.0, dependencies: [{name: kid, version: "1.0.0"}]}',
    "charts/kid/Chart.yaml": "apiVersion: v2\nname: kid\nversion: 1.0.0\n",
    "charts/kid/values.yaml": `key: "x${secret}"\n`,
  };
  const template = `{{ include .Values.${place} . }}`;
  const path = lasting({ template, files, values: { pin: `y${secret}`, password: `z${secret}` } });
  const result = await newHelm().charts.lint(path, { sensitive: ["pin", "kid.key"], withSubcharts: true });
  expect(JSON.stringify(result)).toContain("xxxxx");
  expect(JSON.stringify(result)).not.toContain(secret);
});

test("a file of values that cannot be read does not tell them", async () => {
  const path = lasting({ files: { "broken.yaml": `password: ${secret}: x\n`, "text.yaml": `${secret}\n` } });
  for (const file of ["broken.yaml", "text.yaml"]) {
    const call = fails((helm) => helm.charts.template(path, { valueFiles: [join(path, file)] }));
    expect((await call).leaks).toEqual([]);
  }
});

test("a post-renderer's own words do not either", async () => {
  const values = { password: secret };
  const path = lasting({ template: "password: {{ .Values.password }}\n" });
  const throws = (manifest: string): string => {
    throw new Error(`cannot use ${manifest}`);
  };
  const error = await expectCode(
    newHelm().charts.template(path, { values, postRenderer: throws }),
    "ERR_HELM_POST_RENDERER_FAILED",
  );
  expect(error.message).toContain("xxxxx");
  expect(error.message + JSON.stringify(error)).not.toContain(secret);
});

test("messages of lint do not tell a sensitive value", async () => {
  const path = lasting({
    schema: { properties: { pin: refusing.pattern, short: refusing.pattern } },
    template: "{{ fail .Values.other }}",
  });
  const values = { pin: secret, short: "a!", other: `x${secret}` };
  const logs: LogLine[] = [];
  const helm = newHelm({ onLog: (line) => logs.push(line) });
  const sensitive = ["pin", "short", "other"];
  const result = await helm.charts.lint(path, { values, sensitive });
  const unmasked = await helm.charts.lint(path, { values });
  expect(JSON.stringify(unmasked)).toContain(secret);
  expect(JSON.stringify([result, logs])).not.toContain(secret);
  expect(JSON.stringify(result)).not.toContain("'a!'");
});

test("the result has the values all the same", async () => {
  const path = lasting({ template: "password: {{ .Values.password }}\n" });
  const { manifest } = await newHelm().charts.template(path, { values: { password: secret }, sensitive: ["password"] });
  expect(manifest).toContain(secret);
});

test.each(["", ".", "a..b", "a."])("%p is not the path of a value", async (place) => {
  const error = await expectCode(
    newHelm().charts.template(lasting({}), { sensitive: [place] }),
    "ERR_HELM_INVALID_ARGUMENT",
  );
  expect(error.details.option).toBe("sensitive");
});
