// How a call fails when the cluster cannot be found, reached or used.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { createServer } from "node:net";
import { join, relative } from "node:path";
import {
  ConfigurationError,
  type HelmOptions,
  InstallError,
  ReleaseError,
  UninstallError,
  UpgradeError,
} from "../../src/index.ts";
import { chart, cluster, expectCode, newHelm, tempDir } from "../harness.ts";
import { ApiProxy } from "../proxy.ts";
import { configMap, Ground } from "./ground.ts";

setDefaultTimeout(60_000);

/** A kubeconfig with these contexts, all of one cluster. */
function kubeconfig(contexts: string[], current: string, server = "https://127.0.0.1:1"): object {
  return {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "c", cluster: { server } }],
    users: [{ name: "u", user: { token: "t" } }],
    contexts: contexts.map((name) => ({ name, context: { cluster: "c", user: "u" } })),
    "current-context": current,
  };
}

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
    expect(error.message).toContain(missing);
    expect(error.details.files).toEqual([missing]);
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
    expect((error.cause as Error).message).toContain("yaml");
    expect(error.message).toContain(file);
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

  test.concurrent("is not looked for with inCluster outside of a pod", async () => {
    const error = await expectCode(listWith({ inCluster: true }), "ERR_HELM_KUBECONFIG_INVALID");
    expect(error.message).toContain("KUBERNETES_SERVICE_HOST");
    const env = { KUBERNETES_SERVICE_HOST: "127.0.0.1", KUBERNETES_SERVICE_PORT: "1" };
    const noToken = await expectCode(listWith({ inCluster: true, env }), "ERR_HELM_KUBECONFIG_INVALID");
    expect(noToken.message).toContain("token");
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
    await using ground = await Ground.make();
    using shop = chart({ templates: { "a.yaml": configMap("a") } });
    await ground.helm.releases.install("shop", shop.path);
    const { kubeconfig: path } = ground.cluster;
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
      expect(await ground.client({ kubeconfig }).releases.list()).toMatchObject([{ name: "shop" }]);
    const env = { KUBECONFIG: `/nonexistent/first:${path}`, HELM_NAMESPACE: ground.namespace };
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

/** An address on which nobody listens: it was free a moment ago. */
async function deadAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

describe.concurrent("a cluster that cannot be reached", () => {
  test.concurrent("is named with its address by every verb, in the class of the verb", async () => {
    const server = await deadAddress();
    using shop = chart({ templates: { "a.yaml": configMap("a") } });
    await using helm = newHelm({ kubeconfig: kubeconfig(["x"], "x", server) });
    const verbs = [
      ["install", () => helm.releases.install("shop", shop.path), InstallError],
      ["upgrade", () => helm.releases.upgrade("shop", shop.path), UpgradeError],
      ["upgrade", () => helm.releases.upgrade("shop", shop.path, { install: true }), UpgradeError],
      ["uninstall", () => helm.releases.uninstall("shop"), UninstallError],
      ["uninstall", () => helm.releases.uninstall("shop", { ignoreNotFound: true }), UninstallError],
      ["list", () => helm.releases.list(), ReleaseError],
      ["status", () => helm.releases.status("shop"), ReleaseError],
    ] as const;
    for (const [verb, call, type] of verbs) {
      const error = await expectCode(call(), "ERR_HELM_CLUSTER_UNREACHABLE");
      expect(error).toBeInstanceOf(type);
      expect(error.verb).toBe(`releases.${verb}`);
      expect(error.details.server).toBe(server);
      expect(error.details.hint).toBeString();
      expect(error.message).toContain("connection refused");
      expect(error.applied).toBeUndefined();
    }
  });

  test.concurrent("is not taken for one that speaks another protocol", async () => {
    using server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response("<html>hello</html>") });
    await using helm = newHelm({ kubeconfig: kubeconfig(["x"], "x", `http://127.0.0.1:${server.port}`) });
    const error = await helm.releases.list().catch((error) => error);
    expect(error).toBeInstanceOf(ReleaseError);
    expect(error.code).not.toBe("ERR_HELM_RELEASE_NOT_FOUND");
  });

  test.concurrent("is refused when its certificate is of an unknown authority", async () => {
    const { server } = await cluster();
    await using helm = newHelm({ kubeconfig: kubeconfig(["x"], "x", server) });
    const error = await expectCode(helm.releases.list(), "ERR_HELM_CLUSTER_UNREACHABLE");
    expect(error.message).toContain("certificate");
  });
});

