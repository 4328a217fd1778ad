// Releases that an operation would take long to leave, or never leaves: bunhelm reads of them what the helm command does.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { helmCommand } from "../../lab/helm.ts";
import { configMap } from "../../lab/objects.ts";
import { packed, type StoredRecord, type StoredRelease, store } from "../../lab/records.ts";
import { agree, type Crash } from "./get-history.ts";

setDefaultTimeout(180_000);

const metadata = { apiVersion: "v2", name: "shop", version: "1.0.0", appVersion: "9" };

function release(namespace: string, version: number, more: object = {}, status = "superseded"): StoredRelease {
  const time = new Date(Date.UTC(2026, 0, 1) + version * 60_000).toISOString();
  return {
    name: "shop",
    namespace,
    version,
    info: { status, description: `now ${status}`, first_deployed: time, last_deployed: time },
    chart: { metadata, templates: [], values: { a: 1 } },
    manifest: "---\n# Source: shop/templates/a.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
    ...more,
  };
}

const states = [
  "superseded",
  "failed",
  "pending-install",
  "pending-upgrade",
  "pending-rollback",
  "uninstalled",
  "uninstalling",
  "unknown",
  "deployed",
];

/** What a revision may have that others have not. */
const oddities: Record<string, object> = {
  "no values": { config: null },
  "empty values": { config: {} },
  "numbers, nulls and names of all kinds": {
    config: JSON.parse(
      `{"large": 9007199254740993, "huge": 1e300, "small": 5e-324, "zero": -0.0, "exact": 0.1, "whole": 1.0, "million": 1e6,
        "none": null, "nested": {"none": null, "list": [null, {"a": null}, []], "empty": {}}, "a.b": {"c.d": "e"}, "": "no name",
        "ü ☕": "日本語", "__proto__": {"a": 1}, "constructor": "x", "10": "ten", "9": "nine", "text": "\\u0000\\u2028\\ud83d\\ude00 <&>"}`,
    ),
  },
  "values that override the chart's": {
    config: { a: null, b: { c: 2 } },
    chart: { metadata, values: { a: 1, b: { c: 1, d: [1] }, e: { f: null } } },
  },
  "notes, manifest and description in any characters": {
    info: {
      status: "superseded",
      description: "two\nlines ☕ <&> \u2028",
      notes: "\ufeff日本語\r\n\t\u0000 end\n\n",
      last_deployed: "2026-01-01T00:00:00.000000001+14:00",
    },
    manifest: "\ufeff# only a comment ☕\r\n",
  },
  "no times": { info: { status: "superseded", last_deployed: "", first_deployed: "", deleted: "" } },
  "a chart of few words": { chart: { metadata: { name: "shop" }, templates: null, values: null } },
  "no manifest": { manifest: undefined, hooks: null },
  "objects of many places, some of them gone": {
    manifest: [
      "{apiVersion: v1, kind: ServiceAccount, metadata: {name: default}}",
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: kube-root-ca.crt, namespace: default}}",
      "{apiVersion: v1, kind: Namespace, metadata: {name: kube-system}}",
      "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: cluster-admin}}",
      "{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: ConfigMap, metadata: {name: kube-root-ca.crt}}]}",
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: gone}}",
      "{apiVersion: apps/v1, kind: Deployment, metadata: {name: gone}}",
    ].join("\n---\n"),
  },
  "hooks of all policies, run and not run": {
    hooks: [
      { name: "plain", kind: "Job", path: "a.yaml", manifest: "kind: Job", last_run: { phase: "" } },
      {
        name: "full",
        kind: "Pod",
        path: "b.yaml",
        manifest: "kind: Pod\n",
        events: ["pre-install", "test"],
        weight: -10,
        delete_policies: ["hook-succeeded", "hook-failed", "before-hook-creation"],
        output_log_policies: ["hook-succeeded", "hook-failed"],
        last_run: { started_at: "2026-01-01T00:00:00.5Z", completed_at: "", phase: "Running" },
      },
    ],
  },
  "a way to apply, and fields that nobody knows": { apply_method: "ssa", extra: { more: true } },
};

