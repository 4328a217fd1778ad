// history, status, get, getValues, getMetadata and list tell of a release what the helm command tells.
//
// Where they differ on purpose, and why:
//
// | of                          | helm                             | bunhelm                     | because
// | --------------------------- | -------------------------------- | --------------------------- | -------
// | labels of the newest        | Helm's own too (get metadata)    | the user's only             | all other revisions have only those
// | a chart that is not recorded| MISSING, or a crash              | an empty name and version   | no chart may be told from one called MISSING
// | a release without info      | a crash                          | status "unknown"            | one broken record must not hide the others
// | a state that is not recorded| ""                               | "unknown"                   | it is Helm's word for that
// | a time that is not recorded | left out, or 0001-01-01          | left out                    | year 1 is no time
// | values that were not given  | null                             | {}                          | a caller may read properties of it
// | an object that is gone      | left out of status               | status "NotFound"           | it is what status is asked for
// | a kind that is gone         | status fails                     | status "NotFound"           | the same
// | pods of a workload          | listed in status                 | left out                    | they are not the release's
// | --max 0, --revision -1      | no revisions, the newest         | INVALID_ARGUMENT            | both are mistakes
// | no record can be decoded    | history is [], the others fail   | RELEASE_NOT_FOUND           | the verbs agree with each other
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import type { TempDir } from "../../lab/directory.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap, deployment, hook, job } from "../../lab/objects.ts";
import { type StoredRelease, store } from "../../lab/records.ts";
import { agree, told } from "./get-history.ts";

setDefaultTimeout(180_000);

/** Values that YAML, JSON and JavaScript do not all take for the same. */
const chartValues = `million: 1e6
whole: 1.0
tenth: 0.1
large: 9007199254740993
huge: 1e21
octal: 0o17
none: null
nested: {none: null, gone: 1, deep: {kept: true}}
a.b: dotted
ü ☕: 日本語
"yes": "yes"
date: 2026-01-01
list: [1, null, {a: null}, 1.50]
broken: false
part: {enabled: true}
`;
const userValues = `million: 2000000
tenth: 0.30000000000000004
large: 9007199254740993
nested: {gone: null, added: {none: null}}
c.d: {e.f: "1e3"}
list: [0.1, ~]
__proto__: {polluted: true}
text: "line\\nline\\u2028 <&>"
`;

const everyEvent =
  "pre-install,post-install,pre-upgrade,post-upgrade,pre-rollback,post-rollback,pre-delete,post-delete";

/** A chart with something of everything that is told of a release. */
function fullChart(): TempDir {
  return chart({
    metadata: {
      appVersion: "9.8 ☕",
      description: "Shop & more",
      annotations: { category: "Shops", "example.test/note": "a: b" },
      dependencies: [
        { name: "sub", version: ">=2", repository: "", condition: "part.enabled", tags: ["fast"], alias: "part" },
        { name: "other", version: "1.0.0", repository: "", condition: "other.enabled", "import-values": ["data"] },
      ],
    },
    templates: {
      "a.yaml": configMap("a", { text: "{{ .Release.Revision }} ü ☕" }),
      "web.yaml": deployment("web"),
      "broken.yaml":
        "{{ if .Values.broken }}apiVersion: v1\nkind: Service\nmetadata: {name: x}\nspec: {type: X}\n{{ end }}",
      "first.yaml": configMap("first", { a: "b" }, hook(everyEvent, { weight: 5, policy: "before-hook-creation" })),
      "second.yaml": configMap(
        "second",
        { a: "b" },
        hook(everyEvent, { weight: -5, policy: "hook-succeeded,hook-failed" }),
      ),
      "job.yaml": job("job", { exitAfter: 10 }, hook("pre-install", { logs: "hook-succeeded,hook-failed" })),
      "test.yaml": configMap("test", { a: "b" }, hook("test")),
      "NOTES.txt": "\ufeff{{ .Release.Name }} ☕ 日本語\r\n  is up: {{ .Values.million }}\n\n",
    },
    files: {
      "values.yaml": chartValues,
      "more.yaml": userValues,
      "charts/sub/Chart.yaml": "{apiVersion: v2, name: sub, version: 2.1.0}",
      "charts/sub/values.yaml": "size: 1e3\nenabled: false\n",
      "charts/sub/templates/b.yaml": configMap("b", { size: "{{ .Values.size }}" }),
      "charts/other/Chart.yaml": "{apiVersion: v2, name: other, version: 1.0.0}",
      "charts/other/values.yaml": "exports: {data: {imported: 1.0}}\n",
    },
  });
}

