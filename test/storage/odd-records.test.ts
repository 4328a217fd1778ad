// Release records as anybody with the right to write a Secret may leave them: no verb dies or hangs of one.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import type { TempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap } from "../../lab/objects.ts";
import { packed, type StoredRecord, store } from "../../lab/records.ts";
import { Random } from "../../soak/random.ts";
import { type Helm, HelmError, type HelmEvent } from "../../src/index.ts";

setDefaultTimeout(180_000);

let shop: TempDir;
beforeAll(() => {
  shop = chart({ templates: { "a.yaml": configMap("{{ .Release.Name }}") } });
});
afterAll(() => shop[Symbol.dispose]());

const metadata = { apiVersion: "v2", name: "shop", version: "1.0.0" };
const info = { status: "deployed", last_deployed: "2026-01-01T00:00:00Z" };
const events = ["pre-upgrade", "pre-rollback", "post-rollback", "pre-delete", "post-delete", "test"];
const deep = (levels: number): string => `${"[".repeat(levels)}${"]".repeat(levels)}`;

/** What a record has instead of what it should have. */
const fields: Record<string, Record<string, unknown>> = {
  "a hook that is null": { hooks: [null] },
  "a hook among hooks that is null": { hooks: [{ name: "a", events }, null, { name: "b" }] },
  "hooks that are null": { hooks: null },
  "hooks that are a text": { hooks: "none" },
  "hooks that are an object": { hooks: {} },
  "a hook that is a number": { hooks: [1] },
  "a hook that is empty": { hooks: [{}] },
  "a hook with a null event": { hooks: [{ events: [null] }] },
  "a hook with null for all it has": {
    hooks: [
      { name: null, kind: null, path: null, manifest: null, events: null, last_run: null, delete_policies: null },
    ],
  },
  "a hook that runs for ever": {
    hooks: [{ events, last_run: { phase: "Running", started_at: "2999-01-01T00:00:00Z" } }],
  },
  "a hook that has run at no time": { hooks: [{ events, last_run: { phase: "Running", started_at: "never" } }] },
  "a hook without a manifest": { hooks: [{ name: "a", kind: "Job", events, manifest: "" }] },
  "a hook with a torn manifest": { hooks: [{ name: "a", kind: "Job", events, manifest: "kind: [Job" }] },
  "a hook whose manifest is null": { hooks: [{ name: "a", kind: "Pod", events, manifest: "null" }] },
  "a hook of policies nobody knows": {
    hooks: [{ events, delete_policies: [null, "x"], output_log_policies: ["hook-succeeded"] }],
  },
  "no info": { info: null },
  "an empty info": { info: {} },
  "an info that is a text": { info: "deployed" },
  "an info that is a list": { info: [] },
  "a state that is null": { info: { ...info, status: null } },
  "a state that is a number": { info: { ...info, status: 5 } },
  "a state nobody knows": { info: { ...info, status: "sleeping since / noon" } },
  "a state that is empty": { info: { ...info, status: "" } },
  "a time that is none": { info: { ...info, last_deployed: "yesterday" } },
  "a time that is a number": { info: { ...info, last_deployed: 5 } },
  "a time far ahead": { info: { ...info, status: "pending-upgrade", last_deployed: "2999-01-01T00:00:00Z" } },
  "no time, and pending": { info: { status: "pending-upgrade" } },
  "objects in its info": { info: { ...info, resources: { "v1/Pod": [{ kind: "Pod" }, null] } } },
  "notes that are a list": { info: { ...info, notes: [] } },
  "no chart": { chart: null },
  "an empty chart": { chart: {} },
  "a chart that is a text": { chart: "shop" },
  "a chart without metadata": { chart: { metadata: null, values: { a: 1 } } },
  "a null dependency": { chart: { metadata: { ...metadata, dependencies: [null, { name: "db" }] } } },
  "null dependencies": { chart: { metadata: { ...metadata, dependencies: null } } },
  "dependencies that are a text": { chart: { metadata: { ...metadata, dependencies: "db" } } },
  "a null maintainer": { chart: { metadata: { ...metadata, maintainers: [null] } } },
  "a null template": { chart: { metadata, templates: [null] } },
  "a null file": { chart: { metadata, files: [null, { name: null, data: null }] } },
  "null values": { chart: { metadata, values: null } },
  "values that are a list": { chart: { metadata, values: [] } },
  "a lock of nothing": { chart: { metadata, lock: { dependencies: [null], generated: "never" } } },
  "a null dependency in its lock": { chart: { metadata, lock: { dependencies: [null] } } },
  "a schema that is none": { chart: { metadata, schema: "!" } },
  "values of the user that are a list": { config: [] },
  "values of the user that are null": { config: { a: null, b: { c: null } } },
  "a manifest that is null": { manifest: null },
  "a manifest that is a number": { manifest: 5 },
  "a torn manifest": { manifest: "kind: [ConfigMap" },
  "a manifest without a kind": { manifest: "a: 1" },
  "a manifest of nothing": { manifest: "---\n---\n# nothing\n---\nnull\n" },
  "a manifest of a list of null": { manifest: "apiVersion: v1\nkind: List\nitems: [null]\n" },
  "a manifest of null": { manifest: "apiVersion: v1\nkind: ConfigMap\nmetadata: null\ndata: null\n" },
  "a manifest of numbers": {
    manifest: "apiVersion: 1\nkind: 2\nmetadata: {name: 3, annotations: {helm.sh/resource-policy: 4}}\n",
  },
  "a manifest with a NUL": { manifest: "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: \u0000}\n" },
  "no revision": { version: null },
  "revision 0": { version: 0 },
  "a revision below 0": { version: -1 },
  "a huge revision": { version: Number.MAX_SAFE_INTEGER },
  "a revision that is a text": { version: "2" },
  "half a revision": { version: 1.5 },
  "no name": { name: null },
  "another name": { name: "../other" },
  "a name that is a number": { name: 5 },
  "no namespace": { namespace: null },
  "a namespace that is not there": { namespace: "not-there" },
  "a namespace that is a list": { namespace: [] },
  "a way to apply nobody knows": { apply_method: "by hand" },
  "a way to apply that is a number": { apply_method: 1 },
};

