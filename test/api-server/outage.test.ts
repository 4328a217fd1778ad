// An API server that goes away while an operation runs, forgets who asks, or is none at all.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { cluster, newHelm } from "../../lab/client.ts";
import { expectCode } from "../../lab/failure.ts";
import type { FaultProxy } from "../../lab/fault-proxy.ts";
import { Line } from "../../lab/line.ts";
import { refusal } from "../../lab/refusal.ts";
import { becomeReady, endless, shopChart, values } from "../../lab/shop.ts";
import { Stage } from "../../lab/stage.ts";
import { until } from "../../lab/wait.ts";
import { isHookRunning, isWaiting, Watcher } from "../../lab/watcher.ts";

setDefaultTimeout(120_000);

const stage = new Stage(shopChart, { slots: 4 });

/**
 * The server goes away, and comes back once the client has asked in vain: for a second no connection is taken,
 * which nobody counts, and then each breaks, until so many requests have come.
 */
async function away(proxy: FaultProxy, requests: number): Promise<void> {
  await using broken = await proxy.fault({}, { act: "reset", connection: true });
  await proxy.down();
  await Bun.sleep(1000);
  await proxy.up();
  await until(async () => (await broken.hits()).length >= requests, 60_000);
}

const isUnready = (event: { type: string }): boolean => event.type === "readiness";

