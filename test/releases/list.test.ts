// list beside the helm command: the same answer to every question, though it reads but a part of the records.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { cancelPromptly } from "../../lab/cancel.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { helmCommand } from "../../lab/helm.ts";
import { goneFromGo } from "../../lab/operation.ts";
import { ApiProxy } from "../../lab/proxy.ts";
import { packed, type StoredRecord, type StoredRelease, store } from "../../lab/records.ts";
import { refusal } from "../../lab/refusal.ts";
import type { Helm, ListOptions, ReleaseSummary } from "../../src/index.ts";

setDefaultTimeout(240_000); // about 250 runs of the command

const flags = ["deployed", "failed", "pending", "superseded", "uninstalled", "uninstalling"] as const;
const statuses = [
  "deployed",
  "failed",
  "pending-install",
  "pending-upgrade",
  "pending-rollback",
  "superseded",
  "uninstalled",
  "uninstalling",
  "unknown",
];
/** Up to so many records one request is enough. */
const fewRecords = 50;
let second = 0;

function release(namespace: string, name: string, version: number, status: string, more: object = {}): StoredRelease {
  // Neither the order of names nor that of revisions.
  const last_deployed = new Date(Date.UTC(2026, 0, 1) + ((second++ * 7919) % 5000) * 1000).toISOString();
  return {
    name,
    namespace,
    version,
    info: { status, description: `now ${status}`, first_deployed: last_deployed, last_deployed, deleted: "" },
    chart: { metadata: { apiVersion: "v2", name: "shop", version: `1.0.${version}`, appVersion: "9" }, templates: [] },
    config: { a: { b: [1, "two", null] } },
    manifest: "---\nkind: ConfigMap\n",
    ...more,
  };
}

/** Releases as Helm leaves them: all states, from one revision to ten. */
function* ordinary(namespace: string, count: number): Generator<StoredRecord> {
  for (let i = 0; i < count; i++) {
    const name = `${["app", "base", "cart"][i % 3]}-${String(i).padStart(3, "0")}`;
    const revisions = 1 + ((i * 7) % 10);
    const labels = { team: ["a", "b"][i % 2], tier: i % 5 === 0 ? "web" : undefined };
    for (let version = 1; version <= revisions; version++) {
      const status = version < revisions ? "superseded" : (statuses[i % statuses.length] as string);
      yield { release: release(namespace, name, version, status), labels };
    }
  }
}

