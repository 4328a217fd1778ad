import { beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync } from "node:fs";
import { type AuditEntry, type KubeObject, TestCluster, TestClusterError } from "../../src/testing/index.ts";
import { barePod, type Condition, deployment, holds, job, statefulSet, type WithStatus } from "./workloads.ts";

setDefaultTimeout(60_000);

interface ContainerStatus {
  restartCount: number;
  state: { waiting?: { reason: string; message?: string }; terminated?: { exitCode: number } };
  lastState: { terminated?: { exitCode: number } };
}

type Pod = WithStatus<{ phase: string; containerStatuses?: ContainerStatus[]; conditions?: Condition[] }>;

interface List<T> {
  items: T[];
}

interface Event extends KubeObject {
  type: string;
  reason: string;
  message: string;
  count: number;
}

let cluster: TestCluster;

beforeAll(async () => {
  cluster = await TestCluster.shared();
});

/** Waits for events of these reasons about an object, and returns all about it. */
async function events(namespace: string, name: string, ...reasons: string[]): Promise<Event[]> {
  const path = `/api/v1/namespaces/${namespace}/events?fieldSelector=involvedObject.name%3D${name}`;
  const list = await cluster.waitFor<List<Event>>(path, ({ items }) =>
    reasons.every((reason) => items.some((event) => event.reason === reason)),
  );
  return list.items;
}

async function log(namespace: string, name: string, query = ""): Promise<string> {
  const response = await cluster.request("GET", `/api/v1/namespaces/${namespace}/pods/${name}/log${query}`);
  return response.text();
}

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

describe("pods", () => {
  test("a Deployment is available only after its pods' ready-after", async () => {
    const namespace = await cluster.namespace();
    const path = `/apis/apps/v1/namespaces/${namespace}/deployments/slow`;
    const start = performance.now();
    await cluster.apply(deployment("slow", { readyAfter: "1200ms" }, 2), namespace);
    const pods = await cluster.waitFor<List<Pod>>(`/api/v1/namespaces/${namespace}/pods`, ({ items }) =>
      items.some((p) => p.status?.containerStatuses?.[0]?.state.waiting?.reason === "ContainerCreating"),
    );
    expect(pods.items[0]?.status?.phase).toBe("Pending");
    await cluster.waitFor(path, holds("Available"));
    expect(performance.now() - start).toBeGreaterThan(1200);
  });

  test("a pod that is never ready says why", async () => {
    const namespace = await cluster.namespace();
    await cluster.apply(barePod("never", { neverReady: true }, "Always"), namespace);
    const unhealthy = (await events(namespace, "never", "Scheduled", "Pulled", "Created", "Started", "Unhealthy")).find(
      (event) => event.reason === "Unhealthy",
    );
    expect(unhealthy).toMatchObject({ type: "Warning", message: expect.stringContaining("Readiness probe failed") });
    const pod = await cluster.get<Pod>(`/api/v1/namespaces/${namespace}/pods/never`);
    expect(pod.status?.phase).toBe("Running");
    expect(holds("Ready")(pod)).toBe(false);
  });

  test("a crash loop counts restarts and keeps its logs", async () => {
    const namespace = await cluster.namespace();
    await cluster.apply(barePod("crash", { crashLoop: true, exitCode: 3, logs: ["boom", "bye"] }, "Always"), namespace);
    const pod = await cluster.waitFor<Pod>(`/api/v1/namespaces/${namespace}/pods/crash`, (p) => {
      const status = p.status?.containerStatuses?.[0];
      return status?.state.waiting?.reason === "CrashLoopBackOff" && status.restartCount >= 2;
    });
    expect(pod.status?.containerStatuses?.[0]?.lastState.terminated?.exitCode).toBe(3);
    expect(await log(namespace, "crash", "?previous=true")).toBe("boom\nbye\n");
    expect(await log(namespace, "crash", "?tailLines=1")).toBe("bye\n");
    const all = await events(namespace, "crash", "BackOff");
    expect(all.find((event) => event.reason === "BackOff")?.message).toContain("restarting failed container main");
  });

  test("an image that is not there shows as ImagePullBackOff", async () => {
    const namespace = await cluster.namespace();
    await cluster.apply(barePod("pull", { imagePullError: true }), namespace);
    await cluster.waitFor<Pod>(
      `/api/v1/namespaces/${namespace}/pods/pull`,
      (p) => p.status?.containerStatuses?.[0]?.state.waiting?.reason === "ImagePullBackOff",
    );
    await events(namespace, "pull", "Failed", "BackOff");
    const response = await cluster.request("GET", `/api/v1/namespaces/${namespace}/pods/pull/log`);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("waiting to start");
  });

  test("a pod no node takes is Unschedulable", async () => {
    const namespace = await cluster.namespace();
    await cluster.apply(barePod("big", { unschedulable: true }), namespace);
    const pod = await cluster.waitFor<Pod>(`/api/v1/namespaces/${namespace}/pods/big`, (p) =>
      Boolean(p.status?.conditions?.length),
    );
    expect(pod.status?.conditions?.[0]).toMatchObject({
      type: "PodScheduled",
      status: "False",
      reason: "Unschedulable",
    });
    await events(namespace, "big", "FailedScheduling");
  });

  test("a misspelt behaviour is an error, not ignored", async () => {
    const namespace = await cluster.namespace();
    const wrong = barePod("wrong");
    wrong.metadata.annotations = { "testcluster.bunhelm/redy-after": "1s" };
    await cluster.apply(wrong, namespace);
    const pod = await cluster.waitFor<Pod>(
      `/api/v1/namespaces/${namespace}/pods/wrong`,
      (p) => p.status?.containerStatuses?.[0]?.state.waiting?.reason === "CreateContainerConfigError",
    );
    expect(pod.status?.containerStatuses?.[0]?.state.waiting?.message).toContain("redy-after");
  });

  test("logs are followed line by line while the pod runs", async () => {
    const namespace = await cluster.namespace();
    const lines = ["one", "two", "three", "four"];
    await cluster.apply(barePod("talk", { logs: lines, logInterval: 150, exitCode: 0 }), namespace);
    await cluster.waitFor<Pod>(`/api/v1/namespaces/${namespace}/pods/talk`, (p) => p.status?.phase === "Running");
    const response = await cluster.request("GET", `/api/v1/namespaces/${namespace}/pods/talk/log?follow=true`);
    const arrivals: number[] = [];
    let text = "";
    for await (const chunk of response.body ?? []) {
      arrivals.push(performance.now());
      text += new TextDecoder().decode(chunk);
    }
    expect(text).toBe("one\ntwo\nthree\nfour\n");
    expect(arrivals.length).toBeGreaterThanOrEqual(3);
    expect((arrivals.at(-1) ?? 0) - (arrivals[0] ?? 0)).toBeGreaterThan(200);
    const pod = await cluster.waitFor<Pod>(
      `/api/v1/namespaces/${namespace}/pods/talk`,
      (p) => p.status?.phase === "Succeeded",
    );
    expect(pod.status?.containerStatuses?.[0]?.state.terminated?.exitCode).toBe(0);
  });

  test("a pod takes its time to end", async () => {
    const namespace = await cluster.namespace();
    const path = `/api/v1/namespaces/${namespace}/pods/slow`;
    await cluster.apply(barePod("slow", { terminateAfter: "700ms" }, "Always"), namespace);
    await cluster.waitFor<Pod>(path, holds("Ready"));
    const start = performance.now();
    await cluster.delete(path);
    expect(await cluster.get(path)).toMatchObject({ metadata: { deletionTimestamp: expect.any(String) } });
    while ((await cluster.request("GET", path)).status !== 404) {
      await Bun.sleep(20);
    }
    expect(performance.now() - start).toBeGreaterThan(600);
  });
});