describe.concurrent("an API server that is away", () => {
  test.concurrent.each(["watcher", "legacy"] as const)("for a while as it waits (%s) is waited for", async (wait) => {
    await using fixture = await stage.withFaults();
    const { onEvent, seen } = watcher();
    const never = values({ pod: { neverReady: true } });
    const install = fixture.helm.releases.install("shop", stage.chart, { wait, values: never, onEvent });
    await seen(isWaiting); // by Helm 3's rules nobody tells what is merely not ready yet
    await away(fixture.faults, 3);
    await becomeReady(await cluster(), fixture.namespace);
    expect(await install).toMatchObject({ status: "deployed" });
  });

  test.concurrent("when a wait begins is waited for", async () => {
    await using fixture = await stage.withFaults();
    const applied = await fixture.faults.fault(
      { method: "PATCH", path: /deployments\/web/, times: 1 },
      { act: "holdAnswer" },
    );
    const install = fixture.helm.releases.install("shop", stage.chart);
    await applied.hit();
    const watch = await fixture.faults.fault(
      { path: /watch=true|deployments\/web$/ },
      { act: "reset", connection: true },
    );
    await applied.release();
    await until(async () => (await watch.hits()).length >= 3, 60_000);
    await watch.release();
    expect(await install).toMatchObject({ status: "deployed" });
  });

  test.concurrent("while it writes, and back during the repair: the record is failed, not pending", async () => {
    await using fixture = await stage.withFaults();
    const applied = await fixture.faults.fault(
      { method: "PATCH", path: /deployments\/web/, times: 1 },
      { act: "hold" },
    );
    const { onEvent, seen } = watcher();
    const install = fixture.helm.releases.install("shop", stage.chart, { onEvent });
    const ended = expectCode(install, "ERR_HELM_CLUSTER_UNREACHABLE");
    await applied.hit();
    await fixture.faults.down();
    await seen((event) => event.type === "phase" && event.phase === "repair");
    await away(fixture.faults, 2);
    const error = await ended;
    expect(error.release).toMatchObject({ revision: 1, status: "failed" });
    expect(error.details.unwritten).toBeUndefined();
    expect(await fixture.records()).toEqual(["1 failed"]);
  });

  test.concurrent("for good while it waits: says so, what was not ready, and how the record stands", async () => {
    await using fixture = await stage.withFaults({ repairTimeout: "2s" });
    const { onEvent, seen } = watcher();
    const never = values({ pod: { neverReady: true } });
    const install = fixture.helm.releases.install("shop", stage.chart, { values: never, timeout: "30s", onEvent });
    const ended = expectCode(install, "ERR_HELM_CLUSTER_UNREACHABLE");
    await seen((event) => event.type === "readiness" && event.kind === "Deployment");
    await fixture.faults.down();
    const error = await ended;
    expect(error.phase).toBe("wait");
    expect(error.details.notReady).toMatchObject([{ kind: "Deployment", name: "web" }]);
    expect(error.details.unwritten).toMatchObject({ revision: 1, cluster: "failed" });
    expect(error.message).toMatch(
      /^the API server https?:\S+ could not be reached while waiting for the release's objects: [a-z ]+; revision 1 is still recorded as pending-install$/,
    );
    expect(error.details.hint).toBe(
      "when the API server is back, call releases.uninstall: revision 1 is still recorded as pending-install",
    );
    expect(await fixture.records()).toEqual(["1 pending-install"]);
  });

  test.concurrent("for good while an upgrade waits: says how to go on from its record", async () => {
    await using fixture = await stage.withFaults({ repairTimeout: "2s" });
    await fixture.other.releases.install("shop", stage.chart);
    const { onEvent, seen } = watcher();
    const never = values({ pod: { neverReady: true } });
    const upgrade = fixture.helm.releases.upgrade("shop", stage.chart, { values: never, timeout: "30s", onEvent });
    const ended = expectCode(upgrade, "ERR_HELM_CLUSTER_UNREACHABLE");
    await seen((event) => event.type === "readiness" && event.kind === "Deployment");
    await fixture.faults.down();
    const error = await ended;
    expect(error.message).toEndWith("; revision 2 is still recorded as pending-upgrade");
    expect(error.details.hint).toBe(
      "when the API server is back, call releases.rollback: revision 2 is still recorded as pending-upgrade",
    );
    expect(error.details.unwritten?.reason).toContain("/secrets");
  });

  test.concurrent("for good once all is done: the record is what it is about, in few words", async () => {
    await using fixture = await stage.withFaults({ repairTimeout: "2s" });
    await fixture.other.releases.install("shop", stage.chart);
    const written = await fixture.faults.fault({ method: "PUT", path: /secrets\/.*\.v2$/, times: 1 }, { act: "hold" });
    const upgrade = fixture.helm.releases.upgrade("shop", stage.chart);
    const ended = expectCode(upgrade, "ERR_HELM_RECORD_NOT_WRITTEN");
    await written.hit();
    await fixture.faults.down();
    const error = await ended;
    expect(error.message).toMatch(
      /^release "shop" is deployed, but the recorded status of revision 2 is unknown: the API server could not be reached: [a-z ]+$/,
    );
    expect(error.details.hint).toStartWith("when the API server is back, see what releases.status says");
  });

  test.concurrent("for good while a hook runs: it is not the hook that has failed", async () => {
    await using fixture = await stage.withFaults({ repairTimeout: "2s" });
    const { onEvent, seen } = watcher();
    const install = fixture.helm.releases.install("shop", stage.chart, {
      values: values({ hook: endless }),
      timeout: "30s",
      onEvent,
    });
    const ended = expectCode(install, "ERR_HELM_CLUSTER_UNREACHABLE");
    await seen(isHookRunning);
    await fixture.faults.down();
    const error = await ended;
    expect(error.phase).toBe("hook");
    expect(error.message).toContain("pre-install hook Job/before");
  });

  test.concurrent("as long as nothing was written, is not waited for", async () => {
    await using fixture = await stage.withFaults();
    const read = await fixture.faults.fault({ method: "GET", path: /secrets/ }, { act: "hold" });
    const { onEvent, events } = watcher();
    const install = fixture.helm.releases.install("shop", stage.chart, { onEvent });
    const ended = expectCode(install, "ERR_HELM_CLUSTER_UNREACHABLE");
    await read.hit();
    await fixture.faults.down();
    await ended; // though it does not come back
    expect(events).not.toContainEqual(expect.objectContaining({ type: "phase", phase: "repair" }));
    expect(await fixture.records()).toEqual([]);
  });

  test.concurrent("while the first record is created, and back during the repair: there is none", async () => {
    await using fixture = await stage.withFaults();
    const created = await fixture.faults.fault({ method: "POST", path: /secrets/ }, { act: "hold" });
    const { onEvent, seen } = watcher();
    const install = fixture.helm.releases.install("shop", stage.chart, { onEvent });
    const ended = expectCode(install, "ERR_HELM_CLUSTER_UNREACHABLE");
    await created.hit();
    await fixture.faults.down();
    await seen((event) => event.type === "phase" && event.phase === "repair");
    await fixture.faults.up();
    await ended;
    expect(await fixture.records()).toEqual([]);
  });
});

