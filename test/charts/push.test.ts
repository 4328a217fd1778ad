// Archives into registries: charts.push beside `helm push`.
import { beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { chart } from "../../lab/chart.ts";
import { cluster, newHelm } from "../../lab/client.ts";
import { digest, type TempDir, tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { helmCommand, pack } from "../../lab/helm.ts";
import { helmKeys } from "../../lab/keys.ts";
import { TlsRegistry } from "../../lab/registry.ts";
import type { PushOptions } from "../../src/index.ts";

setDefaultTimeout(60_000);

const helm = newHelm();
const plain = { plainHttp: true };

/** A directory with shop-1.0.0.tgz. */
async function packed(version = "1.0.0"): Promise<TempDir & { archive: string }> {
  using source = chart({ version, metadata: { description: "A shop", maintainers: [{ name: "Ann" }] } });
  const place = tempDir();
  return { ...place, archive: await pack(source, place) };
}

const fresh = (host: string): string => `oci://${host}/push-${crypto.randomUUID()}`;

describe("charts.push", () => {
  let registry: string;

  beforeAll(async () => {
    registry = (await cluster()).registry;
  });

  test("uploads what the command uploads", async () => {
    using place = await packed();
    const remote = fresh(registry);
    const theirs = await helmCommand(["push", place.archive, remote, "--plain-http"]);
    const ours = await helm.charts.push(place.archive, remote, plain);
    expect(theirs.stdout).toBe(`Pushed: ${ours.reference.replace("oci://", "")}\nDigest: ${ours.digest}\n`);
    expect(ours).toEqual({
      name: "shop",
      version: "1.0.0",
      reference: `${remote}/shop:1.0.0`,
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      archiveDigest: digest(await Bun.file(place.archive).bytes()),
      provenance: false,
    });
    const { bytes } = await helm.charts.pull(`${remote}/shop@${ours.digest}`, plain);
    expect(digest(bytes as Uint8Array)).toBe(ours.archiveDigest);
    const slash = await helm.charts.push(Bun.pathToFileURL(place.archive), `${fresh(registry)}/`, plain);
    expect(slash.digest).toBe(ours.digest);
  });

  test("takes bytes, and a version with a plus sign", async () => {
    using place = await packed("1.0.0+build.7");
    const remote = fresh(registry);
    const bytes = await Bun.file(place.archive).bytes();
    const { reference, version } = await helm.charts.push(bytes, remote, plain);
    expect({ reference, version }).toEqual({ reference: `${remote}/shop:1.0.0_build.7`, version: "1.0.0+build.7" });
    using target = tempDir();
    const flags = ["--plain-http", "--version", "1.0.0+build.7", "--destination", target.path];
    expect((await helmCommand(["pull", `${remote}/shop`, ...flags])).exitCode).toBe(0);
    expect(await Bun.file(join(target.path, "shop-1.0.0+build.7.tgz")).bytes()).toEqual(bytes);
  });

  test.skipIf(Bun.which("go") === null)("uploads the provenance file beside an archive, or the one given", async () => {
    const keys = await helmKeys();
    using source = chart();
    using place = tempDir();
    const signing = { destination: place.path, sign: true, key: "helm-test", keyring: keys.secret };
    const { path = "", provenance = "" } = await helm.charts.package(source.path, signing);
    const bytes = await Bun.file(path).bytes();
    const pushes: [Parameters<typeof helm.charts.push>[0], PushOptions][] = [
      [path, plain],
      [bytes, { ...plain, provenance }],
    ];
    for (const [archive, options] of pushes) {
      const remote = fresh(registry);
      expect((await helm.charts.push(archive, remote, options)).provenance).toBe(true);
      const flags = ["--plain-http", "--verify", "--keyring", keys.public];
      expect((await helmCommand(["pull", `${remote}/shop`, ...flags])).stdout).toContain("Chart Hash Verified");
    }
    const twice = helm.charts.push(path, fresh(registry), { ...plain, provenance });
    expect((await expectCode(twice, "ERR_HELM_INVALID_ARGUMENT")).details.option).toBe("provenance");
  });

  test("refuses what is no archive, and a place that is no registry", async () => {
    using place = await packed();
    using source = chart();
    const remote = fresh(registry);
    await expectCode(helm.charts.push(join(place.path, "nowhere.tgz"), remote, plain), "ERR_HELM_CHART_NOT_FOUND");
    await expectCode(helm.charts.push(source.path, remote, plain), "ERR_HELM_INVALID_ARGUMENT");
    await expectCode(helm.charts.push(Buffer.from("no archive"), remote, plain), "ERR_HELM_CHART_INVALID");
    for (const wrong of ["https://example.test/charts", "oci://", "charts"]) {
      const operation = helm.charts.push(place.archive, wrong, plain);
      expect((await expectCode(operation, "ERR_HELM_INVALID_ARGUMENT")).details.option).toBe("remote");
    }
    // @ts-expect-error an option that does not exist
    const misspelt = helm.charts.push(place.archive, remote, { plainHTTP: true });
    expect((await expectCode(misspelt, "ERR_HELM_INVALID_ARGUMENT")).message).toContain('"plainHttp"');
  });

  test("says that a registry is not there, or speaks no TLS", async () => {
    using place = await packed();
    const { details } = await expectCode(
      helm.charts.push(place.archive, "oci://127.0.0.1:1/charts"),
      "ERR_HELM_REGISTRY_UNREACHABLE",
    );
    expect(details.reference).toBe("oci://127.0.0.1:1/charts/shop:1.0.0");
    await expectCode(helm.charts.push(place.archive, fresh(registry)), "ERR_HELM_REGISTRY_UNREACHABLE");
  });

  test("is given up when the call is cancelled", async () => {
    using place = await packed();
    const arrived = Promise.withResolvers<void>();
    await using silent = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch() {
        arrived.resolve();
        return new Promise<Response>(() => {});
      },
    });
    const operation = helm.charts.push(place.archive, `oci://${silent.url.host}/charts`, plain);
    await arrived.promise;
    operation.cancel(new Error("enough"));
    await expectCode(operation, "ERR_HELM_ABORTED");
  });
});