describe("workloads", () => {
  test("Jobs succeed, fail, and work at the second try", async () => {
    const namespace = await cluster.namespace();
    const path = `/apis/batch/v1/namespaces/${namespace}/jobs`;
    await cluster.apply(job("good", { logs: ["done"] }), namespace);
    await cluster.apply(job("bad", { exitCode: 1 }, 1), namespace);
    await cluster.apply(job("flaky", { failTimes: 1 }, 2), namespace);
    await cluster.waitFor(`${path}/good`, holds("Complete"));
    expect(await cluster.waitFor(`${path}/bad`, holds("Failed"))).toMatchObject({ status: { failed: 2 } });
    expect(await cluster.waitFor(`${path}/flaky`, holds("Complete"))).toMatchObject({
      status: { succeeded: 1, failed: 1 },
    });
    const pods = await cluster.get<List<Pod>>(`/api/v1/namespaces/${namespace}/pods?labelSelector=app%3Dgood`);
    expect(await log(namespace, pods.items[0]?.metadata.name ?? "")).toBe("done\n");
  });

  test("StatefulSets get their volumes", async () => {
    const namespace = await cluster.namespace();
    await cluster.apply(statefulSet("db", 2), namespace);
    await cluster.waitFor<WithStatus<{ readyReplicas?: number }>>(
      `/apis/apps/v1/namespaces/${namespace}/statefulsets/db`,
      (set) => set.status?.readyReplicas === 2,
    );
    const claims = await cluster.get<List<WithStatus<{ phase: string }>>>(
      `/api/v1/namespaces/${namespace}/persistentvolumeclaims`,
    );
    expect(claims.items.map((claim) => [claim.metadata.name, claim.status?.phase])).toEqual([
      ["data-db-0", "Bound"],
      ["data-db-1", "Bound"],
    ]);
  });

  test("LoadBalancers get an address", async () => {
    const namespace = await cluster.namespace();
    await cluster.apply(
      {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "lb" },
        spec: { type: "LoadBalancer", ports: [{ port: 80 }] },
      },
      namespace,
    );
    const service = await cluster.waitFor<WithStatus<{ loadBalancer: { ingress?: { ip: string }[] } }>>(
      `/api/v1/namespaces/${namespace}/services/lb`,
      (s) => Boolean(s.status?.loadBalancer.ingress?.length),
    );
    expect(service.status?.loadBalancer.ingress?.[0]?.ip).toMatch(/^203\.0\.113\.\d+$/);
  });
});

