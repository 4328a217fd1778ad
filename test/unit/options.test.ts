import { afterEach, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { newHelm } from "../../lab/client.ts";
import { tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { Client } from "../../src/client.ts";
import { ValidationError } from "../../src/error.ts";
import { Helm } from "../../src/helm.ts";
import { type HelmOptions, readOptions } from "../../src/options.ts";

async function client(options: HelmOptions): Promise<Record<string, unknown>> {
  const { client, readKubeconfig } = readOptions(options);
  return { ...client, ...(readKubeconfig && { kubeconfig: await readKubeconfig() }) };
}

describe("the environment", () => {
  afterEach(() => {
    delete process.env.HELM_NAMESPACE;
  });

  test("is given whole: a credential plugin may read any of it", async () => {
    const env = { HELM_NAMESPACE: "shop", KUBECONFIG: "/a:/b", AWS_PROFILE: "prod", EDITOR: undefined };
    expect(JSON.parse(await new Client({ env }).head("version")).env).toEqual({
      HELM_NAMESPACE: "shop",
      KUBECONFIG: "/a:/b",
      AWS_PROFILE: "prod",
    });
  });

  test("is the process's unless another is given", async () => {
    process.env.HELM_NAMESPACE = "of-process";
    expect((await client({})).env).toMatchObject({ HELM_NAMESPACE: "of-process" });
    expect((await client({ env: {} })).env).toEqual({});
  });

  test("without a PATH goes with the process's, by which helpers are found", async () => {
    expect((await client({ env: {} })).searchPath).toBe(process.env.PATH);
    expect(await client({ env: { PATH: "/mine" } })).toEqual({ env: { PATH: "/mine" } });
  });

  test("is read when the options are", async () => {
    process.env.HELM_NAMESPACE = "before";
    const settings = readOptions({});
    process.env.HELM_NAMESPACE = "after";
    expect(settings.client).toMatchObject({ env: { HELM_NAMESPACE: "before" } });
  });

  test("says where the library is, whatever the client's own says", () => {
    process.env.BUNHELM_LIBRARY ??= "";
    expect(readOptions({ env: {} }).library.file).toBe(process.env.BUNHELM_LIBRARY);
    expect(readOptions({ env: { BUNHELM_LIBRARY: "/mine" } }).library.file).toBe(process.env.BUNHELM_LIBRARY);
  });
});

describe("the options", () => {
  test("go to Go as they are, but for what is JavaScript's", async () => {
    const options = { namespace: "shop", qps: 5, env: {}, onLog: () => {} };
    expect(await client(options)).toEqual({ namespace: "shop", qps: 5, env: {}, searchPath: process.env.PATH });
  });

  const text = "apiVersion: v1\nkind: Config # ä\n";

  test.each<[string, HelmOptions["kubeconfig"], unknown]>([
    ["a path", "./kubeconfig", "./kubeconfig"],
    ["a list", ["/a", "/b"], ["/a", "/b"]],
    ["an object", { apiVersion: "v1" }, { apiVersion: "v1" }],
    ["bytes", new TextEncoder().encode(text), { $text: text }],
    ["a buffer", new TextEncoder().encode(text).buffer, { $text: text }],
    ["a Blob", new Blob([text]), { $text: text }],
    ["nothing", undefined, undefined],
  ])("tell a kubeconfig that is %s from the other kinds", async (_, kubeconfig, expected) => {
    expect((await client({ env: {}, kubeconfig })).kubeconfig).toEqual(expected);
  });

  test("are read when the client is made", async () => {
    const bytes = new TextEncoder().encode(text);
    const cluster = { name: "before" };
    const [ofBytes, ofObject] = [bytes, { clusters: [cluster] }].map(
      (kubeconfig) => new Client({ env: {}, kubeconfig }),
    );
    for (const made of [ofBytes, ofObject]) made?.settings;
    bytes.fill(0);
    cluster.name = "after";
    expect(await ofBytes?.head("version")).toContain("kind: Config");
    expect(await ofObject?.head("version")).toContain("before");
  });

  test("but for a file, which is read at each call and not to close", async () => {
    using dir = tempDir({ kubeconfig: "first" });
    const made = new Client({ env: {}, kubeconfig: Bun.file(join(dir.path, "kubeconfig")) });
    expect(JSON.parse(await made.head("version"))).toMatchObject({ env: {}, kubeconfig: { $text: "first" } });
    await Bun.write(join(dir.path, "kubeconfig"), "second");
    expect(JSON.parse(await made.head("version"))).toMatchObject({ kubeconfig: { $text: "second" } });
    expect(JSON.parse(await made.head("client.close"))).not.toHaveProperty("kubeconfig");
  });

  test.each<[string, string, unknown]>([
    ["a function", "kubeconfig", () => "./kubeconfig"],
    ["a Date", "kubeconfig", new Date()],
    ["a list of functions", "kubeconfig[0]", [() => "./kubeconfig"]],
    ["an object with bytes", "kubeconfig.clusters[0].ca", { clusters: [{ ca: new Uint8Array(1) }] }],
    ["a function", "namespace", () => "shop"],
    ["bytes", "namespace", new Uint8Array(1)],
    ["a Blob", "namespace", new Blob(["shop"])],
  ])("that are %s are refused by each call: %s", async (_, option, value) => {
    const made = newHelm({ [option.replace(/[.[].*/, "")]: value });
    for (let i = 0; i < 2; i++) {
      const error = await expectCode(made.version(), "ERR_HELM_INVALID_ARGUMENT");
      expect(error.details.option).toBe(option);
      expect(error.message).toStartWith(option);
    }
    await made.close();
  });

  test("say so when a kubeconfig given as a file cannot be read", async () => {
    const error = await expectCode(client({ kubeconfig: Bun.file("/does/not/exist") }), "ERR_HELM_KUBECONFIG_INVALID");
    expect(error.message).toContain("ENOENT");
    expect(error.cause).toMatchObject({ code: "ENOENT" });
  });
});

describe("options of a call whose reading throws", () => {
  const thrown = new TypeError("nope");
  const thrower = (): never => {
    throw thrown;
  };
  const revoked = Proxy.revocable<object>({}, {});
  revoked.revoke();

  test.each<[string, object, string]>([
    ["a getter", Object.defineProperty({}, "values", { get: thrower, enumerable: true }), "nope"],
    ["a proxy without keys", new Proxy({}, { ownKeys: thrower }), "nope"],
    ["a proxy without values", new Proxy({ values: {} }, { get: thrower }), "nope"],
    ["a revoked proxy", revoked.proxy, "revoked"],
    ["a signal that is a revoked proxy", { signal: revoked.proxy }, "revoked"],
  ])("are refused as values are: %s", async (_, options, message) => {
    const error = await expectCode(newHelm().charts.template("chart", options), "ERR_HELM_INVALID_ARGUMENT");
    expect(error.message).toStartWith("options cannot be read: ");
    expect(error.message).toContain(message);
    expect(error.details.option).toBe("options");
    if (message === "nope") expect(error.cause).toBe(thrown);
  });
});

describe("options that a client cannot read", () => {
  const throwing = new Proxy(
    {},
    {
      ownKeys: () => ["a"],
      getOwnPropertyDescriptor: () => {
        throw new Error("mine");
      },
    },
  );

  test.each<[string, unknown, string, string]>([
    ["a string", "staging", "options", "options of a client must be an object"],
    ["null", null, "options", "options of a client must be an object"],
    ["an array", [], "options", "options of a client must be an object"],
    ["a proxy that throws", throwing, "options", "options of a client cannot be read: mine"],
    ["env: a string", { env: "HOME=/x" }, "env", "env of a client must be an object"],
    ["env: a proxy that throws", { env: throwing }, "env", "env of a client cannot be read: mine"],
    ["onLog: a string", { onLog: "log" }, "onLog", "onLog is not a function"],
  ])("%s: the constructor throws a ValidationError", (_, options, option, message) => {
    let error: unknown;
    try {
      new Helm(options as HelmOptions);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toMatchObject({ code: "ERR_HELM_INVALID_ARGUMENT", message, details: { option } });
  });
});
