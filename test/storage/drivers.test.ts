// The same life of a release, whatever keeps its records.
import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { randomBytes } from "node:crypto";
import { cancelPromptly } from "../../lab/cancel.ts";
import { chart } from "../../lab/chart.ts";
import type { TempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap, deployment } from "../../lab/objects.ts";
import { goneFromGo } from "../../lab/operation.ts";
import { Postgres } from "../../lab/postgres.ts";
import { until } from "../../lab/wait.ts";
import { Watcher } from "../../lab/watcher.ts";
import type { Helm, HelmOptions, ReleaseSummary } from "../../src/index.ts";

setDefaultTimeout(120_000);

/** A ConfigMap "a"; with values one that the API server refuses, or a pod that takes its time. */
const shop: TempDir = chart({
  values: { text: "one", isRefused: false, isSlow: false },
  templates: {
    "a.yaml": configMap("a", { text: "{{ .Values.text }}" }),
    "refused.yaml": `{{ if .Values.isRefused }}${configMap("Not_A_Name")}{{ end }}`,
    "slow.yaml": `{{ if .Values.isSlow }}${deployment("web", { readyAfter: "1h" })}{{ end }}`,
    "NOTES.txt": "{{ .Values.text }}",
  },
});
afterAll(() => shop[Symbol.dispose]());

const drivers: Record<string, () => Promise<HelmOptions>> = {
  secret: async () => ({ driver: "secret" }),
  configmap: async () => ({ driver: "configmap" }),
  memory: async () => ({ driver: "memory" }),
  sql: async () => {
    const postgres = await Postgres.shared();
    return { driver: "sql", driverSqlConnectionString: postgres.url(await postgres.database()) };
  },
};

function states(releases: ReleaseSummary[]): string[] {
  return releases.map(({ revision, status }) => `${revision} ${status}`);
}

