// Release records in a database and in memory that no Helm has written: the process lives on, and says which they are.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { gzipSync } from "node:zlib";
import { SQL } from "bun";
import { chart } from "../../lab/chart.ts";
import type { TempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap } from "../../lab/objects.ts";
import { Postgres } from "../../lab/postgres.ts";
import { packed } from "../../lab/records.ts";
import { HelmError, type HelmEvent } from "../../src/index.ts";

setDefaultTimeout(120_000);

let shop: TempDir;
beforeAll(() => {
  shop = chart({ templates: { "a.yaml": configMap("{{ .Release.Name }}") } });
});
afterAll(() => shop[Symbol.dispose]());

test("in a database: null hooks, no info and a bomb stop no verb, and list says what it leaves out", async () => {
  const postgres = await Postgres.shared();
  const database = await postgres.database();
  await using fixture = await Fixture.make();
  const { releases } = fixture.client({ driver: "sql", driverSqlConnectionString: postgres.url(database) });
  await releases.install("honest", shop.path, { takeOwnership: true });
  await using sql = new SQL(postgres.url(database));
  const put = async (name: string, body: string): Promise<void> => {
    await sql`INSERT INTO releases_v1 (key, type, body, name, namespace, version, status, owner, createdAt)
      VALUES (${`sh.helm.release.v1.${name}.v1`}, 'helm.sh/release.v1', ${body}, ${name}, ${fixture.namespace}, 1, 'deployed', 'helm', 1)`;
  };
  const whole = { namespace: fixture.namespace, version: 1, info: { status: "deployed" }, manifest: "" };
  await put(
    "nulls",
    packed({
      ...whole,
      name: "nulls",
      hooks: [null],
      chart: { metadata: { dependencies: [null] }, templates: [null] },
    }),
  );
  await put("bare", packed({ ...whole, name: "bare", info: null, chart: null }));
  await put("torn", packed({ ...whole, name: "torn" }).slice(0, 50));
  await put("bomb", gzipSync(`{"name":"bomb","manifest":"${"a".repeat(100e6)}"}`).toString("base64"));

  const events: HelmEvent[] = [];
  const listed = await releases.list({ onEvent: (event) => events.push(event) });
  expect(listed.map(({ name }) => name).sort()).toEqual(["honest", "nulls"]); // an unknown state is not listed
  const left = events.flatMap((event) =>
    event.type === "log" && event.level === "warn" ? [event.attributes?.release] : [],
  );
  expect(left.sort()).toEqual(["bomb", "torn"]);

  for (const name of ["bomb", "torn"]) {
    const calls = [
      () => releases.status(name),
      () => releases.history(name),
      () => releases.get(name, { revision: 1 }),
      () => releases.upgrade(name, shop.path, { install: true }),
      () => releases.uninstall(name, { ignoreNotFound: true }),
    ];
    for (const call of calls) {
      const error = await expectCode(call(), "ERR_HELM_RECORD_INVALID");
      expect(error.details).toMatchObject({ record: `sh.helm.release.v1.${name}.v1`, namespace: fixture.namespace });
    }
  }
  for (const name of ["nulls", "bare"]) {
    expect(await releases.getMetadata(name)).toMatchObject({ name });
    expect(await releases.upgrade(name, shop.path)).toMatchObject({ revision: 2, status: "deployed" });
    expect(await releases.rollback(name, { revision: 1 })).toMatchObject({ revision: 3, hooks: [] });
    await releases.uninstall(name);
  }
});

test("in memory: null hooks and null charts stop no verb", async () => {
  await using fixture = await Fixture.make();
  const given = ["nulls", "bare"].map((name) => ({
    name,
    namespace: fixture.namespace,
    ...(name === "nulls"
      ? { hooks: [null], chart: { metadata: { dependencies: [null] } } }
      : { info: null, chart: null }),
  }));
  const { releases } = fixture.client({ driver: "memory", memoryDriverData: given as never });
  for (const { name } of given) {
    expect(await releases.getMetadata(name)).toMatchObject({ name });
    const calls = [
      () => releases.test(name),
      () => releases.upgrade(name, shop.path),
      () => releases.rollback(name),
      () => releases.uninstall(name),
    ];
    for (const call of calls) {
      const end = await call().then(
        () => "ok",
        (error: unknown) => (HelmError.is(error) ? error.code : String(error)),
      );
      expect(end).toBe("ok");
    }
  }
});
