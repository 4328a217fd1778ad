// Who a client is, to which cluster: what a kubeconfig, the options and the environment say, and how that fails.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { join, relative } from "node:path";
import { chart } from "../../lab/chart.ts";
import { cluster, newHelm } from "../../lab/client.ts";
import { tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { helmCommand } from "../../lab/helm.ts";
import { kubeconfig, withToken } from "../../lab/kubeconfig.ts";
import { libraryOnly } from "../../lab/library-only.ts";
import { configMap } from "../../lab/objects.ts";
import { bunExe } from "../../lab/process.ts";
import { root } from "../../project/project.ts";
import { ConfigurationError, type HelmErrorCode, type HelmOptions } from "../../src/index.ts";

setDefaultTimeout(60_000);

const howToGive = "set the option kubeconfig or the variable KUBECONFIG";

async function listWith(options: HelmOptions): Promise<unknown> {
  await using helm = newHelm(options);
  return await helm.releases.list();
}

describe.concurrent("a kubeconfig that names no cluster", () => {
  test.concurrent("is told by its path when there is no such file", async () => {
    const missing = join("/nonexistent", "kubeconfig");
    const error = await expectCode(listWith({ kubeconfig: missing }), "ERR_HELM_KUBECONFIG_INVALID");
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.verb).toBe("releases.list");
    expect(error.message).toBe(`there is no kubeconfig: ${missing} does not exist`);
    expect(error.details).toEqual({ files: [missing], hint: howToGive });
    const two = await expectCode(listWith({ kubeconfig: [missing, "/nope"] }), "ERR_HELM_KUBECONFIG_INVALID");
    expect(two.message).toBe(`there is no kubeconfig: neither ${missing} nor /nope exists`);
  });

  test.concurrent("is told by its path when there is none in the home directory", async () => {
    using home = tempDir({});
    const file = join(home.path, ".kube", "config");
    for (const options of [{}, { kubeContext: "x" }]) {
      const error = await expectCode(listWith({ env: { HOME: home.path }, ...options }), "ERR_HELM_KUBECONFIG_INVALID");
      expect(error.message).toBe(`there is no kubeconfig: ${file} does not exist`);
      expect(error.details).toMatchObject({ files: [file], hint: howToGive });
    }
    const nowhere = await expectCode(listWith({ env: {} }), "ERR_HELM_KUBECONFIG_INVALID");
    expect(nowhere.message).toBe("there is no kubeconfig: no file is named, and HOME is not set");
    expect(nowhere.details.hint).toBe(howToGive);
  });

  test.concurrent("is told by its path when KUBECONFIG names it", async () => {
    const env = { KUBECONFIG: "/nonexistent/from-environment" };
    const error = await expectCode(listWith({ env }), "ERR_HELM_KUBECONFIG_INVALID");
    expect(error.details.files).toEqual(["/nonexistent/from-environment"]);
  });

  test.concurrent("is found malformed, with the reason as cause", async () => {
    using dir = tempDir({ config: "clusters: [\n  not: yaml: at all" });
    const file = join(dir.path, "config");
    const error = await expectCode(listWith({ kubeconfig: file }), "ERR_HELM_KUBECONFIG_INVALID");
    expect(error.details.files).toEqual([file]);
    const reason = `${file} cannot be read: line 1: did not find expected ',' or ']'`;
    expect((error.cause as Error).message).toBe(reason);
    expect(error.message).toBe(`the kubeconfig cannot be used: ${reason}`);
  });

  test.concurrent("is found malformed when it comes as bytes or as a Blob", async () => {
    const text = "clusters: {";
    for (const kubeconfig of [new TextEncoder().encode(text), new Blob([text])])
      await expectCode(listWith({ kubeconfig }), "ERR_HELM_KUBECONFIG_INVALID");
  });

  test.concurrent("is found empty", async () => {
    using dir = tempDir({ config: "" });
    const error = await expectCode(listWith({ kubeconfig: join(dir.path, "config") }), "ERR_HELM_KUBECONFIG_INVALID");
    expect(error.message).toContain("no cluster is configured");
    await expectCode(listWith({ kubeconfig: new Blob([]) }), "ERR_HELM_KUBECONFIG_INVALID");
  });

  test.concurrent("is missed, and the hint says how to give one", async () => {
    const error = await expectCode(listWith({}), "ERR_HELM_KUBECONFIG_INVALID");
    expect(error.details.hint).toContain("KUBECONFIG");
  });

  test.concurrent("lists the contexts it has when the one asked for is not among them", async () => {
    const options = { kubeconfig: kubeconfig(["blue", "green"], "blue"), kubeContext: "red" };
    const error = await expectCode(listWith(options), "ERR_HELM_KUBECONFIG_INVALID");
    expect(error.details).toMatchObject({ context: "red", contexts: ["blue", "green"] });
    expect(error.details.hint).toContain("kubeContext");
  });

  test.concurrent("lists its contexts when its current one is missing, or none is chosen", async () => {
    const gone = await expectCode(
      listWith({ kubeconfig: kubeconfig(["blue"], "gone") }),
      "ERR_HELM_KUBECONFIG_INVALID",
    );
    expect(gone.details).toMatchObject({ context: "gone", contexts: ["blue"] });
    const none = await expectCode(listWith({ kubeconfig: kubeconfig(["blue"], "") }), "ERR_HELM_KUBECONFIG_INVALID");
    expect(none.details.contexts).toEqual(["blue"]);
  });

  test.concurrent("is told apart from a cluster that cannot be reached when its credentials cannot be had", async () => {
    const target = await cluster();
    const withUser = (user: object): object => ({ ...withToken(target, ""), users: [{ name: "u", user }] });
    const exec = {
      apiVersion: "client.authentication.k8s.io/v1",
      command: "/nonexistent/plugin",
      interactiveMode: "Never",
    };
    const noPlugin = await expectCode(listWith({ kubeconfig: withUser({ exec }) }), "ERR_HELM_KUBECONFIG_INVALID");
    expect(noPlugin.message).toContain("/nonexistent/plugin");
    const junk = { "client-certificate-data": btoa("junk"), "client-key-data": btoa("junk") };
    const noCertificate = await expectCode(listWith({ kubeconfig: withUser(junk) }), "ERR_HELM_KUBECONFIG_INVALID");
    expect(noCertificate.message).toContain("PEM");
    const missing = { "client-certificate": "/nonexistent/cert", "client-key": "/nonexistent/key" };
    const noFile = await expectCode(listWith({ kubeconfig: withUser(missing) }), "ERR_HELM_KUBECONFIG_INVALID");
    expect(noFile.message).toContain("/nonexistent/cert");
    expect(noFile.details.hint ?? "").not.toContain("kubeContext"); // the context is not what is wrong
  });

  test.concurrent("is told when its server is no address", async () => {
    const wrong = kubeconfig(["x"], "x", "not a url://%%");
    const error = await expectCode(listWith({ kubeconfig: wrong }), "ERR_HELM_KUBECONFIG_INVALID");
    expect(error.message).toContain("not a url");
  });

  test.concurrent("is not looked for with inCluster outside of a pod", async () => {
    const error = await expectCode(listWith({ inCluster: true }), "ERR_HELM_KUBECONFIG_INVALID");
    expect(error.message).toContain("KUBERNETES_SERVICE_HOST");
    const env = { KUBERNETES_SERVICE_HOST: "127.0.0.1", KUBERNETES_SERVICE_PORT: "1" };
    const noToken = await expectCode(listWith({ inCluster: true, env }), "ERR_HELM_KUBECONFIG_INVALID");
    expect(noToken.message).toContain("token");
  });

  test.concurrent("is no text in a string: contents there are refused, and not repeated", async () => {
    const secret = "apiVersion: v1\nusers: [{name: ann, user: {token: s3cr3t}}]\n";
    const error = await expectCode(listWith({ kubeconfig: secret }), "ERR_HELM_INVALID_ARGUMENT");
    expect(error.details).toMatchObject({ option: "kubeconfig" });
    expect(error.message).toContain("Blob");
    expect(Bun.inspect(error)).not.toContain("s3cr3t");
    expect((await expectCode(listWith({ kubeconfig: [secret] }), "ERR_HELM_INVALID_ARGUMENT")).message).toContain(
      "Blob",
    );
  });

  test.concurrent("is no reason to fail for a chart that is only rendered", async () => {
    using shop = chart({ templates: { "a.yaml": configMap("a") } });
    await using helm = newHelm({ kubeconfig: "/nonexistent/kubeconfig" });
    expect((await helm.charts.template(shop.path)).manifest).toContain('"name":"a"');
  });

  test.concurrent("fails every verb that needs a cluster alike", async () => {
    using shop = chart({ templates: { "a.yaml": configMap("a") } });
    await using helm = newHelm({ kubeconfig: "/nonexistent/kubeconfig" });
    for (const call of [
      () => helm.releases.install("shop", shop.path),
      () => helm.releases.upgrade("shop", shop.path),
      () => helm.releases.uninstall("shop"),
      () => helm.releases.list(),
      () => helm.releases.status("shop"),
    ])
      expect(await expectCode(call(), "ERR_HELM_KUBECONFIG_INVALID")).toBeInstanceOf(ConfigurationError);
  });
});

