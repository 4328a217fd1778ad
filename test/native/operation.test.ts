// Operations against the real library, without a cluster.
import { afterAll, describe, expect, test } from "bun:test";
import { AsyncLocalStorage } from "node:async_hooks";
import { chart } from "../../lab/chart.ts";
import { newHelm } from "../../lab/client.ts";
import { expectCode } from "../../lab/failure.ts";
import { internal } from "../../lab/internal.ts";
import { runScript } from "../../lab/process.ts";
import { until } from "../../lab/wait.ts";
import type { HelmEvent } from "../../src/index.ts";
import { channel } from "../../src/native/channel.ts";
import { nextOperation } from "../../src/transport.ts";

const helm = newHelm();
const shop = chart({ templates: { "config.yaml": "kind: ConfigMap\napiVersion: v1\nmetadata:\n  name: shop\n" } });

afterAll(async () => {
  await helm.close();
  shop[Symbol.dispose]();
});

/** An operation that waits for us: its post-renderer ends when it is told to. */
function held(signal?: AbortSignal): {
  operation: ReturnType<typeof helm.charts.template>;
  asked: Promise<void>;
  release(manifest: string): void;
} {
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<string>();
  const operation = helm.charts.template(shop.path, {
    signal,
    postRenderer: () => {
      asked.resolve();
      return answer.promise;
    },
  });
  return { operation, asked: asked.promise, release: answer.resolve };
}

describe("texts and bytes", () => {
  test("travel whole: 10 MB there and back", async () => {
    const bytes = new Uint8Array(10_000_000).fill(97);
    bytes.set(new TextEncoder().encode("ä€😀"), 5_000_000);
    const { text } = await internal("internal.echo", { bytes });
    expect(Bun.hash(text)).toBe(Bun.hash(new TextDecoder().decode(bytes)));
  });

  test("are not touched: byte order mark, NUL and quotes", async () => {
    const text = '\ufeff"a"\u0000\n\u2028ä';
    expect(await internal("internal.echo", { bytes: new TextEncoder().encode(text) })).toEqual({ text });
  });

  test("may be empty", async () => {
    expect(await internal("internal.echo", { bytes: new Uint8Array() })).toEqual({ text: "" });
    expect(await internal("internal.echo", { bytes: new Blob() })).toEqual({ text: "" });
  });
});

describe("many operations", () => {
  test("10,000 at once all end, each with its own answer", async () => {
    const encoder = new TextEncoder();
    const all = Array.from({ length: 10_000 }, (_, i) =>
      internal("internal.echo", { bytes: encoder.encode(String(i)) }),
    );
    const texts = (await Promise.all(all)).map(({ text }) => text);
    expect(texts).toEqual(Array.from({ length: 10_000 }, (_, i) => String(i)));
  }, 30_000);

  test("leave the event loop its turns while their events pour in", async () => {
    let turns = 0;
    let running = true;
    const count = (): void => {
      turns++;
      if (running) setTimeout(count, 1);
    };
    count();
    await internal("internal.echo", {
      bytes: new Uint8Array(),
      events: 50_000,
      onEvent: (event: HelmEvent) => event.at,
    });
    running = false;
    expect(turns).toBeGreaterThan(3);
  });
});

describe("a panic in Go", () => {
  test("becomes an error with Go's stack, and everything goes on", async () => {
    const bystander = held();
    await bystander.asked;
    for (let i = 0; i < 20; i++) {
      const error = await expectCode(internal("internal.panic"), "ERR_HELM_INTERNAL");
      expect(error.message).toContain("nil pointer");
      expect(error.details.stack).toContain("goroutine");
    }
    bystander.release("kind: List\n");
    expect((await bystander.operation).manifest).toContain("kind: List");
  });
});