describe.concurrent("credentials that are refused from some moment on", () => {
  const answer = { act: "answer", ...refusal(401, "Unauthorized", "expired") } as const;

  test.concurrent.each(["watcher", "legacy"] as const)("end a wait (%s) long before its time", async (wait) => {
    await using fixture = await stage.withFaults();
    const { onEvent, seen } = watcher();
    const never = values({ pod: { neverReady: true } });
    const install = fixture.helm.releases.install("shop", stage.chart, {
      wait,
      values: never,
      timeout: "100s",
      onEvent,
    });
    const ended = expectCode(install, "ERR_HELM_UNAUTHORIZED");
    await seen(isUnready);
    await using _fault = await fixture.faults.fault({}, answer);
    await fixture.faults.sever(); // or a watch goes on
    const error = await ended;
    expect(error.phase).toBe("wait");
    expect(error.details.hint).toMatch(
      /^renew the credentials of .*: they expired or were revoked during the wait; then call releases\.uninstall: revision 1 is still recorded as pending-install$/,
    );
    expect(error.message).toMatch(
      /^the API server \S+ rejected the credentials of .* \(401 Unauthorized\) while waiting for the release's objects; revision 1 is still recorded as pending-install$/,
    );
    expect(error.details.unwritten).toMatchObject({ revision: 1, cluster: "failed" });
    expect(await fixture.records()).toEqual(["1 pending-install"]);
  });

  test.concurrent("for a second only do not end it", async () => {
    await using fixture = await stage.withFaults();
    const { onEvent, seen } = watcher();
    const never = values({ pod: { neverReady: true } });
    const install = fixture.helm.releases.install("shop", stage.chart, { values: never, onEvent });
    await seen(isUnready);
    // So many would end it if they went on for 5 s.
    const fault = await fixture.faults.fault({ times: 3 }, answer);
    await fixture.faults.sever();
    await until(async () => (await fault.hits()).length === 3);
    await becomeReady(await cluster(), fixture.namespace);
    expect(await install).toMatchObject({ status: "deployed" });
  });
});

test("a server that has died with its connections open is noticed within the timeout", async () => {
  const target = await cluster();
  await using line = await Line.to(target);
  await using helm = newHelm({
    kubeconfig: line.kubeconfig,
    namespace: await target.namespace(),
    repairTimeout: "1s",
  });
  const { onEvent, seen } = watcher();
  const never = values({ pod: { neverReady: true } });
  const install = helm.releases.install("shop", stage.chart, { values: never, timeout: "20s", onEvent });
  const ended = expectCode(install, "ERR_HELM_CLUSTER_UNREACHABLE");
  await seen(isUnready);
  line.freeze();
  await ended;
});

describe("what is no API server", () => {
  const servers: readonly (readonly [string, (request: Request) => Response, RegExp])[] = [
    ["a web server", () => new Response("<html>hello</html>", { headers: { "content-type": "text/html" } }), /HTML/],
    [
      "a web server that knows no such page",
      () => new Response("404 page not found", { status: 404 }),
      /does not know/,
    ],
    ["one that says yes to everything", () => Response.json({ ok: true }), /kind/],
    ["one that answers in words", () => new Response("hello"), /responds with/],
    ["a registry", () => Response.json({ errors: [{ code: "NOT_FOUND" }] }, { status: 404 }), /registry/],
  ];

  test.each(servers)("%s is called so", async (_, fetch, words) => {
    await using server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch });
    await using helm = newHelm({ kubeApiserver: server.url.href });
    using chart = shopChart();
    const { releases } = helm;
    for (const call of [
      () => releases.list(),
      () => releases.install("shop", chart.path),
      () => releases.history("shop"),
    ]) {
      const error = await expectCode(call(), "ERR_HELM_CLUSTER_UNREACHABLE");
      expect(error.message).toContain(`127.0.0.1:${server.port}`);
      expect(error.message).toContain("is not a Kubernetes API server");
      expect(`${error.message} ${error.details.hint}`).toMatch(words);
      expect(error.details.hint).toContain("address in the kubeconfig");
    }
  });

  test("a port of plain HTTP behind https:// is called so, and TLS behind http://", async () => {
    await using server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response("hello") });
    await using plain = newHelm({ kubeApiserver: `https://127.0.0.1:${server.port}`, kubeInsecureSkipTlsVerify: true });
    const error = await expectCode(plain.releases.list(), "ERR_HELM_CLUSTER_UNREACHABLE");
    expect(error.message).toContain("is not a Kubernetes API server: it speaks plain HTTP");

    await using tls = newHelm({ kubeApiserver: (await cluster()).server.replace("https:", "http:") });
    const other = await expectCode(tls.releases.list(), "ERR_HELM_CLUSTER_UNREACHABLE");
    expect(other.details.hint).toContain("https://");
  });
});

function watcher(): Watcher & { seen: Watcher["seen"] } {
  const watching = new Watcher();
  watching.seen = watching.seen.bind(watching);
  return watching;
}
