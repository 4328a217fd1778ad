// Records in memory that begin with given releases, so that a test can start from any state.
import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chart } from "../../lab/chart.ts";
import { type TempDir, tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap } from "../../lab/objects.ts";
import type { MemoryDriverData, StoredRelease } from "../../src/index.ts";

setDefaultTimeout(60_000);

const shop: TempDir = chart({ templates: { "a.yaml": configMap("a", { text: "{{ .Values.text }}" }) } });
const files: TempDir = tempDir({
  "two.yaml": `
- name: shop
  namespace: far
  version: 1
  info: {status: superseded, description: Install complete, last_deployed: "2026-01-02T03:04:05Z"}
  chart: {metadata: {name: shop, version: 1.2.3, appVersion: "9"}}
- name: shop
  namespace: far
  version: 2
  info: {status: deployed, last_deployed: "2026-02-03T04:05:06Z"}
  chart: {metadata: {name: shop, version: 1.2.4}}
`,
  "one.json": JSON.stringify([{ name: "web" }]),
});
afterAll(() => {
  shop[Symbol.dispose]();
  files[Symbol.dispose]();
});

const path = (name: string): string => join(files.path, name);

describe("a client with the memory driver", () => {
  test.concurrent("begins with the releases it is given", async () => {
    await using fixture = await Fixture.make();
    const stuck: StoredRelease = {
      name: "shop",
      namespace: fixture.namespace,
      version: 3,
      info: { status: "pending-upgrade", last_deployed: "2026-01-02T03:04:05Z", notes: "Hello." },
      chart: { metadata: { name: "shop", version: "1.0.0" } },
      config: { text: "one" },
      labels: { team: "blue" },
    };
    const { releases } = fixture.client({ driver: "memory", memoryDriverData: [stuck] });
    expect(await releases.list()).toMatchObject([
      { name: "shop", revision: 3, status: "pending-upgrade", labels: { team: "blue" } },
    ]);
    expect(await releases.get("shop")).toMatchObject({ notes: "Hello.", config: { text: "one" } });
    const error = await expectCode(releases.upgrade("shop", shop.path), "ERR_HELM_RELEASE_PENDING");
    expect(error.details).toMatchObject({ revision: 3, since: "2026-01-02T03:04:05Z" });
  });

  test.concurrent("goes on from them", async () => {
    await using fixture = await Fixture.make();
    const given: StoredRelease = { name: "shop", namespace: fixture.namespace, config: { text: "old" } };
    const { releases } = fixture.client({ driver: "memory", memoryDriverData: [given] });
    await releases.upgrade("shop", shop.path, { reuseValues: true });
    expect((await fixture.get("configmaps/a")).data).toEqual({ text: "old" });
    expect(await releases.history("shop")).toMatchObject([
      { revision: 1, status: "superseded" },
      { revision: 2, status: "deployed" },
    ]);
    await releases.uninstall("shop");
    expect(await releases.list()).toEqual([]); // they are read once
    expect(given).toEqual({ name: "shop", namespace: fixture.namespace, config: { text: "old" } });
  });

  test.concurrent("reads them from files as Helm does, by path, by URL and by the variable", async () => {
    await using fixture = await Fixture.make();
    const clients = [
      fixture.client({ driver: "memory", memoryDriverData: [path("two.yaml"), pathToFileURL(path("one.json"))] }),
      fixture.client({
        env: { HELM_DRIVER: "memory", HELM_MEMORY_DRIVER_DATA: `${path("two.yaml")}:${path("one.json")}` },
      }),
    ];
    for (const { releases } of clients) {
      const all = await releases.list({ allNamespaces: true });
      expect(all).toMatchObject([
        { name: "shop", namespace: "far", revision: 2, lastDeployed: "2026-02-03T04:05:06Z" },
        { name: "web", namespace: "default", revision: 1, status: "deployed" },
      ]);
      expect(await releases.history("shop", { namespace: "far" })).toMatchObject([
        { revision: 1, chart: { version: "1.2.3", appVersion: "9" } },
        { revision: 2, chart: { version: "1.2.4" } },
      ]);
    }
  });

  test.concurrent("finds what the helm command finds in the same files", async () => {
    await using fixture = await Fixture.make();
    const { releases } = fixture.client({ driver: "memory", memoryDriverData: [path("two.yaml")] });
    const { stdout } = await fixture.helmCommandWith(
      { HELM_DRIVER: "memory", HELM_MEMORY_DRIVER_DATA: path("two.yaml") },
      ...["list", "--all-namespaces", "--output", "json"],
    );
    const found = await releases.list({ allNamespaces: true });
    expect(found.map(({ name, namespace, status }) => ({ name, namespace, status }))).toEqual(
      JSON.parse(stdout).map(({ name, namespace, status }: Record<string, string>) => ({ name, namespace, status })),
    );
  });

  const wrong: [string, MemoryDriverData | object, RegExp][] = [
    ["a file that is not there", "/nowhere/releases.yaml", /no such file/],
    ["a file that is no list", import.meta.path, /memoryDriverData\[1\]: not a list of releases/],
    ["a release without a name", {}, /name/],
    ["a name that no release can have", { name: "Not_A_Name" }, /Not_A_Name/],
    ["a status that there is not", { name: "shop", info: { status: "fine" } }, /info\.status: "fine"/],
    ["a revision below 1", { name: "shop", version: -1 }, /version -1/],
    ["a namespace that there cannot be", { name: "shop", namespace: "No" }, /"No"/],
    ["a field of another type", { name: "shop", version: "first" }, /version/],
    ["anything else", 5 as unknown as object, /path, a file URL or a release/],
  ];
  test.concurrent.each(wrong)("refuses %s", async (_, data, words) => {
    await using fixture = await Fixture.make();
    const { releases } = fixture.client({
      driver: "memory",
      memoryDriverData: [{ name: "a" }, data as MemoryDriverData],
    });
    const error = await expectCode(releases.list(), "ERR_HELM_INVALID_ARGUMENT");
    expect(error.details.option).toStartWith("memoryDriverData");
    expect(error.message).toMatch(words);
  });

  test.concurrent("refuses the same revision twice", async () => {
    await using fixture = await Fixture.make();
    const twice = [{ name: "shop" }, { name: "shop" }];
    const { releases } = fixture.client({ driver: "memory", memoryDriverData: twice });
    const error = await expectCode(releases.list(), "ERR_HELM_INVALID_ARGUMENT");
    expect(error.message).toContain('memoryDriverData[1]: release "shop", revision 1');
  });
});