describe.concurrent("a kubeconfig", () => {
  test.concurrent("may be a path, a relative one, a URL, a list, a Blob, bytes or an object", async () => {
    await using fixture = await Fixture.make();
    using shop = chart({ templates: { "a.yaml": configMap("a") } });
    await fixture.helm.releases.install("shop", shop.path);
    const { kubeconfig: path } = fixture.cluster;
    const bytes = await Bun.file(path).bytes();
    for (const kubeconfig of [
      path,
      relative(process.cwd(), path),
      Bun.pathToFileURL(path),
      [path],
      ["/nonexistent/first", Bun.pathToFileURL(path)],
      Bun.file(path),
      new Blob([bytes]),
      bytes,
      Bun.YAML.parse(new TextDecoder().decode(bytes)) as object,
    ])
      expect(await fixture.client({ kubeconfig }).releases.list()).toMatchObject([{ name: "shop" }]);
    const env = { KUBECONFIG: `/nonexistent/first:${path}`, HELM_NAMESPACE: fixture.namespace };
    expect(await newHelm({ env }).releases.list()).toMatchObject([{ name: "shop" }]);
  });

  test.concurrent("is merged from several files, of which the first word counts", async () => {
    const { kubeconfig: path, server } = await cluster();
    using dir = tempDir({ first: JSON.stringify({ ...kubeconfig(["wrong"], "wrong"), clusters: [], users: [] }) });
    const both = [join(dir.path, "first"), path];
    await expectCode(listWith({ kubeconfig: both }), "ERR_HELM_KUBECONFIG_INVALID");
    const [context] = (Bun.YAML.parse(await Bun.file(path).text()) as { contexts: { name: string }[] }).contexts;
    expect(await listWith({ kubeconfig: both, kubeContext: context?.name, namespace: "nonexistent" })).toEqual([]);
    expect(await listWith({ kubeconfig: path, kubeApiserver: server, namespace: "nonexistent" })).toEqual([]);
  });

  test.concurrent("gives way to what the client's options say of the server", async () => {
    const { kubeconfig: path } = await cluster();
    const elsewhere = await expectCode(
      listWith({ kubeconfig: path, kubeApiserver: "https://127.0.0.1:1" }),
      "ERR_HELM_CLUSTER_UNREACHABLE",
    );
    expect(elsewhere.details.server).toBe("https://127.0.0.1:1");
    const named = { kubeconfig: path, kubeTlsServerName: "another.example" };
    expect((await expectCode(listWith(named), "ERR_HELM_CLUSTER_UNREACHABLE")).message).toContain("another.example");
  });
});