/** Records that were changed by hand, broken, copied or are of other times. */
function* strange(namespace: string): Generator<StoredRecord> {
  const record = (name: string, version: number, status: string, more: Omit<StoredRecord, "release"> = {}) => ({
    release: release(namespace, name, version, status),
    ...more,
  });
  // The label says so, the record does not.
  yield record("status-lies", 1, "pending-upgrade", { labels: { status: "deployed" } });
  yield record("status-hides", 1, "superseded");
  yield record("status-hides", 2, "deployed", { labels: { status: "superseded" } });
  yield record("version-lies", 1, "superseded");
  yield record("version-lies", 2, "deployed", { labels: { version: "1" } });
  yield record("version-boasts", 1, "superseded", { labels: { version: "9" } });
  yield record("version-boasts", 2, "deployed");
  yield record("content-is-older", 3, "deployed");
  yield {
    ...record("content-is-older", 4, "failed"),
    release: release(namespace, "content-is-older", 2, "failed"),
    key: "sh.helm.release.v1.content-is-older.v4",
    labels: { version: "4" },
  };
  yield record("renamed", 1, "superseded");
  yield {
    ...record("renamed", 2, "deployed"),
    release: release(namespace, "old-name", 2, "deployed"),
    key: "sh.helm.release.v1.renamed.v2",
    labels: { name: "renamed" },
  };
  yield { release: release("elsewhere", "moved", 1, "superseded"), namespace };
  yield { release: release("elsewhere", "moved", 2, "deployed"), namespace };
  yield record("copied", 1, "failed");
  yield record("copied", 1, "deployed", { key: "the-copy" });
  // Labels are missing.
  for (const label of ["name", "version", "status", "owner"]) {
    yield record(`no-${label}`, 1, "superseded");
    yield record(`no-${label}`, 2, "deployed", { labels: { [label]: undefined } });
  }
  // The newest cannot be decoded.
  const whole = packed(release(namespace, "torn", 2, "deployed"));
  yield record("torn", 1, "superseded", { labels: { team: "a" } });
  yield record("torn", 2, "deployed", { data: whole.slice(0, whole.length / 2) });
  yield record("torn-and-superseded", 1, "superseded");
  yield record("torn-and-superseded", 2, "superseded", { data: "no record" });
  yield record("noise", 1, "superseded");
  yield record("noise", 2, "superseded");
  yield record("noise", 3, "failed", { data: "no record" });
  yield record("noise", 4, "deployed", { data: "" });
  yield record("ruin", 1, "deployed", { data: "e30" });
  // The newest was deleted; only older ones have the label.
  yield record("newest-deleted", 1, "superseded");
  yield record("newest-deleted", 2, "superseded");
  yield record("once-labelled", 1, "superseded", { labels: { team: "a" } });
  yield record("once-labelled", 2, "deployed");
  // Not compressed, without a chart, without times.
  const bare = release(namespace, "uncompressed", 1, "deployed");
  yield { release: bare, data: Buffer.from(JSON.stringify(bare)).toString("base64") };
  yield { release: release(namespace, "no-chart", 1, "deployed", { chart: undefined }) };
  yield { release: release(namespace, "no-metadata", 1, "deployed", { chart: {} }) };
  yield { release: { name: "no-times", namespace, version: 1, info: { status: "deployed", last_deployed: "" } } };
  yield { release: release(namespace, "n".repeat(53), 1, "deployed") };
}

type Options = ListOptions;

/** Every set of states, with the other options taking turns. */
function* questions(): Generator<Options> {
  const filters = [undefined, "^(a|c)", "s", "-lies$"];
  const selectors = [undefined, "team=a", "team!=a", "team in (a,b),!tier", "status=deployed", "name=torn"];
  const orders: Options[] = [{}, { date: true }, { reverse: true }, { date: true, reverse: true }];
  const pages: Options[] = [{}, { max: 0 }, { max: 7 }, { max: 5, offset: 3 }, { offset: 4 }, { offset: 9999 }];
  const alone: Options[] = [
    ...filters.map((filter) => (filter === undefined ? {} : { filter })),
    ...selectors.map((selector) => (selector === undefined ? {} : { selector })),
    ...orders,
    ...pages,
  ];
  yield* alone;
  for (const more of alone) yield { superseded: true, ...more };
  for (let mask = 0; mask < 2 ** flags.length; mask++) {
    const filter = filters[mask % 5];
    const selector = selectors[mask % 7];
    yield {
      ...Object.fromEntries(flags.filter((_, i) => mask & (1 << i)).map((flag) => [flag, true])),
      ...(filter !== undefined && { filter }),
      ...(selector !== undefined && { selector }),
      ...orders[(mask >> 1) % 4],
      ...pages[(mask * 5) % 6],
    };
  }
}

/** What `helm list --output json` says of a release. */
function asTheCommandSays({ name, namespace, revision, status, chart, lastDeployed }: ReleaseSummary): object {
  return {
    name,
    namespace,
    revision: String(revision),
    updated: lastDeployed === undefined ? "-" : lastDeployed.replace("T", " ").replace("Z", " +0000 UTC"),
    status,
    chart: chart.name === "" ? "MISSING" : `${chart.name}-${chart.version}`,
    app_version: chart.name === "" ? "MISSING" : (chart.appVersion ?? ""),
  };
}

class Command {
  readonly #env: Record<string, string>;

  constructor(fixture: Fixture, driver: string) {
    this.#env = { KUBECONFIG: fixture.cluster.kubeconfig, HELM_NAMESPACE: fixture.namespace, HELM_DRIVER: driver };
  }

