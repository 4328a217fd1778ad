// What was fetched: its address, its digests, and the event that tells of it.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { chart, parent } from "../../lab/chart.ts";
import { cluster, newHelm } from "../../lab/client.ts";
import { digest, tempDir } from "../../lab/directory.ts";
import { pack } from "../../lab/helm.ts";
import { Repository } from "../../lab/repository.ts";
import type { HelmEvent, Operation } from "../../src/index.ts";

setDefaultTimeout(60_000);

const helm = newHelm();
const plain = { plainHttp: true };

/** A registry's place with the chart "shop" in some versions, and where each was pushed. */
async function pushed(...versions: string[]) {
  const { registry } = await cluster();
  const remote = `oci://${registry}/downloads-${crypto.randomUUID()}`;
  const charts = [];
  for (const version of versions) {
    using source = chart({ version });
    using place = tempDir();
    charts.push(await helm.charts.push(await pack(source, place), remote, plain));
  }
  return { remote, charts };
}

type Download = Omit<Extract<HelmEvent, { type: "download" }>, "at" | "type">;

/** Its download events, without their times. */
async function downloads(operation: Operation<unknown>): Promise<Download[]> {
  const found: Download[] = [];
  for await (const event of operation)
    if (event.type === "download") {
      const { at: _, type: __, ...rest } = event;
      found.push(rest);
    }
  return found;
}

describe("a chart of a registry", () => {
  test("has the digests that its push has told, however it is named", async () => {
    const { remote, charts } = await pushed("1.0.0", "1.1.0");
    const [, { digest, archiveDigest, reference }] = charts as [(typeof charts)[0], (typeof charts)[0]];
    const same = { digest, archiveDigest };
    expect(digest).not.toBe(archiveDigest);
    for (const [name, version] of [
      ["shop:1.1.0", undefined],
      ["shop", "^1"],
      [`shop@${digest}`, undefined],
    ] as const) {
      const options = { ...plain, version };
      expect(await helm.charts.pull(`${remote}/${name}`, options)).toMatchObject({ ...same, version: "1.1.0" });
      expect(await helm.registry.resolve(`${remote}/${name}`, options)).toMatchObject({ ...same, version: "1.1.0" });
      using loaded = await helm.charts.load(`${remote}/${name}`, options);
      expect(loaded).toMatchObject(same);
    }
    expect((await helm.charts.pull(`${remote}/shop`, plain)).url).toBe(reference);
  });

  test("whose version has a plus sign can be pulled again from where it was pulled or pushed", async () => {
    const { remote, charts } = await pushed("1.0.0+build.7");
    const reference = charts[0]?.reference ?? "";
    expect(reference).toBe(`${remote}/shop:1.0.0_build.7`);
    const { url, digest } = await helm.charts.pull(`${remote}/shop`, plain);
    expect(url).toBe(reference);
    for (const again of [url, `${remote}/shop:1.0.0+build.7`]) {
      const same = { url, digest, version: "1.0.0+build.7" };
      expect(await helm.charts.pull(again, plain)).toMatchObject(same);
      expect(await helm.charts.pull(again, { ...plain, version: "1.0.0+build.7" })).toMatchObject(same);
      const resolved = await helm.registry.resolve(again, { ...plain, version: "1.0.0+build.7" });
      expect(resolved).toMatchObject({ reference, digest, version: "1.0.0+build.7" });
    }
    using place = tempDir();
    const { path } = await helm.charts.pull(url, { ...plain, destination: place.path });
    expect(path).toBe(join(place.path, "shop-1.0.0+build.7.tgz"));
  });
});

test("a chart of a repository has one digest, which search tells in the same form", async () => {
  await using repository = await Repository.serve();
  await using client = newHelm({ home: "memory" });
  await client.repositories.add("acme", repository.url);
  const archiveDigest = digest(await Bun.file(repository.file("shop-1.0.0.tgz")).bytes());
  const pulled = await client.charts.pull("acme/shop");
  expect(pulled).toMatchObject({ digest: archiveDigest, archiveDigest });
  expect(await client.repositories.search("shop")).toMatchObject([{ digest: archiveDigest }]);
});

describe("a download event", () => {
  test("tells what a range has come to mean, for all that take a chart from a registry", async () => {
    const { remote, charts } = await pushed("1.0.0", "1.1.0", "2.0.0");
    const [, one] = charts as [(typeof charts)[0], (typeof charts)[0]];
    const { digest, archiveDigest, reference } = one;
    const told = {
      ...{ url: reference, name: "shop", version: "1.1.0", digest, archiveDigest },
      ...{ size: expect.any(Number) as number, from: "server" as const },
    };
    const options = { ...plain, version: "^1" };
    await using client = newHelm({ kubeconfig: (await cluster()).kubeconfig, driver: "memory" });
    for (const operation of [
      () => client.charts.pull(`${remote}/shop`, options),
      () => client.charts.load(`${remote}/shop`, options),
      () => client.charts.template(`${remote}/shop`, options),
      () => client.releases.install("shop", `${remote}/shop`, { ...options, dryRun: "client" }),
    ])
      expect(await downloads(operation())).toEqual([told]);
  });

  test("tells of a repository's index, of its charts, and of what the cache had", async () => {
    await using repository = await Repository.serve(["1.0.0", "1.2.0"]);
    using home = tempDir();
    await using client = newHelm({ env: { HOME: home.path } });
    const file = Bun.file(repository.file("shop-1.2.0.tgz"));
    const sum = digest(await file.bytes());
    const size = Bun.file(repository.file("index.yaml")).size;
    const index: Download = { url: `${repository.url}/index.yaml`, size, from: "server" };
    const shop: Download = {
      ...{ url: `${repository.url}/shop-1.2.0.tgz`, name: "shop", version: "1.2.0", digest: sum, archiveDigest: sum },
      ...{ size: file.size, from: "server" },
    };
    expect(await downloads(client.repositories.add("acme", repository.url))).toEqual([index]);
    expect(await downloads(client.repositories.update())).toEqual([index]);
    using source = parent([{ name: "shop", version: "^1", repository: repository.url }]);
    expect(await downloads(client.charts.dependencies.update(source.path))).toEqual([index, shop]);
    const cached: Download = { ...shop, from: "cache" };
    expect(await downloads(client.charts.pull("acme/shop"))).toEqual([cached]);
    expect(await downloads(client.charts.pull("shop", { repo: repository.url }))).toEqual([index, cached]);
  });

  test("does not come for what is on this machine", async () => {
    using source = chart();
    using place = tempDir();
    const archive = await pack(source, place);
    using loaded = await helm.charts.load(archive);
    for (const here of [source.path, archive, Bun.file(archive), loaded])
      expect(await downloads(helm.charts.template(here))).toEqual([]);
  });
});
