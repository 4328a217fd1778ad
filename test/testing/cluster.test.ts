// What tests ask of a cluster that they share.
import { beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { type AuditEntry, TestCluster, TestClusterError } from "../../src/testing/index.ts";

setDefaultTimeout(60_000);

let cluster: TestCluster;

beforeAll(async () => {
  cluster = await TestCluster.shared();
});

describe("cluster", () => {
  test("answers as the version it is built from", async () => {
    const version = await cluster.get<{ gitVersion: string; major: string; minor: string }>("/version");
    expect(version).toMatchObject({ gitVersion: expect.stringMatching(/^v1\.\d+\.\d+$/), major: "1" });
  });

  test("gives each caller a namespace of its own", async () => {
    const [a, b] = await Promise.all([cluster.namespace(), cluster.namespace("other")]);
    expect(a).toStartWith("test-");
    expect(b).toStartWith("other-");
    expect(await cluster.get(`/api/v1/namespaces/${a}`)).toMatchObject({ status: { phase: "Active" } });
  });

  test("applies, reads and deletes objects of any kind", async () => {
    const namespace = await cluster.namespace();
    const map = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "map" }, data: { key: "value" } };
    await cluster.apply(map, namespace);
    const path = `/api/v1/namespaces/${namespace}/configmaps/map`;
    expect(await cluster.get(path)).toMatchObject({ data: { key: "value" } });
    await cluster.delete(map, namespace);
    const error = await cluster.get(path).then(
      () => undefined,
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(TestClusterError);
    expect(error).toMatchObject({ code: "api", status: 404 });
    await cluster.delete(map, namespace);
  });

  test("mints users that RBAC holds back", async () => {
    const kubeconfig = await cluster.user({ name: "nobody", groups: ["nothing"] });
    const text = await Bun.file(kubeconfig).text();
    expect(text).toContain("user: nobody");
    const cert = /client-certificate-data: (\S+)/.exec(text)?.[1] ?? "";
    const key = /client-key-data: (\S+)/.exec(text)?.[1] ?? "";
    const response = await fetch(`${cluster.server}/api/v1/namespaces/default/secrets`, {
      tls: {
        ca: await Bun.file(cluster.description.caFile).text(),
        cert: Buffer.from(cert, "base64").toString(),
        key: Buffer.from(key, "base64").toString(),
      },
    });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('User \\"nobody\\" cannot list');
  });

  test("tells by user agent what reached the API server", async () => {
    const namespace = await cluster.namespace();
    const agent = `agent-${crypto.randomUUID()}`;
    for (const method of ["GET", "GET", "DELETE"]) {
      const path = `/api/v1/namespaces/${namespace}/configmaps/none`;
      await cluster.request(method, path, undefined, { headers: { "user-agent": agent } });
    }
    const entries: AuditEntry[] = await cluster.audit({ userAgent: agent });
    expect(entries.map((entry) => [entry.verb, entry.objectRef?.namespace, entry.responseStatus?.code])).toEqual([
      ["get", namespace, 404],
      ["get", namespace, 404],
      ["delete", namespace, 404],
    ]);
    expect(await cluster.audit({ userAgent: agent, verb: "delete" })).toHaveLength(1);
    await cluster.get(`/api/v1/namespaces/${namespace}`);
    expect(await cluster.audit({ namespace, resource: "namespaces", user: "testcluster" })).not.toBeEmpty();
    expect(await cluster.audit({ userAgent: agent, since: new Date(Date.now() + 60_000) })).toEqual([]);
  });

  test("has a registry that is open and one that asks for an account", async () => {
    expect((await fetch(`http://${cluster.registry}/v2/`)).status).toBe(200);
    const { host, username, password } = cluster.registryAuth;
    expect((await fetch(`http://${host}/v2/`)).status).toBe(401);
    const authorization = `Basic ${btoa(`${username}:${password}`)}`;
    expect((await fetch(`http://${host}/v2/`, { headers: { authorization } })).status).toBe(200);
  });

  test("refuses to disturb a cluster that others use", async () => {
    const attached = await TestCluster.attach(JSON.stringify(cluster.description));
    await attached.stop();
    expect(await attached.get("/version")).toMatchObject({ major: "1" });
    await expect(attached.kill("etcd")).rejects.toMatchObject({ code: "shared" });
  });
});
