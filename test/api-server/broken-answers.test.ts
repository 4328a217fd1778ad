// Answers that are none: they break off, are empty, are a page for people, or do not come. The code says so, and
// the record is put in order.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { cluster } from "../../lab/client.ts";
import { expectCode } from "../../lab/failure.ts";
import type { Act, Chosen, SeenRequest } from "../../lab/fault-proxy.ts";
import { refusal } from "../../lab/refusal.ts";
import { becomeReady, shopChart, values } from "../../lab/shop.ts";
import { Stage } from "../../lab/stage.ts";
import { until } from "../../lab/wait.ts";
import { isWaiting, Watcher } from "../../lab/watcher.ts";

setDefaultTimeout(120_000);

const stage = new Stage(shopChart, { slots: 4 });

const page = { "content-type": "text/html" };
const text = { "content-type": "text/plain" };

const broken: readonly (readonly [string, Act])[] = [
  ["breaks off", { act: "half" }],
  ["breaks off with its connection", { act: "half", connection: true }],
  ["is cut short as if it were whole", { act: "truncate" }],
  ["is empty", { act: "instead", status: 200, body: "" }],
  ["is a page for people", { act: "instead", status: 200, headers: page, body: "<html>Welcome to the hotel</html>" }],
  ["is the page of a load balancer", { act: "answer", status: 502, headers: page, body: "<html>Bad Gateway</html>" }],
  ["is no Status", { act: "answer", status: 500, body: { errors: [{ code: "UNKNOWN" }] } }],
  ["is a refusal that breaks off", { act: "answer", status: 404, body: '{"kind":"Status","apiVersion":"v1","sta' }],
  ["does not come, the connection breaks", { act: "reset", connection: true }],
  ["does not come, the stream breaks", { act: "reset" }],
];

describe.concurrent.each(broken)("an answer %s", (_, act) => {
  const requests: readonly (readonly [string, Chosen, readonly string[]])[] = [
    ["to the read of the records", { method: "GET", path: /\/secrets\?/ }, []],
    ["to the apply of an object", { method: "PATCH", path: /\/services\/web/ }, ["1 failed"]],
  ];

  test.concurrent.each(requests)("%s is no refusal", async (_, chosen, records) => {
    await using fixture = await stage.withFaults();
    await using _fault = await fixture.faults.fault({ ...chosen, userAgent: fixture.userAgent }, act);
    const install = fixture.helm.releases.install("shop", stage.chart, { timeout: "20s" });
    // Where the records cannot be read, they cannot be repaired either: there are none.
    const error = await expectCode(install, "ERR_HELM_CLUSTER_UNREACHABLE");
    expect(await fixture.records()).toEqual([...records]);
    if (records.length > 0) expect(error.release).toMatchObject({ revision: 1, status: "failed" });
  });

  test.concurrent("to a deletion is named by the uninstall", async () => {
    await using fixture = await stage.withFaults();
    await fixture.other.releases.install("shop", stage.chart);
    await using _fault = await fixture.faults.fault(
      { method: "DELETE", path: /\/services\/web/, userAgent: fixture.userAgent },
      act,
    );
    const uninstall = fixture.helm.releases.uninstall("shop", { timeout: "20s" });
    const error = await expectCode(uninstall, "ERR_HELM_CLUSTER_UNREACHABLE");
    expect(error.message).not.toBe("failed to delete release: shop");
    expect(await fixture.records()).toEqual(["1 failed"]);
  });
});

/** How often the same was asked at most. */
function most(requests: readonly SeenRequest[]): number {
  return Math.max(
    ...Map.groupBy(requests, ({ path }) => path)
      .values()
      .map((same) => same.length),
  );
}

