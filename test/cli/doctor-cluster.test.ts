// What the doctor finds on clusters that do and do not answer, as users who may and may not.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { chmod } from "node:fs/promises";
import { type Finding, Home } from "../../lab/bunhelm.ts";
import { cluster } from "../../lab/client.ts";
import { Fixture } from "../../lab/fixture.ts";
import { kubeconfig, kubeconfigOf } from "../../lab/kubeconfig.ts";
import { ApiProxy } from "../../lab/proxy.ts";
import { secret } from "../../lab/secret.ts";

setDefaultTimeout(300_000); // on a busy machine

describe.concurrent("the doctor, with a cluster", () => {
  test.concurrent("is content with an administrator's", async () => {
    await using fixture = await Fixture.make();
    using home = new Home();
    const file = await home.kubeconfig(await administrator());
    const { status, of } = await home.doctor({ KUBECONFIG: file, HELM_NAMESPACE: fixture.namespace });
    expect(status).toBe("ok");
    const { message, data } = of("cluster.kubeconfig") as Finding;
    expect(data).toMatchObject({ kubeconfigs: [file], server: fixture.cluster.server, namespace: fixture.namespace });
    expect(message).toContain(`of ${file}: cluster `);
    expect(of("cluster.server")?.message).toMatch(/^Kubernetes v1\.\d+\.\d+ answers in \d+ ms$/);
    expect(of("cluster.version")?.status).toBe("ok");
    expect(of("cluster.namespace")).toBeUndefined();
    expect(of("cluster.rights")?.message).toBe(
      `You may get, list, create, update and delete secrets in namespace "${fixture.namespace}", where Helm keeps release records`,
    );
  });

  test.concurrent("says what a user may not do", async () => {
    await using fixture = await Fixture.make();
    using home = new Home();
    const rules = [
      { apiGroups: [""], resources: ["secrets"], verbs: ["get", "list"] },
      { apiGroups: [""], resources: ["configmaps"], verbs: ["*"] },
      { apiGroups: [""], resources: ["pods", "pods/log", "events"], verbs: ["get", "list"] },
    ];
    const KUBECONFIG = await fixture.userWith("reader", rules);
    await chmod(KUBECONFIG, 0o600);
    const env = { KUBECONFIG, HELM_NAMESPACE: fixture.namespace };
    const { of, exitCode } = await home.doctor(env);
    expect(exitCode).toBe(1);
    expect(of("cluster.rights")).toMatchObject({
      status: "problem",
      message: expect.stringContaining("You may not create, update and delete secrets in namespace"),
      advice: `Have a Role in namespace "${fixture.namespace}" that allows you to create, update and delete secrets.`,
    });
    expect(of("cluster.rights")?.data?.rights).toContainEqual({
      verb: "get",
      resource: "secrets",
      records: true,
      allowed: true,
      reason: expect.any(String),
    });
    expect(of("cluster.evidence")?.status).toBe("ok");
    // The driver says which objects the records are.
    expect((await home.doctor({ ...env, HELM_DRIVER: "configmaps" })).of("cluster.rights")).toMatchObject({
      status: "ok",
      message: expect.stringContaining("delete configmaps"),
    });
    const elsewhere = await home.doctor(env, ["--namespace", "default"]);
    expect(elsewhere.of("cluster.rights")?.message).toContain("You may not get, list, create");
    expect(elsewhere.of("cluster.evidence")).toMatchObject({
      status: "warning",
      message: expect.stringContaining("You may not list pods, get pods/log and list events"),
    });
  });

  test.concurrent("says that it does not answer, with the hint of the error", async () => {
    using home = new Home();
    const KUBECONFIG = await home.kubeconfig(kubeconfig(["x"], "x"));
    const { of } = await home.doctor({ KUBECONFIG });
    expect(of("cluster.kubeconfig")?.status).toBe("ok");
    expect(of("cluster.server")).toEqual({
      check: "cluster.server",
      status: "problem",
      message: "Cannot reach the API server https://127.0.0.1:1: connection refused",
      advice: "Check the address in the kubeconfig, proxies and the network.",
      data: { code: "ERR_HELM_CLUSTER_UNREACHABLE" },
    });
    expect(of("cluster.rights")).toBeUndefined();
    expect(of("home.repositories")?.status).toBe("ok"); // the rest is looked at all the same
    const { stdout } = await home.run(["doctor"], { env: { KUBECONFIG } });
    expect(stdout).toContain("\n  problem  Cannot reach the API server");
    expect(stdout).toEndWith("\n1 problem.\n");
  });

  test.concurrent("finds the kubeconfig, the context and the namespace as helm does", async () => {
    using home = new Home();
    const named = await home.kubeconfig(kubeconfig(["a", "b"], "a"), "named");
    await home.kubeconfig(kubeconfig(["home"], "home"), ".kube/config");
    const target = async (env: Record<string, string>, args: string[] = []): Promise<unknown> => {
      const { context, namespace, kubeconfigs } = (await home.doctor(env, args)).of("cluster.kubeconfig")?.data ?? {};
      return [context, namespace, kubeconfigs];
    };
    const [ofHome, ofNamed] = [[home.path(".kube/config")], [named]];
    expect(await target({})).toEqual(["home", "default", ofHome]);
    expect(await target({ KUBECONFIG: named, HELM_NAMESPACE: "shop" })).toEqual(["a", "shop", ofNamed]);
    expect(await target({ KUBECONFIG: named, HELM_KUBECONTEXT: "b" })).toEqual(["b", "default", ofNamed]);
    const flags = ["--kubeconfig", "named", "--kube-context", "b", "-n", "flag"];
    const variables = { KUBECONFIG: home.path(".kube/config"), HELM_KUBECONTEXT: "a", HELM_NAMESPACE: "shop" };
    expect(await target(variables, flags)).toEqual(["b", "flag", ofNamed]);
  });

  test.concurrent("says what is wrong with a kubeconfig that is named", async () => {
    using home = new Home();
    const absent = await home.doctor({}, ["--kubeconfig", "absent"]);
    expect(absent.of("cluster.kubeconfig")).toMatchObject({
      status: "problem",
      message: `There is no kubeconfig: ${home.path("absent")} does not exist`,
    });
    const KUBECONFIG = await home.kubeconfig(kubeconfig(["a"], "a"));
    const { of } = await home.doctor({ KUBECONFIG }, ["--kube-context", "staging"]);
    expect(of("cluster.kubeconfig")).toMatchObject({
      status: "problem",
      message: expect.stringContaining('"staging"'),
    });
    await chmod(KUBECONFIG, 0o644);
    expect((await home.doctor({ KUBECONFIG })).of("cluster.kubeconfig-mode")).toMatchObject({
      status: "warning",
      message: `Everybody on this host can read ${KUBECONFIG}, and the credentials in it`,
    });
  });

  test.concurrent("says that the namespace is not there", async () => {
    using home = new Home();
    const KUBECONFIG = await home.kubeconfig(await administrator());
    const { of } = await home.doctor({ KUBECONFIG }, ["-n", "is-not-there"]);
    expect(of("cluster.namespace")).toMatchObject({
      status: "warning",
      data: { namespace: "is-not-there", exists: false },
    });
  });

  test.concurrent("says that Kubernetes is older or newer than what Helm supports", async () => {
    await using proxy = await ApiProxy.start(await cluster());
    using home = new Home();
    const KUBECONFIG = await home.kubeconfig(proxy.kubeconfig);
    let gitVersion = "v1.30.4+k3s1";
    proxy.answer(
      ({ path }) => path.startsWith("/version"),
      () => ({
        status: 200,
        body: { major: "1", minor: "0", gitVersion },
      }),
    );
    expect((await home.doctor({ KUBECONFIG })).of("cluster.version")).toMatchObject({
      status: "warning",
      message: expect.stringMatching(
        /^Kubernetes v1\.30\.4\+k3s1 is older than what is supported: Helm v4\.\S+ supports/,
      ),
    });
    gitVersion = "v1.99.0";
    expect((await home.doctor({ KUBECONFIG })).of("cluster.version")).toMatchObject({
      status: "warning",
      message: expect.stringContaining("Kubernetes v1.99.0 is newer"),
    });
  });

  test.concurrent("does not know what a user may do whom the API server does not tell", async () => {
    await using proxy = await ApiProxy.start(await cluster());
    using home = new Home();
    const KUBECONFIG = await home.kubeconfig(proxy.kubeconfig);
    const message = 'selfsubjectaccessreviews.authorization.k8s.io is forbidden: User "x" cannot create resource';
    const body = { kind: "Status", apiVersion: "v1", status: "Failure", reason: "Forbidden", message, code: 403 };
    proxy.answer(({ path }) => path.includes("selfsubjectaccessreviews"), { status: 403, body });
    const { of } = await home.doctor({ KUBECONFIG });
    expect(of("cluster.rights")).toMatchObject({
      status: "warning",
      message: expect.stringContaining("It is not known what you may do"),
      data: { code: "ERR_HELM_FORBIDDEN" },
    });
  });

  test.concurrent("looks at release records where the driver keeps them", async () => {
    using home = new Home();
    const KUBECONFIG = await home.kubeconfig(await administrator());
    const memory = await home.doctor({ KUBECONFIG, HELM_DRIVER: "memory" });
    expect(memory.of("cluster.records")).toMatchObject({ status: "warning", data: { driver: "memory" } });
    expect(memory.of("cluster.rights")).toBeUndefined();
    const wrong = await home.doctor({ KUBECONFIG, HELM_DRIVER: "etcd" });
    expect(wrong.of("cluster.records")).toMatchObject({ status: "problem", message: expect.stringContaining("etcd") });
    const address = `postgres://user:${encodeURIComponent(secret)}@127.0.0.1:1/db`;
    const sql = await home.doctor({ KUBECONFIG, HELM_DRIVER: "sql", HELM_DRIVER_SQL_CONNECTION_STRING: address });
    expect(sql.of("cluster.records")).toMatchObject({ status: "problem", data: { code: "ERR_HELM_STORAGE_FAILED" } });
    expect(sql.text).not.toContain(encodeURIComponent(secret));
  });

  test.concurrent("shows no secret", async () => {
    using home = new Home();
    const address = `https://user:${encodeURIComponent(secret)}@127.0.0.1:1`;
    const proxied = { "proxy-url": `http://user:${encodeURIComponent(secret)}@127.0.0.1:2` };
    const file = await home.kubeconfig(kubeconfigOf({ token: secret }, address, proxied));
    const env = { KUBECONFIG: file, HELM_KUBETOKEN: secret };
    const json = await home.doctor(env);
    expect(json.of("cluster.server")?.status).toBe("problem");
    const { stdout, stderr } = await home.run(["doctor"], { env });
    for (const text of [json.text, stdout, stderr])
      for (const shown of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
        expect(text).not.toContain(shown);
  });
});

/** The administrator's kubeconfig, as contents. */
async function administrator(): Promise<object> {
  const { kubeconfig } = await cluster();
  return Bun.YAML.parse(await Bun.file(kubeconfig).text()) as object;
}