describe("an account", () => {
  test("comes from the call, from a login of Helm or from Docker's configuration, and appears in no error", async () => {
    const { host, username, password } = (await cluster()).registryAuth;
    using place = await packed();
    const auth = Buffer.from(`${username}:${password}`).toString("base64");
    const login = JSON.stringify({ auths: { [host]: { auth } } });
    using helmHome = tempDir({ ".config/helm/registry/config.json": login });
    using dockerHome = tempDir({ ".docker/config.json": login });
    for (const HOME of [helmHome.path, dockerHome.path]) {
      await using client = newHelm({ env: { HOME } });
      expect((await client.charts.push(place.archive, fresh(host), plain)).name).toBe("shop");
    }
    const call = { ...plain, username, password };
    expect((await helm.charts.push(place.archive, fresh(host), call)).name).toBe("shop");
    for (const wrong of [plain, { ...call, password: "wr0ng" }]) {
      const error = await expectCode(
        helm.charts.push(place.archive, fresh(host), wrong),
        "ERR_HELM_REGISTRY_UNAUTHORIZED",
      );
      expect(JSON.stringify([error, error.message, error.stack, String(error.cause)])).not.toContain("wr0ng");
    }
  });
});

describe("TLS", () => {
  test("is trusted with caFile, or with insecureSkipTlsVerify", async () => {
    const { registry, description } = await cluster();
    await using front = new TlsRegistry(description.dir, registry);
    using place = await packed();
    const remote = fresh(front.host);
    const error = await expectCode(helm.charts.push(place.archive, remote), "ERR_HELM_REGISTRY_UNREACHABLE");
    expect(error.message).toContain("certificate");
    for (const options of [{ caFile: description.caFile }, { insecureSkipTlsVerify: true }])
      expect((await helm.charts.push(place.archive, remote, options)).name).toBe("shop");
  });
});