describe.concurrent("the environment", () => {
  const cases: [variable: string, value: string, code: HelmErrorCode, says: string][] = [
    ["HELM_KUBETOKEN", "wrong", "ERR_HELM_UNAUTHORIZED", "Unauthorized"],
    ["HELM_KUBEASUSER", "somebody", "ERR_HELM_FORBIDDEN", "somebody"],
    ["HELM_KUBEAPISERVER", "https://127.0.0.1:1", "ERR_HELM_CLUSTER_UNREACHABLE", "127.0.0.1:1"],
    ["HELM_KUBECONTEXT", "nowhere", "ERR_HELM_KUBECONFIG_INVALID", "nowhere"],
    ["HELM_KUBECAFILE", "/nonexistent/ca", "ERR_HELM_KUBECONFIG_INVALID", "/nonexistent/ca"],
    ["HELM_KUBETLS_SERVER_NAME", "other.example", "ERR_HELM_CLUSTER_UNREACHABLE", "other.example"],
    ["HELM_DRIVER", "nonsense", "ERR_HELM_INVALID_ARGUMENT", "nonsense"],
  ];
  test.concurrent.each(cases)("is read for %s, as the helm command does", async (variable, value, code, says) => {
    const target = await cluster();
    using dir = tempDir({ kubeconfig: JSON.stringify(withToken(target, target.description.token)) });
    const env = { KUBECONFIG: join(dir.path, "kubeconfig"), [variable]: value };
    const error = await expectCode(listWith({ env }), code);
    expect(error.message).toContain(says);
    const oracle = await helmCommand(["list"], env);
    expect(oracle.exitCode).not.toBe(0);
  });
});

libraryOnly("the child process has descriptors of its own")(
  "a kubeconfig that no descriptor is left for is not called invalid",
  async () => {
    await using fixture = await Fixture.make();
    const script = `import { openSync } from "node:fs";
    import { newHelm } from "./lab/client.ts";
    const helm = newHelm({ kubeconfig: process.argv[1] });
    await helm.version();
    try { for (;;) openSync("/dev/null", "r"); } catch {}
    console.log(await helm.releases.list().then(() => "ok", ({ code, details }) => code + " " + details.hint));
    process.exit(0);`;
    const command = `ulimit -n 64; exec "$0" "$@"`;
    await using child = Bun.spawn(["sh", "-c", command, bunExe, "-e", script, fixture.cluster.kubeconfig], {
      cwd: root,
      stdio: ["ignore", "pipe", "inherit"],
    });
    expect(await child.stdout.text()).toMatch(/^ERR_HELM_CLUSTER_UNREACHABLE .*ulimit -n/);
  },
);

test("a kubeconfig that is a pipe is read once", async () => {
  await using fixture = await Fixture.make();
  using place = tempDir();
  const pipe = join(place.path, "config");
  expect(Bun.spawnSync(["mkfifo", pipe]).exitCode).toBe(0);
  await using writer = Bun.spawn(["sh", "-c", 'cat "$0" > "$1"', fixture.cluster.kubeconfig, pipe]);
  await using helm = newHelm({ kubeconfig: pipe, namespace: fixture.namespace });
  expect(await helm.releases.list()).toEqual([]);
  expect(await writer.exited).toBe(0);
});
