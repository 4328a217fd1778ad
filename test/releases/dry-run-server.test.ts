// dryRun: "server": the API server tries what a call would send, and finds what the call would end with.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { type ChartFiles, chart } from "../../lab/chart.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap, crd, deployment, hook, job } from "../../lab/objects.ts";
import { HelmError, type HelmErrorCode, type HelmEvent } from "../../src/index.ts";

setDefaultTimeout(60_000);

const server = { dryRun: "server" } as const;

/** What a call fails with, for comparison. */
async function failure(call: Promise<unknown>): Promise<object> {
  const error = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(error instanceof HelmError)) return { resolved: true };
  const { code, details, phase, resource, message } = error;
  return { code, details, phase, resource, message };
}

/** Collects the warnings of the log. */
function warnings(): { said: string[]; onEvent: (event: HelmEvent) => void } {
  const said: string[] = [];
  return {
    said,
    onEvent: (event) => void (event.type === "log" && event.level === "warn" && said.push(event.message)),
  };
}

const wrong: [string, string, HelmErrorCode][] = [
  ["a name that cannot be", configMap("X_y"), "ERR_HELM_MANIFEST_INVALID"],
  [
    "an unknown field",
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndatta: {x: y}\n",
    "ERR_HELM_MANIFEST_INVALID",
  ],
  [
    "a value of the wrong type",
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {x: 5}\n",
    "ERR_HELM_MANIFEST_INVALID",
  ],
  [
    "a value that is not allowed",
    deployment("web").replace("kind: Deployment", "kind: Deployment").replace("spec:\n", "spec:\n  replicas: -1\n"),
    "ERR_HELM_MANIFEST_INVALID",
  ],
  [
    "a selector that fits nothing",
    deployment("web").replace("matchLabels: {app: web}", "matchLabels: {app: other}"),
    "ERR_HELM_MANIFEST_INVALID",
  ],
  [
    "a hook with an unknown field",
    job("before", {}, hook("pre-install,pre-upgrade")).replace("backoffLimit", "backofLimit"),
    "ERR_HELM_MANIFEST_INVALID",
  ],
  ["a hook with a wrong name", job("Be_fore", {}, hook("post-install,post-upgrade")), "ERR_HELM_MANIFEST_INVALID"],
];

