// How a call fails when the cluster cannot be found, reached or used.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { createServer } from "node:net";
import { chart } from "../../lab/chart.ts";
import { cluster, newHelm } from "../../lab/client.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { kubeconfig, withToken } from "../../lab/kubeconfig.ts";
import { configMap } from "../../lab/objects.ts";
import { ApiProxy } from "../../lab/proxy.ts";
import { refusal } from "../../lab/refusal.ts";
import { InstallError, ReleaseError, UninstallError, UpgradeError } from "../../src/index.ts";

setDefaultTimeout(60_000);

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
      expect(error.message).toBe(`cannot reach the API server ${server}: connection refused`);
      expect((error.cause as Error).message).toContain(`"${server}/`); // which request it was
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
    expect(error.message).toBe(`cannot trust the API server ${server}: certificate signed by unknown authority`);
    expect(error.details.hint).toContain("certificate-authority");
  });

  test.concurrent("is named when its name cannot be resolved, and with the proxy that leads to it", async () => {
    const server = "https://nowhere.invalid:6443";
    await using helm = newHelm({ kubeconfig: kubeconfig(["x"], "x", server), env: {} });
    const unknown = await expectCode(helm.releases.list(), "ERR_HELM_CLUSTER_UNREACHABLE");
    expect(unknown.message).toMatch(/^cannot reach the API server https:\/\/nowhere\.invalid:6443: .*nowhere\.invalid/);
    expect(unknown.message).not.toMatch(/Get|dial|api\/v1/);
    const proxy = await deadAddress();
    const env = { HTTPS_PROXY: proxy };
    await using behind = newHelm({ kubeconfig: kubeconfig(["x"], "x", server), env });
    const error = await expectCode(behind.releases.list(), "ERR_HELM_CLUSTER_UNREACHABLE");
    expect(error.message).toBe(`cannot reach the API server ${server} through the proxy ${proxy}: connection refused`);
  });
});

describe.concurrent("an identity that may not", () => {
  test.concurrent("is UNAUTHORIZED with a wrong token", async () => {
    await using fixture = await Fixture.make();
    using shop = chart({ templates: { "a.yaml": configMap("a") } });
    const stranger = fixture.client({ kubeconfig: withToken(fixture.cluster, "not-a-token") });
    const error = await expectCode(stranger.releases.install("shop", shop.path), "ERR_HELM_UNAUTHORIZED");
    expect(error).toBeInstanceOf(InstallError);
    expect(error).toMatchObject({ verb: "releases.install", details: { status: 401, reason: "Unauthorized" } });
    expect(error.details.server).toBe(fixture.cluster.server);
    expect(error.message).toBe(
      `the API server ${fixture.cluster.server} rejected the credentials of user "u" (401 Unauthorized)`,
    );
    expect(error.details.hint).toBe(
      'renew the credentials of user "u" in the kubeconfig: they are wrong or have expired',
    );
    const told = fixture.client({ kubeconfig: withToken(fixture.cluster, ""), kubeToken: "not-a-token" });
    expect((await expectCode(told.releases.list(), "ERR_HELM_UNAUTHORIZED")).details.hint).toContain("kubeToken");
    await expectCode(stranger.releases.list(), "ERR_HELM_UNAUTHORIZED");
    await expectCode(stranger.releases.status("shop"), "ERR_HELM_UNAUTHORIZED");
    await expectCode(stranger.releases.upgrade("shop", shop.path), "ERR_HELM_UNAUTHORIZED");
    await expectCode(stranger.releases.uninstall("shop"), "ERR_HELM_UNAUTHORIZED");
    expect(await fixture.records()).toEqual([]);
  });

  test.concurrent("is FORBIDDEN to read releases without a right to Secrets", async () => {
    await using fixture = await Fixture.make();
    const limited = fixture.client({ kubeconfig: await fixture.userWith("nothing", []) });
    const error = await expectCode(limited.releases.list(), "ERR_HELM_FORBIDDEN");
    expect(error).toBeInstanceOf(ReleaseError);
    expect(error.details).toMatchObject({ status: 403, reason: "Forbidden" });
    expect(error.message).toContain("secrets");
    await expectCode(limited.releases.status("shop"), "ERR_HELM_FORBIDDEN");
    await expectCode(limited.releases.uninstall("shop"), "ERR_HELM_FORBIDDEN");
    await expectCode(limited.releases.uninstall("shop", { ignoreNotFound: true }), "ERR_HELM_FORBIDDEN");
  });

  test.concurrent("is FORBIDDEN in mid-install, and the error tells what was and was not created", async () => {
    await using fixture = await Fixture.make();
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
    const limited = fixture.client({ kubeconfig: await fixture.userWith("no-services", rules) });
    const error = await expectCode(limited.releases.install("shop", shop.path), "ERR_HELM_FORBIDDEN");
    expect(error).toBeInstanceOf(InstallError);
    expect(error.phase).toBe("apply");
    expect(error.resource).toMatchObject({ kind: "Service", name: "b" });
    expect(error.release).toMatchObject({ name: "shop", namespace: fixture.namespace, revision: 1, status: "failed" });
    expect(error.applied).toMatchObject([{ kind: "ConfigMap", name: "a", action: "created" }]);
    expect(error.notApplied).toMatchObject([{ kind: "Service", name: "b" }]);
    expect(error.manifest).toContain("kind: Service");
    expect(await fixture.records()).toEqual(["1 failed"]);
    expect(await fixture.names("configmaps")).toEqual(["a"]);
  });

  test.concurrent("is FORBIDDEN to record before anything is created", async () => {
    await using fixture = await Fixture.make();
    using shop = chart({ templates: { "a.yaml": configMap("a") } });
    const rules = [
      { apiGroups: [""], resources: ["secrets"], verbs: ["get", "list"] },
      { apiGroups: [""], resources: ["configmaps"], verbs: ["*"] },
    ];
    const limited = fixture.client({ kubeconfig: await fixture.userWith("reader", rules) });
    const error = await expectCode(limited.releases.install("shop", shop.path), "ERR_HELM_FORBIDDEN");
    expect(error.phase).toBe("store");
    expect(error.applied ?? []).toEqual([]);
    expect(await fixture.names("configmaps")).toEqual([]);
  });
});

describe.concurrent("an API server that does not do as it is asked", () => {
  test.concurrent("is API_SERVER with its status and its words", async () => {
    await using fixture = await Fixture.make();
    await using proxy = await ApiProxy.start(fixture.cluster);
    proxy.answer(
      ({ method, path }) => method === "GET" && path.includes("/secrets"),
      refusal(500, "InternalError", "etcd has hiccups"),
    );
    const { releases } = fixture.client({ kubeconfig: proxy.kubeconfig });
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
    expect(await fixture.names("configmaps")).toEqual([]);
  });

  test.concurrent("is told to create a namespace that is missing", async () => {
    await using fixture = await Fixture.make();
    using shop = chart({ templates: { "a.yaml": configMap("a") } });
    const namespace = `${fixture.namespace}-missing`;
    const error = await expectCode(
      fixture.helm.releases.install("shop", shop.path, { namespace }),
      "ERR_HELM_API_SERVER",
    );
    expect(error).toBeInstanceOf(InstallError);
    expect(error.details).toMatchObject({ status: 404, reason: "NotFound" });
    expect(error.message).toContain(namespace);
    expect(error.details.hint).toContain("createNamespace");
  });
});

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