describe.concurrent("the records of a release", () => {
  test.concurrent("may be in any state", async () => {
    await using fixture = await Fixture.make();
    await store(
      fixture.cluster,
      states.map((status, i) => ({ release: release(fixture.namespace, i + 1, {}, status) })),
    );
    const history = await agree(fixture, "shop", { revisions: [0, 4, 8] });
    expect(history.map(({ status }) => status as string)).toEqual(states);
  });

  test.concurrent("may hold anything", async () => {
    await using fixture = await Fixture.make();
    await store(
      fixture.cluster,
      Object.values(oddities).map((more, i) => ({
        release: release(fixture.namespace, i + 1, more),
        labels: i % 2 === 0 ? { team: "a", "example.test/tier": "web" } : {},
      })),
    );
    const history = await agree(fixture, "shop");
    expect(history).toHaveLength(Object.keys(oddities).length);
    expect(history[0]?.labels).toEqual({ team: "a", "example.test/tier": "web" });
    const gone = (await fixture.helm.releases.status("shop", { revision: 9 })).resources ?? [];
    expect(gone.filter(({ status }) => status === "NotFound").map(({ kind }) => kind)).toEqual([
      "ConfigMap",
      "Deployment",
    ]);
  });

  test.concurrent("may be from before they were compressed", async () => {
    await using fixture = await Fixture.make();
    const old = release(fixture.namespace, 1);
    await store(fixture.cluster, [{ release: old, data: Buffer.from(JSON.stringify(old)).toString("base64") }]);
    expect(await agree(fixture, "shop", { revisions: [1] })).toHaveLength(1);
  });

  test.concurrent.each<[lacks: string, more: { chart?: object | undefined }, crashes: Crash[]]>([
    ["chart", { chart: undefined }, ["metadata", "all values"]],
    ["metadata of its chart", { chart: { values: { a: 1 } } }, ["metadata", "all values"]],
  ])("may lack the %s, by which the command crashes", async (_, more, crashes) => {
    await using fixture = await Fixture.make();
    const whole = release(fixture.namespace, 1);
    await store(fixture.cluster, [{ release: whole, data: packed({ ...whole, ...more }) }]);
    const [summary] = await agree(fixture, "shop", { crashes, revisions: [0] });
    expect(summary).toMatchObject({ revision: 1, status: "superseded", chart: { name: "", version: "" } });
    const all = await fixture.helm.releases.getValues("shop", { all: true });
    expect(all).toEqual(more.chart === undefined ? {} : { a: 1 });
    expect(await fixture.helm.releases.getMetadata("shop")).toMatchObject({ chart: "", version: "" });
  });
});

test.concurrent("a record that says no state is of an unknown one, as its words tell", async () => {
  await using fixture = await Fixture.make();
  const whole = release(fixture.namespace, 1);
  await store(fixture.cluster, [{ release: whole, data: packed({ ...whole, info: { description: "none" } }) }]);
  const { releases } = fixture.helm;
  expect(await releases.history("shop")).toMatchObject([{ status: "unknown", description: "none" }]);
  expect((await releases.getMetadata("shop")).status).toBe("unknown");
  const { stdout } = await fixture.helmCommand("history", "shop", "--output", "json");
  expect(JSON.parse(stdout)).toMatchObject([{ status: "" }]);
  expect(await releases.list()).toEqual(JSON.parse((await fixture.helmCommand("list", "--output", "json")).stdout));
});

test.concurrent("a record that says nothing of the release's state hides no other one", async () => {
  await using fixture = await Fixture.make();
  const whole = release(fixture.namespace, 1);
  const records = [
    { release: whole, data: packed({ ...whole, info: undefined }) },
    { release: { ...release(fixture.namespace, 1, {}, "deployed"), name: "other" } },
  ];
  await store(fixture.cluster, records, "ConfigMap"); // the command's list of all Secrets would crash in other tests
  const { releases } = fixture.client({ driver: "configmap" });
  expect(await releases.history("shop")).toMatchObject([{ revision: 1, status: "unknown" }]);
  for (const verb of ["status", "get", "getMetadata"] as const)
    expect(await releases[verb]("shop")).toMatchObject({ revision: 1, status: "unknown" });
  expect(await releases.list()).toMatchObject([{ name: "other" }]);
  const { cluster, namespace } = fixture;
  for (const command of [["history", "shop"], ["list"]]) {
    const env = { KUBECONFIG: cluster.kubeconfig, HELM_NAMESPACE: namespace, HELM_DRIVER: "configmap" };
    expect((await helmCommand(command, env)).stderr).toContain("nil pointer dereference");
  }
});

