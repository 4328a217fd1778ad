// Getter plugins: schemes that an installed plugin can fetch, beside the helm command, which has them installed too.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync } from "node:fs";
import { chmod, readFile } from "node:fs/promises";
import { join } from "node:path";
import { chart, parent } from "../../lab/chart.ts";
import { newHelm } from "../../lab/client.ts";
import { byCommand, byUs } from "../../lab/dependencies.ts";
import { contents, type TempDir, tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { helmCommand, pack } from "../../lab/helm.ts";
import { configMap } from "../../lab/objects.ts";
import { until } from "../../lab/wait.ts";

setDefaultTimeout(60_000);

// Serves the directory "shelf" as story://shelf/, and writes down what it was asked.
const shelf = `
here=$HELM_PLUGIN_DIR/../..
echo "$HELM_PLUGIN_USERNAME:$HELM_PLUGIN_PASSWORD $*" >>"$here/asked"
[ -f "$here/shelf/\${4#story://shelf/}" ] || { echo "nobody has told $4" >&2; exit 3; }
cat "$here/shelf/\${4#story://shelf/}"`;

const protocols = ["story"];
const platformCommand = [{ os: "plan9", command: "none.sh" }, { command: "get.sh" }];

const formats = {
  "of Helm 4": {
    apiVersion: "v1",
    name: "story",
    version: "1.0.0",
    type: "getter/v1",
    runtime: "subprocess",
    config: { protocols },
    runtimeConfig: { protocolCommands: [{ protocols, platformCommand }] },
  },
  "of Helm 3": {
    name: "story",
    version: "1.0.0",
    usage: "tells stories",
    description: "",
    downloaders: [{ command: "get.sh", protocols }],
  },
};

interface Installed extends Disposable {
  readonly path: string;
  readonly env: { HOME: string; HELM_PLUGINS: string; PATH: string };
  asked(): Promise<string[]>;
}

/** A home with a plugin, and a shelf of charts with its index. */
async function install(format: object = formats["of Helm 4"], script = shelf): Promise<Installed> {
  const home = tempDir({ "plugins/story/plugin.yaml": JSON.stringify(format), "shelf/.keep": "" });
  const program = join(home.path, "plugins/story/get.sh");
  await Bun.write(program, `#!/bin/sh\n${script}\n`);
  await chmod(program, 0o755);
  const place: TempDir = { path: join(home.path, "shelf"), [Symbol.dispose]() {} };
  for (const version of ["1.0.0", "1.1.0"]) {
    using source = chart({
      version,
      templates: { "a.yaml": configMap("a", { version }) },
      files: { "README.md": "Hi" },
    });
    await pack(source, place);
  }
  await helmCommand(["repo", "index", place.path]);
  return {
    path: home.path,
    env: { HOME: home.path, HELM_PLUGINS: join(home.path, "plugins"), PATH: "/usr/bin:/bin" },
    asked: async () => (await readFile(join(home.path, "asked"), "utf8")).trimEnd().split("\n"),
    [Symbol.dispose]: () => home[Symbol.dispose](),
  };
}

describe.each(Object.entries(formats))("a getter plugin %s", (_, format) => {
  test("fetches charts for pull, show and template as for the command", async () => {
    using plugin = await install(format);
    const { env } = plugin;
    await using helm = newHelm({ env });
    await helmCommand(["repo", "add", "mine", "story://shelf"], env);
    for (const [reference, flags, options] of [
      ["story://shelf/shop-1.0.0.tgz", [], {}],
      ["shop", ["--repo", "story://shelf"], { repo: "story://shelf" }],
      ["mine/shop", ["--version", "1.0"], { version: "1.0" }],
      ["mine/cart", [], {}],
      ["story://shelf/cart-1.0.0.tgz", [], {}],
    ] as const) {
      using theirs = tempDir();
      using ours = tempDir();
      const { exitCode } = await helmCommand(["pull", reference, "--destination", theirs.path, ...flags], env);
      const succeeds = await helm.charts.pull(reference, { destination: ours.path, ...options }).then(
        () => 0,
        () => 1,
      );
      expect({ reference, succeeds, ...contents(ours.path) }).toEqual({
        reference,
        succeeds: exitCode,
        ...contents(theirs.path),
      });
      if (exitCode !== 0) continue;
      const shown = await helmCommand(["show", "all", reference, ...flags], env);
      expect((await helm.charts.show(reference, options)).text.all).toBe(shown.stdout);
      const rendered = await helmCommand(["template", reference, ...flags], env);
      expect((await helm.charts.template(reference, options)).manifest).toBe(rendered.stdout);
    }
  });

  test("fetches indexes and dependencies as for the command", async () => {
    using plugin = await install(format);
    const { env } = plugin;
    await using helm = newHelm({ env });
    await helm.repositories.add("mine", "story://shelf");
    expect(await helm.repositories.update()).toMatchObject([{ name: "mine", changed: false }]);
    expect((await helmCommand(["search", "repo", "shop"], env)).stdout).toContain("mine/shop");
    for (const repository of ["story://shelf", "@mine"]) {
      using source = parent([{ name: "shop", version: "^1", repository }]);
      const updated = await byUs(source, "update", {}, helm);
      expect(updated).toEqual(await byCommand(source, ["update"], env));
      expect(updated).toMatchObject({ succeeds: true });
      await helm.charts.dependencies.update(source.path);
      expect(await byUs(source, "build", {}, helm)).toEqual(await byCommand(source, ["build"], env));
    }
  });
});

describe("a getter plugin", () => {
  const reference = "story://shelf/shop-1.0.0.tgz";

  test("gets the files of certificates and the account, but not another server's", async () => {
    using plugin = await install();
    await using helm = newHelm({ env: plugin.env });
    const who = { username: "ann", password: "s3cret" };
    await helm.charts.pull(reference, { ...who, certFile: "/a.crt", keyFile: "/a.key", caFile: "/ca.crt" });
    await using elsewhere = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: () =>
        Response.json({ apiVersion: "v1", entries: { shop: [{ name: "shop", version: "1.0.0", urls: [reference] }] } }),
    });
    const repo = elsewhere.url.href;
    await helm.charts.pull("shop", { repo, ...who });
    await helm.charts.pull("shop", { repo, ...who, passCredentials: true });
    expect(await plugin.asked()).toEqual([
      `ann:s3cret /a.crt /a.key /ca.crt ${reference}`,
      `:    ${reference}`,
      `ann:s3cret    ${reference}`,
    ]);
  });

  test("runs in the client's environment", async () => {
    using plugin = await install(undefined, `echo "$STORY:$USER:$HELM_PLUGIN_NAME" >&2; exit 1`);
    await using helm = newHelm({ env: { ...plugin.env, STORY: "once upon a time" } });
    const { message } = await expectCode(helm.charts.show(reference), "ERR_HELM_REPOSITORY_UNREACHABLE");
    expect(message).toEndWith('the plugin "story" failed: exit status 1: once upon a time::story');
  });

  test("is told where Helm's own things are, as by the command", async () => {
    using plugin = await install(undefined, 'env | grep ^HELM_ | sort >"$HELM_PLUGIN_DIR/env"');
    const { env } = plugin;
    const told = async (): Promise<Record<string, string>> => {
      const lines = (await readFile(join(plugin.path, "plugins/story/env"), "utf8")).trimEnd().split("\n");
      return Object.fromEntries(lines.map((line) => line.split(/=(.*)/, 2)));
    };
    await helmCommand(["pull", reference, "--namespace", "books"], { ...env, HELM_KUBECONTEXT: "library" });
    const { HELM_BIN: command, ...theirs } = await told();
    await using helm = newHelm({ env, namespace: "books", kubeContext: "library" });
    await helm.charts.pull(reference).catch(() => {});
    const { HELM_BIN: program, ...ours } = await told();
    expect(theirs).toMatchObject(ours);
    // The others are of the cluster, and set only where the client's environment does it.
    expect(Object.keys(theirs).filter((name) => !(name in ours) && !name.startsWith("HELM_KUBE"))).toEqual([
      "HELM_BURST_LIMIT",
      "HELM_MAX_HISTORY",
      "HELM_QPS",
    ]);
    expect([command, program]).toEqual([expect.stringMatching(/helm$/), "helm"]);
  });

  test.each([
    ["fails", "echo half; echo 'the shelf is empty' >&2; exit 3", "exit status 3: the shelf is empty"],
    ["gives nothing", "echo 'forgot it' >&2", "the response is empty: forgot it"],
  ])("that %s is an error with its last words, and leaves nothing", async (_, script, words) => {
    using plugin = await install(undefined, script);
    using place = tempDir();
    await using helm = newHelm({ env: plugin.env });
    const repo = "story://shelf";
    using source = parent([{ name: "shop", version: "1", repository: repo }]);
    const before = contents(source.path);
    for (const start of [
      () => helm.charts.pull(reference, { destination: place.path }),
      () => helm.charts.template("shop", { repo }),
      () => helm.charts.dependencies.update(source.path),
      () => helm.repositories.add("mine", repo),
    ]) {
      const { message, details } = await expectCode(start(), "ERR_HELM_REPOSITORY_UNREACHABLE");
      expect(details.name ?? "mine").toBe("mine");
      expect(message).toEndWith(words);
      expect(details.url).toStartWith(repo);
    }
    expect(readdirSync(place.path)).toEqual([]);
    expect(contents(source.path)).toEqual(before);
  });

  test("ends when its operation is cancelled, with what it has started", async () => {
    using plugin = await install(undefined, 'sleep 1000 & echo "$$ $!" >"$HELM_PLUGIN_DIR/pids"; wait');
    await using helm = newHelm({ env: plugin.env });
    const operation = helm.charts.pull(reference);
    const pids = (): Promise<string> => readFile(join(plugin.path, "plugins/story/pids"), "utf8").catch(() => "");
    await until(async () => (await pids()).endsWith("\n"));
    operation.cancel();
    await expectCode(operation, "ERR_HELM_ABORTED");
    const alive = (pid: string): boolean => {
      try {
        return process.kill(Number(pid), 0);
      } catch {
        return false;
      }
    };
    const started = (await pids()).trim().split(" ");
    await until(() => !started.some(alive));
  });

  test("that is not installed is missed", async () => {
    using plugin = await install({ ...formats["of Helm 4"], config: { protocols: ["tale"] } });
    await using helm = newHelm({ env: plugin.env });
    const { message } = await expectCode(helm.charts.pull(reference), "ERR_HELM_CHART_NOT_FOUND");
    expect(message).toContain("no installed plugin can fetch story://");
    await using homeless = newHelm();
    await expectCode(homeless.charts.pull(reference), "ERR_HELM_CHART_NOT_FOUND");
    await expectCode(homeless.repositories.add("mine", "story://shelf"), "ERR_HELM_REPOSITORY_NOT_FOUND");
  });
});
