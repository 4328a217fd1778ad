import { describe, expect, test } from "bun:test";
import { EventLog } from "../../src/events.ts";
import type { HelmEvent } from "../../src/wire.gen.ts";

function warning(text: unknown): string {
  return JSON.stringify({ type: "warning", at: "2026-01-01T00:00:00Z", message: String(text) });
}

async function texts(events: AsyncIterable<HelmEvent>): Promise<string[]> {
  const seen: string[] = [];
  for await (const event of events) {
    if (event.type === "warning") seen.push(event.message);
    if (event.type === "dropped") seen.push(`dropped ${event.count}`);
  }
  return seen;
}

describe("events", () => {
  test("are there before, while and after they are read", async () => {
    const log = new EventLog();
    const operation = Promise.withResolvers<void>();
    log.push(warning("a"));
    const early = texts(log.read(operation.promise));
    await Promise.resolve();
    log.push(warning("b"));
    log.end();
    operation.resolve();
    expect(await early).toEqual(["a", "b"]);
    expect(await texts(log.read(operation.promise))).toEqual(["a", "b"]);
  });

  test("end with the error of their operation, after the last one", async () => {
    const log = new EventLog();
    log.push(warning("a"));
    log.end();
    const failed = Promise.reject(new Error("it failed"));
    const seen: HelmEvent[] = [];
    const reading = (async () => {
      for await (const event of log.read(failed)) seen.push(event);
    })();
    await expect(reading).rejects.toThrow("it failed");
    expect(seen).toHaveLength(1);
  });

  test("are kept until 1,024 are unread; then the oldest go, and one says how many", async () => {
    const log = new EventLog();
    for (let i = 0; i < 1024 + 3; i++) log.push(warning(i));
    log.end();
    const seen = await texts(log.read(Promise.resolve()));
    expect(seen).toHaveLength(1025);
    expect(seen.slice(0, 2)).toEqual(["dropped 3", "3"]);
    expect(seen.at(-1)).toBe("1026");
  });

  test("are all there for one who keeps up, however many they are", async () => {
    const log = new EventLog();
    const reading = texts(log.read(Promise.resolve()));
    for (let i = 0; i < 5000; i++) {
      log.push(warning(i));
      if (i % 500 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    log.end();
    expect((await reading).filter((text) => text.startsWith("dropped"))).toEqual([]);
  });

  test("come also to one who is always too late, with none counted twice", async () => {
    const log = new EventLog();
    let pushed = 0;
    const push = (count: number): void => {
      for (let i = 0; i < count; i++) log.push(warning(pushed++));
    };
    push(1024);
    let dropped = 0;
    const seen: number[] = [];
    for await (const event of log.read(Promise.resolve())) {
      if (event.type === "dropped") dropped += event.count;
      if (event.type === "warning") seen.push(Number(event.message));
      if (seen.length < 10) push(1024);
      else log.end();
    }
    expect(seen.length).toBeGreaterThan(1024);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.length + dropped).toBe(pushed);
  });

  test("are kept up to 4 million characters, and the newest whatever its length", async () => {
    const log = new EventLog();
    for (let i = 0; i < 9; i++) log.push(warning(i + "x".repeat(999_000)));
    const operation = Promise.withResolvers<void>();
    const early = log.read(operation.promise);
    const first = [await early.next(), await early.next()].map(({ value }) => value as HelmEvent);
    expect(first).toMatchObject([
      { type: "dropped", count: 5 },
      { type: "warning", message: expect.stringMatching(/^5/) },
    ]);
    log.push(warning(`9${"x".repeat(5_000_000)}`));
    log.end();
    operation.resolve();
    expect((await texts(early)).map((text) => text.slice(0, 9))).toEqual(["dropped 3", "9xxxxxxxx"]);
  });

  test("are every reader's own", async () => {
    const log = new EventLog();
    const readers = [log.read(Promise.resolve()), log.read(Promise.resolve())] as const;
    log.push(warning("a"));
    const [one, two] = await Promise.all(readers.map((reader) => reader.next()));
    expect(one).toEqual(two);
    expect(one?.value).not.toBe(two?.value);
  });

  test("go on for the others when one reader leaves", async () => {
    const log = new EventLog();
    for (const text of ["a", "b"]) log.push(warning(text));
    for await (const _ of log.read(Promise.resolve())) break;
    log.end();
    expect(await texts(log.read(Promise.resolve()))).toEqual(["a", "b"]);
  });
});
