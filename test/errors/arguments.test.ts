// What is wrong is refused with a typed error that names it, before a cluster is asked anything.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { chart } from "../../lab/chart.ts";
import { newHelm } from "../../lab/client.ts";
import { type TempDir, tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { helmCommand } from "../../lab/helm.ts";
import { configMap } from "../../lab/objects.ts";
import { type Helm, type InvalidArgumentDetails, ValidationError } from "../../src/index.ts";

setDefaultTimeout(60_000);

let fixture: Fixture;
let helm: Helm;
let shop: TempDir;

beforeAll(async () => {
  fixture = await Fixture.make();
  helm = fixture.helm;
  shop = chart({ templates: { "a.yaml": configMap("a") } });
});

afterAll(async () => {
  const sent = (await fixture.audit()).map(({ verb, requestURI }) => `${verb} ${requestURI}`);
  await fixture[Symbol.asyncDispose]();
  shop[Symbol.dispose]();
  expect(sent).toEqual([]); // what this file is about: not one request has come of it
});

/** The verbs with options that no type checker has seen. */
const verbs: Record<string, (options: object) => Promise<unknown>> = {
  install: (options) => helm.releases.install("shop", shop.path, options),
  upgrade: (options) => helm.releases.upgrade("shop", shop.path, options),
  uninstall: (options) => helm.releases.uninstall("shop", options),
  list: (options) => helm.releases.list(options),
  status: (options) => helm.releases.status("shop", options),
  template: (options) => helm.charts.template(shop.path, options),
};

/** The error of a verb called with wrong options. */
async function refusal(verb: string, options: object): Promise<InvalidArgumentDetails & { message: string }> {
  const call = verbs[verb] as (options: object) => Promise<unknown>;
  const error = await expectCode(call(options), "ERR_HELM_INVALID_ARGUMENT");
  expect(error).toBeInstanceOf(ValidationError);
  expect(error.verb).toBe(verb === "template" ? "charts.template" : `releases.${verb}`);
  return { ...error.details, message: error.message };
}

describe("the name of a release", () => {
  const names = ["", "a".repeat(54), "Shop", "shop_1", "-shop", "shop-", "shop.", "sh op", "shop/x", "läden"];
  test.each(names)("cannot be %p", async (name) => {
    for (const call of [
      () => helm.releases.install(name, shop.path),
      () => helm.releases.upgrade(name, shop.path),
      () => helm.releases.upgrade(name, shop.path, { install: true }),
      () => helm.releases.uninstall(name),
      () => helm.releases.uninstall(name, { ignoreNotFound: true }),
      () => helm.releases.status(name),
    ]) {
      const error = await expectCode(call(), "ERR_HELM_INVALID_ARGUMENT");
      expect(error).toBeInstanceOf(ValidationError);
      expect(error.details.option).toBe("name");
    }
  });

  test("is not optional but with generateName or nameTemplate, and not given beside them", async () => {
    const missing = helm.releases.install(undefined, shop.path, {} as never);
    expect((await expectCode(missing, "ERR_HELM_INVALID_ARGUMENT")).details.option).toBe("name");
    expect((await refusal("install", { generateName: true })).option).toBe("generateName");
    expect((await refusal("install", { nameTemplate: "x" })).option).toBe("nameTemplate");
    const broken = helm.releases.install(undefined, shop.path, { nameTemplate: "{{ nope }}" });
    expect((await expectCode(broken, "ERR_HELM_INVALID_ARGUMENT")).details.option).toBe("nameTemplate");
    const malformed = helm.releases.install(undefined, shop.path, { nameTemplate: "Not-{{ 1 }}" });
    expect((await expectCode(malformed, "ERR_HELM_INVALID_ARGUMENT")).details.option).toBe("name");
  });

  test("is a string", async () => {
    for (const name of [5, null, {}, ["shop"], true]) {
      const error = await expectCode(helm.releases.status(name as never), "ERR_HELM_INVALID_ARGUMENT");
      expect(error.details.option).toBe("name");
    }
  });
});

describe("the namespace", () => {
  test.each(["a/b", "../kube-system", "Not-Valid", "not valid", " ", "x".repeat(64), "a.b", "-a"])(
    "cannot be %p",
    async (namespace) => {
      for (const verb of ["install", "upgrade", "uninstall", "list", "status"])
        expect((await refusal(verb, { namespace })).option).toBe("namespace");
      await using elsewhere = fixture.client({ namespace });
      const error = await expectCode(elsewhere.releases.list(), "ERR_HELM_INVALID_ARGUMENT");
      expect(error.details.option).toBe("namespace");
    },
  );
});

describe("an option", () => {
  const slips = [
    ["install", "createNamespaces", "createNamespace"],
    ["install", "atomic", "rollbackOnFailure"],
    ["upgrade", "atomic", "rollbackOnFailure"],
    ["upgrade", "force", "forceReplace"],
    ["upgrade", "maxHistory", "historyMax"],
    ["upgrade", "reuse_values", "reuseValues"],
    ["uninstall", "keephistory", "keepHistory"],
    ["uninstall", "disableHooks", "noHooks"],
    ["list", "allNamespace", "allNamespaces"],
    ["status", "revison", "revision"],
    ["template", "showonly", "showOnly"],
  ] as const;
  test.each(slips)("of %s that is called %s is unknown, and %s is offered", async (verb, option, didYouMean) => {
    const error = await refusal(verb, { [option]: true });
    expect(error).toMatchObject({ option, didYouMean });
    expect(error.message).toContain(didYouMean);
  });

  test("that is like no other is unknown without an offer", async () => {
    const error = await refusal("install", { xyzzyPlugh: 1 });
    expect(error.option).toBe("xyzzyPlugh");
    expect(error.didYouMean).toBeUndefined();
  });

  test("of another verb is unknown", async () => {
    expect((await refusal("install", { historyMax: 3 })).option).toBe("historyMax");
    expect((await refusal("template", { wait: true })).option).toBe("wait");
  });

  const kinds: [verb: string, option: string, ...values: unknown[]][] = [
    ["install", "createNamespace", "true", 1, null, {}, []],
    ["install", "description", 5, true, null, {}, ["x"]],
    ["install", "serverSide", "auto", "true", 1],
    ["upgrade", "serverSide", "yes", 1, {}],
    ["install", "wait", "always", 1, "true", null],
    ["install", "dryRun", true, "yes", 1],
    ["uninstall", "dryRun", "client", 1],
    ["install", "labels", "a=b", ["a"], { a: 1 }, { a: null }],
    ["install", "set", "a=b", { a: "b" }, [1], [null]],
    ["install", "valueFiles", "values.yaml", [1], {}],
    ["install", "values", "a: 1", 5, true, null, ["a"], [[]], [null]],
    ["install", "postRenderer", "kustomize", {}, 1],
    ["install", "postRenderStrategy", "all", 1],
    ["upgrade", "historyMax", "10", 1.5, -1, null],
    ["uninstall", "cascade", "none", 1],
    ["list", "max", "5", 1.5, -1],
    ["list", "offset", -1, "1"],
    ["list", "filter", "[", 1],
    ["list", "selector", "a in (", 1],
    ["status", "revision", "1", 1.5, -1],
    ["template", "apiVersions", "v1", [1]],
    ["template", "kubeVersion", "nonsense", 1.3],
    ["template", "showOnly", "a.yaml", [true]],
    ["list", "namespace", 1, {}],
  ];
  test.each(kinds)("of %s that is called %s does not take what is of another kind", async (verb, option, ...values) => {
    for (const value of values) {
      const error = await refusal(verb, { [option]: value });
      expect(`${option} ${Bun.inspect(value)}: ${error.option}`).toBe(`${option} ${Bun.inspect(value)}: ${option}`);
      expect(error.message).toContain(option);
    }
  });

  test("that is undefined is as good as none", async () => {
    await helm.charts.template(shop.path, { values: undefined, showOnly: undefined, includeCrds: undefined });
  });

  test.each([0, -1, "0s", "-5m", "5", "soon", "", Number.POSITIVE_INFINITY, Number.NaN, true, {}, null])(
    "cannot be the timeout %p",
    async (timeout) => {
      for (const verb of ["install", "upgrade", "uninstall"])
        expect((await refusal(verb, { timeout })).option).toBe("timeout");
    },
  );

  test("cannot contradict another", async () => {
    expect((await refusal("install", { forceReplace: true, serverSide: true })).option).toBe("forceReplace");
    expect((await refusal("install", { forceReplace: true })).option).toBe("forceReplace");
    const both = { forceReplace: true, forceConflicts: true, serverSide: false };
    expect((await refusal("upgrade", both)).option).toBe("forceReplace");
    expect((await refusal("install", { hideSecret: true })).option).toBe("hideSecret");
    const renderers = { postRenderer: (text: string) => text, postRendererPlugin: "x" };
    expect((await refusal("install", renderers)).option).toBe("postRendererPlugin");
  });

  test("cannot set labels that are Helm's own", async () => {
    for (const label of ["owner", "name", "status", "version"])
      expect((await refusal("install", { labels: { [label]: "x" } })).option).toBe("labels");
  });

  test("cannot set labels that no record can have", async () => {
    for (const labels of [{ a: "b c" }, { "a b": "c" }, { a: "x".repeat(64) }, { "": "x" }, { "a/b/c": "x" }])
      for (const verb of ["install", "upgrade"]) expect((await refusal(verb, { labels })).option).toBe("labels");
  });

  test("cannot name a post-renderer plugin that is not installed", async () => {
    expect((await refusal("install", { postRendererPlugin: "nonexistent" })).option).toBe("postRendererPlugin");
  });

  test("are an object: what the command takes as an argument is not passed over", async () => {
    const { rollback } = helm.releases as unknown as { rollback(name: string, options: unknown): Promise<unknown> };
    for (const [options, kind] of [
      [3, "a number: write { revision: 3 }"],
      ["3", "a string: write { revision: 3 }"],
      [["3"], "an array"],
      [true, "a boolean"],
      [null, "null"],
      [() => {}, "a function"],
    ]) {
      const error = await expectCode(rollback.call(helm.releases, "shop", options), "ERR_HELM_INVALID_ARGUMENT");
      expect(error.message).toBe(`options must be an object, not ${kind}`);
    }
  });

  test("of the call itself has a type too", async () => {
    expect((await refusal("list", { signal: "now" })).option).toBe("signal");
    expect((await refusal("list", { onEvent: "log" })).option).toBe("onEvent");
  });

  test("of a client is checked at its first call", async () => {
    for (const [options, option] of [
      [{ namespaces: "x" }, "namespaces"],
      [{ driver: "nonsense" }, "driver"],
      [{ kubeContext: 5 }, "kubeContext"],
      [{ kubeconfig: 5 }, "kubeconfig"],
      [{ qps: "fast" }, "qps"],
      [{ burstLimit: 1.5 }, "burstLimit"],
    ] as const) {
      await using wrong = newHelm({ kubeconfig: fixture.cluster.kubeconfig, ...options } as never);
      const error = await expectCode(wrong.releases.list(), "ERR_HELM_INVALID_ARGUMENT");
      expect(error.details.option).toBe(option);
    }
  });
});

describe("a chart", () => {
  test.each([[undefined], [null], [5], [{}], [""], ["  "], [["./chart"]], [true]])("cannot be %p", async (value) => {
    const error = await expectCode(helm.releases.install("shop", value as never), "ERR_HELM_INVALID_ARGUMENT");
    expect(error.details.option).toBe("chart");
  });

  test("that is missing or broken is found before anything is sent", async () => {
    using dir = tempDir({ "broken.tgz": "broken" });
    const broken = join(dir.path, "broken.tgz");
    for (const [reference, code] of [
      ["./nowhere", "ERR_HELM_CHART_NOT_FOUND"],
      [broken, "ERR_HELM_CHART_INVALID"],
      [dir.path, "ERR_HELM_CHART_INVALID"],
    ] as const) {
      await expectCode(helm.releases.install("shop", reference), code);
      await expectCode(helm.releases.upgrade("shop", reference), code);
      await expectCode(helm.releases.upgrade("shop", reference, { install: true }), code);
    }
  });
});

describe("a value", () => {
  const wrong: [string, unknown, string][] = [
    ["NaN", { a: { b: Number.NaN } }, "values.a.b"],
    ["infinite", { a: [1, Number.NEGATIVE_INFINITY] }, "values.a[1]"],
    ["a BigInt", { a: 10n }, "values.a"],
    ["a Map", { a: new Map() }, "values.a"],
    ["a Set", { a: new Set() }, "values.a"],
    ["a Date", { at: new Date(0) }, "values.at"],
    ["a symbol", { a: Symbol("x") }, "values.a"],
    ["of a class", { a: new (class Thing {})() }, "values.a"],
  ];
  test.each(wrong)("cannot be %s, and the error says where it is", async (_, values, option) => {
    for (const verb of ["install", "upgrade", "template"]) {
      const error = await refusal(verb, { values });
      expect(error.option).toBe(option);
      expect(error.message).toContain(option);
    }
  });

  test("cannot contain itself", async () => {
    const values: Record<string, unknown> = {};
    values.self = { values };
    expect((await refusal("install", { values })).option).toBe("values.self.values");
  });

  test("cannot be a function or bytes", async () => {
    for (const value of [() => 1, new Uint8Array(3), new Blob(["x"])])
      expect((await refusal("template", { values: { a: value } })).option).toStartWith("values");
  });

  test("cannot come from a file that is missing, broken or standard input", async () => {
    using dir = tempDir({ "broken.yaml": "a: [", "list.yaml": "- 1\n" });
    for (const file of ["./nowhere.yaml", join(dir.path, "broken.yaml"), join(dir.path, "list.yaml"), "-"])
      expect((await refusal("install", { valueFiles: [file] })).option).toBe("valueFiles");
    expect((await refusal("install", { setFile: ["a=./nowhere"] })).option).toBe("setFile");
    expect((await refusal("install", { setFile: ["a=-"] })).option).toBe("setFile");
    expect((await refusal("install", { set: ["a"] })).option).toBe("set");
    expect((await refusal("install", { setJson: ["a={"] })).option).toBe("setJson");
    expect((await refusal("install", { setString: ["a=1,b"] })).option).toBe("setString");
    expect((await refusal("install", { setLiteral: ["a"] })).option).toBe("setLiteral");
  });
});

describe("values as objects", () => {
  const cases: Record<string, unknown> = {
    "round number": 1_000_000,
    "large round number": 10_000_000,
    fraction: 0.1,
    "small fraction": 0.000_000_1,
    "negative number": -17,
    "minus zero": -0,
    "largest safe integer": Number.MAX_SAFE_INTEGER,
    "beyond it": 2 ** 60,
    "very large": 1e21,
    "whole float": 5.0,
    null: null,
    "nested null": { a: null, b: { c: null } },
    "list of nulls": [null, 1, null],
    "text that looks like a number": "007",
    "text that looks like yes": "yes",
    "empty text": "",
    "several lines": "one\ntwo\n",
    "quotes and braces": `"{{ .x }}" 'y' \\ \t é \u{1f600}`,
    "empty object": {},
    "empty list": [],
    deep: { a: [{ b: [[1, "x", true, false]] }] },
    "names that need quotes": { "a.b/c": 1, "1": 2, true: 3, "": 4, ключ: 5 },
  };

  test("render just as the same text in a values file does with the CLI, and here", async () => {
    const template =
      "{{ range $k, $v := .Values.cases }}{{ $k }}: {{ $v }} | {{ toJson $v }} | {{ kindOf $v }}\n{{ $v | toYaml }}\n{{ end }}";
    using probe = chart({
      values: { cases: { null: "default", "nested null": { a: "default", b: { c: "default", d: 1 } } } },
      templates: {
        "a.yaml": `kind: ConfigMap\nmetadata: {name: a}\ntext: |\n{{ tpl ${JSON.stringify(template)} . | indent 2 }}\n`,
      },
      files: { "given.yaml": JSON.stringify({ cases }) },
    });
    const file = join(probe.path, "given.yaml");
    const oracle = await helmCommand(["template", "release-name", probe.path, "--values", file]);
    expect(oracle).toMatchObject({ stderr: "", exitCode: 0 });
    const fromObject = await helm.charts.template(probe.path, { values: { cases } });
    const fromFile = await helm.charts.template(probe.path, { valueFiles: [file] });
    expect(fromObject.manifest).toBe(oracle.stdout);
    expect(fromFile.manifest).toBe(oracle.stdout);
    expect(fromObject.manifest).toContain("round number: 1e+06 | 1000000 | float64");
  });

  test("win over files and give way to the flags, in the CLI's order", async () => {
    using dir = tempDir({
      "one.yaml": "a: 1\nb: 1\nc: 1\nd: 1\ne: 1\nf: 1\ng: 1\n",
      "two.yaml": "b: 2\n",
      "text.txt": "six",
    });
    using probe = chart({ templates: { "a.yaml": "{{ toJson .Values }}" } });
    const { manifest } = await helm.charts.template(probe.path, {
      valueFiles: [join(dir.path, "one.yaml"), Bun.pathToFileURL(join(dir.path, "two.yaml"))],
      values: [
        { c: 3, d: 3 },
        { d: 4, e: 4 },
      ],
      setJson: ['e={"x":5}', '{"f":5}'],
      set: ["f=6,g=6"],
      setString: ["g=7"],
      setFile: [`h=${join(dir.path, "text.txt")}`],
      setLiteral: ["i=a,b={c}"],
    });
    expect(JSON.parse(manifest.split("\n").at(-2) as string)).toEqual({
      a: 1,
      b: 2,
      c: 3,
      d: 4,
      e: { x: 5 },
      f: 6,
      g: "7",
      h: "six",
      i: "a,b={c}",
    });
  });
});
