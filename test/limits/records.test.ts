// Release records that take far more memory than a Secret has room for: they are read no further than a limit.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { gzipSync } from "node:zlib";
import { SQL } from "bun";
import { chart } from "../../lab/chart.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap } from "../../lab/objects.ts";
import { Postgres } from "../../lab/postgres.ts";
import { bunExe } from "../../lab/process.ts";
import { ApiProxy } from "../../lab/proxy.ts";
import { packed, type StoredRecord, type StoredRelease, store } from "../../lab/records.ts";
import { refusal } from "../../lab/refusal.ts";
import { root } from "../../project/project.ts";
import type { HelmEvent, HelmOptions } from "../../src/index.ts";

setDefaultTimeout(180_000);

const metadata = { apiVersion: "v2", name: "shop", version: "1.0.0" };

function release(name: string, namespace: string, more: object = {}): StoredRelease {
  return { name, namespace, version: 1, info: { status: "deployed" }, chart: { metadata }, manifest: "", ...more };
}

/** A record whose JSON goes on for so many bytes with one part of it. */
function bomb(
  name: string,
  namespace: string,
  before: string,
  part: string,
  after: string,
  bytes: number,
): StoredRecord {
  const json = `{"name":"${name}","namespace":"${namespace}","version":1,"info":{"status":"deployed"},${before}${part.repeat(bytes / part.length)}${after}}`;
  return { release: release(name, namespace), data: gzipSync(json, { level: 9 }).toString("base64") };
}