  async list(options: Options): Promise<object[]> {
    // Where nothing is said, the command shows 256 and says nothing of the rest; bunhelm shows all.
    const args = Object.entries({ max: 0, ...options }).map(([option, value]) =>
      option === "allNamespaces" ? "--all-namespaces" : `--${option}=${value}`,
    );
    const { stdout, stderr } = await helmCommand(["list", "--output", "json", ...args], this.#env);
    if (stdout === "") throw new Error(stderr);
    return JSON.parse(stdout);
  }
}

/** Asks both, four questions at once, and gives what they disagree about. */
async function disagreements(helm: Helm, command: Command, all: Iterable<Options>): Promise<object[]> {
  const wrong: object[] = [];
  const iterator = all[Symbol.iterator]();
  const ask = async (): Promise<void> => {
    for (let next = iterator.next(); !next.done; next = iterator.next()) {
      const [ours, theirs] = await Promise.all([helm.releases.list(next.value), command.list(next.value)]);
      const mine = ours.map(asTheCommandSays);
      if (!Bun.deepEquals(mine, theirs)) wrong.push({ options: next.value, bunhelm: mine, helm: theirs });
    }
  };
  await Promise.all(Array.from({ length: 4 }, ask));
  return wrong;
}

describe.each([
  ["few records, as Secrets", "secret", 6, 5],
  ["few records, as ConfigMaps", "configmap", 6, 11],
  ["many records, as Secrets", "secret", 60, 1],
  ["many records, as ConfigMaps", "configmap", 60, 7],
] as const)("%s", (_, driver, count, step) => {
  let fixture: Fixture;
  let helm: Helm;
  let command: Command;
  beforeAll(async () => {
    fixture = await Fixture.make();
    helm = fixture.client({ driver });
    command = new Command(fixture, driver);
    const records = [...ordinary(fixture.namespace, count), ...(count > fewRecords ? strange(fixture.namespace) : [])];
    await store(fixture.cluster, records, driver === "secret" ? "Secret" : "ConfigMap");
  });
  afterAll(() => fixture[Symbol.asyncDispose]());

  test("are listed as the helm command lists them, whatever is asked", async () => {
    expect(await helm.releases.list({ max: 0 })).not.toBeEmpty();
    const some = [...questions()].filter((_, i) => i % step === 0);
    expect(await disagreements(helm, command, some)).toEqual([]);
  });

  test("are listed with those of all namespaces", async () => {
    for (const more of [{}, { selector: "team=a" }, { superseded: true }]) {
      // Releases of one name in two namespaces come in any order.
      const options = { allNamespaces: true, max: 0, filter: "^(app|base|cart|torn|moved|no)-?", ...more };
      const byPlace = (list: object[]) => list.map((one) => JSON.stringify(one)).sort();
      const ours = (await helm.releases.list(options)).map(asTheCommandSays);
      expect(ours).not.toBeEmpty();
      expect(byPlace(ours)).toEqual(byPlace(await command.list(options)));
    }
  });
});

describe("what is fetched", () => {
  const isBodies = (path: string): boolean => /status%21%3Dsuperseded/.test(path);

  async function reads(fixture: Fixture, options: Options = {}): Promise<string[]> {
    const before = (await fixture.audit()).length;
    await fixture.helm.releases.list(options);
    return (await fixture.audit()).slice(before).map(({ requestURI }) => requestURI.replace(/^.*?\?/, ""));
  }

  test("are few records at once, and of many their metadata and the newest", async () => {
    await using fixture = await Fixture.make();
    const records = [...ordinary(fixture.namespace, 60)];
    await store(fixture.cluster, records.slice(0, 50));
    expect(await reads(fixture)).toEqual(["labelSelector=owner%3Dhelm&limit=50"]);
    await store(fixture.cluster, records.slice(50));
    const [first, metadata, newest, ...more] = await reads(fixture);
    expect(first).toBe("labelSelector=owner%3Dhelm&limit=50");
    expect(metadata).toMatch(/^labelSelector=owner%3Dhelm&limit=1000&resourceVersion=\d+&resourceVersionMatch=Exact$/);
    expect(newest).toMatch(/^labelSelector=owner%3Dhelm%2Cstatus%21%3Dsuperseded&limit=50&resourceVersion=/);
    expect(more.filter((path) => !path.includes("continue="))).toEqual([
      // Every ninth release of these has a newest revision that is superseded.
      expect.stringMatching(/^labelSelector=owner%3Dhelm%2Cname\+in\+%28cart-005%2C/),
    ]);
    const [, , named] = await reads(fixture, { filter: "app-00[03]" });
    expect(named).toStartWith("labelSelector=owner%3Dhelm%2Cname+in+%28app-000%2Capp-003%29%2Cstatus%21%3Dsuperseded");
    expect(await reads(fixture, { filter: "nothing" })).toHaveLength(2);
  });

  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await Fixture.make();
    await store(fixture.cluster, ordinary(fixture.namespace, 60));
  });
  afterAll(() => fixture[Symbol.asyncDispose]());

