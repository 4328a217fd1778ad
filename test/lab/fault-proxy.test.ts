// The fault proxy does what it says: otherwise what stands on it proves nothing.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { newHelm, cluster as shared } from "../../lab/client.ts";
import { type Act, FaultProxy } from "../../lab/fault-proxy.ts";
import type { TestCluster } from "../../src/testing/index.ts";

let cluster: TestCluster;
let proxy: FaultProxy;
let ca: string;

beforeAll(async () => {
  cluster = await shared();
  proxy = await FaultProxy.start(cluster);
  ca = await Bun.file(cluster.description.caFile).text();
}, 60_000);
afterAll(() => proxy[Symbol.asyncDispose]());

let names = 0;

/** Asks the proxy for an object; each test for one of another name. */
function ask(name: string, { method = "GET", user = cluster.description.token } = {}): Promise<Response> {
  const path = `/api/v1/namespaces/default/configmaps${method === "POST" ? "" : `/${name}`}`;
  return fetch(proxy.server + path, {
    method,
    headers: { authorization: `Bearer ${user}`, "user-agent": name, "content-type": "application/json" },
    ...(method === "POST" && { body: JSON.stringify({ metadata: { name } }) }),
    tls: { ca },
  });
}

const nextName = (): string => `fault-${crypto.randomUUID().slice(0, 8)}-${++names}`;

/** Whether the API server has done what was asked. */
async function isThere(name: string): Promise<boolean> {
  return (await cluster.request("GET", `/api/v1/namespaces/default/configmaps/${name}`)).ok;
}

test("what no fault takes is handed on, with the credentials of the one who asks", async () => {
  const name = nextName();
  expect((await ask(name)).status).toBe(404);
  expect((await ask(name, { user: "nobody's" })).status).toBe(401);
  const seen = (await proxy.requests()).filter(({ userAgent }) => userAgent === name);
  expect(seen.map(({ upstream, status, isForwarded }) => ({ upstream, status, isForwarded }))).toEqual([
    { upstream: 404, status: 404, isForwarded: true },
    { upstream: 401, status: 401, isForwarded: true },
  ]);
});

test("Helm speaks HTTP/2 with it", async () => {
  const userAgent = nextName();
  await using helm = newHelm({ kubeconfig: proxy.kubeconfig, userAgent });
  await helm.releases.list();
  const seen = (await proxy.requests()).filter((request) => request.userAgent.includes(userAgent));
  expect(seen.length).toBeGreaterThan(0);
  expect(new Set(seen.map(({ protocol }) => protocol))).toEqual(new Set(["HTTP/2.0"]));
});

test("a fault takes as many requests as it says, after those it lets through", async () => {
  const name = nextName();
  await proxy.fault({ userAgent: name, skip: 1, times: 2 }, { act: "answer", status: 503, body: { reason: "mine" } });
  const statuses: number[] = [];
  for (let n = 0; n < 4; n++) statuses.push((await ask(name)).status);
  expect(statuses).toEqual([404, 503, 503, 404]);
});

describe("a held request", () => {
  test("is sent on when it is released", async () => {
    const name = nextName();
    await using held = await proxy.fault({ userAgent: name, times: 1 }, { act: "hold" });
    const asked = ask(name, { method: "POST" });
    expect(await held.hit()).toMatchObject({ method: "POST", isForwarded: false });
    expect(await isThere(name)).toBe(false);
    await held.release();
    expect((await asked).status).toBe(201);
  });

  test("never reaches the API server when it is lost", async () => {
    const name = nextName();
    await using held = await proxy.fault({ userAgent: name }, { act: "hold" });
    const asked = ask(name, { method: "POST" }).then(
      () => "answered",
      () => "broken",
    );
    await held.hit();
    await held.lose();
    expect(await asked).toBe("broken");
    expect(await isThere(name)).toBe(false);
  });

  test("whose answer is held was done", async () => {
    const name = nextName();
    await using held = await proxy.fault({ userAgent: name }, { act: "holdAnswer" });
    const asked = ask(name, { method: "POST" });
    expect(await held.hit()).toMatchObject({ isForwarded: true, upstream: 201, status: 0 });
    expect(await isThere(name)).toBe(true);
    await held.release();
    expect(await (await asked).json()).toMatchObject({ metadata: { name } });
  });
});

describe.each<[string, Act, boolean, string]>([
  ["reset", { act: "reset" }, false, "broken"],
  ["reset with its connection", { act: "reset", connection: true }, false, "broken"],
  ["lost", { act: "lose" }, true, "broken"],
  ["answered in half", { act: "half" }, true, "broken"],
  ["answered with half a text", { act: "truncate" }, true, "no JSON"],
  ["answered with something else", { act: "instead", status: 500 }, true, "500"],
  ["answered in place of the API server", { act: "answer", status: 200, body: "<html>" }, false, "no JSON"],
  ["delayed", { act: "delay", milliseconds: 5 }, true, "JSON"],
])("a request that is %s", (_, act, isDone, heard) => {
  test(`ends as ${heard}, ${isDone ? "done" : "not done"}`, async () => {
    const name = nextName();
    await proxy.fault({ userAgent: name }, act);
    const outcome = await ask(name, { method: "POST" }).then(
      async (answer) => {
        if (answer.status === 500) return "500";
        const text = await answer.text().catch(() => undefined);
        if (text === undefined) return "broken";
        return isJson(text) ? "JSON" : "no JSON";
      },
      () => "broken",
    );
    expect([outcome, await isThere(name)]).toEqual([heard, isDone]);
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test("a server that is down takes no connection, and comes back on its port", async () => {
  await using own = await FaultProxy.start(cluster);
  const version = (): Promise<number> => fetch(`${own.server}/version`, { tls: { ca } }).then(({ status }) => status);
  expect(await version()).toBe(200);
  await own.down();
  expect(version()).rejects.toThrow();
  await own.up();
  expect(await version()).toBe(200);
});
