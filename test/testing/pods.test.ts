// Pods behave as their annotations say, and the controllers do with them what they do on any cluster.
import { beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { type KubeObject, TestCluster } from "../../src/testing/index.ts";
import { barePod, deployment, holds, job, type List, type Pod, statefulSet, type WithStatus } from "./workloads.ts";

setDefaultTimeout(60_000);

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