/** Whoever changes releases. Each step is of a release called shop. */
interface Hand {
  install(fixture: Fixture, chart: string): Promise<unknown>;
  fail(fixture: Fixture, chart: string): Promise<unknown>;
  upgrade(fixture: Fixture, chart: string): Promise<unknown>;
  rollback(fixture: Fixture): Promise<unknown>;
  uninstall(fixture: Fixture): Promise<unknown>;
}

const hands: Record<string, Hand> = {
  "the helm command": {
    install: (fixture, path) =>
      told(fixture, "install", "shop", path, "-f", `${path}/more.yaml`, "--labels", "team=a,tier=web"),
    fail: (fixture, path) =>
      fixture.helmCommand("upgrade", "shop", path, "--set", "broken=true", "--server-side=false"),
    upgrade: (fixture, path) => told(fixture, "upgrade", "shop", path, "--description", "by hand ☕\n<second line>"),
    rollback: (fixture) => told(fixture, "rollback", "shop", "1"),
    uninstall: (fixture) => told(fixture, "uninstall", "shop", "--keep-history"),
  },
  bunhelm: {
    install: ({ helm }, path) =>
      helm.releases.install("shop", path, { valueFiles: [`${path}/more.yaml`], labels: { team: "a", tier: "web" } }),
    fail: ({ helm }, path) =>
      helm.releases.upgrade("shop", path, { set: ["broken=true"], serverSide: false }).catch(() => {}),
    upgrade: ({ helm }, path) => helm.releases.upgrade("shop", path, { description: "by hand ☕\n<second line>" }),
    rollback: ({ helm }) => helm.releases.rollback("shop", { revision: 1 }),
    uninstall: ({ helm }) => helm.releases.uninstall("shop", { keepHistory: true }),
  },
};

describe.concurrent("a release that was made by", () => {
  test.concurrent.each(Object.keys(hands))("%s is the same for both, through all of its life", async (name) => {
    const hand = hands[name] as Hand;
    await using fixture = await Fixture.make();
    using shop = fullChart();
    await hand.install(fixture, shop.path);
    await hand.fail(fixture, shop.path);
    await hand.upgrade(fixture, shop.path);
    await hand.rollback(fixture);
    const live = await agree(fixture, "shop");
    expect(live.map(({ revision, status }) => `${revision} ${status}`)).toEqual([
      "1 superseded",
      "2 failed",
      "3 superseded",
      "4 deployed",
    ]);
    expect(live[3]).toMatchObject({ rollbackRevision: 1, labels: { team: "a", tier: "web" } });
    expect(await fixture.helm.releases.list()).toEqual(live.slice(3));
    await hand.uninstall(fixture);
    const gone = await agree(fixture, "shop", { revisions: [0] });
    expect(gone.at(-1)).toMatchObject({ status: "uninstalled", deleted: expect.any(String) });
  });

  test.concurrent("either has the same values in it", async () => {
    using shop = fullChart();
    const values = await Promise.all(
      Object.values(hands).map(async (hand) => {
        await using fixture = await Fixture.make();
        await hand.install(fixture, shop.path);
        const { releases } = fixture.helm;
        return [await releases.getValues("shop"), await releases.getValues("shop", { all: true })];
      }),
    );
    expect(values[1]).toEqual(values[0]);
    const [given = {}, all = {}] = values[0] ?? [];
    expect(given).toMatchObject({ million: 2000000, nested: { added: { none: null } }, list: [0.1, null] });
    expect(Object.keys(given)).toContain("__proto__");
    expect(all).toMatchObject({ whole: 1, "a.b": "dotted", "ü ☕": "日本語", imported: 1, part: { size: 1000 } });
  });
});

/** What Helm 3.19 has stored: four revisions of "shop", and "gone", which is uninstalled with kept history. */
async function helm3Releases(namespace: string): Promise<StoredRelease[]> {
  const text = await Bun.file(new URL("./helm3.json", import.meta.url)).text();
  return JSON.parse(text.replaceAll('"NAMESPACE"', JSON.stringify(namespace)));
}