/** What a record may have, to be broken in several places at once. */
const rich = {
  info,
  chart: {
    metadata: { ...metadata, dependencies: [{ name: "db", version: "1" }], maintainers: [{ name: "a" }] },
    templates: [{ name: "templates/a.yaml", data: base64(configMap("a")) }],
    files: [{ name: "a.txt", data: base64("a") }],
    values: { a: { b: [1, "c"] } },
    lock: { dependencies: [{ name: "db", version: "1" }], generated: "2026-01-01T00:00:00Z" },
    schema: base64("{}"),
  },
  config: { a: { b: [1, "c"] } },
  manifest: configMap("a"),
  hooks: [
    {
      name: "a",
      kind: "ConfigMap",
      path: "templates/a.yaml",
      manifest: configMap("a"),
      events,
      weight: 1,
      last_run: { phase: "Succeeded", started_at: info.last_deployed, completed_at: info.last_deployed },
      delete_policies: ["before-hook-creation"],
    },
  ],
  apply_method: "ssa",
  labels: { a: "b" },
};
const oddities = [
  null,
  "",
  "x",
  0,
  -1,
  1e300,
  0.5,
  true,
  [],
  {},
  [null],
  [[]],
  { a: null },
  "\u0000",
  "2999-01-01",
  "kind: [",
];

const pick = <T>(random: Random, all: readonly T[]): T => all[random.below(all.length)] as T;

/** The same each time: an odd value in place of one to four parts. */
function broken(seed: number): Record<string, unknown> {
  const random = new Random(seed);
  const record = structuredClone(rich) as Record<string, unknown>;
  for (let breaks = 1 + random.below(4); breaks > 0; breaks--) {
    let at = record as Record<string, unknown>;
    for (;;) {
      const key = pick(random, Object.keys(at));
      const next = at[key];
      if (typeof next === "object" && next !== null && Object.keys(next).length > 0 && random.below(4) > 0) {
        at = next as Record<string, unknown>;
        continue;
      }
      at[key] = pick(random, oddities);
      break;
    }
  }
  return record;
}

