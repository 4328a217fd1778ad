// Whom a chart's server and a chart's signature are trusted by.
import { beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { Access } from "../../lab/access.ts";
import { cluster, newHelm } from "../../lab/client.ts";
import { type TempDir, tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { helmCommand } from "../../lab/helm.ts";
import { Repository } from "../../lab/repository.ts";
import { helmSource } from "../../project/helm-source.ts";
import { root } from "../../project/project.ts";

setDefaultTimeout(60_000);

const helm = newHelm();

describe("a repository behind TLS", () => {
  let caFile: string;
  let tls: Bun.TLSOptions;

  beforeAll(async () => {
    const { dir, caFile: ca } = (await cluster()).description;
    caFile = ca;
    tls = { cert: Bun.file(join(dir, "serving.crt")), key: Bun.file(join(dir, "serving.key")) };
  });

  test("is refused when nobody vouches for it, with the reason", async () => {
    await using repository = await Repository.serve(["1.0.0"], { tls });
    const operation = helm.charts.template("shop", { repo: repository.url });
    expect((await expectCode(operation, "ERR_HELM_REPOSITORY_UNREACHABLE")).message).toContain("certificate");
  });

  test("is trusted with caFile, or with insecureSkipTlsVerify", async () => {
    await using repository = await Repository.serve(["1.0.0"], { tls });
    for (const options of [{ caFile }, { insecureSkipTlsVerify: true }]) {
      const { manifest } = await helm.charts.template("shop", { repo: repository.url, ...options });
      expect(manifest).toContain("1.0.0");
    }
  });

  test("sees the certificate of certFile and keyFile", async () => {
    using access = await Access.make();
    const { certificate, key } = await access.certificate("ann");
    using files = tempDir({ "ann.crt": certificate, "ann.key": key });
    const asking = { ...tls, ca: Bun.file(caFile), requestCert: true, rejectUnauthorized: true };
    await using repository = await Repository.serve(["1.0.0"], { tls: asking });
    const options = { repo: repository.url, caFile };
    await expectCode(helm.charts.template("shop", options), "ERR_HELM_REPOSITORY_UNREACHABLE");
    const pair = { certFile: join(files.path, "ann.crt"), keyFile: join(files.path, "ann.key") };
    expect((await helm.charts.template("shop", { ...options, ...pair })).manifest).toContain("1.0.0");
  });

  test.each([
    ["caFile", { caFile: "/nowhere/ca.crt" }],
    ["caFile", { caFile: join(root, "README.md") }],
    ["certFile", { certFile: "/nowhere/a.crt" }],
    ["certFile", { certFile: "/nowhere/a.crt", keyFile: "/nowhere/a.key" }],
  ])("is not asked when %s cannot be used", async (option, options) => {
    await using repository = await Repository.serve();
    const operation = helm.charts.template("shop", { repo: repository.url, ...options });
    expect((await expectCode(operation, "ERR_HELM_INVALID_ARGUMENT")).details.option).toBe(option);
    expect(repository.asked).toEqual([]);
  });
});

describe("verify", () => {
  let testdata: string;
  let signed: string;
  let keyring: string;

  beforeAll(async () => {
    testdata = join(await helmSource(), "pkg/cmd/testdata");
    signed = join(testdata, "testcharts/signtest-0.1.0.tgz");
    keyring = join(testdata, "helm-test-key.pub");
  });

  /** The signed archive and its provenance file, to be changed. */
  function copies(): TempDir {
    const place = tempDir();
    for (const end of ["", ".prov"]) copyFileSync(signed + end, join(place.path, `signtest-0.1.0.tgz${end}`));
    return place;
  }

  test("takes an archive that its provenance file vouches for, from a path and from a server", async () => {
    expect((await helm.charts.template(signed, { verify: true, keyring })).manifest).toContain("kind: Pod");
    await using server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: (request) => new Response(Bun.file(join(testdata, "testcharts", new URL(request.url).pathname))),
    });
    const { manifest } = await helm.charts.template(`${server.url}signtest-0.1.0.tgz`, { verify: true, keyring });
    expect(manifest).toContain("kind: Pod");
  });

  test("takes one from a registry, with the provenance that was pushed with it", async () => {
    const place = `oci://${(await cluster()).registry}/signed-${crypto.randomUUID()}`;
    expect((await helmCommand(["push", signed, place, "--plain-http"])).exitCode).toBe(0);
    const options = { verify: true, keyring, plainHttp: true };
    expect((await helm.charts.template(`${place}/signtest`, options)).manifest).toContain("kind: Pod");
  });

  test("refuses one from a registry without provenance", async () => {
    const place = `oci://${(await cluster()).registry}/unsigned-${crypto.randomUUID()}`;
    await using repository = await Repository.serve();
    expect((await helmCommand(["push", repository.file("shop-1.0.0.tgz"), place, "--plain-http"])).exitCode).toBe(0);
    const operation = helm.charts.template(`${place}/shop`, { verify: true, keyring, plainHttp: true });
    expect((await expectCode(operation, "ERR_HELM_VERIFICATION_FAILED")).message).toContain("provenance");
  });

  test("refuses an archive that was changed", async () => {
    using place = copies();
    const file = join(place.path, "signtest-0.1.0.tgz");
    await Bun.write(file, Buffer.concat([await Bun.file(file).bytes(), Buffer.from("more")]));
    const operation = helm.charts.template(file, { verify: true, keyring });
    expect((await expectCode(operation, "ERR_HELM_VERIFICATION_FAILED")).message).toContain(
      "sha256 sum does not match",
    );
  });

  test("refuses a signature by nobody of the keyring, a missing one, and a directory", async () => {
    using place = copies();
    await Bun.write(join(place.path, "empty.pub"), "");
    const empty = { verify: true, keyring: join(place.path, "empty.pub") };
    await expectCode(helm.charts.template(signed, empty), "ERR_HELM_VERIFICATION_FAILED");
    await Bun.file(join(place.path, "signtest-0.1.0.tgz.prov")).delete();
    const unsigned = helm.charts.template(join(place.path, "signtest-0.1.0.tgz"), { verify: true, keyring });
    expect((await expectCode(unsigned, "ERR_HELM_VERIFICATION_FAILED")).message).toContain("provenance");
    const directory = helm.charts.template(join(testdata, "testcharts/signtest"), { verify: true, keyring });
    await expectCode(directory, "ERR_HELM_VERIFICATION_FAILED");
  });

  test("is INVALID_ARGUMENT without a keyring", async () => {
    const operation = helm.charts.template(signed, { verify: true, keyring: "/nowhere/pubring.gpg" });
    expect((await expectCode(operation, "ERR_HELM_INVALID_ARGUMENT")).details.option).toBe("keyring");
  });
});

describe("a digest in an index", () => {
  test.each(["abcd", `sha512:${"ab".repeat(64)}`, "none"])(
    "that is none of SHA-256 is not passed over for a repository that was added, as by the command: %s",
    async (digest) => {
      await using repository = await Repository.serve();
      const index = Bun.file(repository.file("index.yaml"));
      await Bun.write(index, (await index.text()).replace(/digest: .*/, `digest: ${digest}`));
      using home = tempDir();
      const env = { HOME: home.path };
      await helmCommand(["repo", "add", "mine", repository.url], env);
      await using client = newHelm({ env });
      expect((await helmCommand(["template", "mine/shop"], env)).exitCode).toBe(1);
      await expectCode(client.charts.template("mine/shop"), "ERR_HELM_VERIFICATION_FAILED");
      const repo = ["template", "shop", "--repo", repository.url];
      expect((await helmCommand(repo, env)).exitCode).toBe(0);
      await client.charts.template("shop", { repo: repository.url });
    },
  );
});
