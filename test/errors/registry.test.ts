// What an error of a registry says: whose credentials it refuses, which versions there are instead.
import { beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { cluster, newHelm } from "../../lab/client.ts";
import { tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { helmCommand } from "../../lab/helm.ts";
import { Repository } from "../../lab/repository.ts";
import type { PullOptions } from "../../src/index.ts";

setDefaultTimeout(60_000);

const helm = newHelm();
const plain = { plainHttp: true };
const files = [".config/helm/registry/config.json", ".docker/config.json"] as const;

let place: string;
/** In the open registry, with versions 1.0.0 and 1.2.0. */
let reference: string;
/** The registry that wants an account. */
let locked: string;
let tgz: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  const { registry, registryAuth } = await cluster();
  locked = registryAuth.host;
  place = `oci://${registry}/errors-${crypto.randomUUID()}`;
  reference = `${place}/shop`;
  await using repository = await Repository.serve(["1.0.0", "1.2.0"]);
  for (const version of ["1.0.0", "1.2.0"])
    await helm.charts.push(repository.file(`shop-${version}.tgz`), place, plain);
  tgz = await Bun.file(repository.file("shop-1.0.0.tgz")).bytes();
});

describe("a chart that a registry lacks", () => {
  test.each([
    ["exact", "", "9.9.9", "there is no version 9.9.9 of "],
    ["as a tag", ":9.9.9", undefined, "there is no version 9.9.9 of "],
    ["in a range", "", "^9", 'there is no version matching "^9" of '],
  ])("in a version is told from one that it lacks altogether: %s", async (_, tag, version, message) => {
    const options: PullOptions = { ...plain, version };
    for (const call of [
      () => helm.charts.pull(reference + tag, options),
      () => helm.registry.resolve(reference + tag, options),
    ]) {
      const error = await expectCode(call(), "ERR_HELM_CHART_NOT_FOUND");
      expect(error.message).toBe(message + reference);
      const wanted = version ?? tag.slice(1);
      expect(error.details).toMatchObject({ version: wanted, versions: ["1.2.0", "1.0.0"], repository: reference });
    }
    const none = await expectCode(helm.charts.pull(`${place}/shp${tag}`, options), "ERR_HELM_CHART_NOT_FOUND");
    expect(none.message).toBe(`there is no chart ${place}/shp`);
    expect(none.details.versions).toBeUndefined();
  });

  test("by its digest is told so", async () => {
    const digest = `sha256:${"0".repeat(64)}`;
    const error = await expectCode(helm.charts.pull(`${reference}@${digest}`, plain), "ERR_HELM_CHART_NOT_FOUND");
    expect(error.message).toBe(`nothing in ${reference} has the digest ${digest}`);
  });

  test("cannot be looked for by a word, as the command says too", async () => {
    const option = await expectCode(
      helm.charts.pull(reference, { ...plain, version: "latest" }),
      "ERR_HELM_INVALID_ARGUMENT",
    );
    expect(option.details.option).toBe("version");
    const tag = await expectCode(helm.charts.pull(`${reference}:latest`, plain), "ERR_HELM_INVALID_ARGUMENT");
    expect(tag.details.option).toBe("chart");
    const { stderr } = await helmCommand(["pull", `${reference}:latest`, "--plain-http"]);
    expect(stderr).toContain("improper constraint");
  });
});

describe("credentials that a registry does not take", () => {
  const code = "ERR_HELM_REGISTRY_UNAUTHORIZED";

  test("are told from those that are missing, and from a login that has expired", async () => {
    const chart = `oci://${locked}/errors/shop`;
    const wrong = { username: "ann", password: "wr0ng", ...plain };
    for (const refused of [() => helm.registry.login(locked, wrong), () => helm.registry.tags(chart, wrong)]) {
      const { details, message } = await expectCode(refused(), code);
      expect(message).toEndWith("the registry refuses the credentials");
      expect(details).toMatchObject({ status: 401, hint: "check username and password" });
    }
    for (const missing of [() => helm.charts.pull(`${chart}:1.0.0`, plain), () => helm.registry.tags(chart, plain)]) {
      const { details, message } = await expectCode(missing(), code);
      expect(message).toEndWith("the registry requires a login");
      expect(details).toMatchObject({ status: 401, hint: "give username and password, or log in to the registry" });
    }
    using home = tempDir({ [files[0]]: JSON.stringify({ auths: { [locked]: { auth: btoa("ann:old") } } }) });
    await using client = newHelm({ env: { HOME: home.path } });
    expect((await expectCode(client.registry.tags(chart, plain), code)).details.hint).toContain("log in again");
  });
});

