// A process outlives its API server: what a call sees when that goes away and comes back.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { cluster, newHelm } from "../../lab/client.ts";
import { expectCode } from "../../lab/failure.ts";
import { Line } from "../../lab/line.ts";
import { becomeReady, shopChart, values } from "../../lab/shop.ts";
import { until } from "../../lab/wait.ts";
import { Watcher } from "../../lab/watcher.ts";
import type { Helm, HelmOptions } from "../../src/index.ts";
import { TestCluster } from "../../src/testing/index.ts";

setDefaultTimeout(120_000);

/** A namespace, a client whose connections take a line, and one whose do not. */
async function onLine(
  options: HelmOptions = {},
): Promise<{ line: Line; helm: Helm; other: Helm; namespace: string } & AsyncDisposable> {
  const target = await cluster();
  const namespace = await target.namespace();
  const line = await Line.to(target);
  const helm = newHelm({ kubeconfig: line.kubeconfig, namespace, ...options });
  const other = newHelm({ kubeconfig: target.kubeconfig, namespace });
  const close = async (): Promise<void> => {
    await Promise.all([helm.close(), other.close()]);
    await line[Symbol.asyncDispose]();
  };
  return { line, helm, other, namespace, [Symbol.asyncDispose]: close };
}

async function records(helm: Helm): Promise<string[]> {
  return (await helm.releases.history("shop")).map(({ revision, status }) => `${revision} ${status}`);
}

test("a restart of the API server between calls is not noticed", async () => {
  await using own = await TestCluster.start({ audit: false });
  using shop = shopChart();
  const namespace = await own.namespace();
  await using helm = newHelm({ kubeconfig: own.kubeconfig, namespace });
  await helm.releases.install("shop", shop.path);
  await own.restart("apiserver");
  expect(await helm.releases.status("shop")).toMatchObject({ revision: 1, status: "deployed" });
  await own.restart("apiserver");
  expect(await helm.releases.upgrade("shop", shop.path, { values: { text: "two" } })).toMatchObject({ revision: 2 });

  const operation = helm.releases.upgrade("shop", shop.path, { values: values({ pod: { neverReady: true } }) });
  for await (const { type } of operation) if (type === "readiness") break;
  await own.restart("apiserver");
  await becomeReady(own, namespace);
  expect(await operation).toMatchObject({ revision: 3, status: "deployed" });

  await own.kill("apiserver");
  await expectCode(helm.releases.status("shop"), "ERR_HELM_CLUSTER_UNREACHABLE");
  await own.restart("apiserver");
  expect(await helm.releases.status("shop")).toMatchObject({ revision: 3 });
});

describe("connections that break", () => {
  test("between calls are replaced", async () => {
    await using fixture = await onLine();
    const { line, helm } = fixture;
    using shop = shopChart();
    await helm.releases.install("shop", shop.path);
    for (let round = 0; round < 10; round++) {
      expect(line.connections).toBeGreaterThan(0);
      line.cut(); // the client has not heard of it when it sends
      if (round % 2 === 0) await helm.releases.status("shop");
      else await helm.releases.upgrade("shop", shop.path, { values: { text: `text ${round}` } });
    }
    expect((await records(helm)).at(-1)).toBe("6 deployed");
  });

  test("during a wait do not end it, nor does an outage of a second", async () => {
    await using fixture = await onLine();
    const { line, helm, namespace } = fixture;
    using shop = shopChart();
    const watcher = new Watcher();
    const { onEvent } = watcher;
    const operation = helm.releases.install("shop", shop.path, {
      values: values({ pod: { neverReady: true } }),
      onEvent,
    });
    await watcher.seen(({ type }) => type === "readiness");
    const { taken } = line;
    line.cut();
    await until(() => line.taken > taken); // it looks again
    line.down();
    await Bun.sleep(1000);
    line.up();
    await becomeReady(await cluster(), namespace);
    expect(await operation).toMatchObject({ revision: 1, status: "deployed" });
  });
});

describe("an API server that is away", () => {
  test("rejects a call with its address and changes nothing", async () => {
    await using fixture = await onLine();
    const { line, helm, other } = fixture;
    using shop = shopChart();
    await helm.releases.install("shop", shop.path);
    line.down();
    for (const call of [
      () => helm.releases.status("shop"),
      () => helm.releases.list(),
      () => helm.releases.upgrade("shop", shop.path),
      () => helm.releases.uninstall("shop"),
    ]) {
      const { details } = await expectCode(call(), "ERR_HELM_CLUSTER_UNREACHABLE");
      expect(details.server).toStartWith("https://127.0.0.1:");
    }
    expect(await records(other)).toEqual(["1 deployed"]);
    line.up();
    expect(await helm.releases.upgrade("shop", shop.path)).toMatchObject({ revision: 2 });
  });

  test.concurrent("at the end of a wait, and back during the repair: the record says failed", async () => {
    await using fixture = await onLine();
    const { line, helm } = fixture;
    using shop = shopChart();
    await helm.releases.install("shop", shop.path);
    const operation = helm.releases.upgrade("shop", shop.path, {
      values: values({ pod: { neverReady: true } }),
      timeout: "20s",
      onEvent: (event) => {
        if (event.type === "readiness") line.down();
        if (event.type === "phase" && event.phase === "repair") line.up();
      },
    });
    // Nobody knows whether it is ready by now.
    const error = await expectCode(operation, "ERR_HELM_CLUSTER_UNREACHABLE");
    expect(error.phase).toBe("wait");
    expect(error.release).toMatchObject({ revision: 2, status: "failed" });
    expect(await records(helm)).toEqual(["1 deployed", "2 failed"]);
    expect(await helm.releases.upgrade("shop", shop.path)).toMatchObject({ revision: 3, status: "deployed" });
  });

  test.concurrent("for longer than that: the error says what the record says, and a rollback frees the release", async () => {
    await using fixture = await onLine({ repairTimeout: "3s" });
    const { line, helm } = fixture;
    using shop = shopChart();
    await helm.releases.install("shop", shop.path);
    const watcher = new Watcher();
    const operation = helm.releases.upgrade("shop", shop.path, {
      values: values({ pod: { neverReady: true } }),
      timeout: "20s",
      onEvent: watcher.onEvent,
    });
    const heardOf = (kind: string): Promise<unknown> =>
      watcher.seen((event) => event.type === "readiness" && event.kind === kind);
    await Promise.all(["ConfigMap", "Service", "Deployment"].map(heardOf));
    line.down();
    const error = await expectCode(operation, "ERR_HELM_CLUSTER_UNREACHABLE");
    expect(error.release).toMatchObject({ revision: 2, status: "pending-upgrade" });
    expect(error.details.unwritten).toMatchObject({ revision: 2, cluster: "failed" });
    // What was seen last: nobody can be asked any more.
    expect(error.details.notReady).toMatchObject([{ kind: "Deployment", name: "web", status: "InProgress" }]);
    const logged = watcher.events.flatMap((event) => (event.type === "log" ? [`${event.level} ${event.message}`] : []));
    expect(logged.at(-1)).toMatch(/^error the release's record could not be repaired: .*connection refused/);
    line.up();
    expect(await records(helm)).toEqual(["1 deployed", "2 pending-upgrade"]);
    await expectCode(helm.releases.upgrade("shop", shop.path), "ERR_HELM_RELEASE_PENDING");
    expect(await helm.releases.rollback("shop")).toMatchObject({ status: "deployed" });
  });
});