describe.concurrent("records that cannot be decoded", () => {
  const torn = (namespace: string, version: number): StoredRecord => {
    const whole = release(namespace, version);
    return { release: whole, data: packed(whole).slice(0, 100) };
  };

  test.concurrent("are left out: the newest that can be is the newest", async () => {
    await using fixture = await Fixture.make();
    const whole = [1, 3].map((version) => ({ release: release(fixture.namespace, version, {}, "failed") }));
    await store(fixture.cluster, [...whole, torn(fixture.namespace, 2), torn(fixture.namespace, 4)]);
    const history = await agree(fixture, "shop");
    expect(history.map(({ revision }) => revision)).toEqual([1, 3]);
    for (const verb of ["get", "status", "getValues", "getMetadata"] as const) {
      const error = await expectCode(fixture.helm.releases[verb]("shop", { revision: 2 }), "ERR_HELM_RECORD_INVALID");
      expect(error.message).toContain('failed to decode data "sh.helm.release.v1.shop.v2"');
    }
    const { stderr, exitCode } = await fixture.helmCommand("status", "shop", "--revision", "2");
    expect(exitCode).toBe(1);
    expect(stderr).toContain('failed to decode data "sh.helm.release.v1.shop.v2"');
  });

  test.concurrent("and no others are RECORD_INVALID, where the command finds no release", async () => {
    await using fixture = await Fixture.make();
    await store(fixture.cluster, [torn(fixture.namespace, 1)]);
    for (const verb of ["history", "get", "status", "getValues", "getMetadata"] as const)
      await expectCode(fixture.helm.releases[verb]("shop"), "ERR_HELM_RECORD_INVALID");
    expect((await fixture.helmCommand("history", "shop", "--output", "json")).stdout.trim()).toBe("[]");
    expect((await fixture.helmCommand("status", "shop")).exitCode).toBe(1);
  });
});

test.concurrent("a kind that the API server no longer offers is gone, where the command's status fails", async () => {
  await using fixture = await Fixture.make();
  const manifest = [
    "{apiVersion: v1, kind: ServiceAccount, metadata: {name: default}}",
    "{apiVersion: policy/v1beta1, kind: PodSecurityPolicy, metadata: {name: old}}",
  ].join("\n---\n");
  await store(fixture.cluster, [{ release: release(fixture.namespace, 1, { manifest }, "deployed") }]);
  const { resources } = await fixture.helm.releases.status("shop");
  expect(resources).toMatchObject([
    { kind: "ServiceAccount", name: "default", status: "Current" },
    { apiVersion: "policy/v1beta1", kind: "PodSecurityPolicy", name: "old", status: "NotFound" },
  ]);
  const { stderr, exitCode } = await fixture.helmCommand("status", "shop", "--output", "json");
  expect(exitCode).toBe(1);
  expect(stderr).toContain('no matches for kind "PodSecurityPolicy"');
});

test.concurrent("names and namespaces may be as long as they can be, and no longer", async () => {
  await using fixture = await Fixture.make({}, "n".repeat(54));
  expect(fixture.namespace).toHaveLength(63);
  using shop = chart({ templates: { "a.yaml": configMap("a", { name: "{{ .Release.Name }}" }) } });
  const name = "r".repeat(53);
  const { releases } = fixture.helm;
  await releases.install(name, shop.path);
  await releases.upgrade(name, shop.path);
  expect(await agree(fixture, name, { revisions: [0, 1] })).toMatchObject([{ name }, { name }]);
  await expectCode(releases.history(`${name}r`), "ERR_HELM_INVALID_ARGUMENT");
  expect((await fixture.helmCommand("history", `${name}r`)).stderr).toContain("release name is invalid");
});