/** What a process says that makes a call, and how much memory it had at most, in MB. */
async function alone(
  { cluster: { kubeconfig }, namespace }: Fixture,
  call: string,
  options: HelmOptions = {},
): Promise<{ end: string; peak: number }> {
  const script = `import { newHelm } from "./lab/client.ts";
    import { peakMemory } from "./lab/memory.ts";
    const helm = newHelm(JSON.parse(process.argv[1]));
    const end = await ${call}.then(() => "ok", (error) => error.code ?? String(error));
    console.log(JSON.stringify({ end, peak: Math.round(peakMemory()) }));
    process.exit(0);`;
  await using child = Bun.spawn([bunExe, "-e", script, JSON.stringify({ kubeconfig, namespace, ...options })], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  return JSON.parse(await child.stdout.text());
}

describe("a record of a few hundred kilobytes", () => {
  test.each([
    ["one long text", `"manifest":"`, "a", `"`, 400e6],
    ["millions of hooks", `"hooks":[{}`, ",{}", "]", 60e6],
    ["millions of values", `"config":{"a":[0`, ",[]", "]}", 60e6],
  ] as const)("that holds %s costs little, and is named", async (_, before, part, after, bytes) => {
    await using fixture = await Fixture.make();
    using shop = chart({ templates: { "a.yaml": configMap("a") } });
    await store(fixture.cluster, [
      bomb("bomb", fixture.namespace, before, part, after, bytes),
      { release: release("honest", fixture.namespace) },
    ]);
    const calls = {
      list: "helm.releases.list()",
      status: `helm.releases.status("bomb")`,
      history: `helm.releases.history("bomb")`,
      values: `helm.releases.getValues("bomb", { revision: 1 })`,
      upgrade: `helm.releases.upgrade("bomb", ${JSON.stringify(shop.path)}, { install: true })`,
      uninstall: `helm.releases.uninstall("bomb")`,
    };
    const { peak: usual } = await alone(fixture, `helm.releases.status("honest")`);
    for (const [verb, call] of Object.entries(calls)) {
      const { end, peak } = await alone(fixture, call);
      expect([verb, end]).toEqual([verb, verb === "list" ? "ok" : "ERR_HELM_RECORD_INVALID"]);
      if (peak > usual + 250) throw new Error(`${verb} took ${peak} MB, where a status takes ${usual} MB`);
    }
    const events: HelmEvent[] = [];
    const listed = await fixture.helm.releases.list({ onEvent: (event) => events.push(event) });
    expect(listed).toMatchObject([{ name: "honest" }]);
    expect(events).toContainEqual(
      expect.objectContaining({
        type: "log",
        level: "warn",
        message: expect.stringContaining("limits.record"),
        attributes: { record: "sh.helm.release.v1.bomb.v1", namespace: fixture.namespace, release: "bomb" },
      }),
    );
  });
});

test("the limit is the client's", async () => {
  await using fixture = await Fixture.make();
  const manifest = `# ${"x".repeat(2_000_000)}`;
  await store(fixture.cluster, [
    { release: release("large", fixture.namespace), data: packed(release("large", fixture.namespace, { manifest })) },
  ]);
  const strict = fixture.client({ limits: { record: 1_000_000 } });
  const error = await expectCode(strict.releases.get("large"), "ERR_HELM_RECORD_INVALID");
  expect(error.details).toMatchObject({
    limit: 1_000_000,
    record: "sh.helm.release.v1.large.v1",
    namespace: fixture.namespace,
  });
  expect(error.details.size).toBeGreaterThan(2_000_000);
  expect(error.details.hint).toContain("limits.record");
  expect((await fixture.helm.releases.get("large")).manifest).toBe(manifest);
  expect(await strict.releases.list()).toEqual([]);
});

test("many large records of one release are not held all at once", async () => {
  await using fixture = await Fixture.make();
  const records = Array.from({ length: 40 }, (_, i): StoredRecord => {
    const one = { ...release("many", fixture.namespace, { manifest: `# ${"x".repeat(900_000)}` }), version: i + 1 };
    return { release: one, data: packed(one) };
  });
  await store(fixture.cluster, records);
  const strict = fixture.client({ limits: { record: 1_000_000 } });
  expect(await strict.releases.history("many")).toHaveLength(40);
  expect(await strict.releases.status("many")).toMatchObject({ revision: 40 });
  const error = await expectCode(strict.releases.rollback("many"), "ERR_HELM_RECORD_INVALID");
  expect(error.message).toContain("those read with it");
});

describe("sixty records of four megabytes each", () => {
  let fixture: Fixture;
  const revisions: StoredRecord[] = []; // of one release, and more than are fetched at once
  beforeAll(async () => {
    fixture = await Fixture.make();
    const manifest = `# ${"x".repeat(4e6)}`;
    for (let version = 1; version <= 60; version++) {
      const one = { ...release("many", fixture.namespace), version };
      const json = JSON.stringify({ ...one, manifest: `${manifest} ${version}` });
      revisions.push({ release: one, data: gzipSync(json, { level: 1 }).toString("base64") });
    }
    await store(fixture.cluster, revisions);
  });
  afterAll(() => fixture[Symbol.asyncDispose]());

  async function takeLittle(options: HelmOptions): Promise<void> {
    const { peak: usual } = await alone(fixture, `helm.releases.status("none").catch(() => {})`, options);
    const calls = {
      list: "helm.releases.list().then((all) => { if (all[0]?.revision !== 60) throw all; })",
      history: `helm.releases.history("many").then((all) => { if (all.length !== 60) throw all; })`,
      get: `helm.releases.get("many").then((rel) => { if (!rel.manifest.endsWith("x 60")) throw rel.revision; })`,
    };
    for (const [verb, call] of Object.entries(calls)) {
      const { end, peak } = await alone(fixture, call, options);
      expect([verb, end]).toEqual([verb, "ok"]);
      if (peak > usual + 120) throw new Error(`${verb} took ${peak} MB, where nothing takes ${usual} MB`);
    }
  }

  test.each([
    ["does not know metadata", /limit=1000/, 406, "NotAcceptable"],
    ["knows no moments", /resourceVersionMatch=/, 400, "BadRequest"],
    ["knows no pages", /continue=|limit=1000/, 410, "Expired"],
  ])("are not held at once where the API server %s", async (_, chosen, code, reason) => {
    await using proxy = await ApiProxy.start(fixture.cluster);
    proxy.answer(({ path }) => chosen.test(path), refusal(code, reason));
    await takeLittle({ kubeconfig: proxy.kubeconfig });
  });

  test("are not held at once where they are rows of a database", async () => {
    const postgres = await Postgres.shared();
    const options = { driver: "sql", driverSqlConnectionString: postgres.url(await postgres.database()) } as const;
    expect(await fixture.client(options).releases.list()).toEqual([]); // it makes the tables
    await using sql = new SQL(options.driverSqlConnectionString);
    for (const { release, data = "" } of revisions) {
      const { name, version, namespace } = release;
      await sql`INSERT INTO releases_v1 (key, type, body, name, namespace, version, status, owner, createdAt)
        VALUES (${`sh.helm.release.v1.${name}.v${version}`}, 'helm.sh/release.v1', ${data}, ${name}, ${namespace}, ${version}, 'deployed', 'helm', 1)`;
    }
    await takeLittle(options);
    const strict = fixture.client({ ...options, limits: { record: 5_000_000 } });
    const error = await expectCode(strict.releases.rollback("many"), "ERR_HELM_RECORD_INVALID");
    expect(error.message).toContain("those read with it");
    expect(error.details).toMatchObject({
      namespace: fixture.namespace,
      hint: expect.stringContaining("limits.record"),
    });
    expect(await strict.releases.history("many")).toHaveLength(60);
  });
});

describe("many records whose summaries are large", () => {
  const description = "d".repeat(900_000);

  test.each([
    ["in few requests", 20],
    ["in many requests", 60],
  ])("are refused, %s", async (_, count) => {
    await using fixture = await Fixture.make();
    const records = Array.from({ length: count }, (_, i): StoredRecord => {
      const info = { status: "deployed", description };
      const one = release(`shop-${i}`, fixture.namespace, { info });
      return { release: one, data: packed(one) };
    });
    await store(fixture.cluster, records);
    const strict = fixture.client({ limits: { record: 1_000_000 } });
    const counted = async (call: Promise<unknown[]>): Promise<number> => (await call).length; // not to be printed
    const error = await expectCode(counted(strict.releases.list()), "ERR_HELM_RECORD_INVALID");
    expect(error.details).toMatchObject({
      namespace: fixture.namespace,
      hint: expect.stringContaining("limits.record"),
    });
    expect(error.message).toContain("those read with it");
    expect(await counted(strict.releases.list({ filter: "^shop-[012]$" }))).toBe(3);
    expect(await counted(fixture.helm.releases.list())).toBe(count);
  });
});
