// What an operation does before anything reaches Go: none of this loads the library.
import { describe, expect, mock, test } from "bun:test";
import { newHelm } from "../../lab/client.ts";
import { expectCode } from "../../lab/failure.ts";
import { runScript } from "../../lab/process.ts";
import { AbortedError, HelmError } from "../../src/index.ts";

/** What has no text to show. */
const unspeakable: [string, unknown][] = [
  ["no prototype", Object.create(null)],
  [
    "toString that throws",
    {
      toString() {
        throw new Error("toString");
      },
    },
  ],
  [
    "message that throws",
    Object.defineProperty(new Error(), "message", {
      get() {
        throw new Error("message");
      },
    }),
  ],
];

/** A chart that is never read to its end. */
function endless(): Blob {
  return Object.assign(new Blob(["chart"]), { bytes: () => new Promise<never>(() => {}) });
}

describe("a call that cannot be sent", () => {
  test("rejects before anything else when its signal is aborted already", async () => {
    const reason = new Error("no longer wanted");
    const operation = newHelm().releases.install("shop", "./shop", { signal: AbortSignal.abort(reason) });
    const error = await expectCode(operation, "ERR_HELM_ABORTED");
    expect(error).toBeInstanceOf(AbortedError);
    expect(error).toMatchObject({ name: "AbortError", verb: "releases.install", cause: reason });
    expect(error.details).toEqual({
      changed: false,
      notReady: [],
      hint: "nothing was changed; call it again",
    });
  });

  test("rejects when its client is closed, which may be done twice", async () => {
    const client = newHelm();
    await Promise.all([client.close(), client.close()]);
    await client.close();
    const error = await expectCode(client.releases.list(), "ERR_HELM_CLOSED");
    expect(error.verb).toBe("releases.list");
  });

  test("rejects when an option cannot be sent, and says which", async () => {
    const values = { image: { tag: 1n } };
    const error = await expectCode(newHelm().charts.template("./shop", { values }), "ERR_HELM_INVALID_ARGUMENT");
    expect(error.name).toBe("ValidationError");
    expect(error.details.option).toBe("values.image.tag");
    expect(error.message).toStartWith("values.image.tag is a bigint");
  });

  test("rejects when the chart is a file that is not there", async () => {
    const error = await expectCode(newHelm().charts.template(Bun.file("/none.tgz")), "ERR_HELM_CHART_NOT_FOUND");
    expect(error.details.reference).toBe("/none.tgz");
    expect(error.cause).toMatchObject({ code: "ENOENT" });
  });

  test.each([
    ["signal", { signal: new AbortController() }],
    ["onEvent", { onEvent: "yes" }],
  ])("rejects when %s is something else", async (option, options) => {
    const error = await expectCode(newHelm().releases.list(options as never), "ERR_HELM_INVALID_ARGUMENT");
    expect(error.details.option).toBe(option);
  });

  test("rejects on its own line of the caller", async () => {
    async function deploy(): Promise<void> {
      await newHelm().releases.list({ max: Number.NaN });
    }
    const error = await expectCode(deploy(), "ERR_HELM_INVALID_ARGUMENT");
    expect(error.stack).toMatch(/^ValidationError: max is NaN.*\n\s+at deploy \(.*operation\.test\.ts/);
  });

  test("can be cancelled while its chart is being read", async () => {
    const signal = new AbortController();
    const operation = newHelm().charts.template(new Blob(["chart"]), { signal: signal.signal });
    signal.abort("changed my mind");
    expect((await expectCode(operation, "ERR_HELM_ABORTED")).cause).toBe("changed my mind");
  });

  test.each(["cancel", "signal", "close"])("ends at once by %s, though its chart never comes", async (how) => {
    const client = newHelm();
    const controller = new AbortController();
    const reason = new Error("no longer wanted");
    const operation = client.charts.template(endless(), { signal: controller.signal });
    if (how === "cancel") operation.cancel(reason);
    if (how === "signal") controller.abort(reason);
    const closed = how === "close" ? client.close() : undefined;
    const error = await expectCode(operation, "ERR_HELM_ABORTED");
    if (how !== "close") expect(error.cause).toBe(reason);
    expect(error.details).toEqual({
      changed: false,
      notReady: [],
      hint: "nothing was changed; call it again",
    });
    await closed;
  });

  test("is not sent when a chart comes after its cancel", async () => {
    const { stdout } = await runScript(`
      import { Helm } from "bunhelm";
      const chart = new Blob(["chart"]);
      const read = Promise.withResolvers();
      chart.bytes = () => read.promise;
      const operation = new Helm({ env: {} }).charts.template(chart);
      operation.cancel();
      await operation.catch((error) => console.log(error.code));
      read.resolve(new Uint8Array());
      await Bun.sleep(1);
      console.log((await Bun.file("/proc/self/maps").text()).includes("libbunhelm"));`);
    expect(stdout).toBe("ERR_HELM_ABORTED\nfalse\n");
  });

  test.each(unspeakable)("rejects with a reason that has no text: %s", async (_, reason) => {
    const aborted = newHelm().releases.list({ signal: AbortSignal.abort(reason) });
    expect((await expectCode(aborted, "ERR_HELM_ABORTED")).cause).toBe(reason);
    const cancelled = newHelm().charts.template(endless());
    cancelled.cancel(reason);
    expect((await expectCode(cancelled, "ERR_HELM_ABORTED")).cause).toBe(reason);
  });

  test.each(unspeakable)("rejects when an option cannot be read, whose getter throws %s", async (_, thrown) => {
    const values = {
      get image(): string {
        throw thrown;
      },
    };
    const error = await expectCode(newHelm().charts.template("./shop", { values }), "ERR_HELM_INVALID_ARGUMENT");
    expect(error.details.option).toBe("values.image");
    expect(error.cause).toBe(thrown);
  });

  test("rejects with a stack however Error.prepareStackTrace makes it", async () => {
    const { stdout, exitCode } = await runScript(`
      import { Helm } from "bunhelm";
      const inner = new Helm({ env: {} });
      for (const prepare of [(_, sites) => sites, () => undefined, () => ({}), () => { throw new Error("mine") }]) {
        Error.prepareStackTrace = prepare;
        const operation = inner.releases.list({ max: NaN });
        const code = await operation.then(String, (error) => error.code);
        Error.prepareStackTrace = undefined;
        console.log(code);
      }`);
    expect(stdout).toBe("ERR_HELM_INVALID_ARGUMENT\n".repeat(4));
    expect(exitCode).toBe(0);
  });

  test("says so when the current directory is gone", async () => {
    const { stdout } = await runScript(`
      import { mkdtempSync, rmdirSync } from "node:fs";
      import { Helm } from "bunhelm";
      const gone = mkdtempSync("/tmp/bunhelm-gone-");
      process.chdir(gone);
      rmdirSync(gone);
      await new Helm({ env: {} }).releases.list().catch((error) => console.log(error.message, error.cause.code));`);
    expect(stdout).toBe("the current directory of this process is gone ENOENT\n");
  });

  test("leaves no listener on its signal", async () => {
    const { signal } = new AbortController();
    const added = mock(signal.addEventListener.bind(signal));
    const removed = mock(signal.removeEventListener.bind(signal));
    Object.assign(signal, { addEventListener: added, removeEventListener: removed });
    await expectCode(newHelm().releases.list({ signal, max: Number.NaN }), "ERR_HELM_INVALID_ARGUMENT");
    expect(added).toHaveBeenCalledTimes(1);
    expect(removed.mock.calls[0]?.slice(0, 2)).toEqual(added.mock.calls[0]?.slice(0, 2) as never);
  });
});

describe("an operation", () => {
  test("is a promise whose descendants are plain ones", async () => {
    const operation = newHelm().releases.list({ max: Number.NaN });
    expect(operation).toBeInstanceOf(Promise);
    const caught = operation.catch((error: unknown) => error);
    expect(caught.constructor).toBe(Promise);
    expect(HelmError.is(await caught)).toBe(true);
  });

  test("has a number of its own", async () => {
    const operations = [1, 2].map(() => newHelm().releases.list({ max: Number.NaN }));
    await Promise.allSettled(operations);
    expect(operations[0]?.id).toBeGreaterThan(0);
    expect(operations[1]?.id).toBe((operations[0]?.id as number) + 1);
  });

  test("throws its error to each of those who iterate, and cancel is too late", async () => {
    const operation = newHelm().releases.list({ max: Number.NaN });
    const iterate = async (): Promise<void> => {
      for await (const _ of operation);
    };
    await expectCode(iterate(), "ERR_HELM_INVALID_ARGUMENT");
    operation.cancel();
    await expectCode(iterate(), "ERR_HELM_INVALID_ARGUMENT");
  });

  test("that nobody waits for is an unhandled rejection, once", async () => {
    const { stdout, exitCode } = await runScript(`
      import { Helm } from "bunhelm";
      process.on("unhandledRejection", (error) => console.log(error.code));
      new Helm({ env: {} }).releases.list({ max: NaN });`);
    expect({ stdout, exitCode }).toEqual({ stdout: "ERR_HELM_INVALID_ARGUMENT\n", exitCode: 0 });
  });

  test("that somebody iterates over is not", async () => {
    const { stdout, exitCode } = await runScript(`
      import { Helm } from "bunhelm";
      process.on("unhandledRejection", (error) => console.log("unhandled", error.code));
      const operation = new Helm({ env: {} }).releases.list({ max: NaN });
      try { for await (const event of operation); } catch (error) { console.log("caught", error.code) }`);
    expect({ stdout, exitCode }).toEqual({ stdout: "caught ERR_HELM_INVALID_ARGUMENT\n", exitCode: 0 });
  });
});

describe("importing bunhelm", () => {
  test("loads no library, opens nothing and lets the process exit", async () => {
    const { stdout, exitCode } = await runScript(`
      const before = require("node:fs").readdirSync("/proc/self/fd").length;
      const { Helm, helm } = await import("bunhelm");
      new Helm(); helm.releases;
      const opened = require("node:fs").readdirSync("/proc/self/fd").length - before;
      console.log(opened, (await Bun.file("/proc/self/maps").text()).includes("libbunhelm"));`);
    expect({ stdout, exitCode }).toEqual({ stdout: "0 false\n", exitCode: 0 });
  });

  test("makes a default client that reads the environment at its first use", async () => {
    const { stdout } = await runScript(`
      import { helm } from "bunhelm";
      process.env.BUNHELM_LIBRARY = "/set/after/import.so";
      await helm.version().catch((error) => console.log(error.details.tried));`);
    expect(stdout).toContain("/set/after/import.so");
  });

  test("again, as bun --hot does, finds the channel with what is pending", async () => {
    const { stdout } = await runScript(`
      const { channel } = await import("./src/native/channel.ts");
      const again = await import("./src/native/channel.ts?again");
      console.log(again.Channel === channel.constructor, again.channel === channel);`);
    expect(stdout).toBe("false true\n");
  });
});
