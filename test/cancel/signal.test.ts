// Who cancels, and when: a signal, several reasons, before the start and after the end.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { shopChart, values } from "../../lab/shop.ts";
import { Stage } from "../../lab/stage.ts";
import { Watcher } from "../../lab/watcher.ts";

setDefaultTimeout(120_000); // a place to run in is waited for too

// More at once would measure the load of this machine.
const stage = new Stage(shopChart, { slots: 2 });

describe.concurrent("a signal", () => {
  test.concurrent("that times out ends the wait, and the error says what was not ready", async () => {
    await using fixture = await stage.fixture();
    const aborter = new AbortController();
    const { signal } = aborter;
    const watcher = new Watcher();
    const operation = fixture.helm.releases.install("shop", stage.chart, {
      values: values({ pod: { neverReady: true } }),
      onEvent: watcher.onEvent,
      signal,
    });
    const ended = expectCode(operation, "ERR_HELM_ABORTED");
    const heardOf = (kind: string): Promise<unknown> =>
      watcher.seen((event) => event.type === "readiness" && event.kind === kind);
    await Promise.all(["ConfigMap", "Service", "Deployment"].map(heardOf));
    aborter.abort(new DOMException("The operation timed out.", "TimeoutError")); // as AbortSignal.timeout does
    const error = await ended;
    expect(error.cause).toBe(signal.reason);
    expect(error.cause).toMatchObject({ name: "TimeoutError" });
    expect(error.details).toMatchObject({ changed: true, notReady: [{ kind: "Deployment", name: "web" }] });
    expect(error.applied?.map(({ name, action }) => `${name} ${action}`).sort()).toEqual([
      "config created",
      "web created",
      "web created",
    ]);
    expect(await fixture.records()).toEqual(["1 failed"]);
  });

  test.concurrent("that is aborted before the start sends nothing", async () => {
    await using fixture = await stage.fixture();
    const signal = AbortSignal.abort("too late");
    for (const start of [
      () => fixture.helm.releases.install("shop", stage.chart, { signal }),
      () => fixture.helm.releases.upgrade("shop", stage.chart, { signal, install: true }),
      () => fixture.helm.releases.uninstall("shop", { signal }),
      () => fixture.helm.releases.list({ signal }),
      () => fixture.helm.releases.status("shop", { signal }),
    ]) {
      const error = await expectCode(start(), "ERR_HELM_ABORTED");
      expect(error.cause).toBe("too late");
      expect(error.details.changed).toBe(false);
    }
    expect(fixture.requests()).toEqual([]);
    expect(await fixture.audit()).toEqual([]);
  });

  test.concurrent("that several operations share ends each of them", async () => {
    using _ = await stage.slot();
    const fixtures = await Promise.all([1, 2, 3].map(() => Fixture.withProxy(stage.proxy)));
    const aborter = new AbortController();
    const ends = fixtures.map(async (fixture) => {
      const held = fixture.proxy.hold(fixture.mine("PATCH", /\/configmaps/));
      const operation = fixture.helm.releases.install("shop", stage.chart, { signal: aborter.signal });
      const ended = expectCode(operation, "ERR_HELM_ABORTED");
      await held.hit;
      return { ended };
    });
    const started = await Promise.all(ends);
    aborter.abort("all of you");
    for (const { ended } of started) expect((await ended).cause).toBe("all of you");
    for (const fixture of fixtures) {
      expect(await fixture.records()).toEqual(["1 failed"]);
      await fixture[Symbol.asyncDispose]();
    }
  });
});

describe.concurrent("a cancel", () => {
  test.concurrent("given twice has the first reason", async () => {
    await using fixture = await stage.fixture();
    using held = fixture.proxy.hold(fixture.mine("PATCH", /./));
    const aborter = new AbortController();
    const operation = fixture.helm.releases.install("shop", stage.chart, { signal: aborter.signal });
    await held.hit;
    operation.cancel("first");
    operation.cancel("second");
    aborter.abort("third");
    expect((await expectCode(operation, "ERR_HELM_ABORTED")).cause).toBe("first");
  });

  test.concurrent("after the end changes nothing", async () => {
    await using fixture = await stage.fixture();
    const aborter = new AbortController();
    const operation = fixture.helm.releases.install("shop", stage.chart, { signal: aborter.signal });
    await operation;
    const sent = fixture.requests().length;
    operation.cancel();
    aborter.abort();
    expect((await operation).status).toBe("deployed");
    expect(await fixture.records()).toEqual(["1 deployed"]);
    expect(fixture.requests().length).toBe(sent);
  });
});
