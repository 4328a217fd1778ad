// How a cluster starts, loses its parts, and ends: with nothing left behind.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync } from "node:fs";
import { TestCluster } from "../../src/testing/index.ts";
import { deployment, holds, type List, type Pod } from "./workloads.ts";

setDefaultTimeout(60_000);

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
      env: { ...process.env, BUNHELM_TEST_CLUSTER_BINARY: "/nonexistent/testcluster" },
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