describe.concurrent("an identity that may not", () => {
  test.concurrent("is UNAUTHORIZED with a wrong token", async () => {
    await using ground = await Ground.make();
    using shop = chart({ templates: { "a.yaml": configMap("a") } });
    const stranger = ground.client({ kubeconfig: await withToken(ground.cluster, "wrong") });
    const error = await expectCode(stranger.releases.install("shop", shop.path), "ERR_HELM_UNAUTHORIZED");
    expect(error).toBeInstanceOf(InstallError);
    expect(error).toMatchObject({ verb: "releases.install", details: { status: 401, reason: "Unauthorized" } });
    expect(error.details.server).toBe(ground.cluster.server);
    await expectCode(stranger.releases.list(), "ERR_HELM_UNAUTHORIZED");
    await expectCode(stranger.releases.status("shop"), "ERR_HELM_UNAUTHORIZED");
    await expectCode(stranger.releases.upgrade("shop", shop.path), "ERR_HELM_UNAUTHORIZED");
    await expectCode(stranger.releases.uninstall("shop"), "ERR_HELM_UNAUTHORIZED");
    expect(await ground.records()).toEqual([]);
  });

  test.concurrent("is FORBIDDEN to read releases without a right to Secrets", async () => {
    await using ground = await Ground.make();
    const limited = ground.client({ kubeconfig: await ground.userWith("nothing", []) });
    const error = await expectCode(limited.releases.list(), "ERR_HELM_FORBIDDEN");
    expect(error).toBeInstanceOf(ReleaseError);
    expect(error.details).toMatchObject({ status: 403, reason: "Forbidden" });
    expect(error.message).toContain("secrets");
    await expectCode(limited.releases.status("shop"), "ERR_HELM_FORBIDDEN");
    await expectCode(limited.releases.uninstall("shop"), "ERR_HELM_FORBIDDEN");
    await expectCode(limited.releases.uninstall("shop", { ignoreNotFound: true }), "ERR_HELM_FORBIDDEN");
  });

  test.concurrent("is FORBIDDEN in mid-install, and the error tells what was and was not created", async () => {
    await using ground = await Ground.make();
    using shop = chart({
      templates: {
        "a.yaml": configMap("a"),
        "b.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: b}\nspec: {ports: [{port: 1}]}",
      },
    });
    const every = ["get", "list", "watch", "create", "update", "patch", "delete"];
    const rules = [
      { apiGroups: [""], resources: ["secrets", "configmaps"], verbs: every },
      { apiGroups: [""], resources: ["services"], verbs: ["get", "list", "watch"] },
    ];
    const limited = ground.client({ kubeconfig: await ground.userWith("no-services", rules) });
    const error = await expectCode(limited.releases.install("shop", shop.path), "ERR_HELM_FORBIDDEN");
    expect(error).toBeInstanceOf(InstallError);
    expect(error.phase).toBe("apply");
    expect(error.resource).toMatchObject({ kind: "Service", name: "b" });
    expect(error.release).toMatchObject({ name: "shop", namespace: ground.namespace, revision: 1, status: "failed" });
    expect(error.applied).toMatchObject([{ kind: "ConfigMap", name: "a", action: "created" }]);
    expect(error.notApplied).toMatchObject([{ kind: "Service", name: "b" }]);
    expect(error.manifest).toContain("kind: Service");
    expect(await ground.records()).toEqual(["1 failed"]);
    expect(await ground.names("configmaps")).toEqual(["a"]);
  });

  test.concurrent("is FORBIDDEN to record before anything is created", async () => {
    await using ground = await Ground.make();
    using shop = chart({ templates: { "a.yaml": configMap("a") } });
    const rules = [
      { apiGroups: [""], resources: ["secrets"], verbs: ["get", "list"] },
      { apiGroups: [""], resources: ["configmaps"], verbs: ["*"] },
    ];
    const limited = ground.client({ kubeconfig: await ground.userWith("reader", rules) });
    const error = await expectCode(limited.releases.install("shop", shop.path), "ERR_HELM_FORBIDDEN");
    expect(error.phase).toBe("store");
    expect(error.applied ?? []).toEqual([]);
    expect(await ground.names("configmaps")).toEqual([]);
  });
});

describe.concurrent("an API server that does not do as it is asked", () => {
  test.concurrent("is API_SERVER with its status and its words", async () => {
    await using ground = await Ground.make();
    await using proxy = await ApiProxy.start(ground.cluster);
    const body = {
      kind: "Status",
      apiVersion: "v1",
      status: "Failure",
      reason: "InternalError",
      code: 500,
      message: "etcd has hiccups",
    };
    proxy.answer(({ method, path }) => method === "GET" && path.includes("/secrets"), { status: 500, body });
    const { releases } = ground.client({ kubeconfig: proxy.kubeconfig });
    using shop = chart({ templates: { "a.yaml": configMap("a") } });
    for (const call of [
      () => releases.list(),
      () => releases.status("shop"),
      () => releases.install("shop", shop.path),
      () => releases.upgrade("shop", shop.path),
      () => releases.uninstall("shop"),
      () => releases.uninstall("shop", { ignoreNotFound: true }),
    ]) {
      const error = await expectCode(call(), "ERR_HELM_API_SERVER");
      expect(error.details).toMatchObject({
        status: 500,
        reason: "InternalError",
        server: expect.stringContaining("http://"),
      });
      expect(error.message).toContain("etcd has hiccups");
    }
    expect(await ground.names("configmaps")).toEqual([]);
  });

  test.concurrent("is told to create a namespace that is missing", async () => {
    await using ground = await Ground.make();
    using shop = chart({ templates: { "a.yaml": configMap("a") } });
    const namespace = `${ground.namespace}-missing`;
    const error = await expectCode(
      ground.helm.releases.install("shop", shop.path, { namespace }),
      "ERR_HELM_API_SERVER",
    );
    expect(error).toBeInstanceOf(InstallError);
    expect(error.details).toMatchObject({ status: 404, reason: "NotFound" });
    expect(error.message).toContain(namespace);
    expect(error.details.hint).toContain("createNamespace");
  });
});

async function withToken(target: { server: string; description: { caFile: string } }, token: string): Promise<object> {
  const ca = Buffer.from(await Bun.file(target.description.caFile).bytes()).toString("base64");
  return {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "c", cluster: { server: target.server, "certificate-authority-data": ca } }],
    users: [{ name: "u", user: { token } }],
    contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
    "current-context": "x",
  };
}

describe.concurrent("a closed client", () => {
  test.concurrent("refuses every further call", async () => {
    const helm = newHelm({ kubeconfig: (await cluster()).kubeconfig });
    await helm.releases.list();
    await helm.close();
    const error = await expectCode(helm.releases.list(), "ERR_HELM_CLOSED");
    expect(error).toMatchObject({ verb: "releases.list", message: "the client is closed" });
    await expectCode(helm.charts.template("/nonexistent"), "ERR_HELM_CLOSED");
  });
});
