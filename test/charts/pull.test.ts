// Archives from repositories, URLs and registries: charts.pull beside `helm pull`.
import { beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { chart } from "../../lab/chart.ts";
import { cluster, newHelm } from "../../lab/client.ts";
import { contents, digest, type TempDir, tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { helmCommand } from "../../lab/helm.ts";
import { helmKeys, type Keys } from "../../lab/keys.ts";
import { Repository } from "../../lab/repository.ts";
import type { PullOptions } from "../../src/index.ts";

setDefaultTimeout(60_000);

const helm = newHelm();

/** Pulls with the command and with the library, into a directory each; what is in them must be equal. */
async function both(reference: string, flags: string[], options: PullOptions, env = {}): Promise<string[]> {
  using theirs = tempDir();
  using ours = tempDir();
  await using client = newHelm({ env });
  const { exitCode } = await helmCommand(["pull", reference, "--destination", theirs.path, ...flags], env);
  const succeeds = await client.charts.pull(reference, { destination: ours.path, ...options }).then(
    () => true,
    () => false,
  );
  expect({ reference, options, succeeds, files: contents(ours.path) }).toEqual({
    reference,
    options,
    succeeds: exitCode === 0,
    files: contents(theirs.path),
  });
  return Object.keys(contents(ours.path));
}

describe("charts.pull", () => {
  test("writes the file that the command writes, from a repository", async () => {
    await using repository = await Repository.serve(["1.0.0", "1.2.0", "2.0.0-rc.1"]);
    const repo = repository.url;
    using home = tempDir();
    const env = { HOME: home.path };
    await helmCommand(["repo", "add", "mine", repo], env);
    const added = (flags: string[], options: PullOptions): Promise<string[]> => both("mine/shop", flags, options, env);
    expect(await added([], {})).toEqual(["shop-1.2.0.tgz"]);
    expect(await added(["--version", "~1.0"], { version: "~1.0" })).toEqual(["shop-1.0.0.tgz"]);
    expect(await added(["--devel"], { devel: true })).toEqual(["shop-2.0.0-rc.1.tgz"]);
    expect(await added(["--version", "9"], { version: "9" })).toEqual([]);
    expect(await both("shop", ["--repo", repo], { repo })).toEqual(["shop-1.2.0.tgz"]);
    expect(await both(`${repo}/shop-1.0.0.tgz`, [], {})).toEqual(["shop-1.0.0.tgz"]);
    expect(await both("theirs/shop", [], {}, env)).toEqual([]);
  });

  test("writes the file that the command writes, from a registry", async () => {
    const { registry } = await cluster();
    await using repository = await Repository.serve(["1.0.0", "1.2.0+build.7"]);
    const place = `oci://${registry}/pull-${crypto.randomUUID()}`;
    for (const version of ["1.0.0", "1.2.0+build.7"])
      await helm.charts.push(repository.file(`shop-${version}.tgz`), place, { plainHttp: true });
    const { digest } = await helm.charts.push(repository.file("shop-1.0.0.tgz"), place, { plainHttp: true });
    const pulled = (name: string, version?: string): Promise<string[]> =>
      both(`${place}/${name}`, ["--plain-http", ...(version ? ["--version", version] : [])], {
        plainHttp: true,
        version,
      });
    expect(await pulled("shop:1.0.0")).toEqual(["shop-1.0.0.tgz"]);
    expect(await pulled("shop", "^1")).toEqual(["shop-1.2.0+build.7.tgz"]);
    expect(await pulled("shop", "1.2.0+build.7")).toEqual(["shop-1.2.0+build.7.tgz"]);
    expect(await pulled("shop", "~1.0")).toEqual(["shop-1.0.0.tgz"]);
    expect(await pulled(`shop@${digest}`)).toEqual([`shop@sha256-${digest.slice(7)}.tgz`]);
    expect(await pulled("cart")).toEqual([]);
  });

  test("gives the bytes, and touches no disk, without a destination", async () => {
    await using repository = await Repository.serve();
    const pulled = await helm.charts.pull("shop", { repo: repository.url });
    const file = await Bun.file(repository.file("shop-1.0.0.tgz")).bytes();
    expect(pulled).toEqual({
      name: "shop",
      version: "1.0.0",
      url: `${repository.url}/shop-1.0.0.tgz`,
      digest: digest(file),
      archiveDigest: digest(file),
      bytes: file,
    });
    const { manifest } = await helm.charts.template(pulled.bytes);
    expect(manifest).toContain('"version":"1.0.0"');
    expect((await helm.charts.pull(new URL(`${repository.url}/shop-1.0.0.tgz`))).digest).toBe(pulled.digest);
  });

  test("unpacks what the command unpacks", async () => {
    await using repository = await Repository.serve();
    using home = tempDir();
    const env = { HOME: home.path };
    await helmCommand(["repo", "add", "mine", repository.url], env);
    const files = ["shop/", "shop/Chart.yaml", "shop/templates/", "shop/templates/version.yaml", "shop/values.yaml"];
    expect(await both("mine/shop", ["--untar"], { untar: true }, env)).toEqual(files.sort());
    const below = await both("mine/shop", ["--untar", "--untardir", "a/b"], { untar: true, untarDir: "a/b" }, env);
    expect(below).toContain("a/b/shop/Chart.yaml");
    using place = tempDir({ "shop/already": "here" });
    await using client = newHelm({ env });
    const { details } = await expectCode(
      client.charts.pull("mine/shop", { destination: place.path, untar: true }),
      "ERR_HELM_INVALID_ARGUMENT",
    );
    expect(details.option).toBe("destination");
    expect(Object.keys(contents(place.path))).toEqual(["shop/", "shop/already"]);
    const { path } = await client.charts.pull("mine/shop", { untar: true, untarDir: join(place.path, "new") });
    expect(path).toBe(join(place.path, "new/shop"));
    expect(readdirSync(join(place.path, "new"))).toEqual(["shop"]);
    const alone = client.charts.pull("mine/shop", { untarDir: place.path });
    expect((await expectCode(alone, "ERR_HELM_INVALID_ARGUMENT")).details.option).toBe("untarDir");
  });

  test("refuses a destination where it cannot write, and paths", async () => {
    await using repository = await Repository.serve();
    using place = tempDir({ file: "" });
    for (const destination of ["file", "nowhere"]) {
      const operation = helm.charts.pull("shop", { repo: repository.url, destination: join(place.path, destination) });
      expect((await expectCode(operation, "ERR_HELM_INVALID_ARGUMENT")).details.option).toBe("destination");
    }
    expect(readdirSync(place.path)).toEqual(["file"]);
    using source = chart();
    await expectCode(helm.charts.pull(source.path), "ERR_HELM_CHART_NOT_FOUND");
    // @ts-expect-error an option that does not exist
    const misspelt = helm.charts.pull("shop", { untra: true });
    expect((await expectCode(misspelt, "ERR_HELM_INVALID_ARGUMENT")).message).toContain('"untar"');
  });

  test("many times at once into one directory gives one whole file", async () => {
    await using repository = await Repository.serve();
    using place = tempDir();
    using home = tempDir();
    await using client = newHelm({ env: { HOME: home.path } });
    const options = { repo: repository.url, destination: place.path };
    const pulls = Array.from({ length: 16 }, () => client.charts.pull("shop", options));
    const digests = new Set((await Promise.all(pulls)).map(({ digest }) => digest));
    expect(contents(place.path)).toEqual({ "shop-1.0.0.tgz": [...digests].join() });
    using unpacked = tempDir();
    const races = Array.from({ length: 8 }, () =>
      client.charts.pull("shop", { repo: repository.url, destination: unpacked.path, untar: true }),
    );
    const ended = await Promise.allSettled(races);
    expect(ended.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(readdirSync(unpacked.path)).toEqual(["shop"]);
  });

  test("works without a home", async () => {
    await using repository = await Repository.serve();
    await using client = newHelm({ env: {} });
    using place = tempDir();
    await client.charts.pull("shop", { repo: repository.url, destination: place.path });
    expect(readdirSync(place.path)).toEqual(["shop-1.0.0.tgz"]);
  });
});

describe.skipIf(Bun.which("go") === null)("provenance", () => {
  let keys: Keys;

  beforeAll(async () => {
    keys = await helmKeys();
  });

  /** Serves a signed archive. */
  async function signed(): Promise<{ repository: Repository; place: TempDir }> {
    const repository = await Repository.serve();
    const place = tempDir();
    using source = chart({ name: "signed" });
    await helm.charts.package(source.path, {
      destination: place.path,
      sign: true,
      key: "helm-test",
      keyring: keys.secret,
    });
    repository.behaviour = (_, path) => {
      const file = Bun.file(join(place.path, path));
      return existsSync(join(place.path, path)) ? new Response(file) : undefined;
    };
    return { repository, place };
  }

  /** The reference of the signed archive in a registry, to which it goes with its provenance file. */
  async function pushed(place: TempDir): Promise<string> {
    const remote = `oci://${(await cluster()).registry}/signed-${crypto.randomUUID()}`;
    return (await helm.charts.push(join(place.path, "signed-1.0.0.tgz"), remote, { plainHttp: true })).reference;
  }

  test("comes along with prov and with verify, as with the command", async () => {
    const { repository, place } = await signed();
    await using _ = repository;
    using __ = place;
    const keyring = ["--keyring", keys.public];
    for (const reference of [`${repository.url}/signed-1.0.0.tgz`, await pushed(place)]) {
      const plain = { plainHttp: true };
      const files = await both(reference, ["--prov", "--plain-http"], { prov: true, ...plain });
      expect(files).toEqual(["signed-1.0.0.tgz", "signed-1.0.0.tgz.prov"]);
      const verified = { verify: true, keyring: keys.public, ...plain };
      expect(await both(reference, ["--verify", "--plain-http", ...keyring], verified)).toEqual(files);
      const { provenance } = await helm.charts.pull(reference, { prov: true, ...plain });
      expect(provenance).toBe(await Bun.file(join(place.path, "signed-1.0.0.tgz.prov")).text());
    }
  });

  test("says by whom it was signed, as the command does", async () => {
    const { repository, place } = await signed();
    await using _ = repository;
    using __ = place;
    for (const reference of [`${repository.url}/signed-1.0.0.tgz`, await pushed(place)]) {
      using target = tempDir();
      const flags = ["--verify", "--keyring", keys.public, "--plain-http", "--destination", target.path];
      const { stdout } = await helmCommand(["pull", reference, ...flags]);
      const plain = { plainHttp: true };
      const { verification } = await helm.charts.pull(reference, { verify: true, keyring: keys.public, ...plain });
      const { signedBy = [], fingerprint, digest } = verification ?? {};
      const lines = [
        ...signedBy.map((name) => `Signed by: ${name}`),
        `Using Key With Fingerprint: ${fingerprint}`,
        `Chart Hash Verified: ${digest}`,
      ];
      expect(stdout).toContain(`${lines.join("\n")}\n`);
      expect((await helm.charts.pull(reference, { prov: true, ...plain })).verification).toBeUndefined();
    }
  });

  test("is fetched again where the one in Helm's cache does not hold: a chart may be signed anew", async () => {
    const { repository, place } = await signed();
    await using _ = repository;
    using __ = place;
    await helmCommand(["repo", "index", place.path]);
    using home = tempDir();
    const env = { HOME: home.path };
    await using client = newHelm({ env });
    await client.repositories.add("mine", repository.url);
    const file = Bun.file(join(place.path, "signed-1.0.0.tgz.prov"));
    const text = await file.text();
    await Bun.write(file, text.replace("name: signed", "name: forged"));
    const flags = ["--verify", "--keyring", keys.public];
    expect((await helmCommand(["template", "mine/signed", ...flags], env)).exitCode).toBe(1);
    const options = { verify: true, keyring: keys.public };
    await expectCode(client.charts.pull("mine/signed", options), "ERR_HELM_VERIFICATION_FAILED");
    await Bun.write(file, text);
    expect((await client.charts.pull("mine/signed", options)).verification).toBeDefined();
  });

  test("is asked for beside the archive, whatever the characters of its address", async () => {
    const { repository, place } = await signed();
    await using _ = repository;
    using __ = place;
    const asked: string[] = [];
    await using server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: ({ url }) => {
        asked.push(new URL(url).pathname);
        return new Response(Bun.file(join(place.path, url.slice(url.lastIndexOf("/")))));
      },
    });
    await helm.charts.pull(`${server.url}shelves%2Fbooks/signed-1.0.0.tgz`, { verify: true, keyring: keys.public });
    expect(asked).toEqual(["/shelves%2Fbooks/signed-1.0.0.tgz", "/shelves%2Fbooks/signed-1.0.0.tgz.prov"]);
  });

  test("is checked with the newer keyring where no older one is there", async () => {
    const { repository, place } = await signed();
    await using _ = repository;
    using __ = place;
    using home = tempDir({ ".gnupg/other": "" });
    await Bun.write(join(home.path, ".gnupg/pubring.kbx"), Bun.file(keys.public.replace(/pub$/, "kbx")));
    const env = { HOME: home.path };
    const files = await both(`${repository.url}/signed-1.0.0.tgz`, ["--verify"], { verify: true }, env);
    expect(files).toHaveLength(2);
  });

  test("may be missing with prov, with a warning, and not with verify", async () => {
    await using repository = await Repository.serve();
    const reference = `${repository.url}/shop-1.0.0.tgz`;
    expect(await both(reference, ["--prov"], { prov: true })).toEqual(["shop-1.0.0.tgz"]);
    const warnings: string[] = [];
    const { provenance } = await helm.charts.pull(reference, {
      prov: true,
      onEvent: (event) => event.type === "log" && warnings.push(event.message),
    });
    expect(provenance).toBeUndefined();
    expect(warnings.join()).toContain("no provenance file");
    using place = tempDir();
    const verified = helm.charts.pull(reference, { verify: true, keyring: keys.public, destination: place.path });
    await expectCode(verified, "ERR_HELM_VERIFICATION_FAILED");
    expect(readdirSync(place.path)).toEqual([]);
  });

  test("that does not hold leaves no file", async () => {
    const { repository, place } = await signed();
    await using _ = repository;
    using __ = place;
    const prov = join(place.path, "signed-1.0.0.tgz.prov");
    await Bun.write(prov, (await Bun.file(prov).text()).replace("signed-1.0.0.tgz: sha256:", "$&0"));
    using target = tempDir();
    const operation = helm.charts.pull(`${repository.url}/signed-1.0.0.tgz`, {
      verify: true,
      keyring: keys.public,
      destination: target.path,
    });
    await expectCode(operation, "ERR_HELM_VERIFICATION_FAILED");
    expect(readdirSync(target.path)).toEqual([]);
  });
});