/** What is stored in a release's place. */
const contents: Record<string, (whole: string) => string> = {
  null: () => base64("null"),
  "a list": () => base64("[]"),
  "a text": () => base64('"release"'),
  nothing: () => "",
  "what is not base64": () => "*".repeat(40),
  "half of itself": (whole) => whole.slice(0, 4 * Math.floor(whole.length / 8) + 1), // no base64 is as long
  "lists in lists": () => base64(`{"hooks":${deep(20_000)}}`),
  "deep values": () => base64(`{"name":"r","info":{"status":"deployed"},"config":{"a":${deep(5_000)}}}`),
};

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

/** A release whose records are odd. */
interface Odd {
  readonly name: string;
  readonly what: string;
  readonly parts: object;
  readonly make?: (whole: string) => string;
}

const named: readonly Odd[] = [
  ...Object.entries(fields).map(([what, parts], i) => ({ name: `fields-${i}`, what, parts })),
  ...Object.entries(contents).map(([what, make], i) => ({ name: `contents-${i}`, what, parts: {}, make })),
];
const byChance = (first: number): Odd[] =>
  Array.from({ length: 20 }, (_, i) => first + i).map((seed) => ({
    name: `chance-${seed}`,
    what: `what chance has broken, ${seed}`,
    parts: broken(seed),
  }));
const groups: Record<string, readonly Odd[]> = {
  "named here": named,
  "broken by chance, 1 to 20": byChance(1),
  "broken by chance, 21 to 40": byChance(21),
  "broken by chance, 41 to 60": byChance(41),
};
const all: readonly Odd[] = Object.values(groups).flat();

/** Two revisions of each release, both odd. */
function* records(namespace: string, releases: readonly Odd[] = all): Generator<StoredRecord> {
  for (const { name, parts, make = (whole: string) => whole } of releases) {
    for (const version of [1, 2]) {
      const status = version === 1 ? "superseded" : "deployed";
      const release = {
        name,
        namespace,
        version,
        info: { ...info, status },
        chart: { metadata },
        manifest: "",
        hooks: [],
      };
      yield { release, data: make(packed({ ...release, ...parts })) };
    }
  }
}

type Verb = (helm: Helm, name: string) => Promise<unknown>;
const verbs: Record<string, Verb> = {
  history: (helm, name) => helm.releases.history(name),
  status: (helm, name) => helm.releases.status(name),
  get: (helm, name) => helm.releases.get(name),
  "get of a revision": (helm, name) => helm.releases.get(name, { revision: 1 }),
  getValues: (helm, name) => helm.releases.getValues(name, { all: true }),
  getMetadata: (helm, name) => helm.releases.getMetadata(name),
  test: (helm, name) => helm.releases.test(name, { timeout: "2s" }),
  upgrade: (helm, name) => helm.releases.upgrade(name, shop.path, { timeout: "2s" }),
  "upgrade with reused values": (helm, name) =>
    helm.releases.upgrade(name, shop.path, { timeout: "2s", reuseValues: true }),
  "upgrade with install": (helm, name) => helm.releases.upgrade(name, shop.path, { timeout: "2s", install: true }),
  "install over it": (helm, name) => helm.releases.install(name, shop.path, { timeout: "2s" }),
  "install with replace": (helm, name) => helm.releases.install(name, shop.path, { timeout: "2s", replace: true }),
  rollback: (helm, name) => helm.releases.rollback(name, { timeout: "2s" }),
  "rollback to a revision": (helm, name) => helm.releases.rollback(name, { timeout: "2s", revision: 1 }),
  uninstall: (helm, name) => helm.releases.uninstall(name, { timeout: "2s" }),
  "uninstall with kept history": (helm, name) => helm.releases.uninstall(name, { timeout: "2s", keepHistory: true }),
};