describe("events", () => {
  const bytes = new TextEncoder().encode("done");

  test("come in order and all before the result", async () => {
    const seen: HelmEvent[] = [];
    let isDone = false;
    const operation = internal("internal.echo", {
      bytes,
      events: 1000,
      onEvent: (event: HelmEvent) => {
        expect(isDone).toBe(false);
        seen.push(event);
      },
    });
    await operation.then(() => (isDone = true));
    expect(seen).toHaveLength(1000);
    const again: HelmEvent[] = [];
    for await (const event of operation) again.push(event);
    expect(again).toEqual(seen);
  });

  test("are counted where too many came at once to keep", async () => {
    let logs = 0;
    let dropped = 0;
    let last = -1;
    const onEvent = (event: HelmEvent): void => {
      if (event.type === "dropped") dropped += event.count;
      if (event.type !== "log") return;
      logs++;
      expect(Number(event.message)).toBeGreaterThan(last);
      last = Number(event.message);
    };
    await internal("internal.echo", { bytes, events: 50_000, onEvent });
    expect(logs + dropped).toBe(50_000);
    expect(last).toBe(49_999);
  });

  test("begin with their type, by which those that were dropped are known", async () => {
    const heads: string[] = [];
    const done = Promise.withResolvers<void>();
    const request = `"verb":"internal.echo","cwd":"/","client":{"env":{}},"request":{"bytes":{"$bytes":0},"events":50000}`;
    channel.call({ file: process.env.BUNHELM_LIBRARY }, nextOperation(), `{${request},"attachments":[4]}`, bytes, {
      part: () => {},
      result: () => done.resolve(),
      error: (head) => done.reject(new Error(head)),
      fail: done.reject,
      event: (head) => void heads.push(head),
      ask: () => Promise.resolve(),
    });
    await done.promise;
    expect(heads.some((head) => head.includes('"type":"dropped"'))).toBe(true);
    for (const head of heads) expect(head).toStartWith(`{"type":"${(JSON.parse(head) as HelmEvent).type}"`);
  });

  test("can be read by several, and left early by one", async () => {
    const operation = internal("internal.echo", { bytes, events: 10 });
    const count = async (limit: number): Promise<number> => {
      let events = 0;
      for await (const _ of operation) if (++events === limit) break;
      return events;
    };
    expect(await Promise.all([count(100), count(3), count(100)])).toEqual([10, 3, 10]);
    expect(await operation).toEqual({ text: "done" });
  });

  test("whose callback throws are reported and do no harm", async () => {
    const { stdout } = await runScript(`
      import { internal } from "./lab/internal.ts";
      process.on("uncaughtException", (error) => console.log("uncaught", error.message));
      const onEvent = () => { throw new Error("in onEvent") };
      console.log(await internal("internal.echo", { bytes: Buffer.from("done"), events: 2, onEvent }));`);
    expect(stdout).toBe('uncaught in onEvent\nuncaught in onEvent\n{\n  text: "done",\n}\n');
  });
});

describe("a post-renderer", () => {
  test("gets the manifest and gives the one to use, at once or later", async () => {
    const now = await helm.charts.template(shop.path, {
      postRenderer: (manifest) => manifest.replace("shop", "ä shop"),
    });
    expect(now.manifest).toContain("ä");
    const later = await helm.charts.template(shop.path, {
      postRenderer: async (manifest) => {
        await new Promise((resolve) => setImmediate(resolve));
        return manifest.replace("shop", "later");
      },
    });
    expect(later.manifest).toContain("later");
  });

  test("that throws is the cause of the failure", async () => {
    const mine = new Error("not like this");
    for (const postRenderer of [
      () => {
        throw mine;
      },
      () => Promise.reject(mine),
    ]) {
      const operation = helm.charts.template(shop.path, { postRenderer });
      const error = await expectCode(operation, "ERR_HELM_POST_RENDERER_FAILED");
      expect(error.cause).toBe(mine);
      expect(error.message).toContain("not like this");
    }
  });

  test.each([
    ["no text", () => Object.create(null) as object],
    [
      "an error whose message throws",
      () => Object.defineProperty(new Error(), "message", { get: () => JSON.parse("") }),
    ],
  ])("that throws %s is the cause too", async (_, make) => {
    const thrown = make();
    const operation = helm.charts.template(shop.path, { postRenderer: () => Promise.reject(thrown) });
    expect((await expectCode(operation, "ERR_HELM_POST_RENDERER_FAILED")).cause).toBe(thrown);
  });

  test("that returns something else fails too", async () => {
    const operation = helm.charts.template(shop.path, { postRenderer: (() => undefined) as never });
    const error = await expectCode(operation, "ERR_HELM_POST_RENDERER_FAILED");
    expect(error.cause).toBeInstanceOf(TypeError);
  });

  test("may call Helm itself", async () => {
    const { manifest } = await helm.charts.template(shop.path, {
      postRenderer: async (text) => text.replace("name: shop", `name: ${(await helm.version()).helm}`),
    });
    expect(manifest).toContain("name: v4.");
  });
});

test("post-renderers may render charts themselves, more of them at once than there are cores", async () => {
  const signal = AbortSignal.timeout(4_000);
  const postRenderer = async (manifest: string): Promise<string> => {
    const inner = await helm.charts.template(shop.path, {
      signal,
      postRenderer: (text) => text.replace("shop", "inner"),
    });
    return manifest.replace("shop", "outer") + inner.manifest;
  };
  const count = navigator.hardwareConcurrency + 1;
  const all = Array.from({ length: count }, () => helm.charts.template(shop.path, { signal, postRenderer }));
  for (const { manifest } of await Promise.all(all)) {
    expect(manifest).toContain("name: outer");
    expect(manifest).toContain("name: inner");
  }
});