describe.concurrent("an install or upgrade that is only tried", () => {
  test.concurrent.each(wrong)("finds %s, as the call does, and stores nothing", async (_, template, code) => {
    await using fixture = await Fixture.make();
    using before = chart({ templates: { "b.yaml": configMap("b") } });
    const done = fixture.client({ userAgent: "done" }).releases;
    await done.install("old", before.path);
    using bad = chart({ templates: { "b.yaml": configMap("b"), "bad.yaml": template } });
    using fresh = chart({ templates: { "c.yaml": configMap("c"), "bad.yaml": template } });
    const { releases } = fixture.helm;
    const install = await failure(releases.install("new", fresh.path, server));
    const instead = await failure(releases.upgrade("new", fresh.path, { ...server, install: true }));
    const upgrade = await failure(releases.upgrade("old", bad.path, server));
    expect(await fixture.writes()).toEqual([]);
    expect(await fixture.records()).toEqual(["1 deployed"]);
    expect(install).toMatchObject({ code });
    expect(instead).toEqual(install);
    expect(install).toEqual(await failure(done.install("new", fresh.path)));
    expect(upgrade).toEqual(await failure(done.upgrade("old", bad.path)));
  });

  test.concurrent("finds a field that somebody else manages", async () => {
    await using fixture = await Fixture.make();
    using shop = chart({ values: { k: "1" }, templates: { "a.yaml": configMap("a", { k: "{{ .Values.k }}" }) } });
    const { releases } = fixture.helm;
    await releases.install("shop", shop.path);
    const theirs = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, data: { k: "theirs" } };
    await fixture.applyAs("somebody", "configmaps/a", theirs);
    const error = await expectCode(
      releases.upgrade("shop", shop.path, { ...server, values: { k: "2" } }),
      "ERR_HELM_APPLY_CONFLICT",
    );
    expect(error.details.conflicts).toEqual([{ field: "data.k", manager: "somebody" }]);
    expect(error.resource).toMatchObject({ kind: "ConfigMap", name: "a" });
    await releases.upgrade("shop", shop.path, { ...server, values: { k: "2" }, forceConflicts: true });
    expect((await fixture.get("configmaps/a")).data).toEqual({ k: "theirs" });
  });

  test.concurrent("finds what a quota refuses and a user may not do", async () => {
    await using fixture = await Fixture.make();
    const metadata = { name: "rq" };
    const spec = { hard: { services: "0" } };
    await fixture.cluster.apply({ apiVersion: "v1", kind: "ResourceQuota", metadata, spec }, fixture.namespace);
    await fixture.cluster.waitFor<{ status?: { used?: { services?: string } } }>(
      `/api/v1/namespaces/${fixture.namespace}/resourcequotas/rq`,
      ({ status }) => status?.used?.services === "0",
    );
    const service = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}]}\n";
    using shop = chart({ templates: { "a.yaml": configMap("a"), "web.yaml": service } });
    const tried = await failure(fixture.helm.releases.install("shop", shop.path, server));
    expect(tried).toMatchObject({ message: expect.stringContaining("exceeded quota: rq") });
    expect(tried).toEqual(await failure(fixture.helm.releases.install("shop", shop.path)));
    const rules = [
      { apiGroups: [""], resources: ["secrets"], verbs: ["*"] },
      { apiGroups: [""], resources: ["configmaps"], verbs: ["get", "list"] },
    ];
    using other = chart({ templates: { "b.yaml": configMap("b") } });
    const { releases } = fixture.client({ kubeconfig: await fixture.userWith("reader", rules) });
    await expectCode(releases.install("other", other.path, server), "ERR_HELM_FORBIDDEN");
  });

  test.concurrent("finds that its record could not be written: too large, or not allowed", async () => {
    await using fixture = await Fixture.make();
    const noise = (): string => Buffer.from(crypto.getRandomValues(new Uint8Array(60_000))).toString("base64");
    const files = Object.fromEntries(Array.from({ length: 24 }, (_, n) => [`files/${n}.txt`, noise()]));
    using large = chart({ templates: { "a.yaml": configMap("a") }, files });
    for (const options of [server, {}]) {
      const failing = fixture.helm.releases.install("shop", large.path, options);
      const { details, phase } = await expectCode(failing, "ERR_HELM_RELEASE_TOO_LARGE");
      expect(phase).toBe("store");
      expect(details.size).toBeGreaterThan(details.limit);
    }
    using shop = chart({ templates: { "a.yaml": configMap("a") } });
    const rules = [
      { apiGroups: [""], resources: ["secrets"], verbs: ["get", "list"] },
      { apiGroups: [""], resources: ["configmaps"], verbs: ["*"] },
    ];
    const { releases } = fixture.client({ kubeconfig: await fixture.userWith("unrecorded", rules) });
    const refused = await failure(releases.install("other", shop.path, server));
    expect(refused).toMatchObject({ code: "ERR_HELM_FORBIDDEN" });
    expect(refused).toEqual(await failure(releases.install("other", shop.path)));
  });

  test.concurrent("finds an object of another release among those to be made", async () => {
    await using fixture = await Fixture.make();
    using shop = chart({ templates: { "a.yaml": configMap("a") } });
    await fixture.helm.releases.install("shop", shop.path);
    await expectCode(fixture.helm.releases.install("other", shop.path, server), "ERR_HELM_OWNERSHIP_CONFLICT");
    await fixture.helm.releases.install("other", shop.path, { ...server, takeOwnership: true });
  });

  test.concurrent("uses the way of applying that the call would use", async () => {
    await using fixture = await Fixture.make();
    const typo =
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {k: {{ .Values.k | quote }}}\n{{ .Values.more }}: {}\n";
    using shop = chart({ values: { k: "1", more: "binaryData" }, templates: { "a.yaml": typo } });
    const { releases } = fixture.helm;
    // Without server-side apply an unknown field is a warning only.
    const unknown = { values: { more: "datta" } };
    await releases.install("shop", shop.path, { ...server, ...unknown, serverSide: false });
    await expectCode(releases.install("shop", shop.path, { ...server, ...unknown }), "ERR_HELM_MANIFEST_INVALID");
    await releases.install("shop", shop.path, { serverSide: false });
    await releases.upgrade("shop", shop.path, { ...server, ...unknown });
    // Going over to it: what Helm managed before is no conflict.
    const over = { values: { k: "2" }, serverSide: true } as const;
    expect((await releases.upgrade("shop", shop.path, { ...server, ...over })).applyMethod).toBe("ssa");
    await releases.upgrade("shop", shop.path, { ...server, values: { k: "2" }, serverSide: false, forceReplace: true });
    expect((await fixture.get("configmaps/a")).data).toEqual({ k: "1" });
    await releases.upgrade("shop", shop.path, over);
  });

  test.concurrent("finds that what is dropped may not be deleted", async () => {
    await using fixture = await Fixture.make();
    using shop = chart({
      templates: { "a.yaml": `{{ if .Values.a }}${configMap("a")}{{ end }}`, "b.yaml": configMap("b") },
    });
    await fixture.helm.releases.install("shop", shop.path, { values: { a: true } });
    const rules = [
      { apiGroups: [""], resources: ["secrets"], verbs: ["*"] },
      { apiGroups: [""], resources: ["configmaps"], verbs: ["get", "list", "watch", "patch", "create"] },
    ];
    const { releases } = fixture.client({ kubeconfig: await fixture.userWith("keeper", rules) });
    await expectCode(releases.upgrade("shop", shop.path, { ...server, values: { a: false } }), "ERR_HELM_FORBIDDEN");
    await fixture.helm.releases.upgrade("shop", shop.path, { ...server, values: { a: false } });
    expect(await fixture.names("configmaps")).toEqual(["a", "b"]);
  });

  test.concurrent("does not mind a hook's object of last time", async () => {
    await using fixture = await Fixture.make();
    const shop = (text: string): ReturnType<typeof chart> =>
      chart({
        templates: { "h.yaml": job("before", { exitAfter: 10, logs: [text] }, hook("pre-install,pre-upgrade")) },
      });
    using one = shop("one");
    using two = shop("two");
    await fixture.helm.releases.install("shop", one.path);
    await fixture.helm.releases.upgrade("shop", two.path, server);
    await fixture.helm.releases.upgrade("shop", two.path);
  });

  const rbac = "apiVersion: rbac.authorization.k8s.io/v1\n";
  const whole: ChartFiles["templates"] = {
    "account.yaml": "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: shop}\n",
    "role.yaml": `${rbac}kind: Role\nmetadata: {name: shop}\nrules: [{apiGroups: [""], resources: [pods], verbs: [get]}]\n`,
    "binding.yaml": `${rbac}kind: RoleBinding\nmetadata: {name: shop}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: shop}\nsubjects: [{kind: ServiceAccount, name: shop}]\n`,
    "web.yaml": deployment("web").replace("spec: {", "spec: {serviceAccountName: shop, "),
    "pod.yaml":
      "apiVersion: v1\nkind: Pod\nmetadata: {name: shop}\nspec: {serviceAccountName: shop, containers: [{name: main, image: x}]}\n",
    "hook.yaml": job("before", { exitAfter: 10 }, hook("pre-install,pre-upgrade")),
    "service.yaml":
      "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}], selector: {app: web}}\n",
  };

  test.concurrent("finds nothing wrong with what works, and says what it could not try", async () => {
    await using fixture = await Fixture.make();
    using shop = chart({ templates: whole });
    const { said, onEvent } = warnings();
    const release = await fixture.helm.releases.install("shop", shop.path, { ...server, onEvent });
    expect(release).toMatchObject({ status: "dry-run", revision: 1, description: "Dry run complete" });
    expect(said).toEqual(["Pod/shop could not be validated: ServiceAccount/shop is created by the same release"]);
    expect(await fixture.writes()).toEqual([]);
    await fixture.client({ userAgent: "done" }).releases.install("shop", shop.path);
    expect(await fixture.helm.releases.upgrade("shop", shop.path, server)).toMatchObject({
      status: "dry-run",
      revision: 2,
    });
    expect(await fixture.writes()).toEqual([]);
  });

  test.concurrent("takes the namespace that it would create for there", async () => {
    await using fixture = await Fixture.make();
    using shop = chart({ templates: { "a.yaml": configMap("a") } });
    const namespace = `${fixture.namespace}-new`;
    const { said, onEvent } = warnings();
    const options = { ...server, namespace, createNamespace: true, onEvent };
    await fixture.helm.releases.install("shop", shop.path, options);
    expect(said).toEqual(["ConfigMap/a could not be validated: its namespace does not exist yet"]);
    expect((await fixture.cluster.request("GET", `/api/v1/namespaces/${namespace}`)).status).toBe(404);
    const error = await expectCode(
      fixture.helm.releases.install("shop", shop.path, { ...server, namespace }),
      "ERR_HELM_API_SERVER",
    );
    expect(error.details.hint).toContain("createNamespace");
    expect(await fixture.writes()).toEqual([]);
  });

  test.concurrent("takes the kinds that its crds/ would bring for there, and tries those definitions", async () => {
    await using fixture = await Fixture.make();
    const group = `${fixture.namespace}.example`;
    const widget = `apiVersion: ${group}/v1\nkind: Widget\nmetadata: {name: w}\nspec: {size: 1}\n`;
    const files = { "crds/w.yaml": crd(group, "Widget") };
    using shop = chart({ templates: { "a.yaml": configMap("a"), "w.yaml": widget }, files });
    const { said, onEvent } = warnings();
    const { releases } = fixture.helm;
    const release = await releases.install("shop", shop.path, { ...server, onEvent });
    expect(release.manifest).toContain("kind: Widget");
    expect(said).toContainEqual(
      expect.stringMatching(/^Widget\/w could not be validated: its kind is in the chart's crds/),
    );
    expect((await fixture.helm.charts.template(shop.path, server)).manifest).toContain("kind: Widget");
    await expectCode(releases.install("shop", shop.path, { ...server, skipCrds: true }), "ERR_HELM_MANIFEST_INVALID");
    using broken = chart({
      files: { "crds/w.yaml": crd(group, "Widget").replace("scope: Namespaced", "scope: Nowhere") },
    });
    await expectCode(releases.install("shop", broken.path, server), "ERR_HELM_MANIFEST_INVALID");
    expect(await fixture.writes()).toEqual([]);
    const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.${group}`;
    expect((await fixture.cluster.request("GET", path)).status).toBe(404);
  });
});
