// An API server that is slow, hangs or is busy for one operation delays no other one of the same client.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { cancel, cancelPromptly } from "../../lab/cancel.ts";
import { chart } from "../../lab/chart.ts";
import type { TempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { goneFromGo } from "../../lab/operation.ts";
import type { Chosen, ProxiedRequest } from "../../lab/proxy.ts";
import { shopChart, values } from "../../lab/shop.ts";
import { Slots } from "../../lab/slots.ts";
import { until } from "../../lab/wait.ts";
import type { InstallOptions, Operation, Release } from "../../src/index.ts";

setDefaultTimeout(120_000); // a place to run in is waited for too

const places = new Slots(4);
let shop: TempDir;

beforeAll(() => {
  shop = shopChart();
});
afterAll(() => shop[Symbol.dispose]());

/** Chooses the first request that fits. */
function first(fits: Chosen): Chosen {
  let isTaken = false;
  return (request) => !isTaken && (isTaken = fits(request));
}

function get(path: RegExp): (request: ProxiedRequest) => boolean {
  return (request) => request.method === "GET" && path.test(request.path);
}

/** The life of a release, from install to uninstall, in a namespace of its own. */
async function life(fixture: Fixture, options: InstallOptions = {}): Promise<number> {
  const namespace = await fixture.cluster.namespace();
  const { releases } = fixture.helm;
  const start = performance.now();
  expect((await releases.install("shop", shop.path, { ...options, namespace })).status).toBe("deployed");
  const upgraded = await releases.upgrade("shop", shop.path, { namespace, values: { text: "new" } });
  expect(upgraded.revision).toBe(2);
  expect((await releases.status("shop", { namespace })).resources?.map(({ status }) => status)).toEqual([
    "Current",
    "Current",
    "Current",
  ]);
  expect(await releases.list({ namespace })).toHaveLength(1);
  await releases.uninstall("shop", { namespace });
  return performance.now() - start;
}

interface Hang {
  readonly what: string;
  /** Whether a request is the one that gets no answer. */
  readonly hangs: (fixture: Fixture) => Chosen;
  /** It is one of those that operations share: another is sent beside it, for all who wait. */
  readonly isShared?: boolean;
  readonly options?: InstallOptions;
}

const hangs: readonly Hang[] = [
  { what: "its version", hangs: () => get(/^\/version/) },
  { what: "the core of its discovery", hangs: () => get(/^\/api\?/), isShared: true },
  { what: "its discovery", hangs: () => get(/^\/apis\?/), isShared: true },
  { what: "the list of its OpenAPI documents", hangs: () => get(/^\/openapi\/v3(\?|$)/), isShared: true },
  { what: "an OpenAPI document", hangs: () => get(/^\/openapi\/v3\/apis/), isShared: true },
  { what: "a look at the records", hangs: (fixture) => fixture.mine("GET", /\/secrets/) },
  { what: "a look for an object", hangs: (fixture) => fixture.mine("GET", /\/services\/web/) },
  { what: "a server-side apply", hangs: (fixture) => fixture.mine("PATCH", /\/services\/web/) },
  {
    what: "a client-side create",
    hangs: (fixture) => fixture.mine("POST", /\/configmaps/),
    options: { serverSide: false },
  },
  { what: "a watch", hangs: (fixture) => fixture.mine("GET", /\/deployments\?.*watch=true/) },
];

describe.concurrent("an API server that is slow", () => {
  test.concurrent("to write a record, for more than ten seconds, is waited for", async () => {
    await using fixture = await Fixture.withProxy();
    fixture.proxy.delay(fixture.mine("POST", /\/secrets/), 10_500);
    expect((await fixture.helm.releases.install("shop", shop.path)).status).toBe("deployed");
  });

  test.concurrent("for one operation is fast for the others", async () => {
    await using fixture = await Fixture.withProxy();
    fixture.proxy.delay(({ path }) => path.includes(fixture.namespace), 1_000);
    const operation = fixture.helm.releases.install("shop", shop.path, { values: values() });
    await until(() => fixture.requests().some(({ path }) => path.includes(fixture.namespace)));
    await life(fixture);
    expect(Bun.peek.status(operation)).toBe("pending");
    expect((await operation).status).toBe("deployed");
  });
});

describe.concurrent("an API server that does not answer a request for", () => {
  test.concurrent.each(hangs)(
    "$what delays no other operation, and the operation itself can be cancelled",
    async (hang) => {
      using _ = await places.take();
      await using fixture = await Fixture.withProxy();
      using held = fixture.proxy.hold(first(hang.hangs(fixture)));
      const operation = fixture.helm.releases.install("shop", shop.path, { ...hang.options });
      operation.catch(() => {});
      await held.hit;
      const took = await life(fixture, hang.options);
      if (took > 4_000) console.warn(`beside ${hang.what}: ${took.toFixed(0)} ms`);
      if (hang.isShared) expect((await operation).status).toBe("deployed");
      else await cancel(fixture, operation, `waiting for ${hang.what}`);
    },
  );

  test.concurrent("the write of a record delays no other, and what it writes after a cancel is repaired", async () => {
    using _ = await places.take();
    await using fixture = await Fixture.withProxy();
    using held = fixture.proxy.hold(fixture.mine("POST", new RegExp(`/${fixture.namespace}/secrets`)));
    const operation = fixture.helm.releases.install("shop", shop.path);
    operation.catch(() => {});
    await held.hit;
    await life(fixture);
    expect(Bun.peek.status(operation)).toBe("pending");
    // The write of a record that is under way gets three seconds more to end.
    await cancelPromptly(operation, "install that writes its record", 4_500);
    held.release();
    // It is taken back by the operation itself: nothing but the record was written.
    await until(() => fixture.requests().some(fixture.mine("DELETE", new RegExp(`/${fixture.namespace}/secrets/`))));
    await goneFromGo(operation);
    expect(await fixture.records()).toEqual([]);
  });
});

describe.concurrent("a lookup of a template", () => {
  test.concurrent("that gets no answer holds up no other install, however many wait for one", async () => {
    using looking = chart({
      templates: { "a.yaml": '{{ $_ := lookup "v1" "ConfigMap" .Release.Namespace "never" }}' },
    });
    await using fixture = await Fixture.withProxy();
    const isLookup = fixture.mine("GET", /\/configmaps\/never/);
    using held = fixture.proxy.hold(isLookup);
    const operations = Array.from({ length: 20 }, (_, i) =>
      fixture.helm.releases.install(`looking-${i}`, looking.path),
    );
    await until(() => fixture.requests().filter(isLookup).length === operations.length);
    await life(fixture);
    held.release();
    for (const { status } of await Promise.all(operations)) expect(status).toBe("deployed");
  });
});

describe.concurrent("an API server that is busy", () => {
  const busy = { status: 429, headers: { "retry-after": "30" }, body: { kind: "Status", code: 429 } };

  /** An install whose requests of one kind are all turned away for half a minute. */
  function turnedAway(fixture: Fixture, chosen: Chosen): Operation<Release> {
    fixture.proxy.answer(chosen, busy);
    return fixture.helm.releases.install("shop", shop.path);
  }

  const requests: readonly [string, string, RegExp][] = [
    ["an apply", "PATCH", /\/configmaps\/config/],
    ["a look for an object", "GET", /\/configmaps\/config/],
    ["a look at the records", "GET", /\/secrets/],
    ["the write of a record", "POST", /\/secrets/],
    ["its version", "GET", /^\/version/],
  ];

  test.concurrent.each(requests)(
    "for %s of one operation delays no other, and a cancel ends the wait",
    async (what, method, path) => {
      using _ = await places.take();
      await using fixture = await Fixture.withProxy();
      const isTurnedAway = fixture.mine(method, path);
      const operation = turnedAway(
        fixture,
        (request) =>
          isTurnedAway(request) && (request.path.startsWith("/version") || request.path.includes(fixture.namespace)),
      );
      operation.catch(() => {});
      await until(() => fixture.requests().some((request) => isTurnedAway(request) && request.status === 429));
      if (what !== "its version") await life(fixture);
      expect(Bun.peek.status(operation)).toBe("pending");
      await cancel(fixture, operation, `turned away for ${what}`);
      expect((await fixture.records()).filter((line) => !/failed/.test(line))).toEqual([]);
    },
  );

  test.concurrent("is asked again when it has said so", async () => {
    using _ = await places.take();
    await using fixture = await Fixture.withProxy();
    const isApply = fixture.mine("PATCH", /\/configmaps\/config/);
    fixture.proxy.answer(isApply, { ...busy, headers: { "retry-after": "1" } }, 1);
    expect((await fixture.helm.releases.install("shop", shop.path)).status).toBe("deployed");
    const [turnedAway, taken] = fixture.proxy.requests(isApply);
    expect([turnedAway?.status, taken?.status]).toEqual([429, 201]);
    expect((taken?.at ?? 0) - (turnedAway?.at ?? 0)).toBeGreaterThanOrEqual(990);
  });
});

describe.concurrent("an API server whose answer is lost", () => {
  test.concurrent("fails the install, whose record says so, and an upgrade takes over what it has made", async () => {
    using _ = await places.take();
    await using fixture = await Fixture.withProxy();
    const lost = fixture.proxy.drop(fixture.mine("PATCH", /\/services\/web/));
    const error = await expectCode(fixture.helm.releases.install("shop", shop.path), "ERR_HELM_CLUSTER_UNREACHABLE");
    expect((await lost).isForwarded).toBe(true);
    expect(error.release).toMatchObject({ name: "shop", revision: 1, status: "failed" });
    expect(await fixture.has("services/web")).toBe(true);
    expect((await fixture.helm.releases.upgrade("shop", shop.path, { install: true })).revision).toBe(2);
    expect(await fixture.records()).toEqual(["1 superseded", "2 deployed"]);
  });
});
