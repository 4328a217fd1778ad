// Servers that want to see a certificate: every verb that asks a registry or a repository, beside the command.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { Access } from "../../lab/access.ts";
import { chart, parent } from "../../lab/chart.ts";
import { cluster, newHelm } from "../../lab/client.ts";
import { byCommand, byUs } from "../../lab/dependencies.ts";
import { type TempDir, tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { helmCommand } from "../../lab/helm.ts";
import { configMap } from "../../lab/objects.ts";
import { TlsRegistry } from "../../lab/registry.ts";
import { Repository } from "../../lab/repository.ts";
import { helmSource } from "../../project/helm-source.ts";
import type { HelmErrorCode } from "../../src/index.ts";

setDefaultTimeout(120_000);

interface Server {
  certFile?: string;
  keyFile?: string;
  caFile?: string;
  insecureSkipTlsVerify?: boolean;
}

const helm = newHelm();
const hasGo = Bun.which("go") !== null;
let files: TempDir;
/** Where Helm's own tests have a certificate. */
let others: string;
let serving: Bun.TLSOptions;
/** What makes a server want a certificate. */
let asking: Bun.TLSOptions;
/** The registry of the cluster behind TLS that asks for a certificate. */
let front: TlsRegistry;
let archive: string;

const at = (name: string): string => join(files.path, name);
const ann = (): Server => ({ certFile: at("ann.crt"), keyFile: at("ann.key") });

// What is given, and whether that is enough.
const ways: [name: string, given: () => Server, enough: boolean][] = [
  ["nothing", () => ({}), false],
  ["the authority alone", () => ({ caFile: at("ca.crt") }), false],
  ["a certificate alone", ann, false],
  ["a certificate and the authority", () => ({ ...ann(), caFile: at("ca.crt") }), true],
  ["a certificate, without looking at the server's", () => ({ ...ann(), insecureSkipTlsVerify: true }), true],
];
if (hasGo) {
  const other = (): Server => ({ certFile: join(others, "crt.pem"), keyFile: join(others, "key.pem") });
  ways.push(["a certificate of another authority", () => ({ ...other(), caFile: at("ca.crt") }), false]);
}

beforeAll(async () => {
  const { registry, description } = await cluster();
  using access = await Access.make();
  const { certificate, key } = await access.certificate("ann");
  files = tempDir({ "ann.crt": certificate, "ann.key": key });
  await Bun.write(at("ca.crt"), Bun.file(description.caFile));
  if (hasGo) others = join(await helmSource(), "testdata");
  asking = { ca: Bun.file(description.caFile), requestCert: true, rejectUnauthorized: true };
  serving = {
    cert: Bun.file(join(description.dir, "serving.crt")),
    key: Bun.file(join(description.dir, "serving.key")),
  };
  front = new TlsRegistry(description.dir, registry, asking);
  using source = chart({ templates: { "a.yaml": configMap("a") } });
  archive = (await helm.charts.package(source.path, { destination: files.path })).path;
});
afterAll(async () => {
  await front[Symbol.asyncDispose]();
  files[Symbol.dispose]();
});

/** As the command takes it. */
const flags = (
  { certFile, keyFile, caFile, insecureSkipTlsVerify }: Server,
  insecure = "--insecure-skip-tls-verify",
) => [
  ...(certFile ? ["--cert-file", certFile] : []),
  ...(keyFile ? ["--key-file", keyFile] : []),
  ...(caFile ? ["--ca-file", caFile] : []),
  ...(insecureSkipTlsVerify ? [insecure] : []),
];

/** Both succeed, or both fail and bunhelm has the code. */
async function both(command: string[], operation: () => Promise<unknown>, enough: boolean, code: HelmErrorCode) {
  const { exitCode, stderr } = await helmCommand(command);
  expect({ command, exitCode, stderr: enough ? stderr : "" }).toMatchObject({ exitCode: enough ? 0 : 1 });
  if (enough) {
    await operation();
    return;
  }
  const { message } = await expectCode(operation(), code);
  expect(message).toContain("certificate");
}

describe("a registry that wants to see a certificate", () => {
  const unreachable = "ERR_HELM_REGISTRY_UNREACHABLE";

  test.each(ways)("and gets %s", async (_, given, enough) => {
    const { host } = front;
    const place = `oci://${host}/certificates-${crypto.randomUUID()}`;
    const options = given();
    const { insecureSkipTlsVerify: insecure, ...files } = options;
    await both(
      ["push", archive, place, ...flags(options)],
      () => helm.charts.push(archive, place, options),
      enough,
      unreachable,
    );
    if (!enough) await helm.charts.push(archive, place, { ...ann(), insecureSkipTlsVerify: true });
    const reference = `${place}/shop`;
    using pulled = tempDir();
    await both(
      ["pull", reference, "--destination", pulled.path, ...flags(options)],
      () => helm.charts.pull(reference, options),
      enough,
      unreachable,
    );
    await both(
      ["show", "chart", reference, ...flags(options)],
      () => helm.charts.show(reference, options),
      enough,
      unreachable,
    );
    await both(
      ["template", reference, ...flags(options)],
      () => helm.charts.template(reference, options),
      enough,
      unreachable,
    );
    const account = { username: "ann", password: "s3cret" };
    await both(
      ["registry", "login", host, "--username", "ann", "--password", "s3cret", ...flags(options, "--insecure")],
      () => helm.registry.login(host, { ...account, ...files, ...(insecure && { insecure }) }),
      enough,
      unreachable,
    );
    using source = parent([{ name: "shop", version: "^1", repository: place }]);
    const updated = await byUs(source, "update", options);
    expect(updated).toEqual(await byCommand(source, ["update", ...flags(options)]));
    expect(updated).toMatchObject({ succeeds: enough });
    // The command has no call for these.
    for (const ask of [() => helm.registry.tags(reference, options), () => helm.registry.resolve(reference, options)]) {
      if (enough) await ask();
      else expect((await expectCode(ask(), unreachable)).message).toContain("certificate");
    }
  });
});

describe("a repository that wants to see a certificate", () => {
  const unreachable = "ERR_HELM_REPOSITORY_UNREACHABLE";

  test.each(ways)("and gets %s", async (_, given, enough) => {
    await using repository = await Repository.serve(["1.0.0"], { tls: { ...serving, ...asking } });
    const options = given();
    using home = tempDir();
    const env = { HOME: home.path };
    await using client = newHelm({ env });
    const { url } = repository;
    await both(
      ["repo", "add", "theirs", url, ...flags(options)],
      () => client.repositories.add("ours", url, options),
      enough,
      unreachable,
    );
    await both(
      ["show", "chart", "shop", "--repo", url, ...flags(options)],
      () => client.charts.show("shop", { repo: url, ...options }),
      enough,
      unreachable,
    );
    if (!enough) return;
    // It is kept with the repository, for both.
    expect(await client.repositories.list()).toMatchObject([{ name: "ours", ...options }]);
    expect(await client.repositories.update()).toMatchObject([{ name: "ours" }]);
    expect((await helmCommand(["repo", "update"], env)).stdout).toContain("Successfully got an update");
    const rendered = await helmCommand(["template", "ours/shop"], env);
    expect((await client.charts.template("ours/shop")).manifest).toBe(rendered.stdout);
    using source = parent([{ name: "shop", version: "^1", repository: "@ours" }]);
    const dependencies = await byUs(source, "update", {}, client);
    expect(dependencies).toEqual(await byCommand(source, ["update"], env));
    expect(dependencies).toMatchObject({ succeeds: true });
  });
});