describe.concurrent.each(["secret", "configmap"] as const)("of odd records as a %s each", (driver) => {
  const chosen = Object.entries(verbs).filter(
    ([name]) => driver === "secret" || name === "status" || name === "rollback",
  );
  const rows = chosen.flatMap(([name, verb]) => Object.keys(groups).map((group) => [name, group, verb] as const));

  test.concurrent.each(rows)("%s, %s, ends well, or with an error that says what is wrong", async (_, group, verb) => {
    await using fixture = await Fixture.make();
    const releases = groups[group] as readonly Odd[];
    await store(fixture.cluster, records(fixture.namespace, releases), driver === "secret" ? "Secret" : "ConfigMap");
    const helm = fixture.client({ driver });
    const wrong: string[] = [];
    const waiting = [...releases];
    const worker = async (): Promise<void> => {
      for (let next = waiting.pop(); next; next = waiting.pop()) {
        const end = await verb(helm, next.name).then(
          () => "ok",
          (error: unknown) => (HelmError.is(error) ? error.code : String(error)),
        );
        if (end !== "ok" && (end === "ERR_HELM_INTERNAL" || !end.startsWith("ERR_HELM_")))
          wrong.push(`${next.what}: ${end}`);
      }
    };
    await Promise.all(Array.from({ length: 4 }, worker));
    expect(wrong).toEqual([]);
    expect(await helm.releases.install("honest", shop.path)).toMatchObject({ status: "deployed" });
  });
});

test.concurrent("list shows what it can, and says which records it could not read", async () => {
  await using fixture = await Fixture.make();
  await store(fixture.cluster, records(fixture.namespace));
  await fixture.helm.releases.install("honest", shop.path);
  const heard: HelmEvent[] = [];
  const listed = await fixture.helm.releases.list({ onEvent: (event) => heard.push(event) });
  expect(listed.map(({ name }) => name)).toContain("honest");
  const left = heard.flatMap((event) =>
    event.type === "log" && event.level === "warn" ? [event.attributes?.record] : [],
  );
  for (const i of [0, 1, 2, 3, 4, 5]) expect(left).toContain(`sh.helm.release.v1.contents-${i}.v2`);
  expect(left).toHaveLength(new Set(left).size);
});

test.concurrent("a release of which no record can be read is RECORD_INVALID, which names one", async () => {
  await using fixture = await Fixture.make();
  await store(fixture.cluster, records(fixture.namespace));
  const name = `contents-${Object.keys(contents).indexOf("half of itself")}`;
  for (const verb of [
    "status",
    "upgrade",
    "upgrade with install",
    "install over it",
    "rollback",
    "test",
    "uninstall",
  ]) {
    const error = await expectCode((verbs[verb] as Verb)(fixture.helm, name), "ERR_HELM_RECORD_INVALID");
    expect(error.details).toMatchObject({ namespace: fixture.namespace, reason: expect.stringContaining("base64") });
    expect(error.details.record).toStartWith(`sh.helm.release.v1.${name}.v`);
    expect(error.message).toContain(error.details.record);
  }
  const ignored = fixture.helm.releases.uninstall(name, { ignoreNotFound: true });
  await expectCode(ignored, "ERR_HELM_RECORD_INVALID");
});

test.concurrent("a record of a revision after which there is none is RECORD_INVALID, which names it", async () => {
  await using fixture = await Fixture.make();
  const { namespace } = fixture;
  for (const version of ["9223372036854775807", "9007199254740991"]) {
    const name = `last-${version}`;
    const release = { name, namespace, version: 1, info, chart: { metadata }, manifest: "", hooks: [] };
    const text = JSON.stringify(release).replace('"version":1,', `"version":${version},`);
    const key = `sh.helm.release.v1.${name}.v${version}`;
    const data = Buffer.from(Bun.gzipSync(text)).toString("base64");
    await store(fixture.cluster, [{ release, key, labels: { version }, data }]);
    for (const verb of ["status", "history", "upgrade", "upgrade with install", "rollback", "uninstall"]) {
      const error = await expectCode((verbs[verb] as Verb)(fixture.helm, name), "ERR_HELM_RECORD_INVALID");
      expect(error.details).toMatchObject({ namespace, record: key, reason: expect.stringContaining(version) });
    }
  }
  expect(await fixture.records()).toHaveLength(2);
});