test("callbacks see the AsyncLocalStorage of their call", async () => {
  const storage = new AsyncLocalStorage<string>();
  const seen: unknown[] = [];
  const call = (): Promise<unknown> =>
    helm.charts.template(shop.path, {
      onEvent: () => seen.push(storage.getStore()),
      postRenderer: (manifest) => {
        seen.push(storage.getStore());
        return manifest;
      },
    });
  for (const name of ["first", "second"]) {
    await storage.run(name, call);
    expect(new Set(seen.splice(0))).toEqual(new Set([name]));
  }
  await call();
  expect(new Set(seen)).toEqual(new Set([undefined]));
});

describe("cancelling", () => {
  test("ends the operation with an AbortError whose cause is the reason, and leaves no goroutine", async () => {
    const { operation, asked } = held();
    await asked;
    const left = async (): Promise<number> =>
      (await internal("internal.goroutines", { operation: operation.id })).count;
    expect(await left()).toBeGreaterThan(0);
    const reason = new Error("no longer wanted");
    operation.cancel(reason);
    operation.cancel(new Error("too late"));
    const error = await expectCode(operation, "ERR_HELM_ABORTED");
    expect(error).toMatchObject({ name: "AbortError", cause: reason, verb: "charts.template" });
    expect(error.details.changed).toBe(false);
    await until(async () => (await left()) === 0);
  });

  test("with a reason that has no text does the same", async () => {
    const { operation, asked } = held();
    await asked;
    const reason = Object.create(null) as object;
    operation.cancel(reason);
    expect((await expectCode(operation, "ERR_HELM_ABORTED")).cause).toBe(reason);
  });

  test("by a signal does the same", async () => {
    const { operation, asked } = held(AbortSignal.timeout(20));
    await asked;
    const error = await expectCode(operation, "ERR_HELM_ABORTED");
    expect(error.cause).toMatchObject({ name: "TimeoutError" });
  });

  test("right after the start does not overtake it", async () => {
    const { operation } = held();
    operation.cancel();
    expect((await expectCode(operation, "ERR_HELM_ABORTED")).cause).toMatchObject({ name: "AbortError" });
  });

  test("throws to the one who iterates", async () => {
    const { operation, asked } = held();
    const iterating = (async () => {
      for await (const _ of operation);
    })();
    await asked;
    operation.cancel();
    await expectCode(iterating, "ERR_HELM_ABORTED");
  });

  test("after the end does nothing", async () => {
    const operation = internal("internal.noop");
    await operation;
    operation.cancel();
    expect(await operation).toEqual({});
  });

  test("hundreds at once ends each of them", async () => {
    const all = Array.from({ length: 300 }, () => held());
    const ends = all.map(({ operation }) => expectCode(operation, "ERR_HELM_ABORTED"));
    for (const { operation } of all) operation.cancel();
    expect(await Promise.all(ends)).toHaveLength(300);
  });
});

describe("closing a client", () => {
  test("cancels what it has started, waits for it, and refuses what comes later", async () => {
    const client = newHelm();
    const asked = Promise.withResolvers<void>();
    const operation = client.charts.template(shop.path, {
      postRenderer: () => {
        asked.resolve();
        return new Promise<string>(() => {});
      },
    });
    const ended = expectCode(operation, "ERR_HELM_ABORTED");
    await asked.promise;
    await client.close();
    expect(Bun.peek.status(operation)).toBe("rejected");
    expect((await ended).cause).toMatchObject({ message: "The client was closed." });
    await expectCode(client.version(), "ERR_HELM_CLOSED");
    await client.close();
  });

  test("is what await using does, and leaves other clients alone", async () => {
    const other = held();
    {
      await using client = newHelm();
      await client.version();
    }
    other.release("kind: List\n");
    expect((await other.operation).manifest).toContain("List");
  });

  test("works for a client that Go could not read", async () => {
    const client = newHelm({ noSuchOption: 1 } as never);
    const error = await expectCode(client.version(), "ERR_HELM_INVALID_ARGUMENT");
    expect(error.details.option).toContain("noSuchOption");
    await client.close();
  });
});

describe("what Go refuses", () => {
  test("names the option, and the stack is the caller's", async () => {
    async function deploy(): Promise<unknown> {
      return await helm.charts.template(shop.path, { valeus: {} } as never);
    }
    const error = await expectCode(deploy(), "ERR_HELM_INVALID_ARGUMENT");
    expect(error.details.option).toBe("valeus");
    expect(error.stack).toMatch(/^ValidationError: .*\n\s+at deploy \(.*operation\.test\.ts/s);
  });

  test("includes a name that is none", async () => {
    await expectCode(helm.releases.status(undefined as never), "ERR_HELM_INVALID_ARGUMENT");
    await expectCode(helm.releases.uninstall(7 as never), "ERR_HELM_INVALID_ARGUMENT");
  });
});