describe("life of a cluster", () => {
  test("parts are killed, paused and started again", async () => {
    await using own = await TestCluster.start();
    const namespace = await own.namespace();
    await own.apply(deployment("app"), namespace);
    const path = `/apis/apps/v1/namespaces/${namespace}/deployments/app`;
    await own.waitFor(path, holds("Available"));

    await own.kill("apiserver");
    await expect(own.get("/version")).rejects.toThrow();
    await own.restart("apiserver");
    expect(await own.get(path)).toMatchObject({ status: { availableReplicas: 1 } });

    await own.pause("apiserver");
    const signal = AbortSignal.timeout(300);
    await expect(own.request("GET", "/version", undefined, { signal })).rejects.toMatchObject({ name: "TimeoutError" });
    await own.resume("apiserver");
    await own.get("/version");

    for (const part of ["etcd", "controllers", "kubelet", "registry"] as const) {
      await own.restart(part);
    }
    const pods = await own.get<List<Pod>>(`/api/v1/namespaces/${namespace}/pods`);
    expect(pods.items.map((p) => [holds("Ready")(p), p.status?.containerStatuses?.[0]?.restartCount])).toEqual([
      [true, 0],
    ]);
    const name = pods.items[0]?.metadata.name ?? "";
    const response = await own.request("GET", `/api/v1/namespaces/${namespace}/pods/${name}/log`);
    expect(await response.text()).toBe("main started\n");
    await own.apply(deployment("later"), namespace);
    await own.waitFor(`/apis/apps/v1/namespaces/${namespace}/deployments/later`, holds("Available"));
    expect((await fetch(`http://${own.registry}/v2/`)).status).toBe(200);
    await expect(own.kill("scheduler" as "etcd")).rejects.toMatchObject({ code: "refused" });
  });

  test("the next cluster sweeps up after a supervisor that was killed", async () => {
    await using own = await TestCluster.start();
    const { dir, pid, pids } = own.description;
    process.kill(pid, "SIGKILL");
    await own.stop();
    await expect(own.user({ name: "late" })).rejects.toMatchObject({ code: "stopped" });
    await using _next = await TestCluster.start();
    expect(Object.values(pids).filter(alive)).toEqual([]);
    expect(existsSync(dir)).toBe(false);
  });

  test("several clusters run side by side", async () => {
    const clusters = await Promise.all([TestCluster.start({ tmp: "/dev/shm" }), TestCluster.start({ audit: false })]);
    const names = await Promise.all(clusters.map((one) => one.namespace()));
    expect(new Set(clusters.map((one) => one.server)).size).toBe(2);
    expect((await clusters[0].request("GET", `/api/v1/namespaces/${names[1]}`)).status).toBe(404);
    await expect(clusters[1].audit()).rejects.toMatchObject({ code: "refused" });
    await Promise.all(clusters.map((one) => one.stop()));
  });

  test("stop leaves nothing behind", async () => {
    const own = await TestCluster.start();
    const { dir, pid, pids } = own.description;
    expect(existsSync(dir)).toBe(true);
    await own.stop();
    await own.stop();
    expect(existsSync(dir)).toBe(false);
    expect([pid, ...Object.values(pids)].filter(alive)).toEqual([]);
    await expect(own.user({ name: "late" })).rejects.toMatchObject({ code: "stopped" });
  });

  test.each(["SIGKILL", "exit"])("a cluster dies with its process (%s)", async (way) => {
    await using parent = Bun.spawn([process.execPath, `${import.meta.dir}/parent.ts`, way], {
      stdout: "pipe",
      stderr: "inherit",
    });
    const line = new TextDecoder().decode((await parent.stdout.getReader().read()).value);
    const { dir, pid, pids } = JSON.parse(line);
    if (way === "SIGKILL") {
      expect([pid, ...Object.values<number>(pids)].every(alive)).toBe(true);
      parent.kill("SIGKILL");
    }
    await parent.exited;
    const processes = [pid, ...Object.values<number>(pids)];
    const deadline = Date.now() + 5_000;
    while ((processes.some(alive) || existsSync(dir)) && Date.now() < deadline) {
      await Bun.sleep(20);
    }
    expect(processes.filter(alive)).toEqual([]);
    expect(existsSync(dir)).toBe(false);
  });

  test("a start that fails says why", async () => {
    await expect(TestCluster.start({ tmp: "/nonexistent" })).rejects.toMatchObject({
      code: "start-failed",
      message: expect.stringContaining("no such file or directory"),
    });
    await expect(TestCluster.start({ tmp: `/tmp/${"x/".repeat(100)}` })).rejects.toMatchObject({
      code: "start-failed",
    });
  });

  test("a missing binary is told as such", async () => {
    const result = Bun.spawnSync([process.execPath, `${import.meta.dir}/parent.ts`, "missing"], {
      env: { ...process.env, BUNHELM_TESTCLUSTER: "/nonexistent/testcluster" },
    });
    expect(result.stdout.toString()).toBe("binary-missing\n");
  });
});

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
