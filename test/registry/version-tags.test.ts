// Tags of a registry that are versions with a "v" before them, as git has them: Helm knows them by their full names alone.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart, lockOf, parent } from "../../lab/chart.ts";
import { newHelm } from "../../lab/client.ts";
import { tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { helmCommand } from "../../lab/helm.ts";
import { layer, manifest, manifestAnswer, server, sha256 } from "../limits/endless.ts";

setDefaultTimeout(60_000);

const helm = newHelm();
const plainHttp = true;

/** A registry with the chart "shop" under these tags, each of the version that its tag says. */
async function registry(...tags: string[]) {
  const blobs = new Map<string, Uint8Array<ArrayBuffer>>();
  const manifests = new Map<string, string>();
  for (const tag of tags) {
    const version = tag.replace("_", "+");
    using source = chart({ version });
    const { bytes } = await helm.charts.package(source.path);
    if (bytes === undefined) throw new Error("no bytes");
    const config = new TextEncoder().encode(JSON.stringify({ apiVersion: "v2", name: "shop", version }));
    for (const blob of [bytes, config]) blobs.set(sha256(blob), blob);
    const text = manifest(layer.config(config.length, sha256(config)), layer.chart(bytes.length, sha256(bytes)));
    manifests.set(tag, text).set(sha256(text), text);
  }
  const site = server((path, request) => {
    const last = decodeURIComponent(path.slice(path.lastIndexOf("/") + 1));
    if (path.endsWith("/tags/list")) return Response.json({ tags });
    if (blobs.has(last)) return new Response(blobs.get(last));
    const found = manifests.get(last);
    return found === undefined ? undefined : manifestAnswer(found, request);
  });
  const reference = `oci://${site.host}/charts/shop`;
  const version = async (wanted?: string): Promise<string> =>
    (await helm.charts.pull(reference, { plainHttp, ...(wanted !== undefined && { version: wanted }) })).version;
  return { ...site, reference, version };
}

describe("a version is found", () => {
  test.each([
    ["2.0.0", "v2.0.0"],
    ["v2.0.0", "v2.0.0"],
    ["^2", "v2.1.0"],
    ["~2.0", "v2.0.0"],
    ["v1.0.0", "1.0.0"],
    ["1.2.0+build.7", "1.2.0+build.7"],
    ["3.0.0+a", "v3.0.0+a"],
  ])("as %s under the tag of %s", async (wanted, found) => {
    await using site = await registry("1.0.0", "1.2.0_build.7", "v2.0.0", "v2.1.0", "v3.0.0_a");
    expect(await site.version(wanted)).toBe(found);
    const { version = found, reference } = await helm.registry.resolve(site.reference, { version: wanted, plainHttp });
    expect(version).toBe(found);
    expect(reference).toEndWith(`:${found.replace("+", "_")}`);
  });

  test("as the newest where all tags have one", async () => {
    await using site = await registry("v1.0.0", "v1.10.0", "v1.9.0");
    expect(await site.version()).toBe("v1.10.0");
    expect(await helm.registry.tags(site.reference, { plainHttp })).toEqual(["v1.10.0", "v1.9.0", "v1.0.0"]);
  });

  test("for a dependency", async () => {
    await using site = await registry("v2.0.0", "v2.1.0");
    for (const version of ["^2", "2.1.0"]) {
      const repository = site.reference.replace(/\/shop$/, "");
      using source = parent([{ name: "shop", version, repository }]);
      await helm.charts.dependencies.update(source.path, { plainHttp });
      expect(await lockOf(source.path)).toMatch(/version: v?2\.1\.0\n/);
    }
  });
});

test("what the command chooses goes before a tag with a v", async () => {
  await using site = await registry("1.0.0", "1.1.0", "v1.2.0", "v2.0.0");
  for (const wanted of [undefined, "^1", ">=1", "1.0.0", "v2.0.0"]) {
    const words = ["show", "chart", site.reference, "--plain-http", ...(wanted ? ["--version", wanted] : [])];
    const { stdout, exitCode } = await helmCommand(words);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`version: ${await site.version(wanted)}\n`);
  }
  expect(await helm.registry.tags(site.reference, { plainHttp })).toEqual(["v2.0.0", "v1.2.0", "1.1.0", "1.0.0"]);
});

test("a version that is there under no tag is missed, with those there are", async () => {
  await using site = await registry("1.0.0", "v2.0.0");
  const { details } = await expectCode(site.version("3.0.0"), "ERR_HELM_CHART_NOT_FOUND");
  expect(details).toMatchObject({ version: "3.0.0", versions: ["v2.0.0", "1.0.0"] });
  await expectCode(helm.charts.pull(`${site.reference}:2.0.0`, { plainHttp }), "ERR_HELM_CHART_NOT_FOUND");
  using place = tempDir();
  await expectCode(
    helm.charts.pull(site.reference, { plainHttp, version: "^3", destination: place.path }),
    "ERR_HELM_CHART_NOT_FOUND",
  );
});