/** A namespace as Helm 3 has left it: the records, and the objects, made by client-side apply. */
async function afterHelm3(): Promise<Fixture> {
  const fixture = await Fixture.make();
  const releases = await helm3Releases(fixture.namespace);
  // Helm 3 writes each record twice; from the second time on it has this label instead of createdAt.
  const labels = { createdAt: undefined, modifiedAt: "1759564800" };
  await store(
    fixture.cluster,
    releases.map((release) => ({ release, labels })),
  );
  const newest = releases.find(({ name, version }) => name === "shop" && version === 4);
  for (const document of String(newest?.manifest).split("---\n").slice(1)) {
    const object = Bun.YAML.parse(document) as { kind: string; metadata: Record<string, object> };
    object.metadata.labels = { ...object.metadata.labels, "app.kubernetes.io/managed-by": "Helm" };
    object.metadata.annotations = {
      "meta.helm.sh/release-name": "shop",
      "meta.helm.sh/release-namespace": fixture.namespace,
    } as object;
    const plural = object.kind === "Service" ? "services" : "configmaps";
    const answer = await fixture.cluster.request("POST", `${fixture.path(plural)}?fieldManager=helm`, object);
    if (!answer.ok) throw new Error(await answer.text());
  }
  return fixture;
}

/** The chart inside a record, of another version. */
function chartOf(release: StoredRelease, version: string): TempDir {
  const { metadata, templates, values } = release.chart as {
    metadata: object;
    templates: { name: string; data: string }[];
    values: Record<string, unknown>;
  };
  return chart({
    version,
    metadata: { ...metadata, version, dependencies: undefined },
    values,
    files: Object.fromEntries(templates.map(({ name, data }) => [name, Buffer.from(data, "base64").toString()])),
  });
}

describe.concurrent("a release that was made by Helm 3", () => {
  test.concurrent("is the same for both", async () => {
    await using fixture = await afterHelm3();
    const history = await agree(fixture, "shop");
    expect(history.map(({ revision, status }) => `${revision} ${status}`)).toEqual([
      "1 superseded",
      "2 failed",
      "3 superseded",
      "4 deployed",
    ]);
    expect(history.map(({ lastDeployed }) => lastDeployed)).toContain("2025-10-01T08:00:00.123456789+02:00");
    const [gone] = await agree(fixture, "gone");
    expect(gone).toMatchObject({ status: "uninstalled", deleted: "2025-10-05T08:00:00.25+02:00" });
    const { hooks } = await fixture.helm.releases.get("shop", { revision: 3 });
    expect(hooks.map(({ lastRun }) => lastRun)).toEqual([undefined, undefined]);
    expect((await fixture.helm.releases.getMetadata("shop")).applyMethod).toBeUndefined();
  });

  test.concurrent("goes on client-side when it is upgraded or rolled back, and is uninstalled", async () => {
    await using fixture = await afterHelm3();
    const [first] = await helm3Releases(fixture.namespace);
    using shop = chartOf(first as StoredRelease, "2.0.0");
    const { releases } = fixture.helm;
    const managers = async (): Promise<string[]> =>
      ((await fixture.get("configmaps/shop-config")).metadata.managedFields ?? []).map(
        ({ manager, operation }) => `${manager} ${operation}`,
      );
    const upgraded = await releases.upgrade("shop", shop.path, { values: { greeting: "Ahoy" } });
    expect(upgraded).toMatchObject({ revision: 5, applyMethod: "csa", chart: { version: "2.0.0" } });
    expect((await fixture.get("configmaps/shop-config")).data).toEqual({ greeting: "Ahoy", limit: "1e+06" });
    expect(await managers()).toEqual(["helm Update"]);
    const back = await releases.rollback("shop", { revision: 1 });
    expect(back).toMatchObject({ revision: 6, applyMethod: "csa", rollbackRevision: 1, chart: { version: "1.0.0" } });
    expect((await fixture.get("configmaps/shop-config")).data).toEqual({ greeting: "Hello", limit: "1e+06" });
    expect(await managers()).toEqual(["helm Update"]);
    await agree(fixture, "shop", { revisions: [5, 6] });
    await told(fixture, "upgrade", "shop", shop.path);
    await releases.uninstall("shop", { keepHistory: true });
    expect(await fixture.names("configmaps")).toEqual([]);
    expect(await fixture.names("services")).toEqual([]);
    await agree(fixture, "shop", { revisions: [0] });
    for (const name of ["shop", "gone"]) await releases.uninstall(name);
    expect(await fixture.records()).toEqual([]);
  });
});