describe.each(Object.keys(drivers))("a release whose records the %s driver keeps", (driver) => {
  const options = drivers[driver] as () => Promise<HelmOptions>;

  async function fixture(): Promise<{ fixture: Fixture; helm: Helm } & AsyncDisposable> {
    const made = await Fixture.make();
    return {
      fixture: made,
      helm: made.client(await options()),
      [Symbol.asyncDispose]: () => made[Symbol.asyncDispose](),
    };
  }

  test.concurrent("is installed, upgraded, rolled back, read and uninstalled", async () => {
    await using here = await fixture();
    const { releases } = here.helm;
    const { namespace } = here.fixture;
    await releases.install("shop", shop.path, { description: "first" });
    await releases.upgrade("shop", shop.path, { values: { text: "two" } });
    const back = await releases.rollback("shop", { revision: 1 });
    expect(back).toMatchObject({ revision: 3, status: "deployed", description: "Rollback to 1", notes: "one" });
    expect((await here.fixture.get("configmaps/a")).data).toEqual({ text: "one" });
    expect(states(await releases.history("shop"))).toEqual(["1 superseded", "2 superseded", "3 deployed"]);
    expect(await releases.status("shop")).toMatchObject({ revision: 3, resources: [{ name: "a", status: "Current" }] });
    expect(await releases.get("shop", { revision: 2 })).toMatchObject({ revision: 2, config: { text: "two" } });
    expect(await releases.getValues("shop", { revision: 2 })).toEqual({ text: "two" });
    expect(await releases.getMetadata("shop", { revision: 1 })).toMatchObject({ revision: 1, status: "superseded" });
    await expectCode(releases.get("shop", { revision: 9 }), "ERR_HELM_REVISION_NOT_FOUND");
    await expectCode(releases.install("shop", shop.path), "ERR_HELM_RELEASE_EXISTS");
    await releases.uninstall("shop", { keepHistory: true });
    expect(await releases.list({ deployed: true })).toEqual([]);
    expect(await releases.list({ uninstalled: true })).toMatchObject([
      { revision: 3, status: "uninstalled", namespace },
    ]);
    await releases.install("shop", shop.path, { replace: true });
    expect(states(await releases.history("shop"))).toEqual([
      "1 superseded",
      "2 superseded",
      "3 superseded",
      "4 deployed",
    ]);
    await releases.uninstall("shop");
    await expectCode(releases.status("shop"), "ERR_HELM_RELEASE_NOT_FOUND");
    expect(await here.fixture.names("configmaps", "!owner")).toEqual([]);
  });

  test.concurrent("keeps as many revisions as are asked for", async () => {
    await using here = await fixture();
    const { releases } = here.helm;
    await releases.install("shop", shop.path);
    for (const text of ["two", "three", "four"])
      await releases.upgrade("shop", shop.path, { values: { text }, historyMax: 2 });
    expect(states(await releases.history("shop"))).toEqual(["3 superseded", "4 deployed"]);
  });

  test.concurrent("says that an upgrade has failed, and goes on from there", async () => {
    await using here = await fixture();
    const { releases } = here.helm;
    await releases.install("shop", shop.path);
    const upgrade = releases.upgrade("shop", shop.path, { values: { isRefused: true } });
    const error = await expectCode(upgrade, "ERR_HELM_MANIFEST_INVALID");
    expect(error.release).toMatchObject({ name: "shop", revision: 2, status: "failed" });
    expect(await releases.list({ failed: true })).toMatchObject([{ revision: 2 }]);
    await releases.upgrade("shop", shop.path);
    expect(states(await releases.history("shop"))).toEqual(["1 superseded", "2 failed", "3 deployed"]);
  });

  test.concurrent("is held by the upgrade that is under way, and let go by its cancel", async () => {
    await using here = await fixture();
    const { releases } = here.helm;
    await releases.install("shop", shop.path);
    const watcher = new Watcher();
    const slow = releases.upgrade("shop", shop.path, { values: { isSlow: true }, onEvent: watcher.onEvent });
    await watcher.seen(({ type }) => type === "readiness");
    expect(await releases.list({ pending: true })).toMatchObject([{ revision: 2, status: "pending-upgrade" }]);
    const error = await expectCode(releases.upgrade("shop", shop.path), "ERR_HELM_RELEASE_PENDING");
    expect(error.details).toMatchObject({ revision: 2, status: "pending-upgrade" });
    const aborted = await cancelPromptly(slow, driver);
    expect(aborted.release).toMatchObject({ revision: 2, status: "failed" });
    expect(aborted.details.changed).toBe(true);
    await goneFromGo(slow);
    await releases.upgrade("shop", shop.path);
    expect(states(await releases.history("shop"))).toEqual(["1 superseded", "2 failed", "3 deployed"]);
  });

  test.concurrent("is another one in another namespace", async () => {
    await using here = await fixture();
    const { releases } = here.helm;
    const namespace = await here.fixture.cluster.namespace();
    await releases.install("shop", shop.path);
    await releases.upgrade("shop", shop.path);
    await releases.install("shop", shop.path, { namespace, values: { text: "there" } });
    expect(await releases.list()).toMatchObject([{ namespace: here.fixture.namespace, revision: 2 }]);
    expect(await releases.list({ namespace })).toMatchObject([{ namespace, revision: 1 }]);
    const all = (await releases.list({ allNamespaces: true, max: 0 })).map(({ namespace }) => namespace);
    expect(all).toEqual(expect.arrayContaining([namespace, here.fixture.namespace]));
    expect(await releases.getValues("shop", { namespace })).toEqual({ text: "there" });
    await releases.uninstall("shop");
    expect(await releases.status("shop", { namespace })).toMatchObject({ revision: 1, status: "deployed" });
  });

  test.concurrent("has the user's labels, which an upgrade adds to and a selector finds", async () => {
    await using here = await fixture();
    const { releases } = here.helm;
    await releases.install("shop", shop.path, { labels: { team: "blue", tier: "web" } });
    await releases.install("other", shop.path, { takeOwnership: true });
    await releases.upgrade("shop", shop.path, { labels: { tier: "back" } });
    expect((await releases.getMetadata("shop")).labels).toEqual({ team: "blue", tier: "back" });
    const found = await releases.list({ selector: "team=blue,tier!=web" });
    expect(found.map(({ name, labels }) => ({ name, labels }))).toEqual([
      { name: "shop", labels: { team: "blue", tier: "back" } },
    ]);
    expect((await releases.list({ filter: "^oth" })).map(({ name }) => name)).toEqual(["other"]);
  });

  test.concurrent("may be installed many at once", async () => {
    await using here = await fixture();
    const { releases } = here.helm;
    const names = Array.from({ length: 6 }, (_, n) => `shop-${n}`);
    await Promise.all(names.map((name) => releases.install(name, shop.path, { takeOwnership: true })));
    expect((await releases.list()).map(({ name }) => name)).toEqual(names);
    await Promise.all(names.map((name) => releases.uninstall(name)));
    expect(await releases.list()).toEqual([]);
  });

  test.concurrent("may be as large as the driver takes", async () => {
    await using here = await fixture();
    const { releases } = here.helm;
    using large = chart({ templates: { "a.yaml": configMap("a") }, files: { "data.bin": noise(700_000) } });
    using larger = chart({ templates: { "a.yaml": configMap("a") }, files: { "data.bin": noise(1_100_000) } });
    await releases.install("shop", large.path);
    expect(await releases.status("shop")).toMatchObject({ revision: 1, status: "deployed" });
    const upgrade = releases.upgrade("shop", larger.path);
    if (driver === "memory" || driver === "sql") {
      expect(await upgrade).toMatchObject({ revision: 2, status: "deployed" });
    } else {
      const { details } = await expectCode(upgrade, "ERR_HELM_RELEASE_TOO_LARGE");
      expect(details.limit).toBe(1 << 20);
      expect(details.size).toBeGreaterThan(details.limit);
    }
    await until(async () => (await releases.list({ pending: true })).length === 0);
  });
});

/** Text of about this many bytes that cannot be made smaller than that: a record has it in base64. */
function noise(size: number): string {
  return randomBytes((size * 3) / 4).toString("base64");
}
