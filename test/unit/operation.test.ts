// What an operation does before anything reaches Go: none of this loads the library.
import { describe, expect, mock, test } from "bun:test";
import { AbortedError, HelmError } from "../../src/index.ts";
import { expectCode, newHelm, runScript } from "../harness.ts";

describe("a call that cannot be sent", () => {
  test("rejects before anything else when its signal is aborted already", async () => {
    const reason = new Error("no longer wanted");
    const operation = newHelm().releases.install("shop", "./shop", { signal: AbortSignal.abort(reason) });
    const error = await expectCode(operation, "ERR_HELM_ABORTED");
    expect(error).toBeInstanceOf(AbortedError);
    expect(error).toMatchObject({ name: "AbortError", verb: "releases.install", cause: reason });
    expect(error.details).toEqual({ changed: false, notReady: [] });
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
    const error = await expectCode(newHelm().charts.template(Bun.file("/none.tgz")), "ERR_HELM_INVALID_ARGUMENT");
    expect(error.details.option).toBe("chart");
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