describe("a file of logins", () => {
  const calls = async (text: string, file: string, check: (call: Promise<unknown>, path: string) => Promise<void>) => {
    using home = tempDir({ [file]: text });
    await using client = newHelm({ env: { HOME: home.path } });
    const chart = `oci://${locked}/errors/shop`;
    for (const call of [
      () => client.registry.tags(chart, plain),
      () => client.charts.pull(`${chart}:1.0.0`, plain),
      () => client.charts.push(tgz, `oci://${locked}/errors`, plain),
    ])
      await check(call(), join(home.path, file));
  };

  test.each([
    ["a helper that is missing", (host: string) => ({ credHelpers: { [host]: "nope" } }), "docker-credential-nope"],
    ["an account that is no base64", (host: string) => ({ auths: { [host]: { auth: "!!!" } } }), "base64"],
  ])("with %s is blamed, not the chart nor the network", async (_, config, why) => {
    for (const file of files)
      await calls(JSON.stringify(config(locked)), file, async (call, path) => {
        const { details, message } = await expectCode(call, "ERR_HELM_INVALID_ARGUMENT");
        expect(details.option).toBe("registryConfig");
        expect(message).toStartWith(`registryConfig: ${path} cannot be used: `);
        expect(message).toContain(why);
      });
  });

  test("that is no JSON is refused where it is Helm's own, as the command does", async () => {
    await calls("{nope", files[0], async (call, path) => {
      expect((await expectCode(call, "ERR_HELM_INVALID_ARGUMENT")).message).toContain(path);
    });
    using home = tempDir({ [files[0]]: "{nope" });
    const { stderr } = await helmCommand(["pull", `${reference}:1.0.0`, "--plain-http"], { HOME: home.path });
    expect(stderr).toContain("invalid config format");
  });

  test("that is no JSON is told with a refusal where it is Docker's, which the command leaves out", async () => {
    await calls("{nope", files[1], async (call, path) => {
      expect((await expectCode(call, "ERR_HELM_REGISTRY_UNAUTHORIZED")).details.hint).toContain(path);
    });
    using home = tempDir({ [files[1]]: "{nope" });
    await using client = newHelm({ env: { HOME: home.path } });
    expect(await client.registry.tags(reference, plain)).toEqual(["1.2.0", "1.0.0"]);
  });
});

describe("the way to a registry", () => {
  test("is explained before Go's own words", async () => {
    const { description, registry } = await cluster();
    const pem = (name: string): Blob => Bun.file(join(description.dir, name));
    const tls = { cert: pem("serving.crt"), key: pem("serving.key") } as Bun.TLSOptions;
    await using server = Bun.serve({ port: 0, hostname: "127.0.0.1", tls, fetch: () => new Response("{}") });
    const secure = server.url.host;
    const account = { username: "ann", password: "s3cret" };
    const cases: [() => Promise<unknown>, said: string, hint: string][] = [
      [
        () => helm.registry.login(secure, account),
        "its certificate is not signed by an authority that this machine trusts",
        "caFile, or insecure: true",
      ],
      [
        () => helm.registry.tags(`oci://${secure}/shop`),
        "its certificate is not signed by an authority that this machine trusts",
        "insecureSkipTlsVerify: true",
      ],
      [() => helm.registry.tags(`oci://${secure}/shop`, plain), "it closed the connection", "leave plainHttp out"],
      [
        () => helm.registry.tags(`oci://${registry}/shop`),
        "the registry speaks plain HTTP, not TLS",
        "plainHttp: true",
      ],
      [() => helm.charts.pull("oci://127.0.0.1:1/shop:1.0.0"), "nothing is listening there", "host and port"],
    ];
    for (const [call, said, hint] of cases) {
      const { message, details } = await expectCode(call(), "ERR_HELM_REGISTRY_UNREACHABLE");
      expect(message).toContain(`: ${said}`);
      expect(details.hint).toContain(hint);
    }
  });

  test("is a host, without what an address has beside it", async () => {
    for (const host of ["https://example.test", "oci://example.test/charts", "example.test/charts"]) {
      const { details } = await expectCode(
        helm.registry.login(host, { password: "s3cret" }),
        "ERR_HELM_INVALID_ARGUMENT",
      );
      expect(details).toEqual({ option: "host", didYouMean: "example.test" });
    }
  });

  test("of a push ends before the chart's name", async () => {
    for (const remote of [`${place}/shop:1.2.3`, `${place}/shop@sha256:${"0".repeat(64)}`]) {
      const error = await expectCode(helm.charts.push(tgz, remote, plain), "ERR_HELM_INVALID_ARGUMENT");
      expect(error.message).toContain("leave out name and tag");
      expect(error.details).toEqual({ option: "remote", didYouMean: place });
    }
  });
});
