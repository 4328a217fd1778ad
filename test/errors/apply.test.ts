// How an install or upgrade fails when the API server does not take its objects.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import { newHelm } from "../../lab/client.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap, deployment, hook, job } from "../../lab/objects.ts";
import { ApiProxy } from "../../lab/proxy.ts";
import { refusal } from "../../lab/refusal.ts";
import { until } from "../../lab/wait.ts";
import { InstallError, UpgradeError } from "../../src/index.ts";

setDefaultTimeout(60_000);

const service = (name: string, more = ""): string =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {ports: [{port: 80}]${more}}\n`;

describe.concurrent("a manifest that is wrong", () => {
  test.concurrent("is MANIFEST_INVALID with its template when it is no YAML", async () => {
    await using fixture = await Fixture.make();
    using shop = chart({
      templates: { "a.yaml": configMap("a"), "bad.yaml": "kind: ConfigMap\nmetadata:\n  name: [\n" },
    });
    const error = await expectCode(fixture.helm.releases.install("shop", shop.path), "ERR_HELM_MANIFEST_INVALID");
    expect(error).toBeInstanceOf(InstallError);
    expect(error.details.template).toBe("shop/templates/bad.yaml");
    expect(error.details.causes).toMatchObject([{ reason: "YAML", message: expect.stringContaining("line") }]);
    expect(await fixture.records()).toEqual([]);
    await expectCode(newHelm().charts.template(shop.path), "ERR_HELM_MANIFEST_INVALID");
  });

  test.concurrent("is MANIFEST_INVALID when a kind is unknown to the cluster", async () => {
    await using fixture = await Fixture.make();
    using shop = chart({
      templates: {
        "a.yaml": configMap("a"),
        "b.yaml": "apiVersion: nowhere.example/v1\nkind: Ghost\nmetadata: {name: b}\n",
      },
    });
    const error = await expectCode(fixture.helm.releases.install("shop", shop.path), "ERR_HELM_MANIFEST_INVALID");
    expect(error.phase).toBe("build");
    expect(error.details.causes).toMatchObject([
      { field: "kind", reason: "NoMatch", message: expect.stringContaining("Ghost") },
    ]);
    expect(error.details.hint).toContain("CustomResourceDefinition");
    expect(error.manifest).toContain("Ghost");
    expect(await fixture.records()).toEqual([]);
    expect(await fixture.names("configmaps")).toEqual([]);
  });

  test.concurrent("is MANIFEST_INVALID when a field is unknown or twice", async () => {
    await using fixture = await Fixture.make();
    using unknown = chart({ templates: { "a.yaml": service("a", ", nonsense: 1") } });
    const error = await expectCode(fixture.helm.releases.install("shop", unknown.path), "ERR_HELM_MANIFEST_INVALID");
    expect(error).toBeInstanceOf(InstallError);
    expect(error.details.causes).toEqual([
      { field: "spec.nonsense", reason: "Unknown", message: "is not a field of this kind" },
    ]);
    expect(error.message).toBe('Service "a" (shop/templates/a.yaml): spec.nonsense is not a field of this kind');
    expect(error.notApplied).toMatchObject([{ kind: "Service", name: "a" }]);
    expect(await fixture.has("services/a")).toBe(false);
  });

  test.concurrent("is MANIFEST_INVALID with every field that is wrong, whatever is wrong with it", async () => {
    await using fixture = await Fixture.make();
    const labels = "{app: a}";
    const spec = `{replicas: two, selector: {matchLabels: ${labels}}, template: {metadata: {labels: ${labels}}, spec: {contaners: []}}}`;
    using shop = chart({
      templates: { "a.yaml": `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: ${spec}\n` },
    });
    const error = await expectCode(fixture.helm.releases.install("shop", shop.path), "ERR_HELM_MANIFEST_INVALID");
    const fields = error.details.causes?.map(({ field, reason }) => `${field} ${reason}`).sort();
    expect(fields).toEqual(["spec.replicas Type", "spec.template.spec.contaners Unknown"]);
    for (const words of ["spec.replicas must be a", "spec.template.spec.contaners is not a field"])
      expect(error.message).toContain(words);
  });

  test.concurrent("is MANIFEST_INVALID with field and reason when a value is not allowed", async () => {
    await using fixture = await Fixture.make();
    using shop = chart({ templates: { "a.yaml": configMap("a"), "b.yaml": service("b", ", type: Nonsense") } });
    const error = await expectCode(fixture.helm.releases.install("shop", shop.path), "ERR_HELM_MANIFEST_INVALID");
    expect(error.phase).toBe("apply");
    expect(error.resource).toMatchObject({ kind: "Service", name: "b" });
    expect(error.details.causes).toMatchObject([{ field: "spec.type", reason: "FieldValueNotSupported" }]);
    expect(error.applied).toMatchObject([{ kind: "ConfigMap", name: "a", action: "created" }]);
    expect(error.notApplied).toMatchObject([{ kind: "Service", name: "b" }]);
    expect(error.release).toMatchObject({ name: "shop", revision: 1, status: "failed" });
    expect(error.release?.description).toContain("failed");
    expect((error.cause as Error).message).toContain("Unsupported value");
    expect(await fixture.records()).toEqual(["1 failed"]);
  });

  test.concurrent("is MANIFEST_INVALID when an object has no name or a malformed one", async () => {
    await using fixture = await Fixture.make();
    using shop = chart({ templates: { "a.yaml": configMap("Not_A_Name") } });
    const error = await expectCode(fixture.helm.releases.install("shop", shop.path), "ERR_HELM_MANIFEST_INVALID");
    expect(error.details.causes).toMatchObject([{ field: "metadata.name" }]);
  });

  test.concurrent("is MANIFEST_INVALID when an object has no name at all, or no kind", async () => {
    await using fixture = await Fixture.make();
    using nameless = chart({ templates: { "a.yaml": "apiVersion: v1\nkind: ConfigMap\ndata: {a: b}\n" } });
    const error = await expectCode(fixture.helm.releases.install("shop", nameless.path), "ERR_HELM_MANIFEST_INVALID");
    expect(error.message).toBe("a ConfigMap (shop/templates/a.yaml): metadata.name is missing");
    using kindless = chart({ templates: { "a.yaml": "metadata: {name: a}\n" } });
    const kind = await expectCode(fixture.helm.releases.install("shop", kindless.path), "ERR_HELM_MANIFEST_INVALID");
    expect(kind).toMatchObject({
      phase: "build",
      message: 'the object "a" (shop/templates/a.yaml): apiVersion is missing; kind is missing',
    });
    expect(await fixture.records()).toEqual([]);
  });

  test.concurrent("is MANIFEST_INVALID when it asks for more than the quota has", async () => {
    await using fixture = await Fixture.make();
    const quota = {
      apiVersion: "v1",
      kind: "ResourceQuota",
      metadata: { name: "q" },
      spec: { hard: { "count/configmaps": "0" } }, // the API server obeys it a little later
    };
    await fixture.cluster.apply(quota, fixture.namespace);
    await until(async () => {
      const path = `/api/v1/namespaces/${fixture.namespace}/configmaps?dryRun=All`;
      return (await fixture.cluster.request("POST", path, { metadata: { name: "probe" } })).status === 403;
    });
    using shop = chart({ templates: { "a.yaml": configMap("a") } });
    const error = await expectCode(fixture.helm.releases.install("shop", shop.path), "ERR_HELM_MANIFEST_INVALID");
    expect(error.message).toContain("quota");
    expect(error.release).toMatchObject({ revision: 1, status: "failed" });
  });

  test.concurrent("is MANIFEST_INVALID when it is a hook's, and the hook's object is named", async () => {
    await using fixture = await Fixture.make();
    const bad = job("before", {}, hook("pre-install")).replace("backoffLimit: 0", "backoffLimit: -7");
    using shop = chart({ templates: { "a.yaml": configMap("a"), "hook.yaml": bad } });
    const error = await expectCode(fixture.helm.releases.install("shop", shop.path), "ERR_HELM_MANIFEST_INVALID");
    expect(error.resource).toMatchObject({ kind: "Job", name: "before" });
    expect(error.details.causes).toMatchObject([{ field: "spec.backoffLimit" }]);
    expect(error.message).toContain("pre-install");
    expect(await fixture.has("configmaps/a")).toBe(false);
  });

  test.concurrent("is MANIFEST_INVALID with the policy's words when admission denies it", async () => {
    await using fixture = await Fixture.make();
    const name = `deny-${fixture.namespace}`;
    const admission = "admissionregistration.k8s.io/v1";
    await fixture.cluster.apply({
      apiVersion: admission,
      kind: "ValidatingAdmissionPolicy",
      metadata: { name },
      spec: {
        matchConstraints: {
          namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": fixture.namespace } },
          resourceRules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["configmaps"] }],
        },
        validations: [{ expression: "object.metadata.name != 'forbidden'", message: "this name is taboo" }],
      },
    });
    await fixture.cluster.apply({
      apiVersion: admission,
      kind: "ValidatingAdmissionPolicyBinding",
      metadata: { name },
      spec: { policyName: name, validationActions: ["Deny"] },
    });
    await policyWorks(fixture);
    using shop = chart({ templates: { "a.yaml": configMap("allowed"), "b.yaml": configMap("forbidden") } });
    const error = await expectCode(fixture.helm.releases.install("shop", shop.path), "ERR_HELM_MANIFEST_INVALID");
    expect(error.message).toContain("this name is taboo");
    expect(error.details.causes?.[0]?.message).toContain("this name is taboo");
    expect(error.phase).toBe("apply");
    expect(error.notApplied).toMatchObject([{ kind: "ConfigMap", name: "forbidden" }]);
  });

  test.concurrent("leaves the former revision deployed and recorded when it is an upgrade's", async () => {
    await using fixture = await Fixture.make();
    using good = chart({ templates: { "a.yaml": configMap("a", { text: "good" }) } });
    using bad = chart({
      templates: { "a.yaml": configMap("a", { text: "bad" }), "b.yaml": service("b", ", type: Nonsense") },
    });
    await fixture.helm.releases.install("shop", good.path);
    const error = await expectCode(fixture.helm.releases.upgrade("shop", bad.path), "ERR_HELM_MANIFEST_INVALID");
    expect(error).toBeInstanceOf(UpgradeError);
    expect(error.release).toMatchObject({ revision: 2, status: "failed" });
    expect(await fixture.records()).toEqual(["1 deployed", "2 failed"]);
    expect(await fixture.helm.releases.status("shop", { revision: 1 })).toMatchObject({ status: "deployed" });
    const [listed] = await fixture.helm.releases.list();
    expect(listed).toMatchObject({ revision: 2, status: "failed" });
  });
});

/** Waits until a new policy is in force: the API server takes a moment. */
async function policyWorks(fixture: Fixture): Promise<void> {
  const path = `${fixture.path("configmaps")}?dryRun=All`;
  const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "forbidden" } };
  const deadline = Date.now() + 20_000;
  while ((await fixture.cluster.request("POST", path, object)).ok)
    if (Date.now() > deadline) throw new Error("the policy did not come into force");
}

describe.concurrent("an object that others hold fields of", () => {
  test.concurrent("is APPLY_CONFLICT with each field and its manager", async () => {
    await using fixture = await Fixture.make();
    using shop = chart({
      templates: { "a.yaml": configMap("a", { text: "{{ .Values.text }}", more: "{{ .Values.text }}" }) },
    });
    await fixture.helm.releases.install("shop", shop.path, { values: { text: "one" } });
    const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } };
    await fixture.applyAs("hand-made", "configmaps/a", { ...object, data: { text: "by hand" } });
    await fixture.applyAs("robot", "configmaps/a", { ...object, data: { more: "by robot" } });
    const upgrade = (options = {}): ReturnType<typeof fixture.helm.releases.upgrade> =>
      fixture.helm.releases.upgrade("shop", shop.path, { values: { text: "two" }, ...options });
    const error = await expectCode(upgrade(), "ERR_HELM_APPLY_CONFLICT");
    expect(error).toBeInstanceOf(UpgradeError);
    expect(error.phase).toBe("apply");
    expect(error.details.conflicts.toSorted((a, b) => (a.field < b.field ? -1 : 1))).toEqual([
      { field: "data.more", manager: "robot" },
      { field: "data.text", manager: "hand-made" },
    ]);
    expect(error.details.hint).toContain("forceConflicts");
    expect(error.resource).toMatchObject({ kind: "ConfigMap", name: "a" });
    expect(error.release).toMatchObject({ revision: 2, status: "failed" });
    expect(error.notApplied).toMatchObject([{ kind: "ConfigMap", name: "a" }]);
    expect((await fixture.get("configmaps/a")).data).toEqual({ text: "by hand", more: "by robot" });
    await upgrade({ forceConflicts: true });
    expect((await fixture.get("configmaps/a")).data).toEqual({ text: "two", more: "two" });
    expect(await fixture.records()).toEqual(["1 superseded", "2 failed", "3 deployed"]);
  });
});

describe.concurrent("an object that is not the release's", () => {
  test.concurrent("is OWNERSHIP_CONFLICT with the release that owns it", async () => {
    await using fixture = await Fixture.make();
    using shop = chart({ templates: { "a.yaml": configMap("a", { of: "{{ .Release.Name }}" }) } });
    await fixture.helm.releases.install("first", shop.path);
    const error = await expectCode(fixture.helm.releases.install("second", shop.path), "ERR_HELM_OWNERSHIP_CONFLICT");
    expect(error).toBeInstanceOf(InstallError);
    expect(error.details.conflicts).toMatchObject([
      { kind: "ConfigMap", name: "a", namespace: fixture.namespace, ownerName: "first" },
    ]);
    expect(error.details.hint).toContain("takeOwnership");
    expect(error.resource).toMatchObject({ kind: "ConfigMap", name: "a" });
    expect((await fixture.helm.releases.list()).map(({ name }) => name)).toEqual(["first"]);
    expect((await fixture.get("configmaps/a")).data).toEqual({ of: "first" });
  });

  test.concurrent("is OWNERSHIP_CONFLICT when it is nobody's, and takeOwnership adopts it", async () => {
    await using fixture = await Fixture.make();
    using shop = chart({ templates: { "a.yaml": configMap("a", { text: "chart" }) } });
    await fixture.cluster.apply(
      { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, data: { own: "kept" } },
      fixture.namespace,
    );
    const error = await expectCode(fixture.helm.releases.install("shop", shop.path), "ERR_HELM_OWNERSHIP_CONFLICT");
    expect(error.details.conflicts).toMatchObject([{ kind: "ConfigMap", name: "a" }]);
    expect(error.details.conflicts[0]?.ownerName).toBeUndefined();
    expect(error.details.conflicts[0]?.message).toBe("belongs to no release");
    expect(await fixture.records()).toEqual([]);
    await fixture.helm.releases.install("shop", shop.path, { takeOwnership: true });
    const { metadata, data } = await fixture.get("configmaps/a");
    expect(metadata.annotations).toMatchObject({ "meta.helm.sh/release-name": "shop" });
    expect(metadata.labels).toMatchObject({ "app.kubernetes.io/managed-by": "Helm" });
    expect(data).toMatchObject({ text: "chart" });
  });

  test.concurrent("is OWNERSHIP_CONFLICT for an upgrade that brings it, and takeOwnership adopts it from another release", async () => {
    await using fixture = await Fixture.make();
    using theirs = chart({ templates: { "a.yaml": configMap("a", { of: "theirs" }) } });
    using before = chart({ templates: { "b.yaml": configMap("b") } });
    using after = chart({ templates: { "a.yaml": configMap("a", { of: "ours" }), "b.yaml": configMap("b") } });
    await fixture.helm.releases.install("theirs", theirs.path);
    await fixture.helm.releases.install("ours", before.path);
    const error = await expectCode(fixture.helm.releases.upgrade("ours", after.path), "ERR_HELM_OWNERSHIP_CONFLICT");
    expect(error).toBeInstanceOf(UpgradeError);
    expect(error.details.conflicts).toMatchObject([{ name: "a", ownerName: "theirs" }]);
    await fixture.helm.releases.upgrade("ours", after.path, { takeOwnership: true, forceConflicts: true });
    expect((await fixture.get("configmaps/a")).data).toEqual({ of: "ours" });
  });
});

describe.concurrent("an upgrade that fails", () => {
  test.concurrent("tells what it changed, deleted and left, and can be repeated", async () => {
    await using fixture = await Fixture.make();
    using before = chart({ templates: { "a.yaml": configMap("a", { v: "1" }), "gone.yaml": configMap("gone") } });
    using bad = chart({
      templates: {
        "a.yaml": configMap("a", { v: "2" }),
        "b.yaml": configMap("b"),
        "c.yaml": service("c", ", type: X"),
      },
    });
    await fixture.helm.releases.install("shop", before.path);
    const error = await expectCode(fixture.helm.releases.upgrade("shop", bad.path), "ERR_HELM_MANIFEST_INVALID");
    expect(error.applied).toMatchObject([
      { name: "a", action: "configured" },
      { name: "b", action: "created" },
    ]);
    expect(error.notApplied).toMatchObject([{ kind: "Service", name: "c" }]);
    expect(error.manifest).toContain("kind: Service");
    expect(await fixture.has("configmaps/gone")).toBe(true);
    expect(await fixture.helm.releases.upgrade("shop", before.path)).toMatchObject({ revision: 3, status: "deployed" });
    expect(await fixture.records()).toEqual(["1 superseded", "2 failed", "3 deployed"]);
  });

  test.concurrent("is not taken for done when a look at what it has to delete fails", async () => {
    await using fixture = await Fixture.make();
    await using proxy = await ApiProxy.start(fixture.cluster);
    using before = chart({ templates: { "a.yaml": configMap("a"), "gone.yaml": configMap("gone") } });
    using after = chart({ templates: { "a.yaml": configMap("a") } });
    await fixture.helm.releases.install("shop", before.path);
    proxy.answer(
      ({ method, path }) => method === "GET" && path.endsWith("/configmaps/gone"),
      refusal(500, "InternalError", "planted"),
    );
    const { releases } = fixture.client({ kubeconfig: proxy.kubeconfig });
    const error = await expectCode(releases.upgrade("shop", after.path), "ERR_HELM_API_SERVER");
    expect(error).toBeInstanceOf(UpgradeError);
    expect(error.message).toContain("planted");
    expect(await fixture.has("configmaps/gone")).toBe(true);
    expect(await fixture.records()).toEqual(["1 deployed", "2 failed"]);
    await fixture.helm.releases.upgrade("shop", after.path);
    expect(await fixture.has("configmaps/gone")).toBe(false);
  });

  test.concurrent("is rolled back with rollbackOnFailure: the former revision's objects are back as a new one", async () => {
    await using fixture = await Fixture.make();
    using before = chart({ templates: { "a.yaml": configMap("a", { v: "1" }) } });
    using bad = chart({
      templates: {
        "a.yaml": configMap("a", { v: "2" }),
        "b.yaml": configMap("b"),
        "c.yaml": service("c", ", type: X"),
      },
    });
    await fixture.helm.releases.install("shop", before.path);
    const failing = fixture.helm.releases.upgrade("shop", bad.path, { rollbackOnFailure: true });
    const error = await expectCode(failing, "ERR_HELM_MANIFEST_INVALID");
    expect(error).toBeInstanceOf(UpgradeError);
    expect(error.message).toContain("Unsupported value");
    expect(error.release).toMatchObject({ revision: 3, status: "deployed", description: "Rollback to 1" });
    expect(error.notApplied).toMatchObject([{ kind: "Service", name: "c" }]);
    expect(error.manifest).toContain("kind: Service");
    expect((await fixture.get("configmaps/a")).data).toEqual({ v: "1" });
    expect(await fixture.records()).toEqual(["1 superseded", "2 failed", "3 deployed"]);
  });
});

describe.concurrent("an install that fails", () => {
  test.concurrent("leaves nothing with rollbackOnFailure, and the error still says why", async () => {
    await using fixture = await Fixture.make();
    using bad = chart({ templates: { "a.yaml": configMap("a"), "b.yaml": service("b", ", type: X") } });
    const failing = fixture.helm.releases.install("shop", bad.path, { rollbackOnFailure: true });
    const error = await expectCode(failing, "ERR_HELM_MANIFEST_INVALID");
    expect(error).toBeInstanceOf(InstallError);
    expect(error.details.causes).toMatchObject([{ field: "spec.type" }]);
    expect(error.release).toMatchObject({ name: "shop" });
    expect(error.release?.revision).toBeUndefined();
    expect(await fixture.records()).toEqual([]);
    expect(await fixture.names("configmaps")).toEqual([]);
  });

  test.concurrent("with rollbackOnFailure leaves nothing of a Deployment that never becomes ready", async () => {
    await using fixture = await Fixture.make();
    using slow = chart({
      templates: {
        "web.yaml": deployment("web", { neverReady: true }),
        "h.yaml": configMap("h", {}, hook("pre-install")),
      },
    });
    const failing = fixture.helm.releases.install("shop", slow.path, { rollbackOnFailure: true, timeout: "1s" });
    const error = await expectCode(failing, "ERR_HELM_WAIT_TIMEOUT");
    expect(error.details.resources).toMatchObject([{ kind: "Deployment", name: "web" }]);
    expect(await fixture.records()).toEqual([]);
    expect(await fixture.names("deployments")).toEqual([]);
  });
});
