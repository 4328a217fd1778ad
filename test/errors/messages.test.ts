// What goes wrong without a cluster: each usage with its code, the words of the message, and the hint.
import { describe, expect, test } from "bun:test";
import type { BunPlugin } from "bun";
import { chart } from "../../lab/chart.ts";
import { newHelm } from "../../lab/client.ts";
import { tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { bunExe } from "../../lab/process.ts";
import { root } from "../../project/project.ts";
import type { Helm, HelmErrorCode } from "../../src/index.ts";

/** Lets a bundle find this checkout. */
const bunhelmHere: BunPlugin = {
  name: "bunhelm",
  setup: (build) => void build.onResolve({ filter: /^bunhelm$/ }, () => ({ path: `${root}/src/index.ts` })),
};

const files = {
  "text.txt": "s3cret",
  "list.yaml": "- a\n",
  "broken.yaml": "x: y\na: b: c\n",
  "empty/values.yaml": "",
  "listed/Chart.yaml": "apiVersion: v2\nname: listed\nversion: 1.0.0\n",
  "listed/values.yaml": "- a\n",
  "newer/Chart.yaml": "apiVersion: v2\nname: newer\nversion: 1.0.0\nkubeVersion: '>=9.0.0'\n",
};
const templates = {
  "nil.yaml": '{{ if eq .Values.fail "nil" }}a: {{ .Values.a.b }}{{ end }}',
  "type.yaml": '{{ if eq .Values.fail "type" }}a: {{ .Values.a | b64enc }}{{ end }}',
};

/** Words of Go that no reader needs. */
const inner =
  /unmarshal|%!|interface ?\{\}|map\[string\]|json: |Go (value|struct)|error converting YAML|(list|query|create|get|update): failed to/;

interface Usage {
  usage: string;
  call: (helm: Helm, path: string) => Promise<unknown>;
  code: HelmErrorCode;
  message: string | RegExp;
  hint?: string | RegExp;
}

function rows(usages: readonly Usage[]): void {
  test.each(usages)("$usage", async ({ call, code, message, hint }) => {
    using shop = chart({ values: { fail: "" }, files, templates });
    await using helm = newHelm({ home: "memory" });
    const error = await expectCode(call(helm, shop.path), code);
    if (typeof message === "string") expect(error.message).toBe(message);
    else expect(error.message).toMatch(message);
    expect(error.message).not.toMatch(inner);
    expect(Bun.inspect(error)).not.toContain("s3cret");
    const said = (error.details as { hint?: string }).hint;
    if (hint === undefined) expect(said).toBeUndefined();
    else if (typeof hint === "string") expect(said).toBe(hint);
    else expect(said).toMatch(hint);
  });
}

describe("a duration that was meant as seconds is refused:", () => {
  const calls: Record<string, (helm: Helm, path: string) => Promise<unknown>> = {
    "releases.install": ({ releases }, path) => releases.install("shop", path, { timeout: 300 }),
    "releases.upgrade": ({ releases }, path) => releases.upgrade("shop", path, { timeout: 300 }),
    "releases.rollback": ({ releases }) => releases.rollback("shop", { timeout: 300 }),
    "releases.uninstall": ({ releases }) => releases.uninstall("shop", { timeout: 300 }),
    "releases.test": ({ releases }) => releases.test("shop", { timeout: 300 }),
    "repositories.add": ({ repositories }) => repositories.add("a", "http://127.0.0.1:1", { timeout: 300 }),
    "repositories.update": ({ repositories }) => repositories.update(undefined, { timeout: 300 }),
  };
  rows(
    Object.entries(calls).map(([usage, call]) => ({
      usage,
      call,
      code: "ERR_HELM_INVALID_ARGUMENT",
      message: 'timeout: 300 would be 300 milliseconds; write "300s" for seconds, or "300ms" if you mean it',
    })),
  );
});

describe("an option that is wrong says so in the caller's words:", () => {
  const code = "ERR_HELM_INVALID_ARGUMENT";
  rows([
    {
      usage: "set as one string",
      call: ({ charts }, path) => charts.template(path, { set: "a=b" as never }),
      code,
      message: "set must be an array of strings, not a string",
    },
    {
      usage: "wait, where nothing is waited for",
      call: ({ charts }, path) => charts.template(path, { wait: true } as never),
      code,
      message: 'charts.template has no option "wait"',
    },
    {
      usage: "a misspelt option",
      call: ({ releases }, path) => releases.install("shop", path, { craeteNamespace: true } as never),
      code,
      message: 'releases.install has no option "craeteNamespace"; did you mean "createNamespace"?',
    },
    {
      usage: "an option of the client",
      call: ({ releases }, path) => releases.install("shop", path, { kubeconfig: "/k" } as never),
      code,
      message: 'releases.install has no option "kubeconfig"',
      hint: "set it on the client: new Helm({ kubeconfig })",
    },
    {
      usage: "an option of another verb",
      call: ({ releases }, path) => releases.install("shop", path, { install: true } as never),
      code,
      message: 'releases.install has no option "install" (it is an option of releases.upgrade)',
    },
    {
      usage: "a misspelt choice",
      call: ({ charts }, path) => charts.template(path, { dryRun: "clinet" as never }),
      code,
      message: 'dryRun must be "client" or "server", not "clinet"; did you mean "client"?',
    },
    {
      usage: "a choice that is nothing like the others",
      call: ({ releases }) => releases.uninstall("shop", { cascade: "sideways" as never }),
      code,
      message: 'cascade must be "background", "foreground" or "orphan", not "sideways"',
    },
    {
      usage: "a choice of another type",
      call: ({ releases }, path) => releases.install("shop", path, { wait: 5 as never }),
      code,
      message: 'wait must be true, false, "watcher", "legacy" or "hookOnly", not the number 5',
    },
    {
      usage: "a label that is a number",
      call: ({ releases }, path) => releases.install("shop", path, { labels: { a: 1 } as never }),
      code,
      message: "labels.a must be a string, not a number",
    },
    {
      usage: "one of several paths that is not",
      call: ({ charts }, path) => charts.template(path, { set: ["a=b", {}] as never }),
      code,
      message: "set[1] must be a string, not an object",
    },
    {
      usage: "a negative duration",
      call: ({ releases }) => releases.uninstall("shop", { timeout: -1 }),
      code,
      message: "timeout must be greater than zero",
    },
    {
      usage: "a user without a password",
      call: ({ registry }) => registry.login("127.0.0.1:1", { username: "me", password: "" }),
      code,
      message: "password is required with username",
    },
    {
      usage: "neither a user nor a password",
      call: ({ registry }) => registry.login("127.0.0.1:1", { password: "" } as never),
      code,
      message: "password must not be empty; without username it is a token",
    },
    {
      usage: "a repository's user without a password",
      call: ({ repositories }) => repositories.add("a", "http://127.0.0.1:1", { username: "me" }),
      code,
      message: "password is required with username",
    },
    {
      usage: "an address without a scheme",
      call: ({ repositories }) => repositories.add("a", "charts.example.com"),
      code,
      message: 'url "charts.example.com" has no scheme: write https://charts.example.com',
    },
    {
      usage: "a repository without a scheme",
      call: ({ charts }) => charts.pull("web", { repo: "127.0.0.1:1/charts" }),
      code,
      message: 'repo "127.0.0.1:1/charts" has no scheme: write https://127.0.0.1:1/charts',
    },
    {
      usage: "the text of a kubeconfig",
      call: () => newHelm({ kubeconfig: "apiVersion: v1\nkind: Config\n" }).releases.list(),
      code,
      message: "kubeconfig: a string is a path; pass contents as new Blob([text]), bytes or an object",
    },
    {
      usage: "a kubeconfig that is a number",
      call: () => newHelm({ kubeconfig: 5 as never }).releases.list(),
      code,
      message: "kubeconfig must be a path, an array of paths, or contents as new Blob([text]), bytes or an object",
    },
    {
      usage: "a part of an option",
      call: () => newHelm({ limits: { recrod: 1 } as never }).charts.template("x"),
      code,
      message: 'limits has no option "recrod"; did you mean "record"?',
    },
    {
      usage: "a signal that is none",
      call: ({ charts }, path) => charts.template(path, { signal: {} as never }),
      code,
      message: "signal is not an AbortSignal",
    },
    {
      usage: "what JSON cannot represent",
      call: ({ charts }, path) => charts.template(path, { values: { a: Number.NaN } }),
      code,
      message: "values.a is NaN, which JSON cannot represent",
    },
  ]);
});

describe("what is read and is something else says what it is:", () => {
  const kubeconfig = "ERR_HELM_KUBECONFIG_INVALID";
  const contents = (text: string): Promise<unknown> =>
    newHelm({ kubeconfig: new Blob([text]) }).releases.list() as Promise<unknown>;
  rows([
    {
      usage: "a text as kubeconfig",
      call: () => contents("s3cret"),
      code: kubeconfig,
      message: "the kubeconfig cannot be used: it is not a kubeconfig: it contains a string",
    },
    {
      usage: "a list as kubeconfig",
      call: () => contents("- a\n"),
      code: kubeconfig,
      message: "the kubeconfig cannot be used: it is not a kubeconfig: it contains a list",
    },
    {
      usage: "another object as kubeconfig",
      call: () => contents("apiVersion: v1\nkind: Secret\n"),
      code: kubeconfig,
      message: "the kubeconfig cannot be used: it is not a kubeconfig: it contains a Secret",
    },
    {
      usage: "a kubeconfig with a field of another type",
      call: () => contents("apiVersion: v1\nkind: Config\nclusters: {a: b}\n"),
      code: kubeconfig,
      message: /^the kubeconfig cannot be used: it is not a kubeconfig: .*clusters must be a list, but is an object$/,
    },
    {
      usage: "a kubeconfig that is no YAML",
      call: () => contents("x: y\na: b: s3cret\n"),
      code: kubeconfig,
      message:
        /^the kubeconfig cannot be used: it cannot be read: line 2: mapping values are not allowed in this context$/,
    },
    {
      usage: "no kubeconfig at all",
      call: () => newHelm().releases.list(),
      code: kubeconfig,
      message: "there is no kubeconfig: no file is named, and HOME is not set",
      hint: "set the option kubeconfig or the variable KUBECONFIG",
    },
    {
      usage: "a file that is no kubeconfig",
      call: (_, path) => newHelm({ kubeconfig: `${path}/text.txt` }).releases.list() as Promise<unknown>,
      code: kubeconfig,
      message: /^the kubeconfig cannot be used: \/.*text\.txt is not a kubeconfig: it contains a string$/,
    },
    {
      usage: "a token with a line break",
      call: () =>
        newHelm({ kubeApiserver: "https://127.0.0.1:1", kubeToken: "s3cret\n" }).releases.list() as Promise<unknown>,
      code: kubeconfig,
      message:
        "the kubeconfig cannot be used: the token holds a line break or another control character; trim what was read from a file",
    },
    {
      usage: "a list in a values file",
      call: ({ charts }, path) => charts.template(path, { valueFiles: [`${path}/list.yaml`] }),
      code: "ERR_HELM_INVALID_ARGUMENT",
      message: /^valueFiles: .*list\.yaml must contain an object, but contains a list$/,
    },
    {
      usage: "a text in a values file",
      call: ({ charts }, path) => charts.template(path, { valueFiles: [`${path}/text.txt`] }),
      code: "ERR_HELM_INVALID_ARGUMENT",
      message: /^valueFiles: .*text\.txt must contain an object, but contains a string$/,
    },
    {
      usage: "a values file that is no YAML",
      call: ({ charts }, path) => charts.template(path, { valueFiles: [`${path}/broken.yaml`] }),
      code: "ERR_HELM_INVALID_ARGUMENT",
      message:
        /^valueFiles: .*broken\.yaml cannot be read as YAML: line 2: mapping values are not allowed in this context$/,
    },
  ]);
});

describe("a chart that cannot be used says why in plain words:", () => {
  rows([
    {
      usage: "no Chart.yaml in a directory",
      call: ({ charts }, path) => charts.template(`${path}/empty`),
      code: "ERR_HELM_CHART_INVALID",
      message: /^chart ".*\/empty" cannot be loaded: there is no Chart\.yaml in it$/,
    },
    {
      usage: "values that are a list",
      call: ({ charts }, path) => charts.template(`${path}/listed`),
      code: "ERR_HELM_CHART_INVALID",
      message: /^chart ".*\/listed" cannot be loaded: cannot load values\.yaml: it must be an object, but is a list$/,
    },
    {
      usage: "another kubeVersion",
      call: ({ charts }, path) => charts.template(`${path}/newer`),
      code: "ERR_HELM_CHART_INCOMPATIBLE",
      message: /^the chart requires Kubernetes >=9\.0\.0, but this is v1\.\d+\.\d+$/,
      hint: 'the option kubeVersion renders for another version; dryRun: "server" renders for the cluster\'s',
    },
    {
      usage: "a field of a value that is not set",
      call: ({ charts }, path) => charts.template(path, { showOnly: ["templates/nil.yaml"], values: { fail: "nil" } }),
      code: "ERR_HELM_TEMPLATE_FAILED",
      message: "shop/templates/nil.yaml:1:43: .Values.a is not set, so .Values.a.b cannot be read",
    },
    {
      usage: "a field of a value that is a string",
      call: ({ charts }, path) => charts.template(path, { values: { fail: "nil", a: "text" } }),
      code: "ERR_HELM_TEMPLATE_FAILED",
      message: "shop/templates/nil.yaml:1:43: .Values.a is not an object, so .Values.a.b cannot be read",
    },
    {
      usage: "a value of another type than a function takes",
      call: ({ charts }, path) => charts.template(path, { values: { fail: "type", a: [1] } }),
      code: "ERR_HELM_TEMPLATE_FAILED",
      message: /a value must be a string, but is a list/,
    },
    {
      usage: "a name that is too long",
      call: ({ releases }, path) => releases.install("a".repeat(60), path),
      code: "ERR_HELM_INVALID_ARGUMENT",
      message: `name "${"a".repeat(60)}" is 60 characters long, but may have at most 53`,
    },
    {
      usage: "a name that no release can have",
      call: ({ releases }, path) => releases.install("My_App", path),
      code: "ERR_HELM_INVALID_ARGUMENT",
      message:
        'name "My_App" may contain only lowercase letters, digits, "-" and ".", and must start and end with a letter or a digit',
    },
  ]);
});

test("a bundle without the library says how to make one that has it", async () => {
  using dir = tempDir({
    "main.ts":
      'import { helm } from "bunhelm";\nawait helm.version().catch((e) => console.log(e.code, e.details.hint));\n',
  });
  const built = await Bun.build({
    entrypoints: [`${dir.path}/main.ts`],
    target: "bun",
    outdir: `${dir.path}/dist`,
    plugins: [bunhelmHere],
  });
  expect(built.success).toBe(true);
  await using child = Bun.spawn([bunExe, `${dir.path}/dist/main.js`], {
    cwd: "/",
    env: {},
    stdout: "pipe",
    stderr: "inherit",
  });
  expect(await child.stdout.text()).toMatch(
    /^ERR_HELM_LIBRARY_NOT_FOUND a bundle made by `bun build` does not contain the library: mark bunhelm as external and install it and @bunhelm\/linux-x64 next to the bundle, or use --compile\n$/,
  );
});