describe.concurrent("a request that is not answered", () => {
  const hangs: readonly (readonly [string, Chosen, Act])[] = [
    ["a read of the records", { method: "GET", path: /\/secrets\?/ }, { act: "hold" }],
    ["the creation of the record", { method: "POST", path: /\/secrets/ }, { act: "holdAnswer" }],
    ["an apply", { method: "PATCH", path: /\/services\/web/ }, { act: "hold" }],
    ["an apply whose answer drips", { method: "PATCH", path: /\/services\/web/ }, { act: "drip", milliseconds: 1000 }],
  ];

  test.concurrent.each(hangs)("holds an operation no longer than its timeout: %s", async (_, chosen, act) => {
    await using fixture = await stage.withFaults();
    await using _fault = await fixture.faults.fault({ ...chosen, userAgent: fixture.userAgent, times: 1 }, act);
    const install = fixture.helm.releases.install("shop", stage.chart, { timeout: "5s" });
    const error = await expectCode(install, "ERR_HELM_CLUSTER_UNREACHABLE");
    expect(error.message).toContain("has not answered within 5s");
    expect(error.details.hint).toContain("requestTimeout");
    expect(String(await fixture.records())).not.toContain("pending");
  });

  test.concurrent("holds a call without a timeout no longer than the client's", async () => {
    await using fixture = await stage.withFaults({ requestTimeout: "2s" });
    await using _fault = await fixture.faults.fault(
      { path: /\/secrets/, userAgent: fixture.userAgent },
      { act: "hold" },
    );
    const error = await expectCode(fixture.helm.releases.list(), "ERR_HELM_CLUSTER_UNREACHABLE");
    expect(error.message).toContain("has not answered within 2s");
  });

  test.concurrent("is not one that follows changes: a wait may be silent for longer", async () => {
    await using fixture = await stage.withFaults({ requestTimeout: "5s" });
    const never = { values: values({ pod: { neverReady: true } }) };
    await fixture.other.releases.install("shop", stage.chart, { ...never, wait: false });
    const watcher = new Watcher();
    const upgrade = fixture.helm.releases.upgrade("shop", stage.chart, { ...never, onEvent: watcher.onEvent });
    await watcher.seen(isWaiting);
    await Bun.sleep(8000);
    await becomeReady(await cluster(), fixture.namespace);
    expect(await upgrade).toMatchObject({ status: "deployed" });
    const requests = await fixture.faults.requests(0, fixture.userAgent);
    expect(requests.filter(({ path }) => /\/deployments\?.*watch=true/.test(path))).toHaveLength(1);
  });

  test.concurrent("is told to come back in an hour: the call says so at once", async () => {
    await using fixture = await stage.withFaults();
    const busy = {
      act: "answer",
      status: 429,
      headers: { ...text, "retry-after": "3600" },
      body: "too many requests",
    } as const;
    await using fault = await fixture.faults.fault({ method: "PATCH", userAgent: fixture.userAgent }, busy);
    const install = fixture.helm.releases.install("shop", stage.chart, { timeout: "20s" });
    const error = await expectCode(install, "ERR_HELM_API_SERVER");
    expect(error.details).toMatchObject({ status: 429 });
    expect(most(await fault.hits())).toBe(1);
    expect(await fixture.records()).toEqual(["1 failed"]);
  });

  test.concurrent("is told again and again to come back soon: no longer than the timeout", async () => {
    await using fixture = await stage.withFaults();
    const busy = {
      act: "answer",
      status: 429,
      headers: { ...text, "retry-after": "2" },
      body: "too many requests",
    } as const;
    await using fault = await fixture.faults.fault({ method: "PATCH", userAgent: fixture.userAgent }, busy);
    const install = fixture.helm.releases.install("shop", stage.chart, { timeout: "5s" });
    await expectCode(install, "ERR_HELM_API_SERVER");
    expect(most(await fault.hits())).toBeLessThanOrEqual(3); // client-go alone would come back ten times
  });
});

describe.concurrent("a log that does not come, since a kubelet cannot be reached,", () => {
  const logs: Chosen = { method: "GET", path: /\/log\?/ };

  test.concurrent("leaves a wait what it is: out of time, not an API server that is away", async () => {
    await using fixture = await stage.withFaults();
    await using _fault = await fixture.faults.fault({ ...logs, userAgent: fixture.userAgent }, { act: "hold" });
    const warming = { values: values({ pod: { readyAfter: 10, neverReady: true, logs: ["still warming up"] } }) };
    await fixture.other.releases.install("shop", stage.chart, { ...warming, wait: false });
    const target = await cluster();
    const has = (plural: string, word: string): Promise<unknown> =>
      target.waitFor(`/api/v1/namespaces/${fixture.namespace}/${plural}`, (all) => JSON.stringify(all).includes(word));
    await Promise.all([has("pods", "Running"), has("events", "Unhealthy")]);
    const upgrade = fixture.helm.releases.upgrade("shop", stage.chart, { ...warming, timeout: "4s" });
    const { details } = await expectCode(upgrade, "ERR_HELM_WAIT_TIMEOUT");
    const web = details.resources.find(({ kind }) => kind === "Deployment");
    expect(web?.pods).toMatchObject([{ phase: "Running", containers: [{ state: "running", ready: false }] }]);
    expect(web?.events).not.toBeEmpty();
  });

  test.concurrent("leaves a hook that failed what it is", async () => {
    await using fixture = await stage.withFaults();
    await using _fault = await fixture.faults.fault({ ...logs, userAgent: fixture.userAgent }, { act: "hold" });
    const install = fixture.helm.releases.install("shop", stage.chart, {
      values: values({ hook: { exitAfter: 10, exitCode: 3, logs: ["cannot migrate"] } }),
      timeout: "20s",
    });
    const { details } = await expectCode(install, "ERR_HELM_HOOK_FAILED");
    expect(details.pods).toMatchObject([{ containers: [{ exitCode: 3 }] }]);
  });
});

test("an answer without an end is refused at the client's limit, and takes no memory", async () => {
  await using fixture = await stage.withFaults({ limits: { answer: 1 << 20 } });
  const flood = { act: "flood", bytes: 300 << 20 } as const;
  await using fault = await fixture.faults.fault(
    { method: "GET", path: /\/secrets/, userAgent: fixture.userAgent },
    flood,
  );
  const before = process.memoryUsage.rss();
  const { details } = await expectCode(fixture.helm.releases.list(), "ERR_HELM_TOO_LARGE");
  expect(details).toMatchObject({ limit: 1 << 20, option: "limits.answer" });
  expect(details.url).toContain("/secrets");
  expect(process.memoryUsage.rss() - before).toBeLessThan(150e6);
  await fault.release();
  expect(await fixture.helm.releases.list()).toEqual([]);
});

test("a refusal without the API server's details is about rights, not about the manifest", async () => {
  await using fixture = await stage.withFaults();
  await using _fault = await fixture.faults.fault(
    { method: "PATCH", path: /\/services\/web/, userAgent: fixture.userAgent },
    { act: "answer", ...refusal(403, "Forbidden", "no") },
  );
  await expectCode(fixture.helm.releases.install("shop", stage.chart), "ERR_HELM_FORBIDDEN");
  await until(async () => String(await fixture.records()) === "1 failed");
});
