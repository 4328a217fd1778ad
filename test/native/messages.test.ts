// What goes wrong without a cluster: each usage with its code, the words of the message, and the hint.
import { describe, expect, test } from "bun:test";
import type { Helm, HelmErrorCode } from "../../src/index.ts";
import { chart, expectCode, newHelm } from "../harness.ts";

/** Words of Go that no reader needs. */
const inner =
  /unmarshal|%!|interface ?\{\}|map\[string\]|json: |Go (value|struct)|error converting YAML|(list|query|create|get|update): failed to/;

interface Usage {
  usage: string;
  call: (helm: Helm, path: string) => Promise<unknown>;
  code: HelmErrorCode;
  message: string | RegExp;
  hint?: string | RegExp;
}

function rows(usages: readonly Usage[]): void {
  test.each(usages)("$usage", async ({ call, code, message, hint }) => {
    using shop = chart();
    await using helm = newHelm({ home: "memory" });
    const error = await expectCode(call(helm, shop.path), code);
    if (typeof message === "string") expect(error.message).toBe(message);
    else expect(error.message).toMatch(message);
    expect(error.message).not.toMatch(inner);
    const said = (error.details as { hint?: string }).hint;
    if (hint === undefined) expect(said).toBeUndefined();
    else if (typeof hint === "string") expect(said).toBe(hint);
    else expect(said).toMatch(hint);
  });
}

describe("a duration that was meant as seconds is refused:", () => {
  const calls: Record<string, (helm: Helm, path: string) => Promise<unknown>> = {
    "releases.install": ({ releases }, path) => releases.install("shop", path, { timeout: 300 }),
    "releases.upgrade": ({ releases }, path) => releases.upgrade("shop", path, { timeout: 300 }),
    "releases.rollback": ({ releases }) => releases.rollback("shop", { timeout: 300 }),
    "releases.uninstall": ({ releases }) => releases.uninstall("shop", { timeout: 300 }),
    "releases.test": ({ releases }) => releases.test("shop", { timeout: 300 }),
    "repositories.add": ({ repositories }) => repositories.add("a", "http://127.0.0.1:1", { timeout: 300 }),
    "repositories.update": ({ repositories }) => repositories.update(undefined, { timeout: 300 }),
  };
  rows(
    Object.entries(calls).map(([usage, call]) => ({
      usage,
      call,
      code: "ERR_HELM_INVALID_ARGUMENT",
      message:
        'timeout: 300 is less than a second, since a number is milliseconds: write "300s" for seconds, or "300ms" for milliseconds',
    })),
  );
});

describe("an option that is wrong says so in the caller's words:", () => {
  const code = "ERR_HELM_INVALID_ARGUMENT";
  rows([
    {
      usage: "set as one string",
      call: ({ charts }, path) => charts.template(path, { set: "a=b" as never }),
      code,
      message: "set must be an array of strings, not a string",
    },
    {
      usage: "wait, where nothing is waited for",
      call: ({ charts }, path) => charts.template(path, { wait: true } as never),
      code,
      message: 'charts.template has no option "wait"',
    },
    {
      usage: "a misspelt option",
      call: ({ releases }, path) => releases.install("shop", path, { craeteNamespace: true } as never),
      code,
      message: 'releases.install has no option "craeteNamespace"; did you mean "createNamespace"?',
    },
    {
      usage: "an option of the client",
      call: ({ releases }, path) => releases.install("shop", path, { kubeconfig: "/k" } as never),
      code,
      message: 'releases.install has no option "kubeconfig"',
      hint: "it is an option of the client: new Helm({ kubeconfig })",
    },
    {
      usage: "a part of an option",
      call: () => newHelm({ limits: { recrod: 1 } as never }).charts.template("x"),
      code,
      message: 'limits has no option "recrod"; did you mean "record"?',
    },
    {
      usage: "a signal that is none",
      call: ({ charts }, path) => charts.template(path, { signal: {} as never }),
      code,
      message: "signal is not an AbortSignal",
    },
    {
      usage: "what JSON cannot represent",
      call: ({ charts }, path) => charts.template(path, { values: { a: Number.NaN } }),
      code,
      message: "values.a is NaN, which JSON cannot represent",
    },
  ]);
});