  /** A client behind a proxy. */
  async function behind(proxy: ApiProxy): Promise<Helm> {
    return fixture.client({ kubeconfig: proxy.kubeconfig });
  }

  test("is of one moment, however long it takes", async () => {
    await using proxy = await ApiProxy.start(fixture.cluster);
    const helm = await behind(proxy);
    const before = await helm.releases.list();
    using held = proxy.hold(({ path }) => isBodies(path));
    const listing = helm.releases.list();
    await held.hit;
    // Its only record goes, and another release gets a revision.
    const gone = await fixture.cluster.request("DELETE", fixture.path("secrets/sh.helm.release.v1.app-000.v1"));
    expect(gone.status).toBe(200);
    await store(fixture.cluster, [{ release: release(fixture.namespace, "base-001", 99, "failed") }]);
    held.release();
    expect(await listing).toEqual(before);
    const after = await helm.releases.list();
    expect(after).toHaveLength(before.length - 1);
    expect(after.find(({ name }) => name === "base-001")).toMatchObject({ revision: 99, status: "failed" });
  });

  test.each([1, Number.POSITIVE_INFINITY])(
    "is fetched again when the API server has forgotten the moment, %p times",
    async (times) => {
      await using proxy = await ApiProxy.start(fixture.cluster);
      const helm = await behind(proxy);
      const before = await helm.releases.list();
      proxy.answer(({ path }) => path.includes("continue="), refusal(410, "Expired"), times);
      expect(await helm.releases.list()).toEqual(before);
    },
  );

  test("is everything where the API server does not know how to choose", async () => {
    await using proxy = await ApiProxy.start(fixture.cluster);
    const helm = await behind(proxy);
    const before = await helm.releases.list();
    proxy.answer(({ path }) => path.includes("resourceVersionMatch="), refusal(400, "BadRequest"));
    expect(await helm.releases.list()).toEqual(before);
  });

  test("ends with a cancel between any two requests", async () => {
    await using proxy = await ApiProxy.start(fixture.cluster);
    const helm = await behind(proxy);
    for (const chosen of [/limit=50$/, /limit=1000/, /superseded/, /continue=/]) {
      using held = proxy.hold(({ path }) => chosen.test(path));
      const listing = helm.releases.list();
      await held.hit;
      const sent = proxy.requests().length;
      await cancelPromptly(listing, `at ${chosen}`);
      await goneFromGo(listing);
      expect(proxy.requests()).toHaveLength(sent);
    }
  });

  test("fails as a whole when one request is refused", async () => {
    await using proxy = await ApiProxy.start(fixture.cluster);
    const helm = await behind(proxy);
    proxy.answer(({ path }) => isBodies(path), refusal(403, "Forbidden"));
    await expectCode(helm.releases.list(), "ERR_HELM_FORBIDDEN");
  });
});
